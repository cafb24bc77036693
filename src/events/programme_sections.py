"""What can be done with the chapters of a programme, and with the units that take part in it."""

from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor
from events import programmes, tables
from events.rules.programmes import Programme
from events.rules.sections import NoSuchSection, Section, SectionChanged
from events.sections import NamedParty, Written
from kit import database


async def of(programme: Programme) -> list[Section]:
    """Return the chapters in their order, for whoever has been let in to the programme."""
    return await programmes.rows(tables.PlanSection, Section, programme)


async def find(programme: Programme, section_id: UUID) -> Section:
    """Return one chapter.

    Raises:
        NoSuchSection
    """
    for section in await of(programme):
        if section.id == section_id:
            return section
    raise NoSuchSection


async def write(
    actor: Actor, programme_id: UUID, section_id: UUID, version: int, new: Written
) -> Section:
    """Write a chapter, and with it the theme or the purposes if it shows them.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchSection
        SectionChanged: somebody saved since `version` was read; it carries what stands there now.
    """
    s, p = tables.PlanSection, tables.Programme
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        now = await find(programme, section_id)
        if now.version != version:
            raise SectionChanged(now)
        await s.update({s.heading: new.heading, s.text: new.text, s.version: s.version + 1}).where(
            s.id == section_id, s.programme == programme_id, s.version == version
        )
        if new.theme is not None:
            await p.update({p.theme: new.theme}).where(p.id == programme_id)
        if new.purposes is not None:
            await p.update({p.purposes: list(new.purposes)}).where(p.id == programme_id)
        await traces.leave(actor, "section.written", section_id)
    return msgspec.structs.replace(now, heading=new.heading, text=new.text, version=version + 1)


async def add(actor: Actor, programme_id: UUID, heading: str) -> Section:
    """Add a chapter of free text at the end.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
    """
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        last = max((one.position for one in await of(programme)), default=-1)
        row = tables.PlanSection(
            id=uuid4(), programme=programme_id, heading=heading, position=last + 1
        )
        await tables.PlanSection.insert(row)
        await traces.leave(actor, "section.added", programme_id)
    return database.fact(Section, row.to_dict())


async def remove(actor: Actor, programme_id: UUID, section_id: UUID, version: int) -> None:
    """Take a chapter out.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed, NoSuchSection, SectionChanged
    """
    s = tables.PlanSection
    async with database.transaction():
        programme = await programmes.hold(actor, programme_id)
        now = await find(programme, section_id)
        if now.version != version:
            raise SectionChanged(now)
        await s.delete().where(s.id == section_id, s.programme == programme_id)
        await traces.leave(actor, "section.removed", section_id)


async def name_parties(actor: Actor, programme_id: UUID, parties: list[NamedParty]) -> None:
    """Say who takes part; this replaces the whole list.

    Raises:
        NotAllowed, NoSuchProgramme, ProgrammeClosed
    """
    p = tables.Party
    once = dict.fromkeys((one.role, one.name) for one in parties)
    async with database.transaction():
        await programmes.hold(actor, programme_id)
        await p.delete().where(p.programme == programme_id)
        if once:
            await p.insert(
                *(
                    p(id=uuid4(), programme=programme_id, role=role, name=name, position=n)
                    for n, (role, name) in enumerate(once)
                )
            )
        await traces.leave(actor, "parties.named", programme_id)
