"""Own records: what others noted of a volunteer, as that volunteer reads it; nobody else is named."""

from typing import Any
from uuid import UUID

from kit.i18n import gettext
from volunteers import day_records, exclusions
from volunteers.rules import kept
from volunteers.rules.consent import STATE_NAMES
from volunteers.rules.contacts import CHANNEL_NAMES
from volunteers.rules.kept import Part, entry, line
from volunteers.rules.sharing import FIELD_NAMES
from volunteers.rules.shifts import STANDING_NAMES
from volunteers.tables import pairs, records, reviews, sharing, shifts, support

Ids = list[UUID]


async def of(people: Ids, applications: Ids) -> list[Part]:
    """Return hours, shifts, talks, scores, contacts, the day itself, words on sharing and parts played."""
    return [
        await _hours(people),
        await _shifts(applications),
        await _interviews(applications),
        await _reviews(applications),
        await _contacts(applications),
        await exclusions.of_helper(applications),
        await day_records.of_helper(applications),
        await day_records.of_leader(applications),
        await _sharing(applications),
        await _counselling(applications),
        await _acts(applications),
    ]


async def _hours(people: Ids) -> Part:
    s = records.ServiceRecord
    rows = (
        await s.select(s.title, s.on, s.minutes, s.topped_up, s.confirmed_at)
        .where(s.volunteer.is_in(people))
        .order_by(s.on)
    )
    found = (
        entry(
            line("activity", gettext("Activity"), row["title"]),
            line("on", gettext("Day"), row["on"]),
            line("minutes", gettext("Minutes"), row["minutes"]),
            line("topped_up", gettext("Minutes added later"), row["topped_up"] or ""),
            line("confirmed", gettext("Confirmed on"), row["confirmed_at"]),
        )
        for row in rows
    )
    return Part("hours", gettext("Hours"), tuple(found))


async def _shifts(applications: Ids) -> Part:
    p = shifts.ShiftPerson
    post: Any = p.shift.post  # two steps away, where the types end
    rows = (
        await p.select(
            *(p.standing, p.reason, p.since),
            p.shift.starts_at.as_alias("starts_at"),
            post.name.as_alias("post"),
        )
        .where(p.application.is_in(applications))
        .order_by(p.shift.starts_at)
    )
    found = (
        entry(
            line("post", gettext("Post"), row["post"]),
            line("at", gettext("When"), row["starts_at"]),
            line("state", gettext("State"), kept.named(STANDING_NAMES, row["standing"])),
            line("reason", gettext("Reason"), row["reason"]),
            line("since", gettext("Since"), row["since"]),
        )
        for row in rows
    )
    return Part("shifts", gettext("Shifts"), tuple(found))


async def _interviews(applications: Ids) -> Part:
    i = reviews.Interview
    rows = await i.select(
        i.booked_at, i.slot.starts_at.as_alias("starts_at"), i.slot.place.as_alias("place")
    ).where(i.application.is_in(applications))
    found = (
        entry(
            line("at", gettext("When"), row["starts_at"]),
            line("place", gettext("Place"), row["place"]),
            line("booked", gettext("Chosen on"), row["booked_at"]),
        )
        for row in rows
    )
    return Part("interviews", gettext("Interviews"), tuple(found))


async def _reviews(applications: Ids) -> Part:
    """Return points and comments; who gave them is that person's affair."""
    r = reviews.Review
    rows = await r.select(r.points, r.comment, r.at).where(r.application.is_in(applications))
    found = (
        entry(
            line("points", gettext("Points"), gettext(", ").join(map(str, row["points"]))),
            line("comment", gettext("Comment"), row["comment"]),
            line("at", gettext("When"), row["at"]),
        )
        for row in rows
    )
    return Part("reviews", gettext("Points given"), tuple(found))


async def _contacts(applications: Ids) -> Part:
    c = pairs.Contact
    rows = (
        await c.select(
            *(c.happened_on, c.made, c.channel, c.minutes), c.pair.number.as_alias("number")
        )
        .where(c.pair.application.is_in(applications))
        .order_by(c.happened_on)
    )
    found = (
        entry(
            line("pair", gettext("Pair"), row["number"]),
            line("on", gettext("In touch"), row["happened_on"]),
            line("made", gettext("Reached"), row["made"]),
            line("how", gettext("How"), kept.named(CHANNEL_NAMES, row["channel"])),
            line("minutes", gettext("Minutes"), row["minutes"]),
        )
        for row in rows
    )
    return Part("contacts", gettext("Contacts"), tuple(found))


async def _sharing(applications: Ids) -> Part:
    s = sharing.Sharing
    rows = await s.select(s.recipient, s.fields, s.state, s.text_version, s.at).where(
        s.application.is_in(applications)
    )
    found = (
        entry(
            line("to", gettext("Whom"), gettext(row["recipient"])),
            line("fields", gettext("What"), kept.names(row["fields"], FIELD_NAMES)),
            line("state", gettext("Answer"), kept.named(STATE_NAMES, row["state"])),
            line("text", gettext("Wording"), row["text_version"]),
            line("at", gettext("When"), row["at"]),
        )
        for row in rows
    )
    return Part("sharing", gettext("Your word on handing on details"), tuple(found))


async def _counselling(applications: Ids) -> Part:
    """Return the hours somebody gives; whom they talk with is somebody else's."""
    s = support.CounsellingSlot
    rows = await s.select(s.starts_at, s.place, s.qualification, s.checked_by).where(
        s.application.is_in(applications)
    )
    found = (
        entry(
            line("at", gettext("When"), row["starts_at"]),
            line("place", gettext("Place"), row["place"]),
            line("qualification", gettext("Qualification"), row["qualification"]),
            line("checked_by", gettext("Checked by"), row["checked_by"]),
        )
        for row in rows
    )
    return Part("counselling", gettext("Counselling hours you give"), tuple(found))


async def _acts(applications: Ids) -> Part:
    p = support.Performer
    rows = await p.select(p.act.title.as_alias("title")).where(p.application.is_in(applications))
    found = (entry(line("act", gettext("Programme item"), row["title"])) for row in rows)
    return Part("acts", gettext("Performances"), tuple(found))
