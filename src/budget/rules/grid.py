"""The budget as a grid posts it: cells are named `<cell>.<line id>`, those of new rows `<cell>.new…`."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from budget.rules import rows
from budget.rules.ledger import Line
from budget.rules.rows import Filled
from kit import forms
from kit.forms import WrongForm

CELLS = (*rows.COLUMNS, "actual")
NEW = "new"

Cells = Mapping[str, str]


class Posted(msgspec.Struct, frozen=True):
    """A grid taken apart: `changed` maps a line to the version it was read at and its cells."""

    changed: dict[UUID, tuple[int, Cells]]
    added: list[Cells]


def posted(data: forms.Posted) -> Posted:
    """Take a posted grid apart; new rows in which nobody wrote anything are left out.

    A row without a readable version counts as read at version 0, which no line ever has.
    """
    by_row: dict[str, dict[str, str]] = {}
    for name in data:
        cell, dot, row = name.partition(".")
        if dot and cell in (*CELLS, "version"):
            by_row.setdefault(row, {})[cell] = forms.text(data, name)
    changed: dict[UUID, tuple[int, Cells]] = {}
    added: list[Cells] = []
    for row, cells in by_row.items():
        version = cells.pop("version", "")
        if row.startswith(NEW):
            if any(text for name, text in cells.items() if name != "category"):
                added.append(cells)
        elif line_id := _id(row):
            changed[line_id] = (int(version) if version.isdecimal() else 0, cells)
    return Posted(changed, added)


def new_row(n: int) -> str:
    """Return what the cells of the n-th new row are named after: `new`, `new-1`, …."""
    return f"{NEW}-{n}" if n else NEW


def differs(line: Line, cells: Cells) -> bool:
    """Say whether `cells` hold anything but what `line` says already."""
    now = rows.cells(line)
    return any(now.get(name, "") != text.strip() for name, text in cells.items() if name in now)


def read(
    changed: Mapping[Line, Cells], added: Iterable[Cells]
) -> tuple[list[Filled], list[Filled]]:
    """Return the changed lines and the new ones, in order; cells that are missing stay as they are.

    Raises:
        WrongForm: naming each wrong cell of every row.
    """
    wrong: dict[str, str] = {}
    lines = [
        _filled(str(line.id), {**rows.cells(line), **cells}, line, wrong)
        for line, cells in changed.items()
    ]
    new = [_filled(new_row(n), cells, None, wrong) for n, cells in enumerate(added)]
    if wrong:
        raise WrongForm(wrong)
    return [row for row in lines if row], [row for row in new if row]


def _filled(row: str, cells: Cells, before: Line | None, wrong: dict[str, Any]) -> Filled | None:
    """Return one row as a line; what is wrong with it goes into `wrong`."""
    try:
        return rows.read(cells, before)
    except WrongForm as refusal:
        wrong |= {f"{cell}.{row}": sentence for cell, sentence in refusal.by_field.items()}
        return None


def _id(row: str) -> UUID | None:
    try:
        return UUID(row)
    except ValueError:
        return None
