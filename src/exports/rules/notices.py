"""The 通知: what several offices issue together, with annexes that must all be there."""

import re
from collections.abc import Iterable
from typing import ClassVar

from exports.rules.annexes import Annex
from exports.rules.kinds import NotYet
from exports.rules.papers import Paper
from exports.rules.profiles import Profile
from exports.rules.proposals import Section
from kit.i18n import N_

_CITED = re.compile(
    r"附(?:件|表|录)?\s?(?P<han>[一二三四五六七八九])(?![一-鿿]{2})"
    r"|(?:附(?:件|表|录)?|[Aa]nnex|[Aa]ppendix)\s?(?P<digits>\d{1,2})"
)
_DIGITS = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)}


class AnnexMissing(NotYet):
    message = N_("The text speaks of annex %(number)s, but there is none. Add it as a chapter.")
    fix = "plan"
    act = N_("Open the plan")


class AnnexEmpty(NotYet):
    message = N_("Annex %(number)s, “%(title)s”, is still empty.")
    fix = "plan/lists"
    act = N_("Fill in the lists")


class NobodyIssues(NotYet):
    message = N_("Nobody issues this notice yet: name the host.")
    fix = "plan"
    act = N_("Open the plan")


class Notice(Paper, frozen=True, kw_only=True):
    """Issuers in order of rank, a document number to be given, numbered items, annexes, who signs."""

    template: ClassVar[str] = "documents/notice.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-forms.css", "paper-notice.css")
    framed: ClassVar[bool] = True

    issuers: tuple[str, ...] = ()
    year: str = ""
    opening: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    annexes: tuple[Annex, ...] = ()
    profile: Profile = Profile()


def refuse_gaps(texts: Iterable[str], annexes: tuple[Annex, ...]) -> None:
    """Refuse a notice whose text speaks of an annex that is not there, or whose annex says nothing.

    Raises:
        AnnexMissing, AnnexEmpty
    """
    for number in sorted(cited(texts)):
        if not 1 <= number <= len(annexes):
            raise AnnexMissing(number=number)
    for number, annex in enumerate(annexes, 1):
        if not annex.says_something:
            raise AnnexEmpty(number=number, title=annex.title)


def cited(texts: Iterable[str]) -> set[int]:
    """Return the numbers of the annexes that these texts speak of: 附件2, 附1, annex 3."""
    found = set()
    for text in texts:
        for match in _CITED.finditer(text):
            found.add(int(match["digits"]) if match["digits"] else _DIGITS[match["han"]])
    return found
