"""Who counts as an adult beside the children: with real pairs, groups and checks."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest

import events.tables
from events import lanes, schedule, seats
from events.rules.activities import Status
from events.rules.findings import Severity, Stops, Urgency
from events.rules.seats import Seat
from events.schedule import Wanted
from kit import clock
from tests import make
from tests.volunteers import crowds, grouped
from volunteers import (
    absences,
    applications,
    clearances,
    groups,
    pair_findings,
    pairing,
    pairs,
    stand_ins,
)
from volunteers.rules.clearance import NewCheck
from volunteers.rules.pairs import StandInKind
from volunteers.rules.training import Outcome
from volunteers.tables import sharing, training
from volunteers.tables.pairs import Group


async def paired(count=2, **differing):
    actor = await make.actor()
    activity = await crowds.ready(actor, count, count, **differing)
    await pairing.suggest(actor, activity.id)
    return actor, activity


async def gaps(actor, activity):
    found = await pair_findings.of_pairs(actor, activity)
    return [one for one in found if one.code == "space-uncovered"]


async def strangers(actor, activity):
    found = await pair_findings.of_pairs(actor, activity)
    return [one for one in found if one.code == "adult-unknown"]


async def school_names(activity, name):
    liaison = sharing.Liaison(
        id=uuid4(), activity=activity.id, partner="Harbour school", created_at=clock.now()
    )
    await liaison.save()
    await sharing.PartnerAdult(
        id=uuid4(), liaison=liaison.id, name=name, named_at=clock.now()
    ).save()


def games(**differing):
    return Wanted("Games", time(9), 30, with_children=True, place="Yard", **differing)


async def test_two_helpers_who_are_ready_cover_a_block_for_everybody(db):
    actor, activity = await paired()
    await schedule.add(actor, activity.id, games())
    assert await gaps(actor, activity) == []
    await training.Clearance.delete(force=True)

    (gap,) = await gaps(actor, activity)

    assert (gap.severity, gap.stops, gap.urgency) == (Severity.ERROR, Stops.RELEASE, Urgency.DAY)
    assert (gap.details["adults"], gap.details["wanted"], gap.details["missing"]) == (0, 2, 2)
    assert (gap.details["span"], gap.details["where"]) == ("09:00–09:30", "Yard")
    assert gap.fix == f"/a/{activity.id}/coverage#{gap.subject}"


async def test_a_block_without_children_needs_nobody(db):
    actor, activity = await paired(1)
    await schedule.add(actor, activity.id, Wanted("Setting up", time(9), 30))

    assert await gaps(actor, activity) == []


async def test_a_teacher_counts_once_the_school_has_named_them(db):
    actor, activity = await paired(1)
    await schedule.add(actor, activity.id, games(lead="吴老师"))
    assert len(await gaps(actor, activity)) == 1
    (stranger,) = await strangers(actor, activity)
    assert stranger.details["names"] == "吴老师"

    await school_names(activity, "吴老师")

    assert await gaps(actor, activity) == await strangers(actor, activity) == []


async def test_an_adviser_counts_by_their_seat_and_before_the_approval_a_name_is_enough(db):
    actor, activity = await paired(1)
    await schedule.add(actor, activity.id, games(lead="吴老师"))
    await seats.write_for_activity(actor, activity.id, [Seat(role="指导教师", holder="吴老师")])
    assert await gaps(actor, activity) == await strangers(actor, activity) == []

    planner, draft = await paired(1, status=Status.DRAFT)
    await schedule.add(planner, draft.id, games(lead="吴老师"))
    assert await gaps(planner, draft) == await strangers(planner, draft) == []


async def test_a_teacher_whom_the_school_of_another_activity_named_does_not_count(db):
    actor, activity = await paired(1)
    await schedule.add(actor, activity.id, games(lead="吴老师"))
    await school_names(await make.activity(actor), "吴老师")

    assert len(await gaps(actor, activity)) == 1


async def test_a_volunteer_who_is_not_ready_does_not_count_by_being_named(db):
    actor, activity = await paired()
    (first, _), _ = await crowds.everybody(activity)
    await training.Clearance.delete().where(training.Clearance.application == first)
    name = (await applications.find(actor, activity.id, first)).name
    await schedule.add(actor, activity.id, games(lead=name))

    assert len(await gaps(actor, activity)) == 1


@pytest.mark.parametrize(
    ("outcome", "found"), [(Outcome.CLEAR, 0), (Outcome.PENDING, 1), (Outcome.NOT_CLEAR, 1)]
)
async def test_whose_check_is_still_running_is_never_one_of_the_two(db, outcome, found):
    actor, activity = await paired()
    (first, _), _ = await crowds.everybody(activity)
    until = date(2026, 12, 31) if outcome is Outcome.CLEAR else None
    await clearances.record_check(
        actor, activity.id, first, NewCheck(outcome=outcome, valid_until=until)
    )
    await schedule.add(actor, activity.id, games())

    assert len(await gaps(actor, activity)) == found


async def test_in_a_lane_only_its_own_groups_are_there(db):
    actor, activity = await paired(4)
    await grouped.split(actor, activity.id, 2)
    for name in ("One", "Other"):
        await lanes.add(actor, activity.id, name)
    one, other = await lanes.of_activity(activity.id)
    first, second = await groups.of(activity.id)
    await Group.update({Group.lane: one.id}).where(Group.id == first.id)
    await Group.update({Group.lane: other.id}).where(Group.id == second.id)
    await schedule.add(actor, activity.id, games(lane=one.id))
    assert await gaps(actor, activity) == []

    await Group.update({Group.lane: None}).where(Group.id == first.id)

    assert len(await gaps(actor, activity)) == 1


async def test_before_the_approval_it_is_no_first_thing_to_do_and_without_children_none(db):
    actor, activity = await paired(1, status=Status.DRAFT)
    await schedule.add(actor, activity.id, games())
    (gap,) = await gaps(actor, activity)
    assert gap.urgency is Urgency.TIDY

    adults = await make.activity(actor, involves_minors=False)
    await schedule.add(actor, adults.id, games())

    assert await gaps(actor, adults) == []


async def in_two_lanes(place="Garden"):
    """Two groups in two lanes at nine today; returns a pair of each."""
    actor, activity = await paired(8, starts_at=clock.now())
    await grouped.split(actor, activity.id, 2)
    for name in ("One", "Other"):
        await lanes.add(actor, activity.id, name)
    for group, lane in zip(
        await groups.of(activity.id), await lanes.of_activity(activity.id), strict=True
    ):
        await Group.update({Group.lane: lane.id}).where(Group.id == group.id)
        where = "Yard" if lane.name == "One" else place
        await schedule.add(
            actor,
            activity.id,
            Wanted("Games", time(9), 30, with_children=True, place=where, lane=lane.id),
        )
    first, second = await groups.of(activity.id)
    live = await pairs.of(activity.id)
    return actor, activity, *(next(p for p in live if p.group == g.id) for g in (first, second))


async def torn(actor, activity):
    found = await pair_findings.of_pairs(actor, activity)
    return [one for one in found if one.code == "person-in-two-places"]


async def test_a_helper_whose_children_go_with_two_lanes_at_once_stops_the_release(db):
    actor, activity, one, other = await in_two_lanes()
    assert await torn(actor, activity) == []
    await stand_ins.write(
        activity.id, uuid4(), "周敏", {other.id: (one.application, StandInKind.MOVED)}
    )

    [found] = await torn(actor, activity)

    assert (found.severity, found.stops) == (Severity.ERROR, Stops.RELEASE)
    assert found.details["at"] == "09:00"
    assert found.details["pairs"] == "、".join(map(str, sorted((one.number, other.number))))
    await absences.note(activity.id, "周敏", children=[other.participant])
    assert await torn(actor, activity) == []


async def test_two_lanes_in_one_place_tear_nobody(db):
    actor, activity, one, other = await in_two_lanes(place="Yard")
    await stand_ins.write(
        activity.id, uuid4(), "周敏", {other.id: (one.application, StandInKind.MOVED)}
    )

    assert await torn(actor, activity) == []


async def test_who_stands_in_today_is_torn_today_and_on_no_other_day(db):
    actor, activity, one, other = await in_two_lanes()
    a = events.tables.Block
    await a.update({a.starts_at: a.starts_at + timedelta(days=1)}).where(a.activity == activity.id)
    await stand_ins.write(
        activity.id, uuid4(), "周敏", {other.id: (one.application, StandInKind.MOVED)}
    )

    assert await torn(actor, activity) == []
