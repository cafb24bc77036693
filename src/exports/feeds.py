"""What each calendar shows. Versions are read first, facts second: a new tag on old facts would stay.

The other order gives old facts under a new tag, and a program that holds them never asks again.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta

import msgspec

from accounts import memberships
from accounts.organizations import Publisher
from accounts.rules.links import FeedOf, Holder
from events import activities, assignments
from events.rules.activities import Activity, NoSuchActivity
from exports import dates
from exports.rules import agenda
from exports.rules.agenda import Subscription
from exports.rules.entries import Entry, Layer
from exports.rules.freshness import Version
from volunteers import announcements, applications

CREW_AFTER = timedelta(days=30)


class Feed(msgspec.Struct, frozen=True):
    """A calendar before its facts are read: what its tag needs, and how to read the rest."""

    name: str
    anchor: Entry
    own: Version
    others: tuple[Version, ...]
    entries: Callable[[], Awaitable[list[Entry]]]


async def behind(link: Holder, now: datetime) -> tuple[Feed, datetime | None]:
    """Return the calendar of a link, in the current language, and since when it shows nothing any more.

    A crew's ends thirty days after its activity, a member's with the membership.

    Raises:
        NoSuchActivity
    """
    ends = [link.revoked_at, link.expires_at]
    if link.about == FeedOf.MEMBER:
        feed = await _of_member(link)
        if last := await memberships.last_day(link.organization_id, link.object_id):
            ends.append(datetime.combine(last, time(), UTC) + timedelta(days=1))
    else:
        activity = await _activity_of(link)
        feed = _of_link(link, activity)
        if link.about == FeedOf.CREW and activity.ends_at:
            ends.append(activity.ends_at + CREW_AFTER)
    past = [end for end in ends if end is not None and end <= now]
    return feed, min(past, default=None)


async def _activity_of(link: Holder) -> Activity:
    if link.activity_id is None:
        raise NoSuchActivity
    return await activities.of(link.organization_id, link.activity_id)


async def _of_member(link: Holder) -> Feed:
    """Return what is assigned to a member in all activities; what is taken away is gone at once.

    Any activity may have had something, so each counts for the tag.
    """
    versions = await assignments.versions(link.organization_id)

    async def entries() -> list[Entry]:
        shown = await dates.of_member(link.organization_id, link.object_id)
        return [agenda.subscribed(entry, _subscription(link)) for entry in shown]

    return Feed(
        name=agenda.personal_name(),
        anchor=agenda.anchor(link.calendar_uid, _layer(link), link.created_at),
        own=Version(link.version, link.version_at),
        others=tuple(Version(number, at) for number, at in versions),
        entries=entries,
    )


def _of_link(link: Holder, activity: Activity) -> Feed:
    is_crew = link.about == FeedOf.CREW

    async def entries() -> list[Entry]:
        if is_crew:
            shown = await dates.of_crew(activity, link.object_id)
        else:
            holder = _of_the_same(link)
            application = await applications.of_link(holder)
            shown = await dates.of_volunteer(holder, application, activity)
        return [agenda.subscribed(entry, _subscription(link)) for entry in shown]

    return Feed(
        name=activity.title if is_crew else agenda.personal_name(),
        anchor=agenda.anchor(link.calendar_uid, _layer(link), link.created_at),
        own=Version(link.version, link.version_at),
        others=(_version(activity),),
        entries=entries,
    )


async def of_publisher(publisher: Publisher) -> Feed:
    """Return the public calendar of an association: its activities that have a public page."""
    published = await announcements.of_organization(publisher.id)

    async def entries() -> list[Entry]:
        return dates.of_public(published)

    made = Layer(0, publisher.created_at)
    return Feed(
        name=publisher.name,
        anchor=agenda.anchor(publisher.calendar_uid, made, publisher.created_at, private=False),
        own=Version(publisher.calendar_version, publisher.calendar_modified),
        others=tuple(_version(each) for each in published),
        entries=entries,
    )


def notice(link: Holder, ended: datetime) -> Feed:
    """Return what is left of a calendar that has ended: one entry that says so."""
    uid = f"notice-{link.calendar_uid.removeprefix('link-')}"

    async def nothing() -> list[Entry]:
        return []

    return Feed(
        name=agenda.personal_name(),
        anchor=agenda.notice(uid, _layer(link), ended),
        own=Version(link.version, max(link.version_at, ended)),
        others=(),
        entries=nothing,
    )


def _of_the_same(link: Holder) -> Holder:
    """Return the volunteer's own link as far as reading goes: both are about one application."""
    return msgspec.structs.replace(link, about="application")


def _subscription(link: Holder) -> Subscription:
    return Subscription(layer=_layer(link), busy_only=link.detail == "busy")


def _version(activity: Activity) -> Version:
    return Version(activity.calendar_version, activity.calendar_version_at)


def _layer(link: Holder) -> Layer:
    return Layer(link.calendar_sequence, link.calendar_modified)
