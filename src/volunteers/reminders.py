"""Reminders: a mail to those who can still do something for their post, at most one a day each."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

import msgspec

from accounts import links, mails, traces
from accounts.mails import Addressed
from accounts.rules.links import Kind
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity
from kit import database
from volunteers import applications, notices, preparation, readiness
from volunteers.rules.applications import Application
from volunteers.rules.matrix import next_steps
from volunteers.rules.training import TRAINEES


class Sent(msgspec.Struct, frozen=True):
    """How many were reminded, and how many not: reminded today already, or without an address."""

    sent: int = 0
    already: int = 0
    no_address: int = 0


async def send(actor: Actor, activity_id: UUID, application_ids: Collection[UUID]) -> Sent:
    """Remind these people of what they can still do; whoever lacks nothing is left in peace.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.RECORD_CLEARANCES)
    wanted = set(application_ids)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)  # two taps are one mail
        open_steps = await steps(activity)
        people = [
            one
            for one in await applications.of_activity(actor, activity.id, TRAINEES)
            if one.id in wanted and open_steps.get(one.id)
        ]
        reachable = [one for one in people if one.email]
        told = await reminded(activity, (one.id for one in reachable))
        fresh = [one for one in reachable if one.id not in told]
        await _write(activity, fresh, open_steps)
        if fresh:
            await traces.leave(
                actor, "clearance.reminded", activity_id=activity.id, details=str(len(fresh))
            )
    return Sent(len(fresh), len(told), len(people) - len(reachable))


async def steps(activity: Activity) -> Mapping[UUID, tuple[str, ...]]:
    """Return by application what each volunteer can still do themselves."""
    ready = await readiness.of(activity)
    trained = (await preparation.of(activity, readiness.last_day(activity))).gaps
    return {one: next_steps((*held.gaps, *trained.get(one, ()))) for one, held in ready.items()}


async def reminded(activity: Activity, application_ids: Iterable[UUID]) -> set[UUID]:
    """Return who of these has been reminded today already."""
    keys = {_key(activity, one): one for one in application_ids}
    return {keys[key] for key in await mails.written(keys)}


async def _write(
    activity: Activity, people: list[Application], open_steps: Mapping[UUID, tuple[str, ...]]
) -> None:
    """Mail each what is open for them, with a link of their own; nothing in it is about a child."""
    if not people:
        return
    known = await links.locales(activity.organization, Kind.VOLUNTEER, [one.id for one in people])
    locales = {one.id: known.get(one.id, "zh_Hans") for one in people}
    tokens = await links.make_each(
        activity.organization,
        Kind.VOLUNTEER,
        locales,
        about="application",
        activity_id=activity.id,
        expires_at=notices.link_ends(activity),
    )
    await mails.write_each(
        "clearance-reminder",
        [
            Addressed(
                recipient=one.email,
                locale=locales[one.id],
                key=_key(activity, one.id),
                facts={
                    "name": one.name,
                    "activity": activity.called,
                    "address": notices.address(tokens[one.id]),
                    "steps": open_steps[one.id],
                },
            )
            for one in people
        ],
        organization_id=activity.organization,
    )


def _key(activity: Activity, application_id: UUID) -> str:
    return f"clearance-reminder-{application_id}-{today(activity)}"
