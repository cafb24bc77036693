"""A list of a plan as rows of text: what its form shows and posts.

Cells are named `<column>.<place>`, beside `id.<place>`, `version.<place>` and `was.<place>`, which says
what the row was when it was read.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import msgspec

from events.rules.lists import MOST_ROWS, Row, Typed, content
from kit import forms, i18n
from kit.forms import WrongForm
from kit.i18n import gettext

HIDDEN = ("id", "version", "was")

Cells = Mapping[str, str]


class Option(msgspec.Struct, frozen=True):
    """One of a closed list: its value, its name (a msgid), and other words a spreadsheet may say."""

    value: str
    name: str
    words: tuple[str, ...] = ()


class Column(msgspec.Struct, frozen=True):
    """One column: its field of the row, its label (a msgid), its headings in spreadsheets.

    `width` is a class of the table; `long` a text that needs several lines.
    """

    name: str
    label: str
    headings: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    number: bool = False
    long: bool = False
    width: str = ""


def limits(kind: type[Row]) -> dict[str, int]:
    """Return how many characters each text of a row may have."""
    return {
        field.name: meta.max_length
        for field in msgspec.structs.fields(kind)
        for meta in getattr(field.type, "__metadata__", ())
        if meta.max_length
    }


def cells(row: Row, columns: Sequence[Column]) -> dict[str, str]:
    """Return a row as the cells of a form."""
    shown = {column.name: _text(getattr(row, column.name)) for column in columns}
    return {**shown, "id": _text(row.id), "version": str(row.version), "was": digest(row)}


def digest(row: Row) -> str:
    """Return what a row says as a short mark, to see whether somebody changed it."""
    said = msgspec.json.encode(list(content(row).values()))
    return hashlib.sha256(said).hexdigest()[:12]


def named(column: Column, value: str) -> str:
    """Return what a value of a column is called; a text is called what it says."""
    named = {option.value: gettext(option.name) for option in column.options}
    return named.get(value, value)


def rows_in(data: forms.Posted, columns: Sequence[Column]) -> list[Cells]:
    """Return the cells of each row of a posted form, those nobody wrote in left out.

    `do` may name what a button does first: `up`, `down` or `remove` and a place.
    """
    by_place: dict[int, dict[str, str]] = {}
    known = {*HIDDEN, *(column.name for column in columns)}
    for name in data:
        column, _, place = name.partition(".")
        if column in known and place.isdecimal() and len(place) <= len(str(MOST_ROWS)):
            by_place.setdefault(int(place), {})[column] = forms.text(data, name)
    act, _, at = forms.text(data, "do").partition(".")
    emptied = {column.name: "" for column in columns}
    found: list[tuple[Cells, bool]] = []
    for n, row in sorted(by_place.items()):
        chosen = str(n) == at
        wanted = {**row, **emptied} if chosen and act == "remove" else row
        if row.get("id") or not _is_blank(wanted, columns):
            found.append((wanted, chosen))
    return _moved(found, {"up": -1, "down": 1}.get(act, 0))


def read(kind: type[Row], columns: Sequence[Column], several: Sequence[Cells]) -> list[Typed]:
    """Return rows of cells as rows; one that was there and is blank now is to go.

    Raises:
        WrongForm: fields are named `<column>.<place>`.
    """
    wrong: dict[str, str] = {}
    typed = []
    for place, row in enumerate(several):
        try:
            typed.append(_read(kind, columns, row))
        except WrongForm as refusal:
            wrong |= {f"{name}.{place}": sentence for name, sentence in refusal.by_field.items()}
    if wrong:
        raise WrongForm(wrong)
    return typed


def in_all(message: str) -> list[str]:
    """Return a msgid in every language we speak: a spreadsheet may be in another than its reader's."""
    found = []
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            found.append(gettext(message))
    return found


def plain(heading: str) -> str:
    """Return a word without what typing makes different: full width, capitals, blanks."""
    return unicodedata.normalize("NFKC", heading).lower().replace(" ", "")


def _read(kind: type[Row], columns: Sequence[Column], row: Cells) -> Typed:
    if row.get("id") and _is_blank(row, columns):
        gone = forms.parse(_Which, row)
        return Typed(kind(**_filler(kind), id=gone.id, version=gone.version), removed=True)
    given = {**row, **{c.name: _value(c, row.get(c.name, "")) for c in columns if c.options}}
    wrong = {
        column.name: gettext("Please choose one of the options.")
        for column in columns
        if column.options and given[column.name] not in {one.value for one in column.options}
    }
    if wrong:
        raise WrongForm(wrong)
    said = forms.parse(kind, given)
    return Typed(said, untouched=bool(said.id) and digest(said) == row.get("was"))


class _Which(Row, frozen=True):
    """Which row is to go."""


def _filler(kind: type[Row]) -> dict[str, Any]:
    """Return something for each field that must be there; of a row that goes nobody reads it."""
    return {field.name: "" for field in msgspec.structs.fields(kind) if field.required}


def _is_blank(row: Cells, columns: Sequence[Column]) -> bool:
    """Say whether nobody wrote anything; a choice always stands at something."""
    return not any(row.get(column.name) for column in columns if not column.options)


def _moved(found: list[tuple[Cells, bool]], by: int) -> list[Cells]:
    """Return the rows with the chosen one moved by a place, if there is one to move to."""
    rows = [row for row, _ in found]
    for place, (_, chosen) in enumerate(found):
        if chosen and by and 0 <= place + by < len(rows):
            rows[place], rows[place + by] = rows[place + by], rows[place]
            break
    return rows


def _value(column: Column, text: str) -> str:
    """Return the value a text stands for: one of the list by value or name; blank is the first."""
    if not text:
        return column.options[0].value
    for option in column.options:
        if plain(text) in map(plain, (option.value, *in_all(option.name), *option.words)):
            return option.value
    return text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)
