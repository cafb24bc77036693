"""A morning that is mended again and again: who is replaced or returns hears of it, and nobody gets a third child."""

import asyncio

import pytest

from tests import make
from tests.exports import planned
from tests.volunteers.test_mending import gone, paired
from tests.volunteers.test_reliefs import address, quiet, release, told
from volunteers import applications, days, groups, mending, mornings, pairs, stand_ins
from volunteers.rules.board_steps import StepUndone
from volunteers.rules.mornings import MorningChanged, Repair, load, move
from volunteers.rules.pairs import StandInKind
from volunteers.tables import training
from web import wiring


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def stepped(actor, activity, *moves):
    """Mend by exactly these: (pair, whoever stands in)."""
    today = await mornings.of(actor, activity.id)
    places = {one.pair: one for one in today.morning.places}
    repair = Repair(
        tuple(move(today.morning, places[at.id], who, StandInKind.RESERVE) for at, who in moves)
    )
    return await mending._write(actor, today.activity, repair)


async def most(actor, activity) -> int:
    places = (await mornings.of(actor, activity.id)).morning.places
    return max(load(one.beside for one in places if one.beside).values())


async def test_taking_back_a_step_gives_nobody_a_third_child_and_says_how_many_are_left_out(db):
    actor, activity, [p1, p2, p3, p4, *_], [x, r] = await paired(8, 6)
    await gone(actor, activity, p1)
    await stepped(actor, activity, (p1, x))
    await gone(actor, activity, p2)
    step = await stepped(actor, activity, (p2, x), (p1, r))
    await mending.came(actor, activity.id, helper=p2.application)
    await gone(actor, activity, p3, p4)
    await stepped(actor, activity, (p3, x), (p4, x))

    assert await mending.undo(actor, activity.id, step) == 1

    assert await most(actor, activity) == 2
    assert p1.id not in await stand_ins.of(activity.id)


async def test_who_is_replaced_and_who_returns_by_taking_back_both_hear_of_it(db):
    actor, activity, [p1, *_], [x, r] = await paired(5, 3)
    await planned.day(actor, activity)
    await make.release(actor, activity.id)
    await gone(actor, activity, p1)
    await stepped(actor, activity, (p1, x))
    step = await stepped(actor, activity, (p1, r))
    before = await release(actor, activity)
    await quiet()

    assert await mending.undo(actor, activity.id, step) == 0

    assert await stand_ins.of(activity.id) == {p1.id: x}
    assert await told() == {await address(x), await address(r)}
    assert await release(actor, activity) == before + 1


async def test_a_stand_in_who_may_not_any_more_is_replaced_and_hears_of_it(db):
    actor, activity, [p1, *_], [x, r] = await paired(5, 3)
    await gone(actor, activity, p1)
    await stepped(actor, activity, (p1, x))
    c = training.Clearance
    await c.update({c.outcome: "not_clear"}).where(c.application == x, c.kind == "record_check")
    await quiet()
    today = await mornings.of(actor, activity.id)

    await mending.mend(actor, activity.id, 0, today.first.seen)

    assert await stand_ins.of(activity.id) == {p1.id: r}
    assert await told() == {await address(each) for each in (x, r, p1.application)}


async def test_a_calendar_says_that_a_missing_child_sends_its_helper_to_another_lane(db):
    actor, activity, _, _ = await paired(4, 4, cut=2)
    lane = await planned.day(actor, activity)
    first, *others = await pairs.of(activity.id)
    other = next(one for one in others if one.group != first.group)
    await groups.go_with(actor, activity.id, other.group, lane)
    await gone(actor, activity, other)
    await stepped(actor, activity, (other, first.application))
    mine = await applications.one(activity.id, first.application)

    async def seen():
        return await groups.lane_of(mine.id), await days.revisions(activity, mine)

    before = await seen()
    await mending.missing(actor, activity.id, child=first.participant)
    without = await seen()
    await mending.came(actor, activity.id, child=first.participant)
    after = await seen()

    assert (before[0], without[0], after[0]) == (None, lane, None)
    counts = [sum(one.calendar_sequence for one in each) for _, each in (before, without, after)]
    assert counts[0] < counts[1] < counts[2]


async def test_two_who_mend_or_take_back_at_the_same_moment_do_it_once(committed):
    actor, activity, [p1, *_], _ = await paired(5, 3)
    await gone(actor, activity, p1)
    seen = (await mornings.of(actor, activity.id)).first.seen

    mended = await asyncio.gather(
        *(mending.mend(actor, activity.id, 0, seen) for _ in range(2)), return_exceptions=True
    )

    [step] = [one for one in mended if not isinstance(one, Exception)]
    assert [type(one) for one in mended if one is not step] == [MorningChanged]
    undone = await asyncio.gather(
        *(mending.undo(actor, activity.id, step) for _ in range(2)), return_exceptions=True
    )
    assert {type(one) for one in undone} == {int, StepUndone}
    assert await stand_ins.of(activity.id) == {}
