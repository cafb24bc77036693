"""Annexes as pieces of a Word document: each on a page of its own, with its number."""

from collections.abc import Iterable, Iterator

from exports.rules.annexes import Annex
from exports.rules.word.pieces import Cell, PageBreak, Piece, Style, Table, Text
from kit.i18n import gettext
from volunteers.rules import letters
from volunteers.rules.letters import ASKS, Letter
from volunteers.rules.participants import Purpose


def pieces(annexes: Iterable[Annex]) -> Iterator[Piece]:
    """Yield all annexes, one after the other."""
    for number, annex in enumerate(annexes, 1):
        yield PageBreak()
        yield Text(_named(number, annex), Style.HEADING_1)
        for line in annex.paragraphs:
            yield Text(line.strip())
        if annex.grid:
            heads = tuple(Cell((head,), bold=True, centred=True) for head in annex.grid.heads)
            rows = tuple(tuple(Cell((value,)) for value in row) for row in annex.grid.rows)
            yield Table(widths=annex.grid.shares, rows=(heads, *rows), heads=1)
        if annex.letter:
            yield from letter(annex.letter)


def listed(annexes: Iterable[Annex]) -> Iterator[Piece]:
    """Yield the list of annexes."""
    for number, annex in enumerate(annexes, 1):
        yield Text(_named(number, annex))


def _named(number: int, annex: Annex) -> str:
    return gettext("Annex %(number)s: %(title)s") % {"number": number, "title": annex.title}


def letter(said: Letter) -> Iterator[Piece]:
    """Yield the letter to guardians, with a yes and a no to each purpose."""
    for line in said.words:
        yield Text(line.strip())
    for name, value in letters.facts(said):
        yield Text(f"{name}{gettext(': ')}{value}")
    for name, value in letters.promises(said):
        yield Text(f"{name}{gettext(': ')}{value}")
    heads = (
        gettext("What we ask"),
        gettext("I agree"),
        gettext("I do not agree"),
        gettext("Valid until"),
    )
    rows = [tuple(Cell((head,), bold=True, centred=True) for head in heads)]
    rows += [
        (
            Cell((gettext(ASKS[Purpose(one)]),)),
            Cell(("□",), centred=True),
            Cell(("□",), centred=True),
            Cell((said.end(one),)),
        )
        for one in said.purposes
    ]
    yield Table(widths=(96, 16, 16, 32), rows=tuple(rows), heads=1)
    for line in letters.signatures():
        yield Text(line, before=6)
