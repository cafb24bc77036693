"""Tables in a text: Markdown with bars, or columns by tabs, each with a row of headings."""

import re

import msgspec

from events.rules.reading.lines import Span
from events.rules.reading.outline import Item

_RULE = re.compile(r"^[\s|:+-]+$")
MOST_CELLS = 30


class Cell(msgspec.Struct, frozen=True):
    text: str
    folded: str


class Row(msgspec.Struct, frozen=True):
    cells: tuple[Cell, ...]
    text: str
    folded: str
    span: Span
    line: int

    def cell(self, at: int | None) -> Cell:
        """Return the cell of a column; an empty one where there is none."""
        return self.cells[at] if at is not None and at < len(self.cells) else Cell("", "")


class Grid(msgspec.Struct):
    heads: tuple[str, ...]
    rows: list[Row]

    def columns(self, patterns: dict[str, "re.Pattern[str]"]) -> dict[str, int]:
        """Return the column of each role, in the order of the roles; a column has one role."""
        taken: dict[str, int] = {}
        for role, pattern in patterns.items():
            fits = (
                n
                for n, head in enumerate(self.heads)
                if n not in taken.values() and pattern.search(head)
            )
            found = next(fits, None)
            if found is not None:
                taken[role] = found
        return taken


def split(items: list[Item]) -> tuple[list[Grid], list[Item]]:
    """Return the tables among `items`, and the items that belong to none."""
    tables: list[Grid] = []
    rest: list[Item] = []
    run: list[tuple[Item, str]] = []
    for item in [*items, None]:
        bar = _bar(item) if item else ""
        if item and not bar and run and _lines_up(item, run[0][0]):
            bar = "\t"
        if run and (
            item is None or bar != run[-1][1] or item.line.number > run[-1][0].line.number + 1
        ):
            _close([one for one, _ in run], run[0][1], tables, rest)
            run = []
        if item is not None:
            if bar:
                run.append((item, bar))
            else:
                rest.append(item)
    return tables, rest


def _bar(item: Item) -> str:
    whole = item.line.folded
    if whole.count("|") >= 2 or (_RULE.match(whole) and "|" in whole):  # noqa: PLR2004
        return "|"
    return "\t" if "\t" in whole.strip() else ""


def _lines_up(item: Item, head: Item) -> bool:
    """Say whether a line with a single cell has as many columns as the head of a table by tabs."""
    columns = item.line.folded.count("\t")
    return columns > 0 and columns == head.line.folded.count("\t") and "|" not in head.line.folded


def _close(items: list[Item], bar: str, tables: list[Grid], rest: list[Item]) -> None:
    rows = [_row(item, bar) for item in items if not _RULE.match(item.line.folded)]
    heads = rows[0] if rows else None
    if heads is None or len(rows) < 2 or any(re.search(r"\d{2,}", c.folded) for c in heads.cells):  # noqa: PLR2004
        rest.extend(items)
        return
    tables.append(Grid(tuple(c.folded.strip(" *") for c in heads.cells), rows[1:]))


def _row(item: Item, bar: str) -> Row:
    text, folded = item.line.text[: len(item.line.folded)], item.line.folded
    if bar == "|":
        lead = len(folded) - len(folded.lstrip())
        lead += folded.startswith("|", lead)
        tail = len(folded.rstrip())
        tail -= folded.endswith("|", 0, tail)
    else:
        lead, tail = 0, len(folded)
    cells, at = [], lead
    for piece in folded[lead : max(lead, tail)].split(bar)[:MOST_CELLS]:
        cells.append(Cell(text[at : at + len(piece)].strip(), piece.strip()))
        at += len(piece) + 1
    return Row(
        tuple(cells), item.line.text, folded, (item.line.start, item.line.end), item.line.number
    )
