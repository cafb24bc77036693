"""Lists that people sign, confirm and wear: sign-in sheets, pair lists, badges."""

from typing import ClassVar

import msgspec

from exports.rules.papers import Paper


class SignInRow(msgspec.Struct, frozen=True):
    """A person who is expected (children: the codename) and their group or post."""

    name: str
    group: str = ""


class SignInSheet(Paper, frozen=True, kw_only=True):
    """Who came to one occasion, a training session or half a day; `spare` lines stay empty."""

    template: ClassVar[str] = "documents/sign_in_sheet.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css")

    occasion: str = ""
    modules: tuple[str, ...] = ()
    rows: tuple[SignInRow, ...] = ()
    spare: int = 3


class PairRow(msgspec.Struct, frozen=True, kw_only=True):
    """One pair: only what the volunteer agreed to show ("" else), the child's codename and year. No phones.

    `today` names who stands in on the day.
    """

    volunteer: str
    college: str = ""
    year: str = ""
    child: str
    child_year: str = ""
    group: str = ""
    pod: str = ""
    today: str = ""


class PairList(Paper, frozen=True, kw_only=True):
    """All pairs, for the partner to confirm with signature and seal."""

    template: ClassVar[str] = "documents/pair_list.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css")

    partner: str = ""
    rows: tuple[PairRow, ...] = ()


class ChangeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A child who is with somebody else today: with whom, instead of whom, how and why.

    `after` is empty while nobody is beside the child; `away` says that the child is not here.
    """

    number: int
    child: str
    before: str
    after: str = ""
    how: str = ""
    why: str
    group: str = ""
    pod: str = ""
    away: bool = False


class ChangeSheet(Paper, frozen=True, kw_only=True):
    """What is different today, for whoever leads a group; `joined` says which small groups go as one."""

    template: ClassVar[str] = "documents/changes.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css")

    rows: tuple[ChangeRow, ...] = ()
    joined: tuple[str, ...] = ()


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """What one person wears. `lane` counts from 0 and chooses the head's pattern; None is the crew."""

    name: str
    group: str = ""
    role: str = ""
    number: str = ""
    lane: int | None = None


class Badges(Paper, frozen=True, kw_only=True):
    """Ten badges of 90 × 54 mm on a page, in the name of `association`; `help_line` says whom to call (总控 周以宁 138 …)."""

    template: ClassVar[str] = "documents/badges.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-badges.css")

    association: str = ""
    help_line: str = ""
    badges: tuple[Badge, ...] = ()
