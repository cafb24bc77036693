"""What can be done with funding sources: who pays, how much is promised, approved, received."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from budget import tables
from budget.rules import money, sources
from budget.rules.sources import NoSuchSource, Source, SourceChanged, SourceKind
from events import activities
from kit import database
from kit.forms import WrongForm
from kit.i18n import gettext


class Wanted(msgspec.Struct, frozen=True):
    """A source as somebody typed it; amounts in yuan, blank is nothing."""

    name: Annotated[str, msgspec.Meta(max_length=100)]
    kind: SourceKind = SourceKind.HOST
    promised: str = ""
    approved: str = ""
    received: str = ""
    until: date | None = None
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


async def of_activity(actor: Actor, activity_id: UUID) -> list[Source]:
    """Return the activity's sources in their order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_BUDGET)
    await activities.find(actor, activity_id)
    s = tables.FundingSource
    rows = await s.select().where(s.activity == activity_id).order_by(s.position, s.id)
    return database.facts(Source, rows)


async def save(
    actor: Actor, activity_id: UUID, new: Wanted, *, source_id: UUID | None = None, version: int = 0
) -> UUID:
    """Add a source, or change the one named, and return its id.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSource, SourceChanged, WrongForm, OutOfOrder
    """
    actor.must(Permission.CHANGE_BUDGET)
    amounts = _amounts(new)
    sources.refuse_disorder(**amounts)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        there = await of_activity(actor, activity_id)
        s = tables.FundingSource
        columns: dict[str, Any] = {
            "name": new.name,
            "kind": new.kind,
            "until": new.until,
            "note": new.note,
            **amounts,
        }
        if source_id is None:
            source_id = uuid4()
            position = 1 + max((source.position for source in there), default=-1)
            await s.insert(s(id=source_id, activity=activity_id, position=position, **columns))
        else:
            if source_id not in {source.id for source in there}:
                raise NoSuchSource
            done = (
                await s.update(
                    {**{getattr(s, k): v for k, v in columns.items()}, s.version: version + 1}
                )
                .where(s.id == source_id, s.activity == activity_id, s.version == version)
                .returning(s.id)
            )
            if not done:
                raise SourceChanged
        await traces.leave(actor, "source.saved", source_id, activity_id=activity_id)
    return source_id


async def remove(actor: Actor, activity_id: UUID, source_id: UUID) -> None:
    """Take a source away; lines it paid have none then.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSource
    """
    actor.must(Permission.CHANGE_BUDGET)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        s = tables.FundingSource
        gone = await s.delete().where(s.id == source_id, s.activity == activity_id).returning(s.id)
        if not gone:
            raise NoSuchSource
        await traces.leave(actor, "source.removed", source_id, activity_id=activity_id)


def _amounts(new: Wanted) -> dict[str, int]:
    """Read the three amounts; what was received was approved, what was approved was promised."""
    wrong: dict[str, str] = {}
    read: dict[str, int | None] = {}
    for name in ("promised", "approved", "received"):
        try:
            read[name] = money.fen(getattr(new, name))
        except ValueError:
            wrong[name] = gettext("Please enter an amount like 12.50.")
    if wrong:
        raise WrongForm(wrong)
    received = read["received"] or 0
    approved = read["approved"] if read["approved"] is not None else received
    promised = read["promised"] if read["promised"] is not None else approved
    return {"promised": promised, "approved": approved, "received": received}
