"""The 策划书 as a Word document: cover, numbered chapters, tables, annexes."""

from collections.abc import Iterator

from budget.rules.capitals import capitals
from exports.rules import numbering
from exports.rules.money_papers import Cost, CostTable
from exports.rules.proposals import Duty, Post, Proposal, Section, Step
from exports.rules.word import annexes
from exports.rules.word.pieces import (
    Cell,
    Document,
    PageBreak,
    Piece,
    Style,
    Table,
    Text,
    finished,
    grid,
)
from kit import i18n
from kit.i18n import gettext

HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3)


def proposal(paper: Proposal) -> Document:
    """Return the document in the current language."""
    pieces: list[Piece] = [*_cover(paper)] if paper.cover else [Text(paper.title, Style.TITLE)]
    for number, section in enumerate(paper.sections, 1):
        pieces += _section(section, (number,))
    if paper.annexes:
        pieces.append(
            Text(numbering.heading(len(paper.sections) + 1) + gettext("Annexes"), Style.HEADING_1)
        )
        pieces += annexes.listed(paper.annexes)
    pieces += annexes.pieces(paper.annexes)
    return finished(paper.title, paper.profile, pieces)


def dates(paper: Proposal) -> str:
    """Write the days of the activity, "" while they are not settled."""
    when = paper.when
    if when.first is None:
        return ""
    if when.last and when.last != when.first:
        day = f"{i18n.day(when.first)}–{i18n.day(when.last)}"
    else:
        day = i18n.day_and_weekday(when.first)
    return gettext("%(day)s (tentative)") % {"day": day} if when.tentative else day


def _cover(paper: Proposal) -> Iterator[Piece]:
    chinese = i18n.locale() == "zh_Hans"
    yield Text(paper.title, Style.TITLE, before=120)
    yield Text("策　划　书" if chinese else gettext("Proposal"), Style.SUBTITLE, before=60)
    first = 150.0
    for party in paper.parties:
        names = gettext(", ").join(party.names)
        yield Text(_labelled(party.role, names), Style.COVER, before=first)
        first = 0
    when = paper.when
    known = (
        (gettext("Date"), dates(paper)),
        (gettext("Time"), "–".join(filter(None, (when.starts, when.ends)))),
        (gettext("Place"), paper.place),
    )
    for label, value in known:
        if value:
            yield Text(_labelled(label, value), Style.COVER, before=first)
            first = 0
    yield PageBreak()


def _labelled(label: str, value: str) -> str:
    return gettext("%(role)s: %(name)s") % {"role": label, "name": value}


def _section(section: Section, path: tuple[int, ...]) -> Iterator[Piece]:
    level = min(len(path), len(HEADINGS))
    yield Text(numbering.heading(*path) + section.heading, HEADINGS[level - 1])
    yield from _content(section, path)


def _content(section: Section, path: tuple[int, ...]) -> Iterator[Piece]:
    for paragraph in section.paragraphs:
        for line in paragraph.split("\n"):
            if line.strip():
                yield Text(line.strip())
    for number, item in enumerate(section.items, 1):
        yield Text(numbering.item(number) + item)
    yield from tables(section)
    for number, part in enumerate(section.parts, 1):
        yield from _section(part, (*path, number))


def tables(section: Section) -> Iterator[Table]:
    """Yield the tables of a section in the order of its paper."""
    if section.duties:
        yield _duties(section.duties)
    if section.schedule:
        yield _schedule(section.schedule)
    if section.posts:
        yield _posts(section.posts)
    if section.costs:
        yield costs(section.costs)
    if section.grid:
        yield grid(section.grid.heads, section.grid.rows, section.grid.shares)


def _duties(duties: tuple[Duty, ...]) -> Table:
    return grid(
        (gettext("Due"), gettext("What is to be done"), gettext("Lead")),
        tuple((duty.due, duty.text, duty.lead) for duty in duties),
        (30, 92, 28),
    )


def _schedule(steps: tuple[Step, ...]) -> Table:
    """Return the table with those columns that say something."""
    columns = (
        (gettext("Day"), 20, tuple(step.day for step in steps)),
        (gettext("Time"), 26, tuple(step.time for step in steps)),
        (gettext("What happens"), 50, tuple(step.title for step in steps)),
        (gettext("Team"), 20, tuple(step.lane for step in steps)),
        (gettext("Place"), 28, tuple(step.place for step in steps)),
        (gettext("Lead"), 30, tuple(step.lead for step in steps)),
        (gettext("Note"), 70, tuple(step.note for step in steps)),
    )
    shown = [column for column in columns if any(column[2])]
    return grid(
        tuple(head for head, _, _ in shown),
        tuple(zip(*(values for _, _, values in shown), strict=True)),
        tuple(float(width) for _, width, _ in shown),
    )


def _posts(posts: tuple[Post, ...]) -> Table:
    return grid(
        (gettext("Position"), gettext("Name"), gettext("Duties")),
        tuple((post.role, post.holder, post.duty) for post in posts),
        (38, 34, 84),
    )


def costs(table: CostTable) -> Table:
    """Return the budget with the columns that are fixed, and its total in figures and capitals."""
    heads = (
        gettext("Line"),
        gettext("Item"),
        gettext("Quantity"),
        gettext("Unit"),
        gettext("Unit price"),
        gettext("Amount"),
        gettext("Paid from"),
        gettext("Note"),
    )
    lines = [cost for group in table.groups for cost in group.costs]
    plain = grid(
        heads,
        tuple(_cost(number, cost, table.currency) for number, cost in enumerate(lines, 1)),
        (14, 33, 19, 13, 17, 22, 21, 24),
        right=frozenset({2, 4, 5}),
    )
    figure = i18n.money(table.total, table.currency, sign=table.currency != "CNY")
    words = gettext("Total")
    if table.currency == "CNY":
        words = f"{words}　人民币{capitals(table.total)}"
    total = (
        Cell((words,), across=5, bold=True),
        Cell((figure,), right=True, bold=True),
        Cell(),
        Cell(),
    )
    return Table(widths=plain.widths, heads=1, rows=(*plain.rows, total))


def _cost(number: int, cost: Cost, currency: str) -> tuple[str, ...]:
    quantity = "×".join(cost.factors) if cost.factors else cost.quantity
    amount = i18n.money(cost.amount, currency, sign=False)
    unit = "" if cost.factors else cost.unit
    return (str(number), cost.label, quantity, unit, cost.price, amount, cost.source, cost.note)
