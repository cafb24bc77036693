"""The people of an association as a spreadsheet: taken along, brought in, always looked at first."""

from typing import Annotated
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from kit import clock, database, i18n, sheet_writer, sheets
from kit.i18n import gettext
from kit.sheet_writer import Sheet, Value
from volunteers import profiles, records
from volunteers.imports import WrongPreview
from volunteers.rules import profile_lists as rules
from volunteers.rules.merges import joined
from volunteers.rules.profile_lists import Row, Understood
from volunteers.rules.profiles import NewProfile, Profile, tidied, wrong_fields
from volunteers.tables import applications
from volunteers.tables import records as record_tables

MOST = 5_000

Rows = Annotated[list[Row], msgspec.Meta(max_length=MOST)]


class Preview(msgspec.Struct, frozen=True):
    """What a list becomes; `known` are the numbers that are in the directory already."""

    list: Understood
    known: frozenset[str]


class Saved(msgspec.Struct, frozen=True):
    added: int
    completed: int


async def xlsx(actor: Actor) -> bytes:
    """Return everybody as a workbook; a formula somebody typed is text in it.

    Raises:
        NotAllowed
    """
    return sheet_writer.xlsx(await _sheet(actor))


async def csv(actor: Actor) -> bytes:
    """Return everybody as CSV.

    Raises:
        NotAllowed
    """
    return sheet_writer.csv(await _sheet(actor))


async def preview(actor: Actor, content: bytes) -> Preview:
    """Return what a file would become; nothing is saved.

    Raises:
        NotAllowed, EmptyFile, FileTooLarge, NotATable, NoNames
    """
    actor.must(Permission.CHANGE_PROFILES)
    found = rules.understood(await sheets.read(content))
    there = {one.student_no for one in await profiles.of_association(actor)}
    return Preview(found, frozenset(there & {row.new.student_no for row in found.good if row.new}))


async def save(actor: Actor, rows: list[Row]) -> Saved:
    """Write the rows of a preview: new people are added, known ones completed where we knew nothing.

    What somebody said themselves is never overwritten by a list. Hours count once: whoever has hours
    from before keeps them.

    Raises:
        NotAllowed, WrongPreview
    """
    actor.must(Permission.CHANGE_PROFILES)
    listed = [_checked(row) for row in rows]
    async with database.transaction():
        there = {one.student_no: one for one in await _locked(actor)}
        fresh = [new for new in listed if new.student_no not in there]
        ids = {number: one.id for number, one in there.items()}
        ids |= await profiles.insert_all(actor.organization_id, fresh)
        for new in listed:
            known = there.get(new.student_no)
            if known and (whole := _completed(known, new)) != profiles.said(known):
                await profiles.update(known.id, known.version, whole)
        today = clock.day()
        brought = {
            ids[new.student_no]: hours
            for row, new in zip(rows, listed, strict=True)
            if (hours := rules.brought(row, today))
        }
        already = await _with_hours(actor, gettext(rules.BROUGHT))
        await records.insert_all(
            actor, {one: hours for one, hours in brought.items() if one not in already}
        )
        await traces.leave(actor, "profiles.imported", details=str(len(rows)))
    return Saved(len(fresh), len(rows) - len(fresh))


def packed(rows: list[Row] | tuple[Row, ...]) -> str:
    """Return the good rows of a preview for the hidden field that brings them back."""
    return msgspec.json.encode(list(rows)).decode()


def unpacked(text: str) -> list[Row]:
    """Return the rows of `packed`.

    Raises:
        WrongPreview
    """
    try:
        return msgspec.json.decode(text, type=Rows)
    except (msgspec.DecodeError, UnicodeEncodeError) as wrong:
        raise WrongPreview from wrong


def template() -> bytes:
    """Return an empty list to fill in, with the words that may stand in each column."""
    heads = rules.headings(i18n.locale())
    offered = list(rules.CHOICES.items())
    longest = max(len(names) for _, names in offered)
    words: list[list[Value]] = [
        [gettext(list(names.values())[line]) if line < len(names) else "" for _, names in offered]
        for line in range(longest)
    ]
    at = list(rules.HEADINGS)
    return sheet_writer.xlsx(
        Sheet(gettext("List"), heads, []),
        Sheet(
            gettext("Words to choose from"), [heads[at.index(field)] for field, _ in offered], words
        ),
    )


async def _sheet(actor: Actor) -> Sheet:
    actor.must(Permission.SEE_PROFILES)
    people, minutes = await profiles.of_association(actor), await _minutes(actor)
    rows = [_line(one, minutes.get(one.id, 0)) for one in people]
    await traces.leave(actor, "profiles.exported", details=str(len(rows)))
    return Sheet(gettext("Our people"), rules.headings(i18n.locale()), rows)


def _line(one: Profile, minutes: int) -> list[Value]:
    def words(names: dict[str, str], keys: tuple[str, ...]) -> str:
        return "、".join(gettext(names[key]) for key in keys if key in names)

    return [
        *(one.name, one.student_no, one.college, one.year, one.phone, one.email),
        *(words(names, getattr(one, field)) for field, names in rules.CHOICES.items()),
        one.note,
        round(minutes / rules.MINUTES, 1),
    ]


async def _minutes(actor: Actor) -> dict[UUID, int]:
    s = record_tables.ServiceRecord
    rows = await s.select(s.volunteer, s.minutes, s.topped_up).where(
        s.volunteer.organization == actor.organization_id
    )
    found: dict[UUID, int] = {}
    for row in rows:
        found[row["volunteer"]] = found.get(row["volunteer"], 0) + row["minutes"] + row["topped_up"]
    return found


async def _locked(actor: Actor) -> list[Profile]:
    v = applications.Volunteer
    rows = (
        await v.select()
        .where(v.organization == actor.organization_id, v.merged_into.is_null())
        .order_by(v.id)
        .lock_rows("UPDATE")
    )
    return database.facts(Profile, rows)


async def _with_hours(actor: Actor, title: str) -> set[UUID]:
    """Return who has hours under this title already."""
    s = record_tables.ServiceRecord
    rows = await s.select(s.volunteer).where(
        s.volunteer.organization == actor.organization_id, s.title == title
    )
    return {row["volunteer"] for row in rows}


def _completed(known: Profile, new: NewProfile) -> NewProfile:
    """Return what is known, with what the list says where nothing is known."""
    fields = {name: getattr(new, name) for name in NewProfile.__struct_fields__}
    listed = msgspec.convert(
        {**msgspec.structs.asdict(known), **fields, "id": known.id}, Profile, strict=False
    )
    return joined(known, listed)


def _checked(row: Row) -> NewProfile:
    """Check a row as if it had been typed: what a preview sent is only a form like others."""
    if row.new is None or not 0 <= row.minutes <= rules.MOST_HOURS * rules.MINUTES:
        raise WrongPreview
    new = tidied(row.new)
    if wrong_fields(new):
        raise WrongPreview
    return new
