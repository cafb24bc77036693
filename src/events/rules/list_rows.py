"""A list of a plan as rows of text: what its form shows and posts, and what a spreadsheet pastes.

Cells are named `<column>.<place>`, beside `id.<place>`, `version.<place>` and `was.<place>`, which says
what the row was when it was read.
"""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

import msgspec

from events.rules.lists import MOST_ROWS, Row, Typed, content
from kit import forms
from kit.forms import WrongForm, clean
from kit.i18n import gettext

SHOWN_ERRORS = 5
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


def pasted(kind: type[Row], columns: Sequence[Column], text: str) -> list[Typed]:
    """Read rows pasted from a spreadsheet (tabs, or commas where there is no tab).

    A first row of headings, in any language we speak, says which column is which; without one the
    order is that of the page.

    Raises:
        WrongForm: no row is left, too many are, or some do not fit; the sentence says which.
    """
    plain = text.replace("\r\n", "\n").strip("\n")
    reader = csv.reader(io.StringIO(plain), delimiter="\t" if "\t" in plain else ",")
    try:
        rows = [[clean(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise WrongForm({"rows": gettext("This is no table of rows and columns.")}) from error
    order = [column.name for column in columns]
    if rows and (found := _headings(rows[0], columns)):
        order, rows = found, rows[1:]
    several = [dict(zip(order, row, strict=False)) for row in rows if any(row)]
    if not several:
        raise WrongForm({"rows": gettext("There is no row with a name in this text.")})
    if len(several) > MOST_ROWS:
        sentence = gettext("This is more than %(most)s rows. Paste them in parts.")
        raise WrongForm({"rows": sentence % {"most": MOST_ROWS}})
    try:
        return read(kind, columns, several)
    except WrongForm as refusal:
        raise WrongForm({"rows": _said(refusal.by_field, columns)}) from refusal


def as_text(rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """Return rows as a spreadsheet takes them, with headings; pasting them gives the same rows."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([gettext(column.label) for column in columns])
    for row in rows:
        shown = cells(row, columns)
        writer.writerow([named(column, shown[column.name]) for column in columns])
    return out.getvalue()


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
        if text.lower() in (option.value, gettext(option.name).lower(), *option.words):
            return option.value
    return text


def _headings(row: list[str], columns: Sequence[Column]) -> list[str]:
    """Return the column names a row of headings gives, "" for those nobody knows; [] if it is none."""
    words = {
        _plain(word): column.name
        for column in columns
        for word in (gettext(column.label), column.name, *column.headings)
    }
    names = [words.get(_plain(cell), "") for cell in row]
    return names if columns[0].name in names else []


def _plain(heading: str) -> str:
    """Return a heading without what typing makes different: full width, capitals, blanks."""
    return unicodedata.normalize("NFKC", heading).lower().replace(" ", "")


def _said(by_field: Mapping[str, str], columns: Sequence[Column]) -> str:
    """Write what is wrong with pasted rows as one sentence each, the first few of them."""
    labels = {column.name: gettext(column.label) for column in columns}
    sentences = []
    for field, sentence in by_field.items():
        name, _, place = field.partition(".")
        row = gettext("Row %(n)s, %(column)s: %(sentence)s")
        sentences.append(
            row % {"n": int(place) + 1, "column": labels.get(name, name), "sentence": sentence}
        )
    return " ".join(sentences[:SHOWN_ERRORS])


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)
