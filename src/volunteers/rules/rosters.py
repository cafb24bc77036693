"""A school's list as a table: what each row becomes, whom it means, and who is missing from it."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.sheets import Table
from volunteers.rules import roster_cells, roster_columns
from volunteers.rules.participants import NewParticipant, Participant, tidied, wrong_fields
from volunteers.rules.roster_columns import HEADINGS, Columns, Left


class Row(msgspec.Struct, frozen=True):
    """One line of the file: what it becomes, or the sentence that says what is wrong with it."""

    number: int
    codename: str
    new: NewParticipant | None = None
    wrong: str = ""
    remarks: tuple[str, ...] = ()


class Roster(msgspec.Struct, frozen=True):
    """A file as it was understood; nothing of it is saved yet. `sums` are its lines that only add up."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    left: tuple[Left, ...]
    sums: tuple[int, ...] = ()

    @property
    def good(self) -> tuple[NewParticipant, ...]:
        return tuple(row.new for row in self.rows if row.new is not None)

    @property
    def bad(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.new is None)


# Which entry a row with a new codename means: one that is there, or None for another child.
# Rows nobody answered for are left out.
Answers = Mapping[str, UUID | None]

HEADS_WITHIN = 10  # rows in which the headings are looked for: titles stand above them
_SUM = re.compile(r"(合计|小计|总计|共计|总人数|total|subtotal|grandtotal|sum)[:]?\d*人?")


class NoCodenames(Refusal):
    status = 422
    message = N_(
        "One of the first rows must name the columns, and one of them must be “代号” or “codename”. "
        "Real names cannot stand in for it."
    )


def understood(table: Table, wanted: Mapping[int, str] | None = None) -> Roster:
    """Return what the rows below the headings become, each with its own errors.

    `wanted` says what each column is, where somebody chose; otherwise the headings do.

    Raises:
        NoCodenames
    """
    table = headed(table) if wanted is None else table
    heads = table.rows[0]
    columns = roster_columns.guessed(heads)
    if wanted is not None:
        columns = roster_columns.chosen(heads, wanted)
    if "codename" not in columns.fields.values():
        raise NoCodenames
    seen: dict[tuple[str, str], int] = {}
    below = range(1, len(table.rows))
    sums = {index for index in below if _adds_up(table.rows[index], columns)}
    rows = [_row(table, index, columns, seen) for index in below if index not in sums]
    read = tuple(field for field in HEADINGS if field in columns.fields.values())
    added = tuple(table.numbers[index] for index in sorted(sums))
    return Roster(tuple(rows), read, columns.left, added)


def headed(table: Table) -> Table:
    """Return a table from its headings on: whatever stands above them is a title."""
    at = max(range(min(len(table.rows), HEADS_WITHIN)), key=lambda at: _headings(table.rows[at]))
    formulas = frozenset((row - at, column) for row, column in table.formulas if row >= at)
    return Table(table.rows[at:], table.numbers[at:], formulas)


def withheld(table: Table) -> Table:
    """Return a table without what stays at the school: those cells go no further than here."""
    table = headed(table)
    barred = {at for at, heading in enumerate(table.rows[0]) if roster_columns.barred(heading)}
    rows = [
        tuple("" if at in barred else cell for at, cell in enumerate(row)) for row in table.rows[1:]
    ]
    formulas = frozenset(one for one in table.formulas if one[1] not in barred)
    return Table((table.rows[0], *rows), table.numbers, formulas)


def meant(roster: Roster, there: Iterable[Participant]) -> dict[str, Participant]:
    """Return whom the good rows of a file mean, by their codenames."""
    return meant_by(roster.good, there)


def meant_by(
    several: Iterable[NewParticipant], there: Iterable[Participant]
) -> dict[str, Participant]:
    """Return whom each row means: the entry of its codename. A number alone means nobody."""
    by_name = {one.codename: one for one in there}
    return {new.codename: by_name[new.codename] for new in several if new.codename in by_name}


def clashes(
    several: Iterable[NewParticipant], there: Iterable[Participant]
) -> dict[str, Participant]:
    """Return the entries whose number stands in the file beside a codename that is not on the list.

    Is it the same child with a new codename, or another child? Only the school knows: consents and
    pairs stay with the entry until somebody has answered.
    """
    listed = list(there)
    names = {one.codename for one in listed}
    numbered = _by_number(listed)
    found: dict[str, Participant] = {}
    for new in several:
        one = _numbered(numbered, new)
        if one is not None and new.codename not in names:
            found[new.codename] = one
    return found


