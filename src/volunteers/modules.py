"""Modules of an association: what its trainings teach, in whichever activity they take place."""

from collections.abc import Iterable
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from kit import clock, database
from kit.i18n import gettext
from volunteers.rules.modules import (
    STARTING,
    Module,
    ModuleChanged,
    ModuleNamedTwice,
    NoSuchModule,
    WantedModule,
    refuse_last,
)
from volunteers.tables import applications, training


async def begin(owner: Actor) -> None:
    """Give an association that was just founded what every one starts with."""
    await _insert(owner.organization_id, [_spoken(one) for one in STARTING])


async def of_association(actor: Actor) -> list[Module]:
    """Return the modules of the actor's association, living ones first.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    found = await of(actor.organization_id)
    return sorted(found, key=lambda one: one.retired_at is not None)


async def of(organization_id: UUID) -> list[Module]:
    """Return the modules of an association for whoever acts within it, in the order they came."""
    m = training.TrainingModule
    rows = (
        await m.select()
        .where(m.organization == organization_id)
        .order_by(m.created_at)
        .order_by(m.safeguarding, ascending=False)
        .order_by(m.name)
    )
    return database.facts(Module, rows)


async def refuse_foreign(
    organization_id: UUID, ids: Iterable[UUID], *, kept: Iterable[UUID] = ()
) -> None:
    """Raise NoSuchModule unless these are of the association, and offered or `kept` from before."""
    wanted, before = set(ids), set(kept)
    if wanted:
        offered = {
            m.id for m in await of(organization_id) if m.retired_at is None or m.id in before
        }
        if not wanted <= offered:
            raise NoSuchModule


async def add(actor: Actor, wanted: WantedModule) -> UUID:
    """Make a module and return its id.

    Raises:
        NotAllowed, ModuleNamedTwice
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        await _refuse_twice(actor, wanted.name)
        (module_id,) = await _insert(actor.organization_id, [wanted])
        await traces.leave(actor, "module.added", module_id)
    return module_id


async def change(actor: Actor, module_id: UUID, version: int, wanted: WantedModule) -> None:
    """Save a module; how long it counts changes for everybody who attended it.

    Raises:
        NotAllowed, NoSuchModule, ModuleChanged, ModuleNamedTwice, LastSafeguarding
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    m = training.TrainingModule
    async with database.transaction():
        module, others = await _locked(actor, module_id)
        if not wanted.safeguarding and module.retired_at is None:
            refuse_last(module, others)
        await _refuse_twice(actor, wanted.name, but=module_id)
        values = {getattr(m, k): v for k, v in msgspec.structs.asdict(wanted).items()}
        saved = (
            await m.update({**values, m.version: m.version + 1})
            .where(m.id == module_id, m.version == version)
            .returning(m.id)
        )
        if not saved:
            raise ModuleChanged
        await traces.leave(actor, "module.changed", module_id)


async def retire(actor: Actor, module_id: UUID, *, undo: bool = False) -> None:
    """Offer a module no more, or again; whoever attended it keeps it, and posts keep asking for it.

    Raises:
        NotAllowed, NoSuchModule, LastSafeguarding
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    m = training.TrainingModule
    async with database.transaction():
        module, others = await _locked(actor, module_id)
        if not undo:
            refuse_last(module, others)
        await m.update(
            {m.retired_at: None if undo else clock.now(), m.version: m.version + 1}
        ).where(m.id == module_id)
        await traces.leave(actor, "module.back" if undo else "module.retired", module_id)


async def asked_by(organization_id: UUID) -> dict[UUID, int]:
    """Return by how many posts of the association each module is asked for."""
    p = applications.Post
    rows = await p.raw(
        "SELECT m AS module, count(*) AS n FROM post p JOIN activity a ON a.id = p.activity "
        "CROSS JOIN unnest(p.modules) m WHERE a.organization = {} GROUP BY m",
        organization_id,
    )
    return {row["module"]: row["n"] for row in rows}


async def _locked(actor: Actor, module_id: UUID) -> tuple[Module, list[Module]]:
    """Return one module and all of the association, locked: of two who let the last go, one is told."""
    m = training.TrainingModule
    rows = (
        await m.select()
        .where(m.organization == actor.organization_id)
        .order_by(m.id)
        .lock_rows("UPDATE")
    )
    everything = database.facts(Module, rows)
    module = next((one for one in everything if one.id == module_id), None)
    if module is None:
        raise NoSuchModule
    return module, everything


async def _refuse_twice(actor: Actor, name: str, *, but: UUID | None = None) -> None:
    m = training.TrainingModule
    rows = await m.select(m.id).where(m.organization == actor.organization_id, m.name == name)
    if any(row["id"] != but for row in rows):
        raise ModuleNamedTwice


async def _insert(organization_id: UUID, several: list[WantedModule]) -> list[UUID]:
    m, now = training.TrainingModule, clock.now()
    rows = [
        m(id=uuid4(), organization=organization_id, created_at=now, **msgspec.structs.asdict(one))
        for one in several
    ]
    await m.insert(*rows).on_conflict(target=(m.organization, m.name), action="DO NOTHING")
    return [row.id for row in rows]


def _spoken(one: WantedModule) -> WantedModule:
    """Return a starting module in the language of whoever founds."""
    return msgspec.structs.replace(one, name=gettext(one.name), content=gettext(one.content))
