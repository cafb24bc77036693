"""Rows of a list as a spreadsheet pastes and takes them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from events.rules.list_rows import Column, cells, in_all, named, plain, read
from events.rules.lists import MOST_ROWS, Row, Typed
from kit.forms import WrongForm, clean
from kit.i18n import gettext

SHOWN_ERRORS = 5


def pasted(kind: type[Row], columns: Sequence[Column], text: str) -> list[Typed]:
    """Read rows pasted from a spreadsheet (tabs, or commas where there is no tab).

    A first row of headings, in any language we speak, says which column is which; without one the
    order is that of the page.

    Raises:
        WrongForm: no row is left, too many are, or some do not fit; the sentence says which.
    """
    bare = text.replace("\r\n", "\n").strip("\n")
    reader = csv.reader(io.StringIO(bare), delimiter="\t" if "\t" in bare else ",")
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


def _headings(row: list[str], columns: Sequence[Column]) -> list[str]:
    """Return the column names a row of headings gives, "" for those nobody knows; [] if it is none."""
    words = {
        plain(word): column.name
        for column in columns
        for word in (*in_all(column.label), column.name, *column.headings)
    }
    names = [words.get(plain(cell), "") for cell in row]
    return names if columns[0].name in names else []


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
