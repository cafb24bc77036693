import csv as reader
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kit.sheet_writer import Sheet, csv, xlsx

DANGEROUS = [
    "=1+1", "+1", "-1+2", "@SUM(A1)", "|calc", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "\ufeff=1",
    "\u200b@x", "＝1", "＋1", "－1", "＠x", '=HYPERLINK("x")', "=cmd|' /C calc'!A0",
]  # fmt: skip


def cells(content: bytes):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book.worksheets[0].iter_rows(min_row=2)]


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_that_was_typed_becomes_a_formula(text):
    sheet = Sheet("人", ["x"], [[text]])

    [[cell]] = cells(xlsx(sheet))
    [_, [written]] = reader.reader(io.StringIO(csv(sheet).decode("utf-8-sig"), newline=""))

    assert cell.data_type == "s"
    assert cell.value[0] == written[0] == "'"
    assert cell.hyperlink is None


def test_a_writer_without_the_guard_would_let_a_formula_through():
    """The control: what the library does by itself is what we guard against."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet().write(1, 0, "=1+1")
    book.close()

    [[cell]] = cells(file.getvalue())
    assert cell.data_type == "f"


def test_numbers_and_days_stay_what_they_are():
    sheet = Sheet("人", ["a", "b", "c", "d"], [[-3, Decimal("1.5"), date(2026, 12, 5), None]])

    [[minus, half, day, empty]] = cells(xlsx(sheet))

    assert (minus.value, half.value, day.value.date()) == (-3, 1.5, date(2026, 12, 5))
    assert not empty.value
    assert csv(sheet).decode("utf-8-sig").splitlines()[1] == "-3,1.5,2026-12-05,"
