"""Places: where an activity happens when one place is not enough."""

from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, tables
from events.rules import places as rules
from events.rules.activities import Activity
from events.rules.places import (
    NewPlace,
    NoSuchPlace,
    Place,
    PlaceChanged,
    PlaceNamedTwice,
    TooManyPlaces,
)
from kit import database, forms
from kit.hooks import Hook

place_changed: Hook[Place] = Hook("place changed")
place_removed: Hook[Place] = Hook("place removed")


async def of_activity(actor: Actor, activity_id: UUID) -> list[Place]:
    """Return the places of an activity in their order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    return await of((await activities.find(actor, activity_id)).id)


async def of(activity_id: UUID) -> list[Place]:
    """Return the places of an activity that whoever asks may see."""
    p = tables.Place
    rows = await p.select().where(p.activity == activity_id).order_by(p.position, p.id)
    return database.facts(Place, rows)


async def find(activity: Activity, place_id: UUID) -> Place:
    """Return one place of an activity that was found for whoever asks.

    Raises:
        NoSuchPlace
    """
    p = tables.Place
    row = await p.select().where(p.id == place_id, p.activity == activity.id).first()
    if row is None:
        raise NoSuchPlace
    return database.fact(Place, row)


async def add(actor: Actor, activity_id: UUID, several: list[NewPlace]) -> list[UUID]:
    """Put places on the list, after the others; names that are there already are left alone.

    Returns the ids of those that are new.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, PlaceNamedTwice: of one place alone, TooManyPlaces
    """
    actor.must(Permission.CHANGE_PLAN)
    checked = [_checked(new) for new in several]
    p = tables.Place
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        there = await of(activity.id)
        known = {one.name for one in there}
        fresh = [new for new in checked if new.name not in known]
        if len(checked) == 1 and not fresh:
            raise PlaceNamedTwice(name=checked[0].name)
        if len(there) + len(fresh) > rules.MOST_PLACES:
            raise TooManyPlaces(most=rules.MOST_PLACES)
        ids = [uuid4() for _ in fresh]
        last = there[-1].position if there else -1
        if fresh:
            await p.insert(
                *(
                    p(
                        id=one,
                        activity=activity.id,
                        position=last + number,
                        **msgspec.structs.asdict(new),
                    )
                    for number, (one, new) in enumerate(zip(ids, fresh, strict=True), start=1)
                )
            )
        await activities.touch(activity.id)
        await traces.leave(actor, "place.added", activity.id, activity_id=activity.id)
    return ids


async def change(
    actor: Actor, activity_id: UUID, place_id: UUID, version: int, new: NewPlace
) -> None:
    """Save a place.

    Raises:
        WrongForm, NotAllowed, NoSuchActivity, NoSuchPlace, PlaceNamedTwice, PlaceChanged
    """
    actor.must(Permission.CHANGE_PLAN)
    new, p = _checked(new), tables.Place
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(activity, place_id)
        if any(one.name == new.name and one.id != place_id for one in await of(activity.id)):
            raise PlaceNamedTwice(name=new.name)
        values = {getattr(p, k): v for k, v in msgspec.structs.asdict(new).items()}
        saved = (
            await p.update({**values, p.version: p.version + 1})
            .where(p.id == place_id, p.activity == activity.id, p.version == version)
            .returning(p.id)
        )
        if not saved:
            raise PlaceChanged
        await place_changed.tell(await find(activity, place_id))
        await activities.touch(activity.id)
        await traces.leave(actor, "place.changed", place_id, activity_id=activity.id)


async def remove(actor: Actor, activity_id: UUID, place_id: UUID) -> None:
    """Take a place off the list; whoever still uses it refuses.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchPlace, PlaceInUse
    """
    actor.must(Permission.CHANGE_PLAN)
    p = tables.Place
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await place_removed.tell(await find(activity, place_id))
        await p.delete().where(p.id == place_id, p.activity == activity.id)
        await activities.touch(activity.id)
        await traces.leave(actor, "place.removed", place_id, activity_id=activity.id)


def _checked(new: NewPlace) -> NewPlace:
    new = rules.tidied(new)
    if wrong := rules.wrong_fields(new):
        raise forms.WrongForm(wrong)
    return new
