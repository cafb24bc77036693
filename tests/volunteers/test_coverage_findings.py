"""Who counts as an adult beside the children: with real pairs, groups and checks."""

from datetime import date, time

import pytest

from events import lanes, schedule
from events.rules.activities import Status
from events.rules.findings import Severity, Stops, Urgency
from events.schedule import Wanted
from tests import make
from tests.volunteers import crowds
from volunteers import applications, clearances, groups, pair_findings, pairing
from volunteers.rules.clearance import NewCheck
from volunteers.rules.training import Outcome
from volunteers.tables import training
from volunteers.tables.pairs import Group


async def paired(count=2, **differing):
    actor = await make.actor()
    activity = await crowds.ready(actor, count, count, **differing)
    await pairing.suggest(actor, activity.id)
    return actor, activity


async def gaps(actor, activity):
    found = await pair_findings.of_pairs(actor, activity)
    return [one for one in found if one.code == "space-uncovered"]


def games(**differing):
    return Wanted("Games", time(9), 30, with_children=True, place="Yard", **differing)


async def test_two_helpers_who_are_ready_cover_a_block_for_everybody(db):
    actor, activity = await paired()
    await schedule.add(actor, activity.id, games())
    assert await gaps(actor, activity) == []
    await training.Clearance.delete(force=True)

    (gap,) = await gaps(actor, activity)

    assert (gap.severity, gap.stops, gap.urgency) == (Severity.ERROR, Stops.RELEASE, Urgency.DAY)
    assert (gap.details["adults"], gap.details["wanted"]) == (0, 2)
    assert gap.fix.endswith("#people")


async def test_a_block_without_children_needs_nobody(db):
    actor, activity = await paired(1)
    await schedule.add(actor, activity.id, Wanted("Setting up", time(9), 30))

    assert await gaps(actor, activity) == []


@pytest.mark.parametrize(("named", "found"), [("", 1), ("吴老师", 0)])
async def test_a_teacher_who_is_named_counts_beside_one_helper(db, named, found):
    actor, activity = await paired(1)
    await schedule.add(actor, activity.id, games(lead=named))

    assert len(await gaps(actor, activity)) == found


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
    await groups.split(actor, activity.id, 2)
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
