"""Doing it again: an activity becomes its next edition, with what it has learned (E12, E14)."""

from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, lessons, plans, programmes, proposals, series, tasks
from events.rules import editions
from events.rules.activities import Activity, must_lie_ahead
from events.rules.editions import EditionTaken, NextEdition
from kit import clock, database


async def create(actor: Actor, activity_id: UUID, wanted: NextEdition) -> Activity:
    """Make the next edition of an activity, whatever has become of it, and return it.

    Whoever presses second while somebody else makes the same edition is told so instead.

    Raises:
        NotAllowed, NoSuchActivity, DayIsOver, EditionTaken
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        before = await activities.find(actor, activity_id, lock=True)
        must_lie_ahead(wanted.start_date, clock.day(before.zone))
        returning = await series.begin(before)
        now = msgspec.structs.replace(before, series=returning.id)
        edition = await series.next_number(now)
        if edition != wanted.edition:
            raise EditionTaken(edition=edition - 1)
        document = await proposals.document(actor, activity_id)
        checks = await _checks(activity_id)
        after = await plans.create(actor, editions.cleaned(document, wanted, checks))
        await series.join(after, returning.id, edition)
        await programmes.follow(actor, before, after)
        await lessons.hand_on(now, after)
        await traces.leave(actor, "activity.copied", after.id, activity_id=activity_id)
        return await activities.find(actor, after.id)


async def _checks(activity_id: UUID) -> frozenset[int]:
    """Return which tasks, by their place in the document, an earlier lesson has left."""
    listed = await tasks.of_activity(activity_id)
    return frozenset(n for n, task in enumerate(listed) if task.lesson is not None)
