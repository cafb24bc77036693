"""One difference between two versions of a plan, and what is only another way to write the same."""

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from events.rules.approval import Aspect
from kit.i18n import gettext

SHORT = 48  # characters of old and new together


class Change(msgspec.Struct, frozen=True):
    """One difference, in the reader's language; "" is what was not there.

    `aspect` None concerns everybody. `substantial` says whether approvals of that aspect fall.
    `label` is a msgid, `subject` tells several of one label apart (a heading, a budget line).
    """

    aspect: Aspect | None
    label: str
    old: str
    new: str
    substantial: bool = False
    subject: str = ""

    @property
    def name(self) -> str:
        """What changed: `Budget line · 水费`."""
        said = gettext(self.label)
        return f"{said} · {self.subject}" if self.subject else said

    @property
    def key(self) -> tuple[Aspect | None, str, str]:
        return self.aspect, self.label, self.subject

    def touches(self, covers: Iterable[Aspect]) -> bool:
        """Say whether somebody who answers for `covers` has to look again."""
        return self.substantial and (self.aspect is None or self.aspect in set(covers))

    @property
    def is_short(self) -> bool:
        """Say whether both fit on one line, where a changed letter is found without help."""
        return len(self.old) + len(self.new) <= SHORT

    @property
    def pieces(self) -> tuple[str, str, str, str]:
        """What both texts begin with, what only the old and only the new one say, how both end."""
        return _apart(self.old, self.new)


def between(
    aspect: Aspect | None,
    label: str,
    said: Iterable[str],
    *,
    substantial: bool = False,
    subject: str = "",
) -> Change:
    """Return the change from the first to the second of two things `said`; they may be the same."""
    old, new = said
    return Change(aspect, label, old, new, substantial, subject)


def worded(aspect: Aspect | None, label: str, said: Iterable[str], *, subject: str = "") -> Change:
    """Compare what is said, not how: spaces, punctuation and width of letters are wording."""
    old, new = said
    return Change(aspect, label, old, new, bare(old) != bare(new), subject)


def bare(text: str) -> str:
    """Return the letters and digits of a text, as two people would read them aloud.

    What stands between two digits keeps them apart: 5-6 is not 56.
    """
    plain = re.sub(r"(?<=\d)[\W_]+(?=\d)", ".", unicodedata.normalize("NFKC", text))
    return re.sub(r"[^\w.]+|_|(?<!\d)\.|\.(?!\d)", "", plain).casefold()


def _apart(old: str, new: str) -> tuple[str, str, str, str]:
    limit = min(len(old), len(new))
    start = next((n for n in range(limit) if old[n] != new[n]), limit)
    end = next((n for n in range(limit - start) if old[-n - 1] != new[-n - 1]), limit - start)
    return (
        old[:start],
        old[start : len(old) - end],
        new[start : len(new) - end],
        new[len(new) - end :],
    )
