"""What can be done with the chapters of a plan, and with its theme, purposes and parties."""

from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, tables
from events.rules import monthly
from events.rules.activities import Activity, PartyRole
from events.rules.sections import NoSuchSection, Section, SectionChanged
from kit import database


class NamedParty(msgspec.Struct, frozen=True):
    """A unit and its role, as somebody typed it."""

    role: PartyRole
    name: str


async def of(activity: Activity) -> list[Section]:
    """Return the chapters in their order, for whoever has been let in to the activity."""
    s = tables.PlanSection
    rows = await s.select().where(s.activity == activity.id).order_by(s.position)
    return database.facts(Section, rows)


async def find(actor: Actor, activity_id: UUID, section_id: UUID) -> Section:
    """Return one chapter.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSection
    """
    actor.must(Permission.SEE_PLAN)
    activity = await activities.find(actor, activity_id)
    for section in await of(activity):
        if section.id == section_id:
            return section
    raise NoSuchSection


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A chapter as somebody typed it; `theme` and `purposes` only where the chapter shows them."""

    heading: str
    text: str = ""
    theme: str | None = None
    purposes: tuple[str, ...] | None = None


async def write(
    actor: Actor, activity_id: UUID, section_id: UUID, version: int, new: Written
) -> Section:
    """Write a chapter, and with it the theme or the purposes if it shows them.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSection
        SectionChanged: somebody saved since `version` was read; it carries what stands there now.
    """
    actor.must(Permission.CHANGE_PLAN)
    s = tables.PlanSection
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        now = await find(actor, activity_id, section_id)
        if now.version != version:
            raise SectionChanged(now)
        await s.update({s.heading: new.heading, s.text: new.text, s.version: s.version + 1}).where(
            s.id == section_id, s.version == version
        )
        shown = {
            "theme": new.theme,
            "purposes": list(new.purposes) if new.purposes is not None else None,
        }
        if differing := {column: value for column, value in shown.items() if value is not None}:
            await activities.change(actor, activity_id, activity.version, differing)
        await traces.leave(actor, "section.written", section_id, activity_id=activity_id)
    return msgspec.structs.replace(now, heading=new.heading, text=new.text, version=version + 1)


async def say_how_often(
    actor: Actor, activity_id: UUID, section_id: UUID, sentence: str, *, undo: bool = False
) -> str:
    """Put 每月一次 in the place of 定期 in one sentence, or with `undo` back.

    Sentences are named by their digest; returns that of the sentence as it is now, "" if it has
    changed in the meantime.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSection
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        now = await find(actor, activity_id, section_id)
        text = (monthly.regular if undo else monthly.numbered)(now.text, sentence)
        if text == now.text:
            return ""
        new = Written(heading=now.heading, text=text)
        await write(actor, activity_id, section_id, now.version, new)
    return monthly.changed(now.text, text)


async def add(actor: Actor, activity_id: UUID, heading: str) -> Section:
    """Add a chapter of free text at the end.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        last = max((one.position for one in await of(activity)), default=-1)
        row = tables.PlanSection(
            id=uuid4(), activity=activity_id, heading=heading, position=last + 1
        )
        await tables.PlanSection.insert(row)
    return database.fact(Section, row.to_dict())


async def remove(actor: Actor, activity_id: UUID, section_id: UUID, version: int) -> None:
    """Take a chapter out of the plan.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSection, SectionChanged
    """
    actor.must(Permission.CHANGE_PLAN)
    s = tables.PlanSection
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        now = await find(actor, activity_id, section_id)
        if now.version != version:
            raise SectionChanged(now)
        await s.delete().where(s.id == section_id, s.activity == activity_id)
        await traces.leave(actor, "section.removed", section_id, activity_id=activity_id)


async def name_parties(actor: Actor, activity_id: UUID, parties: list[NamedParty]) -> None:
    """Say who takes part; this replaces the whole list.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    p = tables.Party
    once = dict.fromkeys((one.role, one.name) for one in parties)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        await p.delete().where(p.activity == activity_id)
        if once:
            await p.insert(
                *(
                    p(id=uuid4(), activity=activity_id, role=role, name=name, position=n)
                    for n, (role, name) in enumerate(once)
                )
            )
        await activities.touch(activity_id)
        await traces.leave(actor, "parties.named", activity_id=activity_id)
