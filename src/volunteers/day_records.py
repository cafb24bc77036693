"""What is kept of the day itself, as the person it is about reads it: missing, standing in, leading."""

from uuid import UUID

from kit.i18n import gettext
from volunteers.rules.kept import Line, Part, entry, line
from volunteers.rules.participants import Participant
from volunteers.tables import pairs as tables
from volunteers.tables import participants, support


async def of_helper(application_ids: list[UUID]) -> Part:
    """Return when a volunteer was noted as missing, and at which pairs they stood in."""
    a, s = tables.Absence, tables.StandIn
    away = (
        await a.select(a.at, a.ended_at).where(a.application.is_in(application_ids)).order_by(a.at)
    )
    stood = (
        await s.select(s.at, s.ended_at, s.pair.number.as_alias("number"))
        .where(s.application.is_in(application_ids))
        .order_by(s.at)
    )
    found = [
        entry(
            line("missing", gettext("Noted as missing"), row["at"]),
            line("until", gettext("Until"), row["ended_at"]),
        )
        for row in away
    ]
    found += [
        entry(
            line("stood_in", gettext("Stood in at pair"), row["number"]),
            line("since", gettext("Since"), row["at"]),
            line("until", gettext("Until"), row["ended_at"]),
        )
        for row in stood
    ]
    return Part("day", gettext("On the day"), tuple(found))


async def of_leader(application_ids: list[UUID]) -> Part:
    """Return the groups a volunteer leads."""
    g = tables.Group
    rows = await g.select(g.name).where(g.leader.is_in(application_ids)).order_by(g.name)
    found = (entry(line("group", gettext("Group"), row["name"])) for row in rows)
    return Part("leads", gettext("Groups led"), tuple(found))


async def of_child(who: Participant) -> list[tuple[Line, ...]]:
    """Return a child's room, when it was counted, missing, or with somebody else, and talks: only their hour."""
    return [*await _room_and_counts(who), *await _talks(who.id), *await _missing(who.id)]


async def _room_and_counts(who: Participant) -> list[tuple[Line, ...]]:
    room, mark = participants.Room, participants.RollMark
    rooms = await room.select(room.name).where(room.id == who.room) if who.room else []
    marks = (
        await mark.select(mark.seen, mark.roll_call.title.as_alias("title"), mark.roll_call.on)
        .where(mark.participant == who.id)
        .order_by(mark.roll_call.on)
    )
    counted = (
        entry(
            line("counted", gettext("Counted"), one["title"]),
            line("on", gettext("Day"), one["roll_call.on"]),
            line("seen", gettext("Seen"), one["seen"]),
        )
        for one in marks
    )
    return [*(entry(line("room", gettext("Room"), one["name"])) for one in rooms), *counted]


async def _talks(participant_id: UUID) -> list[tuple[Line, ...]]:
    slot = support.CounsellingSlot
    rows = await slot.select(slot.starts_at).where(slot.participant == participant_id)
    return [
        entry(line("talk", gettext("Talk with a counsellor"), one["starts_at"])) for one in rows
    ]


async def _missing(participant_id: UUID) -> list[tuple[Line, ...]]:
    a, s = tables.Absence, tables.StandIn
    away = await a.select(a.at, a.ended_at).where(a.participant == participant_id).order_by(a.at)
    stood = (
        await s.select(s.at, s.ended_at).where(s.pair.participant == participant_id).order_by(s.at)
    )
    return [
        *(
            entry(
                line("missing", gettext("Noted as missing"), row["at"]),
                line("until", gettext("Until"), row["ended_at"]),
            )
            for row in away
        ),
        *(
            entry(
                line("stood_in", gettext("Somebody else was there"), row["at"]),
                line("until", gettext("Until"), row["ended_at"]),
            )
            for row in stood
        ),
    ]
