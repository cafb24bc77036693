"""Whose application this is: the entry of whoever is known by it, or an entry of its own.

A student number is no secret. Whoever applies with a known number under another name, or with other
ways to be reached, gets an entry of their own, and nothing of the known person, until a planner who
knows better merges the two. The applicant cannot tell the one from the other.
"""

from typing import Any
from uuid import UUID, uuid4

from kit import clock
from volunteers.rules import identity as rules
from volunteers.rules.applications import NewApplication
from volunteers.rules.names import search_key
from volunteers.tables import applications as tables


async def of(organization_id: UUID, new: NewApplication) -> UUID:
    """Return the entry that an application belongs to, made if need be, locked until we are done.

    Everybody who gives one number waits for its first entry, so two are told apart one by one.
    """
    first, made = await _first(organization_id, new)
    if made:
        return first
    entries = [first, *await _others(organization_id, new.student_no)]
    for one in entries:
        alive = await living(one)
        if rules.is_known(await _on_file(one, alive), new.name, new.email, new.phone):
            if alive != one:
                await _lock(alive)
            return alive
    return await _another(organization_id, new)


async def living(volunteer_id: UUID) -> UUID:
    """Return the entry that one was merged into, however many merges ago, or the entry itself."""
    rows = await tables.Volunteer.raw(
        "WITH RECURSIVE road AS ("
        "  SELECT id, merged_into FROM volunteer WHERE id = {} "
        "  UNION SELECT v.id, v.merged_into FROM volunteer v JOIN road ON v.id = road.merged_into"
        ") SELECT id FROM road WHERE merged_into IS NULL",
        volunteer_id,
    )
    return UUID(str(rows[0]["id"])) if rows else volunteer_id


async def family(volunteer_id: UUID) -> list[UUID]:
    """Return all entries of one person: the living one, then those that were merged into it."""
    alive = await living(volunteer_id)
    rows = await tables.Volunteer.raw(
        "WITH RECURSIVE family AS ("
        "  SELECT id FROM volunteer WHERE id = {} "
        "  UNION SELECT v.id FROM volunteer v JOIN family ON v.merged_into = family.id"
        ") SELECT id FROM family ORDER BY id",
        alive,
    )
    found = [UUID(str(row["id"])) for row in rows]
    return [alive, *(one for one in found if one != alive)]


async def _first(organization_id: UUID, new: NewApplication) -> tuple[UUID, bool]:
    """Return the entry of this very number, locked, and whether it was made just now."""
    v = tables.Volunteer
    row = _row(organization_id, new, new.student_no)
    ours = row.id  # the row takes on the id that the database answers with
    [found] = (
        await v.insert(row)
        .on_conflict(
            target=(v.organization, v.student_no), action="DO UPDATE", values=[v.student_no]
        )
        .returning(v.id)
    )
    return UUID(str(found["id"])), found["id"] == ours


async def _others(organization_id: UUID, student_no: str) -> list[UUID]:
    v = tables.Volunteer
    rows = (
        await v.select(v.id)
        .where(v.organization == organization_id, v.student_no.like(f"{rules.shared(student_no)}%"))
        .order_by(v.created_at, v.id)
    )
    return [row["id"] for row in rows]


async def _another(organization_id: UUID, new: NewApplication) -> UUID:
    """Make an entry for another person with a number that is taken; the first one's row is locked."""
    v, turn = tables.Volunteer, 2
    rows = await v.select(v.student_no).where(
        v.organization == organization_id, v.student_no.like(f"{rules.shared(new.student_no)}%")
    )
    taken = {row["student_no"] for row in rows}
    while (number := rules.suffixed(new.student_no, turn)) in taken:
        turn += 1
    row = _row(organization_id, new, number)
    await v.insert(row)
    return UUID(str(row.id))


async def _on_file(one: UUID, alive: UUID) -> rules.Known:
    """Return what is on file of an entry: what it says, and what its applications said."""
    v, a = tables.Volunteer, tables.Application
    ids = list({one, alive})
    rows: list[dict[str, Any]] = await v.select(v.name, v.email, v.phone).where(v.id.is_in(ids))
    names = {row["name"] for row in rows}  # not those of applications: anybody writes them
    said = await a.select(a.name, a.email, a.phone).where(a.volunteer.is_in(ids))
    reached = [*rows, *said]
    return rules.known(
        [(name, "", "") for name in names]
        + [(next(iter(names)), row["email"], row["phone"]) for row in reached]
    )


async def _lock(volunteer_id: UUID) -> None:
    """Whoever applies under two numbers of one person comes one by one."""
    v = tables.Volunteer
    await v.select(v.id).where(v.id == volunteer_id).lock_rows("UPDATE")


def _row(organization_id: UUID, new: NewApplication, student_no: str) -> tables.Volunteer:
    return tables.Volunteer(
        id=uuid4(),
        organization=organization_id,
        name=new.name,
        student_no=student_no,
        college=new.college,
        pinyin=search_key(new.name),
        created_at=clock.now(),
    )
