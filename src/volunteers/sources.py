"""Where volunteers come from, each with places of its own: the sum and the call's total both hold."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import database, forms
from volunteers import places
from volunteers.rules import sources as rules
from volunteers.rules.sources import Source, TypedSource
from volunteers.tables import applications as tables


async def of(activity_id: UUID) -> list[Source]:
    """Return the sources of an activity that whoever asks may see: they are public."""
    s = tables.Source
    rows = await s.select().where(s.activity == activity_id).order_by(s.position, s.id)
    return database.facts(Source, rows)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Source]:
    """Return the sources for whoever may change them.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    return await of((await activities.find(actor, activity_id)).id)


async def total(activity_id: UUID) -> int:
    """Return how many places all sources have together."""
    return sum(one.places for one in await of(activity_id))


async def save(actor: Actor, activity_id: UUID, typed: Sequence[TypedSource]) -> None:
    """Write these sources in this order; one whose name is empty goes. More places fill at once.

    Raises:
        NotAllowed, NoSuchActivity, WrongForm, TooManySources, SourcesExceedQuota, SourceInUse
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        call = await places.call_of(activity, lock=True)
        known = {one.id: one for one in await of(activity.id)}
        kept = [one for one in typed if one.name and (one.id is None or one.id in known)]
        gone = [known[one.id] for one in typed if one.id and one.id in known and not one.name]
        # Somebody else may have added one since this form was read: it stays, and counts.
        others = set(known) - {one.id for one in typed}
        if len(kept) + len(others) > rules.MOST_SOURCES:
            raise rules.TooManySources(most=rules.MOST_SOURCES)
        if wrong := rules.wrong_fields(kept, [known[one] for one in others], known):
            raise forms.WrongForm(wrong)
        total = sum(rules.places_of(one) or 0 for one in kept)
        total += sum(known[one].places for one in others)
        rules.refuse_total(total, call.quota if call else 0)
        await _remove(gone)
        await _write(activity.id, kept)
        await places.fill(activity)
        await activities.touch(activity.id)
        await traces.leave(
            actor, "sources.save", activity.id, activity_id=activity.id, details=str(len(kept))
        )


async def _remove(several: Sequence[Source]) -> None:
    s, a = tables.Source, tables.Application
    ids = [one.id for one in several]
    if not ids:
        return
    if row := await a.select(a.source).where(a.source.is_in(ids)).first():
        raise rules.SourceInUse(source=next(one.name for one in several if one.id == row["source"]))
    await s.delete().where(s.id.is_in(ids))


async def _write(activity_id: UUID, kept: Sequence[TypedSource]) -> None:
    s = tables.Source
    # Under names nobody types first: two sources may exchange theirs, and each is there once.
    await s.raw(
        "UPDATE source SET name = id::text WHERE activity = {} AND id = ANY({})",
        activity_id,
        [one.id for one in kept if one.id],
    )
    for at, one in enumerate(kept):
        row: dict[str, Any] = {
            "name": one.name,
            "places": rules.places_of(one) or 0,
            "position": at,
        }
        if one.id:
            await s.update({getattr(s, k): v for k, v in row.items()}).where(
                s.id == one.id, s.activity == activity_id
            )
        else:
            await s.insert(s(id=uuid4(), activity=activity_id, **row))
