"""Text taken out of a PDF, page by page: made to run on again, with its tables in columns.

`pdftotext -layout` breaks lines where the paper did, repeats what stands at the head and foot of each
page, and keeps columns apart by spaces. Pages end in a form feed; text without one is left alone.
"""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from events.rules.reading.lines import HAN, MAX_CHARACTERS, MAX_LINES

_GAP = re.compile(r" {2,}|\t")
_PAGE = re.compile(r"第\s?\d+\s?页|\bpage\s\d+\s(?:of|/)\s\d+|^\W*\d{1,4}\W*$", re.IGNORECASE)
_STARTS = re.compile(
    r"\s*(?:#|[一二三四五六七八九十]{1,3}[、.]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:\.\d{1,2})*[、.．\s]|[①-⑳•●·▪*-]\s?"
    r"|[^\s:：]{2,14}[:：])"
)
_DATE = re.compile(r"(?<=\d) (?=[年月日号])|(?<=[年月]) (?=\d)")
LEAST_COLUMNS, MOST_COLUMNS = 3, 24
FULL = 0.8  # of the longest line nearby: a shorter one ends its paragraph
NEAR = 8  # lines
FOOT = 2  # lines at most that stand at the foot of each page
LONGEST = 2_000  # characters of a line that is looked at


class _Piece(msgspec.Struct, frozen=True):
    """What stands between two gaps of a line, from `left` to `right`."""

    text: str
    left: int
    right: int


def flowing(text: str) -> str:
    """Return `text` without what pages repeat, its paragraphs whole and its tables parted by tabs.

    What is too long to be read as a plan is left alone, too.
    """
    if "\f" not in text or len(text) > MAX_CHARACTERS:
        return text
    if text.count("\n") + text.count("\f") > MAX_LINES:
        return text
    pages = [page.replace("\r", "").split("\n") for page in text.split("\f")]
    repeated = _repeated(pages)
    lines: list[str] = []
    for page in pages:
        kept = _between(page, repeated)
        # A sentence may go on over the page; a row of a table does not.
        lines += [*kept, ""] if kept and len(_pieces(kept[-1])) > 1 else kept
    return _DATE.sub("", "\n".join(_joined(list(_tabbed(lines)))))


def _repeated(pages: list[list[str]]) -> set[str]:
    """Return what stands first or in the last lines on more than one page, its numbers apart."""
    seen: Counter[str] = Counter()
    for page in pages:
        said = [line for line in page if line.strip()]
        seen.update({_shape(line) for line in (*said[:1], *said[-FOOT:])})
    return {shape for shape, count in seen.items() if count > 1}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line[:LONGEST].split()))


def _between(page: list[str], repeated: set[str]) -> list[str]:
    """Return a page without its head and foot, and without the blank lines around it."""
    lines = list(page)
    while lines and not lines[0].strip():
        lines.pop(0)
    for _ in range(FOOT):
        while lines and not lines[-1].strip():
            lines.pop()
        if lines and _is_furniture(lines[-1], repeated):
            lines.pop()
    if lines and _is_furniture(lines[0], repeated):
        lines.pop(0)
    return lines


def _is_furniture(line: str, repeated: set[str]) -> bool:
    return _shape(line) in repeated or bool(_PAGE.search(line[:LONGEST]))


def _pieces(line: str) -> list[_Piece]:
    found, at = [], 0
    shown = line[:LONGEST].rstrip()
    for gap in [*_GAP.finditer(shown), None]:
        end = gap.start() if gap else len(shown)
        if shown[at:end].strip():
            found.append(_Piece(shown[at:end].strip(), at, end))
        at = gap.end() if gap else end
    return found


def _tabbed(lines: list[str]) -> Iterator[str]:
    """Yield the lines, those of a table as one line a row with a tab between its columns."""
    at = 0
    while at < len(lines):
        heads = _pieces(lines[at])
        wide = LEAST_COLUMNS <= len(heads) <= MOST_COLUMNS
        rows, end = _rows(lines, at + 1, heads) if wide else ([], at)
        if not rows:
            yield lines[at]
            at += 1
            continue
        yield "\t".join(head.text for head in heads)
        for row in rows:
            yield "\t".join(row)
        yield ""
        at = end


def _rows(lines: list[str], at: int, heads: list[_Piece]) -> tuple[list[list[str]], int]:
    """Return the rows under `heads`, and the line behind them. A line that goes on has no first column."""
    rows: list[list[str]] = []
    end, apart = at, True
    while at < len(lines):
        if not lines[at].strip():
            at, apart = at + 1, True
            continue
        pieces = _pieces(lines[at])
        goes_on = bool(rows) and not apart and _goes_on(pieces, heads)
        if len(pieces) < 2 and not goes_on:  # noqa: PLR2004 -- one piece is text
            break
        if [one.text for one in pieces] == [one.text for one in heads]:  # said again on a new page
            heads, at, apart = pieces, at + 1, False
            end = at
            continue
        cells = _cells(pieces, heads)
        if goes_on:
            rows[-1] = [_glued(a, b) for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        at, apart = at + 1, False
        end = at
    return rows, end


def _goes_on(pieces: list[_Piece], heads: list[_Piece]) -> bool:
    """Whether a line of a table goes on with the row above: it has no first column, or half a sentence there."""
    first = pieces[0]
    return len(pieces) == 1 or first.left > heads[0].right or first.text[0].islower()


def _cells(pieces: list[_Piece], heads: list[_Piece]) -> list[str]:
    """Put each piece under the head it begins or ends with; two never change places."""
    cells, least = [""] * len(heads), 0
    for piece in pieces:
        column = min(
            range(least, len(heads)),
            key=lambda n: min(abs(piece.left - heads[n].left), abs(piece.right - heads[n].right)),
        )
        cells[column] = _glued(cells[column], piece.text)
        least = column
    return cells


def _joined(lines: list[str]) -> list[str]:
    """Put the lines of a paragraph together: one goes on where the paper was full.

    A paragraph begins further in than it goes on, or both stand at the edge.
    """
    whole = [line if "\t" not in line and len(_pieces(line)) == 1 else "" for line in lines]
    edge = min((_indent(line) for line in whole if line), default=0)
    found: list[str] = []
    for at, line in enumerate(lines):
        before = whole[at - 1] if at else ""
        inner = _indent(line) < _indent(before) or _indent(line) == _indent(before) == edge
        if (
            before
            and whole[at]
            and inner
            and _long(before) >= FULL * _width(whole, at)
            and not _STARTS.match(line)
        ):
            found[-1] = _glued(found[-1], line.strip())
        else:
            found.append(line)
    return found


def _width(whole: list[str], at: int) -> int:
    """Return how long the longest line nearby is: what one line of the paper holds."""
    return max(_long(line) for line in whole[max(0, at - NEAR) : at + NEAR])


def _long(line: str) -> int:
    """Return how much room a line takes: a character of Chinese takes that of two letters."""
    said = line.strip()
    return len(said) + sum(not sign.isascii() for sign in said)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _glued(first: str, second: str) -> str:
    """Put two pieces together; between Latin words stood a space."""
    if not first or not second:
        return first or second
    seam = (
        HAN.match(first[-1])
        or HAN.match(second[0])
        or first[-1] in "，。；：、（“"
        or second[0] in "，。；：、）”"
    )
    return first + ("" if seam else " ") + second
