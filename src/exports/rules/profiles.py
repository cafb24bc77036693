"""How an association's campus papers look: faces, sizes, spacing, margins, order, boxes.

Campuses differ, so all of it is a setting; the defaults are those most of them ask for (domain reference §7).
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from events.rules.differences import bare
from kit import i18n
from kit.errors import Refusal
from kit.i18n import N_, gettext

C = TypeVar("C")


class Face(StrEnum):
    """The four faces that campus rules speak of."""

    HEITI = "heiti"
    SONGTI = "songti"
    FANGSONG = "fangsong"
    KAITI = "kaiti"


FACE_NAMES: dict[Face, str] = {
    Face.HEITI: N_("Heiti (sans serif)"),
    Face.SONGTI: N_("Songti (serif)"),
    Face.FANGSONG: N_("Fangsong"),
    Face.KAITI: N_("Kaiti"),
}

# What Word calls them, and the open face of that style that a PDF embeds.
WORD_FACES = {
    Face.HEITI: "黑体",
    Face.SONGTI: "宋体",
    Face.FANGSONG: "仿宋",
    Face.KAITI: "楷体",
}
OPEN_FACES = dict.fromkeys(Face, '"Noto Serif SC"') | {Face.HEITI: '"Noto Sans SC"'}

SIZES = {
    "初号": 42.0,
    "小初": 36.0,
    "一号": 26.0,
    "小一": 24.0,
    "二号": 22.0,
    "小二": 18.0,
    "三号": 16.0,
    "小三": 15.0,
    "四号": 14.0,
    "小四": 12.0,
    "五号": 10.5,
}

# The chapters a 策划书 has, in the usual order; a chapter of one's own has no key.
CHAPTERS: dict[str, str] = {
    "background": N_("Background"),
    "purposes": N_("Aims"),
    "theme": N_("Motto"),
    "time": N_("Dates"),
    "place": N_("Location"),
    "parties": N_("Organisers and partners"),
    "people": N_("Target group"),
    "schedule": N_("Programme of the day"),
    "follow_up": N_("Afterwards"),
    "staff": N_("Organising team"),
    "budget": N_("Estimated costs"),
    "safety": N_("Safety plan"),
    "notes": N_("Notes"),
}

# Who gives an opinion on the application form; the last one only off campus or with many people.
BOXES: dict[str, str] = {
    "association": N_("Head of the association"),
    "adviser": N_("Adviser"),
    "college": N_("College (Youth League committee)"),
    "finance": N_("Finance"),
    "league": N_("University Youth League committee"),
    "security": N_("Campus security"),
}

Size = Annotated[float, Meta(ge=9, le=42)]
Margin = Annotated[int, Meta(ge=10, le=50)]


class Type(msgspec.Struct, frozen=True):
    """A face and its size in points."""

    face: Face
    size: Size


class Margins(msgspec.Struct, frozen=True):
    """In millimetres."""

    top: Margin = 25
    bottom: Margin = 22
    left: Margin = 28
    right: Margin = 26


class Chapter(msgspec.Struct, frozen=True):
    """A chapter by its key, and what this association calls it; "" keeps the plan's own heading."""

    key: str
    heading: Annotated[str, Meta(max_length=40)] = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The look of an association's papers.

    `line` is the fixed line spacing in points, `indent` the first line's in characters. Without
    `chapters` every plan keeps its own order and headings; without `boxes` the usual ones are printed.
    """

    title: Type = Type(Face.HEITI, 22)
    heading: Type = Type(Face.HEITI, 16)
    subheading: Type = Type(Face.FANGSONG, 16)
    body: Type = Type(Face.FANGSONG, 14)
    line: Annotated[float, Meta(ge=12, le=60)] = 25
    indent: Annotated[int, Meta(ge=0, le=4)] = 2
    margins: Margins = Margins()
    chapters: tuple[Chapter, ...] = ()
    copies: Annotated[int, Meta(ge=1, le=9)] = 3
    boxes: Annotated[tuple[Annotated[str, Meta(max_length=60)], ...], Meta(max_length=10)] = ()


class LinesTooTight(Refusal):
    status = 422
    message = N_("Lines of %(line)s pt are too tight for letters of %(size)s pt.")


def read(text: str) -> Profile:
    """Return the profile an association keeps; the usual one if it keeps none that we understand."""
    try:
        return msgspec.json.decode(text, type=Profile) if text else Profile()
    except msgspec.MsgspecError:
        return Profile()


def write(profile: Profile) -> str:
    """Return what an association keeps; "" for the usual profile."""
    return "" if profile == Profile() else msgspec.json.encode(profile).decode()


def must_be_legible(profile: Profile) -> None:
    """Refuse lines that would run into each other.

    Raises:
        LinesTooTight
    """
    largest = max(profile.body.size, profile.heading.size, profile.subheading.size)
    if profile.line < largest:
        raise LinesTooTight(line=f"{profile.line:g}", size=f"{largest:g}")


def in_order(profile: Profile, chapters: Iterable[tuple[str, C]]) -> list[C]:
    """Sort chapters, each with its key, as the association prescribes.

    One without a place in the order stays behind the one it follows; without an order all stay.
    """
    places = {chapter.key: place for place, chapter in enumerate(profile.chapters)}
    last, placed = -1, []
    for key, chapter in chapters:
        last = places.get(key, last)
        placed.append((last, chapter))
    return [chapter for _, chapter in sorted(placed, key=lambda one: one[0])]


def heading(profile: Profile, key: str) -> str:
    """Return what the association calls a chapter, "" where it leaves that to the plan."""
    return next((chapter.heading for chapter in profile.chapters if chapter.key == key), "")


def box_of(step: str, boxes: Sequence[str]) -> str | None:
    """Return the box a step of the approval chain signs in: the one of its name, or the closest to it.

    A chain keeps the language in which it was set up, so the usual boxes go by any of their names.
    """
    wanted = bare(step)
    close = [
        (bare(name) != wanted, len(name), box)
        for box in boxes
        for name in _names(box)
        if wanted in bare(name) or bare(name) in wanted
    ]
    return min(close)[2] if close else None


def _names(box: str) -> set[str]:
    found = {box}
    for name in BOXES.values():
        said = set()
        for language in i18n.LOCALES:
            with i18n.speaking(language):
                said.add(gettext(name))
        found |= said if box in said else set()
    return found


def css(profile: Profile, language: str, *, framed: bool) -> str:
    """Return the profile as a style sheet; a `framed` paper has its margins too.

    Latin letters look larger: an English paper is set smaller.
    """
    english = language == "en"
    shrink, lead = (0.82, 0.74) if english else (1.0, 1.0)
    body, margins = profile.body, profile.margins

    def font(name: Type, factor: float = 1.0) -> str:
        return f"font-family: {OPEN_FACES[name.face]}; font-size: {name.size * factor:.4g}pt"

    page = (
        f"@page {{ margin: {margins.top}mm {margins.right}mm {margins.bottom}mm {margins.left}mm }}",
        f"@page :nth(n+2) {{ margin-top: {margins.top}mm }}",
    )
    return "\n".join(
        (
            *(page if framed else ()),
            f"html {{ {font(body, shrink)}; line-height: {profile.line * lead:.4g}pt }}",
            f".title {{ {font(profile.title)}; line-height: {profile.title.size * 1.5:.4g}pt }}",
            f".face {{ font-family: {OPEN_FACES[body.face]} }}",
            f".sec > h2 {{ {font(profile.heading, shrink)} }}",
            f".sec > h3 {{ {font(profile.subheading, shrink)} }}",
            f".sec > h4 {{ {font(body, shrink)} }}",
            f".sec > p, .sec > h3, .sec > h4 {{ text-indent: {0 if english else profile.indent}em }}",
        )
    )
