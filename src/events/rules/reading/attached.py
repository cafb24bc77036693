"""Annexes behind a plan: each begins where a line of the list of annexes comes again."""

import re

from events.rules.reading.lines import Line

KEY = "annex"
_NAMED = re.compile(
    r"\W*(?:附件|附录|附錄|附表|annex|appendix)\s?(?:\d{1,2}|[一二三四五六七八九十]|[a-d])\s?[:.、]\s?(?P<title>\S.{0,60}?)\W*"
)
# What an annex is, by its title; the first that fits.
_ABOUT = (
    ("annex-quotas", re.compile("名额|quota|places")),
    ("annex-registration", re.compile("报名表|登记表|registration|application form|sign-?up")),
    ("annex-consent", re.compile("同意书|家长|监护人|consent|guardian|parent")),
    ("annex-packing", re.compile("行李|自带|自备|携带|随身|packing|to bring")),
    ("annex-acts", re.compile("节目|acts?\\b|performances")),
)


def starts(lines: list[Line]) -> dict[int, int]:
    """Return the lines with which an annex begins, by number, and where their titles stand."""
    seen: set[str] = set()
    found: dict[int, int] = {}
    for line in lines:
        if match := _NAMED.fullmatch(line.folded):
            said = "".join(line.folded.split())
            if said in seen:
                found[line.number] = match.start("title")
            seen.add(said)
    return found


def names(line: Line) -> bool:
    """Whether a line is nothing but the number and the title of an annex."""
    return _NAMED.fullmatch(line.folded) is not None


def about(title: str) -> str:
    """Return the key of the chapter that an annex of this (folded) title is."""
    return next((key for key, words in _ABOUT if words.search(title)), "")
