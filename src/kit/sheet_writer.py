"""Writes tables for spreadsheets, CSV and XLSX, in which nothing that people typed becomes a formula.

A text whose first visible character is one that a spreadsheet computes with gets an apostrophe in
front (safety reference §3.8); numbers stay numbers, dates are ISO 8601 texts in CSV and real dates in
XLSX. Neither file names anybody in its properties.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec
import xlsxwriter
from defusedcsv import csv as defused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

Value = str | int | float | Decimal | date | bool | None

_COMPUTED = "=+-@|\t\r\n＝＋－＠"
_UNSEEN = " \u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
_WIDEST = 48
_SHEET_NAME = 31
_WIDE_FROM = 0x2E80  # Unicode: from here on letters take two columns


class Sheet(msgspec.Struct, frozen=True):
    """One table: its name, its headings, its rows."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]


def harmless(text: str) -> str:
    """Return `text` so that no spreadsheet computes it."""
    first = text.lstrip(_UNSEEN)[:1]
    return f"'{text}" if first and first in _COMPUTED else text


def csv(sheet: Sheet) -> bytes:
    """Return a sheet as UTF-8 with a mark, which is how spreadsheets recognise Chinese."""
    file = io.StringIO(newline="")
    writer = defused.writer(file, lineterminator="\r\n")
    writer.writerow([_text(one) for one in sheet.headings])
    writer.writerows([_text(one) for one in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig")


def xlsx(*sheets: Sheet) -> bytes:
    """Return sheets as one workbook with a frozen head and columns as wide as what stands in them."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"author": "", "comments": ""})
    head = book.add_format({"bold": True, "bg_color": "#E1EFE8", "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:_SHEET_NAME])
        for column, heading in enumerate(sheet.headings):
            page.write_string(0, column, heading, head)
            page.set_column(column, column, _width(heading, (row[column] for row in sheet.rows)))
        for line, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, bool) or value is None:
                    page.write_string(line, column, _text(value))
                elif isinstance(value, int | float | Decimal):
                    page.write_number(line, column, value)
                elif isinstance(value, date):
                    page.write_datetime(line, column, value, day)
                else:
                    page.write_string(line, column, harmless(value))
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(1, len(sheet.rows)), max(0, len(sheet.headings) - 1))
    book.close()
    return file.getvalue()


def _text(value: Value) -> str:
    """Return a value as CSV has it: only what was typed can be dangerous."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return harmless(value) if isinstance(value, str) else str(value)


def _width(heading: str, values: Iterable[Value]) -> int:
    """Return a column's width in characters; a Chinese one takes two."""
    longest = max(map(_columns, (heading, *map(_text, values))))
    return min(_WIDEST, longest + 3)


def _columns(text: str) -> int:
    return sum(1 if ord(c) < _WIDE_FROM else 2 for c in text)
