"""What every paper says about itself, and how two papers are told apart."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

import msgspec


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """Which version this paper is, and where the current one is found.

    `code` names the document in a few letters (`BX7F3K`); `release` is the number of the frozen
    version, None while it is a draft. `made_at` is aware and shown in `zone` (IANA name). `link` is
    the address of the status page, put in the QR code.
    """

    code: str
    release: int | None = None
    made_at: datetime
    zone: str = "Asia/Shanghai"
    link: str

    @property
    def shown(self) -> str:
        """When this version was made, to the minute, on the clock of its zone."""
        return self.made_at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M")


class When(msgspec.Struct, frozen=True, kw_only=True):
    """The days of an activity and, as `HH:MM` in its own zone, when it starts and ends.

    No `first` day means the date is not settled. `tentative` marks a date that may still move.
    """

    first: date | None = None
    last: date | None = None
    starts: str = ""
    ends: str = ""
    tentative: bool = False


class Fact(msgspec.Struct, frozen=True):
    """One entry of the strip under the title, for example 集合: 06:50 樟树林."""

    label: str
    value: str


class Signature(msgspec.Struct, frozen=True):
    """A box to sign: who signs (审核) and in which office (学院团委)."""

    title: str
    office: str = ""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on any paper. `host` issues it; `facts` are at most three more entries of the strip.

    `framed` papers keep the margins of the association's profile; forms need the whole page.

    `concern` is where somebody reports that a child may be in danger; it stands at the foot of each page.

    `keep` is False for papers that show more than codenames: they are never kept on disk.
    """

    template: ClassVar[str]
    sheets: ClassVar[tuple[str, ...]]
    framed: ClassVar[bool] = False

    title: str
    subtitle: str = ""
    host: str = ""
    when: When = When()
    place: str = ""
    facts: tuple[Fact, ...] = ()
    stamp: Stamp
    concern: str = ""
    keep: bool = True


class Missing(msgspec.Struct, frozen=True):
    """A character that no face of ours can draw, and the text of the paper in which it stands."""

    character: str
    text: str


def fingerprint(paper: Paper, language: str) -> str:
    """Name what `paper` says in `language`, whatever release or program it comes from, however it looks.

    A copy in somebody's hand is still current as long as the paper of the newest release has its name.
    """
    facts = {
        name: value
        for name, value in msgspec.structs.asdict(paper).items()
        if name not in {"stamp", "profile", "concern"}
    }
    content = msgspec.json.encode((type(paper).__name__, language, facts), order="deterministic")
    return hashlib.sha256(content).hexdigest()


def where_missing(paper: Paper, characters: tuple[str, ...]) -> tuple[Missing, ...]:
    """Find for each character the shortest text of the paper that holds it."""
    texts = sorted(_texts(msgspec.to_builtins(paper)), key=len)
    return tuple(
        Missing(sign, next((text[:200] for text in texts if sign in text), ""))
        for sign in characters
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
