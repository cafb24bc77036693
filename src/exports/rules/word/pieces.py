"""What a Word document of ours is made of, in order: titles, headings, text, tables, page breaks."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from exports.rules.profiles import Profile
from kit import i18n
from kit.errors import Refusal
from kit.i18n import N_

MOST_ROWS = 800  # of all tables: more than a second of work
MOST_TEXTS = 4_000


class TooLongForWord(Refusal):
    status = 422
    message = N_(
        "“%(title)s” has too many lines for one Word document. Take the PDF, or shorten its lists.",
    )


class Style(StrEnum):
    """A paragraph style of the document, each with the face and size of the association's profile."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    COVER = "cover"
    HEADING_1 = "heading_1"
    HEADING_2 = "heading_2"
    HEADING_3 = "heading_3"
    BODY = "body"
    PLAIN = "plain"
    CENTRED = "centred"
    RIGHT = "right"
    CELL = "cell"


class Text(msgspec.Struct, frozen=True):
    """One paragraph; `before` is extra space above it in points, `bold` stands out in a cell."""

    text: str
    style: Style = Style.BODY
    before: float = 0
    bold: bool = False


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table; `across` columns wide. Each of `lines` is a paragraph of its own."""

    lines: tuple[str, ...] = ("",)
    across: int = 1
    bold: bool = False
    right: bool = False
    centred: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of cells. `widths` are in millimetres; the first `heads` rows are repeated on every page.

    `heights` are the least heights in millimetres, 0 for as high as the text is; none for all rows.
    """

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    heights: tuple[float, ...] = ()


class PageBreak(msgspec.Struct, frozen=True):
    pass


Piece = Text | Table | PageBreak


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document in `language`; `numbered` prints the page number at the foot."""

    title: str
    language: str
    profile: Profile
    pieces: tuple[Piece, ...]
    numbered: bool = True


def grid(
    heads: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[float, ...],
    right: frozenset[int] = frozenset(),
) -> Table:
    """Return a plain table with one row of headings; columns in `right` hold numbers."""

    def row(values: tuple[str, ...], *, bold: bool) -> tuple[Cell, ...]:
        return tuple(
            Cell((value,), bold=bold, right=at in right, centred=bold)
            for at, value in enumerate(values)
        )

    return Table(
        widths=widths,
        heads=1,
        rows=(row(heads, bold=True), *(row(values, bold=False) for values in rows)),
    )


def finished(
    title: str, profile: Profile, pieces: Iterable[Piece], *, numbered: bool = True
) -> Document:
    """Return the document in the current language, its tables as wide as the text.

    Raises:
        TooLongForWord
    """
    width = text_width(profile)
    whole = tuple(filled(one, width) if isinstance(one, Table) else one for one in pieces)
    rows = sum(len(one.rows) for one in whole if isinstance(one, Table))
    if rows > MOST_ROWS or len(whole) > MOST_TEXTS:
        raise TooLongForWord(title=title)
    return Document(
        title=title, language=i18n.locale(), profile=profile, pieces=whole, numbered=numbered
    )


def filled(table: Table, width: float) -> Table:
    """Return `table` as wide as the text, its columns in the same proportion."""
    factor = width / sum(table.widths)
    return msgspec.structs.replace(table, widths=tuple(one * factor for one in table.widths))


def text_width(profile: Profile) -> float:
    """How many millimetres of an A4 page lie between the margins."""
    return 210 - profile.margins.left - profile.margins.right
