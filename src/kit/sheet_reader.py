"""The process that reads an uploaded table: bytes in, JSON out, and limits on itself first."""

import csv
import io
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from kit.sheets import LONGEST_CELL, MEMORY, MOST_COLUMNS, MOST_ROWS, SECONDS, Answer, Table

UNZIPPED = 50 * 1024 * 1024
RATIO = 100
MEMBERS = 2_000
HEAD = 10  # lines that say what separates the cells: a title above them holds nothing
CHUNK = 1024 * 1024

Cell = tuple[str, bool]  # its text, and whether it is a formula


class TooLarge(Exception):
    pass


class Unreadable(Exception):
    pass


def main() -> None:
    """Read a table from standard input and write an Answer to standard output."""
    _limit()
    try:
        answer = Answer(table=read(sys.stdin.buffer.read()))
    except TooLarge:
        answer = Answer(wrong="large")
    except Exception:  # noqa: BLE001 -- hostile input: whatever it breaks, it is not a table
        answer = Answer(wrong="unreadable")
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def read(content: bytes) -> Table:
    """Return the table in `content`.

    Raises:
        TooLarge, Unreadable
    """
    lines = _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    return _table(lines)


def _table(lines: Iterable[list[Cell]]) -> Table:
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    formulas: set[tuple[int, int]] = set()
    for number, line in enumerate(lines, start=1):
        cells = list(line)
        while cells and cells[-1] == ("", False):
            cells.pop()
        if number > MOST_ROWS * 4:  # blank ones count too, they take time
            raise TooLarge
        if not cells:
            continue
        if len(rows) > MOST_ROWS or len(cells) > MOST_COLUMNS:  # one more row: the headings
            raise TooLarge
        formulas |= {
            (len(rows), column) for column, (_, is_formula) in enumerate(cells) if is_formula
        }
        rows.append(tuple(text for text, _ in cells))
        numbers.append(number)
    return Table(tuple(rows), tuple(numbers), frozenset(formulas))


def _csv(content: bytes) -> Iterator[list[Cell]]:
    text = _decoded(content)
    head = text[:4096].splitlines()[:HEAD]
    separator = max(
        ",;\t", key=lambda mark: (sum(mark in line for line in head), "".join(head).count(mark))
    )
    csv.field_size_limit(CHUNK)
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        yield [_cell(cell) for cell in line]


def _decoded(content: bytes) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, or what Chinese spreadsheets write (GB 18030)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    if b"\x00" in content:
        raise Unreadable
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable


def _xlsx(content: bytes) -> Iterator[list[Cell]]:
    _refuse_bomb(content)
    import openpyxl  # noqa: PLC0415 -- slow, and only for this kind

    if not openpyxl.DEFUSEDXML:  # entities would be expanded
        raise Unreadable
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    sheet = book.worksheets[0]
    for line in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
        yield [("", True) if cell.data_type == "f" else _cell(cell.value) for cell in line]


def _refuse_bomb(content: bytes) -> None:
    """Unpack every member in pieces and count: what a zip file says of its sizes is not believed."""
    most = min(UNZIPPED, len(content) * RATIO)
    seen = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MEMBERS:
            raise TooLarge
        for member in members:
            with archive.open(member) as stream:
                while piece := stream.read(CHUNK):
                    seen += len(piece)
                    if seen > most:
                        raise TooLarge


def _cell(value: Any) -> Cell:
    """Return what a reader sees in a cell, trimmed; `=…` typed into a CSV is a formula too."""
    if value is None:
        return "", False
    if isinstance(value, bool):
        return ("1" if value else "0"), False
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat(), False
    text = " ".join(str(value).split())[:LONGEST_CELL]
    return ("", True) if text.startswith("=") else (text, False)


def _limit() -> None:
    """Take away this process's own memory and time; Windows has no such limits, the parent's clock stays."""
    try:
        import resource  # noqa: PLC0415 -- not on Windows
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        resource.setrlimit(kind, (most, most))