def beside(roster: Roster, there: Iterable[Participant], sources: frozenset[str]) -> Roster:
    """Return the file beside who is on the list: what does not fit there is wrong, too.

    `sources` are the schools that have places, none where nobody has set any.
    """
    listed = list(there)
    found = meant(roster, listed)
    names = {one.codename: one for one in listed}
    numbers = _by_number(listed)
    taken = {found[row.codename].id: row.number for row in roster.rows if row.codename in found}
    found = clashes(roster.good, listed) | found
    rows = []
    for row in roster.rows:
        one = found.get(row.codename) if row.new else None
        wrong = ""
        if row.new and sources and row.new.source and row.new.source not in sources:
            wrong = gettext("“%(source)s” is not among the schools that have places here.") % {
                "source": row.new.source
            }
        elif one is not None and taken.get(one.id, row.number) != row.number:
            wrong = gettext("This means the same entry as row %(row)s.") % {"row": taken[one.id]}
        elif one is not None and row.new and _torn(row.new, names, numbers):
            wrong = gettext("The number belongs to one entry and the codename to another.")
        if one is not None:
            taken.setdefault(one.id, row.number)
        rows.append(Row(row.number, row.codename, wrong=wrong) if wrong else row)
    return msgspec.structs.replace(roster, rows=tuple(rows))


def merged(before: Participant, new: NewParticipant, fields: Iterable[str]) -> NewParticipant:
    """Return an entry with the columns a file has; what it has no column for stays as it is."""
    kept = {
        name: getattr(before, name)
        for name in NewParticipant.__struct_fields__
        if name not in _with_companions(fields)
    }
    return tidied(msgspec.structs.replace(new, **kept))


def _with_companions(fields: Iterable[str]) -> set[str]:
    """Return the fields a file decides: an age says whether somebody is under 14, too."""
    decided = set(fields)
    return decided | {"under_14"} if "age_band" in decided else decided


def _by_number(listed: Iterable[Participant]) -> dict[str, list[Participant]]:
    numbered: dict[str, list[Participant]] = {}
    for one in listed:
        if one.partner_row:
            numbered.setdefault(one.partner_row, []).append(one)
    return numbered


def _numbered(numbered: Mapping[str, list[Participant]], new: NewParticipant) -> Participant | None:
    """Return the entry with the number of a row; two schools may both have a number 1."""
    for one in numbered.get(new.partner_row, ()):
        if one.source == new.source or not (one.source and new.source):
            return one
    return None


def _headings(cells: Iterable[str]) -> tuple[bool, int, int]:
    """Return how much a row looks like headings: more is better."""
    heads = tuple(cells)
    known = roster_columns.guessed(heads).fields
    barred = sum(bool(roster_columns.barred(heading)) for heading in heads)
    return "codename" in known.values(), len(known) + barred, sum(map(bool, heads))


def _adds_up(cells: tuple[str, ...], columns: Columns) -> bool:
    """Say whether a row is only a sum of the others."""
    at = next(at for at, field in columns.fields.items() if field == "codename")
    first = next((cell for cell in cells if cell), "")
    named = cells[at] if at < len(cells) else ""
    return any(_SUM.fullmatch(roster_columns.plain(cell)) for cell in (first, named))


def _torn(
    new: NewParticipant,
    names: Mapping[str, Participant],
    numbers: Mapping[str, list[Participant]],
) -> bool:
    """Say whether codename and number of a row speak of two different entries."""
    by_name, by_number = names.get(new.codename), _numbered(numbers, new)
    return by_name is not None and by_number is not None and by_name.id != by_number.id


def _row(table: Table, index: int, columns: Columns, seen: dict[tuple[str, str], int]) -> Row:
    cells, number = table.rows[index], table.numbers[index]
    said = {field: cells[at] if at < len(cells) else "" for at, field in columns.fields.items()}
    codename = said["codename"]
    if any((index, at) in table.formulas for at in columns.fields):
        return Row(
            number, codename, wrong=gettext("A cell holds a formula. Please paste its value.")
        )
    remarks: list[str] = []
    try:
        new = tidied(roster_cells.participant(said, remarks))
    except roster_cells.Wrong as wrong:
        return Row(number, codename, wrong=str(wrong))
    if wrong_ones := wrong_fields(new):
        hides = "codename" in wrong_ones  # it may be a phone number: do not repeat it
        return Row(number, "" if hides else codename, wrong=" ".join(wrong_ones.values()))
    for key, sentence in (
        (("codename", new.codename), gettext("This codename stands in row %(row)s already.")),
        (("row", new.partner_row), gettext("This number stands in row %(row)s already.")),
    ):
        if key[1] and key in seen:
            return Row(number, codename, wrong=sentence % {"row": seen[key]})
    seen["codename", new.codename] = seen["row", new.partner_row] = number
    return Row(number, new.codename, new, remarks=tuple(remarks))
