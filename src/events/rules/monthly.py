"""How often something returns: 定期 says nothing, 每月一次 can be kept."""

import re

from events.rules.written import digest, sentences

VAGUE = {"定期": "每月一次", "regularly": "once a month", "from time to time": "once a month"}
BACK = {"每月一次": "定期", "once a month": "regularly"}


def can_be_monthly(words: str) -> bool:
    """Say whether a number can take the place of a word without touching the others."""
    return any(word in words.lower() for word in VAGUE)


def numbered(text: str, sentence: str) -> str:
    """Return `text` with a number in the sentence whose digest is given; the same if it is gone."""
    return _replaced(text, sentence, VAGUE)


def regular(text: str, sentence: str) -> str:
    """Take `numbered` back; the digest is that of the sentence as `numbered` left it."""
    return _replaced(text, sentence, BACK)


def changed(before: str, after: str) -> str:
    """Return the digest of the sentence that `after` has and `before` has not."""
    there = {digest(before[start:end]) for start, end in sentences(before)}
    new = [digest(after[start:end]) for start, end in sentences(after)]
    return next((one for one in new if one not in there), "")


def _replaced(text: str, sentence: str, words: dict[str, str]) -> str:
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    for start, end in sentences(text):
        if digest(text[start:end]) == sentence:
            said = pattern.sub(lambda found: words[found[0].lower()], text[start:end], count=1)
            return text[:start] + said + text[end:]
    return text
