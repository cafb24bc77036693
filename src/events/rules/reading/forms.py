"""A form: labels and values beside each other in the cells of a table, as associations hand them out."""

import re

from events.rules.reading import headings
from events.rules.reading.lines import Line, fold

_RULE = re.compile(r"^[\s|:+-]+$")
_COLUMN = re.compile(
    "^(?:金额|单价|数量|小计|合计|备注|负责人?|责任人|姓名|职务|职责|人数|名额|内容|时长|任务|事项|who|what|amount|price|qty|notes?|owner|value|sum|total|cost)$"
)
FEWEST = 2  # rows; one alone is chance

Cell = tuple[int, int]


def rows(lines: list[Line]) -> dict[int, list[tuple[str, Cell, Cell]]]:
    """Return, by line number, the (key, label, value) of the rows of forms; cells are edges in the line."""
    found: dict[int, list[tuple[str, Cell, Cell]]] = {}
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and _bar(line.folded):
            run.append(line)
            continue
        told = {one.number: pairs for one in run if (pairs := _pairs(one))}
        ruled = [one for one in run if not _RULE.match(one.folded)]
        if len(told) >= FEWEST and len(told) * 2 > len(ruled):
            found |= told
        run = []
    return found


def lines_of(table: list[list[str]]) -> list[str] | None:
    """Return a table of cells as `label: value` lines, or None where it is no form."""
    told: list[str] = []
    fits = 0
    for row in table:
        cells = [text.strip() for text in row]
        while cells and not cells[-1]:
            cells.pop()
        labelled = len(cells) % 2 == 0 and all(
            headings.key(fold(label).strip(" :")) for label in cells[::2]
        )
        if not cells:
            continue
        if labelled and not any(_COLUMN.match(fold(value)) for value in cells[1::2]):
            fits += 1
            for label, value in zip(cells[::2], cells[1::2], strict=True):
                told += [f"{' '.join(label.split())}：{first}" for first in value.split("\n")[:1]]
                told += value.split("\n")[1:]
        else:
            told.append("\t".join(" ".join(text.split()) for text in cells))
    return told if fits >= FEWEST and fits * 2 > len(table) else None


def _bar(folded: str) -> str:
    if folded.count("|") >= 2:  # noqa: PLR2004 -- a cell has two edges
        return "|"
    return "\t" if "\t" in folded.strip() else ""


def _pairs(line: Line) -> list[tuple[str, Cell, Cell]]:
    cells = _cells(line.folded)
    if len(cells) < 2 or len(cells) % 2 or len(cells) > 8:  # noqa: PLR2004 -- pairs side by side
        return []
    told = []
    for label, value in zip(cells[::2], cells[1::2], strict=True):
        words = line.folded[slice(*label)].strip(" *:")
        said = line.folded[slice(*value)].strip(" *:")
        key = headings.key(words) or headings.about(words)
        if not key or _COLUMN.match(said) or (headings.key(said) and len(said) <= 6):  # noqa: PLR2004
            return []
        told.append((key, label, value))
    return told


def _cells(folded: str) -> list[Cell]:
    """Return the edges of what stands in the cells; empty ones at the end are left out."""
    bar = _bar(folded)
    at, found = 0, []
    for piece in folded.split(bar):
        lead = len(piece) - len(piece.lstrip())
        found.append((at + lead, at + len(piece.rstrip())))
        at += len(piece) + 1
    if bar == "|":
        found = found[folded.lstrip().startswith("|") : len(found) - folded.rstrip().endswith("|")]
    while found and found[-1][0] >= found[-1][1]:
        found.pop()
    return found
