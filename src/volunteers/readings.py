"""A report in plain words, read by a lead whom it does not name, after the log says so (V21)."""

from uuid import UUID

import msgspec

from accounts import access_log
from accounts.rules.permissions import Actor
from kit import database
from volunteers import cases, concerns
from volunteers.rules.concerns import Concern, Named, Step
from volunteers.tables import applications as tables


class Done(msgspec.Struct, frozen=True):
    """One step in plain words."""

    step: Step
    text: str


class Words(msgspec.Struct, frozen=True):
    """A report in plain words, for a page that is shown once; `apart` are volunteers it names."""

    text: str
    persons: str
    contact: str
    steps: tuple[Done, ...]
    apart: tuple[Named, ...]


async def opened(actor: Actor, concern_id: UUID) -> Words:
    """Write that the reader opened it, then return it in plain words.

    Raises:
        NotAllowed, NoSuchConcern
    """
    concern = await cases.find(actor, concern_id)
    async with database.transaction():
        await access_log.note(actor, concern.id, ["concern"], concern.number)
    home = actor.organization_id
    return Words(
        text=concerns.read(concern.text, concerns.place(concern.id, home, "text")),
        persons=concerns.read(concern.persons, concerns.place(concern.id, home, "persons")),
        contact=concerns.read(concern.contact, concerns.place(concern.id, home, "contact")),
        steps=tuple(
            Done(one, concerns.read(one.text, concerns.step_place(one.id, home)))
            for one in await cases.steps(concern)
        ),
        apart=await _apart(concern, home),
    )


async def _apart(concern: Concern, organization_id: UUID) -> tuple[Named, ...]:
    v, ids = tables.Volunteer, list(concern.named_volunteers)
    if not ids:
        return ()
    rows = await v.select(v.id, v.name).where(v.id.is_in(ids), v.organization == organization_id)
    return tuple(database.facts(Named, rows))
