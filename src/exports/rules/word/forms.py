"""The application form and the diff sheet as Word documents."""

import msgspec

from exports.rules.forms import ApprovalForm, DiffSheet, Field, Opinion, pairs, rows
from exports.rules.profiles import Margins
from exports.rules.word.pieces import Cell, Document, Piece, Style, Table, Text, finished
from kit.i18n import gettext, ngettext

WIDTHS = (26.0, 54.0, 26.0, 54.0)
BOX = 26.0  # mm
MARGINS = Margins(14, 12, 18, 18)


def approval_form(paper: ApprovalForm) -> Document:
    """Return the form once; how many copies are wanted stands under its title."""
    copies = ngettext("To be handed in once.", "To be handed in, %(n)s copies.", paper.copies)
    pieces: list[Piece] = [
        Text(gettext("Application for an activity"), Style.TITLE),
        Text(copies % {"n": paper.copies}, Style.RIGHT),
        _form(paper.fields, paper.opinions, gettext("Remarks")),
    ]
    look = msgspec.structs.replace(paper.profile, margins=MARGINS)  # the whole form on one page
    return finished(paper.title, look, pieces, numbered=False)


def diff_sheet(paper: DiffSheet) -> Document:
    """Return the sheet of changes with the boxes that are open again."""
    heads = (gettext("What"), gettext("Until now"), gettext("From now on"), gettext("Agrees again"))
    table = Table(
        widths=(30, 45, 45, 40),
        heads=1,
        rows=(
            tuple(Cell((head,), bold=True, centred=True) for head in heads),
            *(
                (
                    Cell((one.what,)),
                    Cell(tuple(one.old.split("\n"))),
                    Cell(tuple(one.new.split("\n"))),
                    Cell(one.reopens),
                )
                for one in paper.differences
            ),
        ),
    )
    since = gettext("Compared with what was handed in on %(day)s.") % {"day": paper.since}
    pieces: list[Piece] = [
        Text(gettext("Sheet of changes"), Style.TITLE),
        Text(paper.title, Style.CENTRED),
        Text(since, Style.PLAIN),
        table,
    ]
    if paper.opinions:
        pieces.append(_form((), paper.opinions, ""))
    return finished(paper.title, paper.profile, pieces)


def _form(fields: tuple[Field, ...], opinions: tuple[Opinion, ...], remarks: str) -> Table:
    lines, heights = [], []
    for row in rows(fields):
        cells: list[Cell] = []
        for field in row:
            across = 3 if field.wide or len(row) == 1 else 1
            cells += [
                Cell((field.label,), bold=True, centred=True),
                Cell(field.lines or ("",), across=across),
            ]
        lines.append(tuple(cells))
        heights.append(max(field.height for field in row))
    for pair in pairs(opinions):
        cells = [Cell(opinion(one), across=2 if len(pair) == 2 else 4) for one in pair]  # noqa: PLR2004
        lines.append(tuple(cells))
        heights.append(BOX)
    if remarks:
        lines.append((Cell((remarks,), bold=True, centred=True), Cell(across=3)))
        heights.append(14)
    return Table(widths=WIDTHS, rows=tuple(lines), heights=tuple(heights))


def opinion(box: Opinion) -> tuple[str, ...]:
    """Return the lines of a box: to be signed, or who agreed and when."""
    title = gettext("%(office)s: opinion") % {"office": box.title}
    if box.name:
        agreed = gettext("Agreed online: %(name)s, %(day)s") % {"name": box.name, "day": box.day}
        return (title, *([box.comment] if box.comment else []), agreed)
    sign = f"{gettext('Signature (seal)')}　　　　　　{gettext('Date:')}"
    return (title, "", "", sign)
