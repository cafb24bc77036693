"""What hangs on a wall and goes around in chats: the poster of a call, and the cover of its page. C1 only."""

from datetime import date
from typing import ClassVar

import msgspec

from exports.rules.papers import Paper


class Wanted(msgspec.Struct, frozen=True):
    """One post that looks for people; `needed` is 0 where nobody has said how many."""

    name: str
    needed: int = 0
    line: str = ""


class Poster(Paper, frozen=True, kw_only=True):
    """One A4 page that leads to the public page at `page`; `deadline` is written out, "" for none."""

    template: ClassVar[str] = "documents/poster.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-poster.css")

    page: str
    theme: str = ""
    said: str = ""
    written_when: str = ""
    places: int = 0
    posts: tuple[Wanted, ...] = ()
    risk: str = ""
    deadline: str = ""


class Cover(Paper, frozen=True, kw_only=True):
    """The drawn cover: 1200 × 630 pixels with title, day and place."""

    template: ClassVar[str] = "documents/cover.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper-cover.css",)

    day: date | None = None
    written_when: str = ""
