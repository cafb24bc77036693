"""Histories: who changed what in an entry and when; deleted with it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock
from volunteers.rules.histories import REASON, Change, Changes
from volunteers.tables import participants as tables


async def note(who: Actor | Holder, participant_id: UUID, changes: Changes) -> None:
    """Record inside the caller's transaction what `who` changed; nothing where nothing differs."""
    if changes:
        await note_all(who, {participant_id: changes})


async def note_all(
    who: Actor | Holder, changed: dict[UUID, Changes], *, at: datetime | None = None
) -> None:
    """Record changes of several entries at once; an entry without any is left out."""
    c, now = tables.ParticipantChange, at or clock.now()
    rows = [
        c(
            id=uuid4(),
            participant=participant_id,
            at=now,
            account=who.account_id if isinstance(who, Actor) else None,
            link_id=who.id if isinstance(who, Holder) else None,
            who=who.name[:100],
            changes=msgspec.json.encode(changes).decode(),
        )
        for participant_id, changes in changed.items()
        if changes
    ]
    if rows:
        await c.insert(*rows)


async def of(actor: Actor, activity_id: UUID, participant_id: UUID) -> list[Change]:
    """Return what was changed in one entry, the newest first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    c = tables.ParticipantChange
    rows = (
        await c.select()
        .where(c.participant == participant_id, c.participant.activity == activity.id)
        .order_by(c.at, ascending=False)
    )
    return [_fact(row) for row in rows]


async def reasons(activity_id: UUID) -> dict[UUID, str]:
    """Return why each of these takes part although a soft condition is not met: the last word counts."""
    c = tables.ParticipantChange
    rows = (
        await c.select()
        .where(c.participant.activity == activity_id, c.changes.like(f'%"{REASON}"%'))
        .order_by(c.at)
    )
    found = {one.participant: one.changes for one in map(_fact, rows)}
    return {one: changes[REASON][1] for one, changes in found.items() if REASON in changes}


def _fact(row: dict[str, Any]) -> Change:
    changes = msgspec.json.decode(row["changes"], type=Changes)
    return Change(row["participant"], row["at"], row["who"], changes)
