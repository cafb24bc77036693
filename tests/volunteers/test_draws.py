"""The draw of a call: once, exactly, and checked by anybody."""

import asyncio
import hashlib

import pytest

from accounts.rules.permissions import NotAllowed, Role
from accounts.tables import OutboxMail
from piccolo_conf import DB
from tests import make
from tests.volunteers import calls
from volunteers import applications, draws, eligibility, recruitment, selection, verdicts
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.applications import Mode
from volunteers.rules.draws import DrawnAlready, NotByDraw, NothingToDraw, StillOpen
from volunteers.rules.eligibility import NewRule
from volunteers.rules.selection import NotOpen
from volunteers.tables import applications as tables
from volunteers.tables.reviews import Verdict


async def _all(actor, activity):
    return await applications.of_activity(actor, activity.id, tuple(A))


async def test_the_stored_seed_gives_the_same_draw_to_whoever_computes_it(db):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY, quota=3)
    await calls.apply(activity, *range(1, 9))

    drawn = await draws.make(actor, activity.id, closing=True)

    result = await draws.made(actor, activity.id)
    order = sorted(
        range(1, 9), key=lambda n: hashlib.sha256(f"{result.seed}|{n}".encode()).hexdigest()
    )
    people = {one.number: one for one in await _all(actor, activity)}
    assert list(drawn.places) == order[:3] and result.drawn == drawn
    assert [people[n].status for n in order] == [A.ACCEPTED] * 3 + [A.RESERVED] * 5
    assert [people[n].rank for n in order[3:]] == [1, 2, 3, 4, 5]
    assert all(people[n].answer_by for n in order[:3])
    assert result.by == actor.name and len(result.seed) == 32
    assert await OutboxMail.count().where(OutboxMail.body.like("%/v/%")) >= 8


async def test_there_is_one_draw_and_whoever_comes_late_waits_behind_it(db):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY, quota=1)
    await calls.apply(activity, 1, 2)
    await draws.make(actor, activity.id, closing=True)
    result = await draws.made(actor, activity.id)

    with pytest.raises(DrawnAlready):
        await draws.make(actor, activity.id, closing=True)
    await recruitment.publish(actor, activity.id)
    await calls.apply(activity, 3)

    late = (await _all(actor, activity))[-1]
    assert (late.status, late.rank) == (A.RESERVED, 2)
    assert await draws.made(actor, activity.id) == result


async def test_nobody_draws_while_others_may_still_apply_unless_the_door_is_shut_by_the_same_press(
    db,
):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY)
    await calls.apply(activity, 1)

    with pytest.raises(StillOpen):
        await draws.make(actor, activity.id)
    assert await draws.made(actor, activity.id) is None
    await draws.make(actor, activity.id, closing=True)

    with pytest.raises(NotOpen):
        await calls.apply(activity, 2)


async def test_a_closed_call_is_drawn_without_more_ado(db):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY)
    await calls.apply(activity, 1)
    await recruitment.close(actor, activity.id)

    assert len((await draws.make(actor, activity.id)).places) == 1


async def test_a_draw_is_not_taken_back(db):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY)
    await calls.apply(activity, 1)
    await draws.make(actor, activity.id, closing=True)
    row = await Verdict.select(Verdict.id).first()

    with pytest.raises(verdicts.DrawStands):
        await verdicts.undo(actor, activity.id, row["id"])


async def test_without_a_reserve_list_whoever_is_not_drawn_is_told_so(db):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY, quota=1, reserve=0)
    await calls.apply(activity, 1, 2, 3)

    await draws.make(actor, activity.id, closing=True)

    statuses = sorted(one.status for one in await _all(actor, activity))
    assert statuses == [A.ACCEPTED, A.DECLINED, A.DECLINED]


async def test_whoever_does_not_meet_a_rule_is_left_for_somebody_to_decide(db):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY)
    await calls.apply(activity, 1)
    await eligibility.add(actor, activity.id, NewRule(text="Camper before", hard=False))
    [first] = await _all(actor, activity)

    assert (await draws.prepared(actor, activity.id)).left_out == 1
    with pytest.raises(NothingToDraw):
        await draws.make(actor, activity.id, closing=True)
    await selection.accept(actor, activity.id, [first.id], "The only one with a licence")

    [first] = await _all(actor, activity)
    assert (first.status, first.override_reason) == (A.ACCEPTED, "The only one with a licence")


async def test_only_a_call_by_lot_is_drawn_and_only_by_whoever_may(db):
    actor = await make.actor()
    activity = await calls.opened(actor)
    viewer = await make.actor(Role.APPROVER, of=actor)

    with pytest.raises(NotByDraw):
        await draws.make(actor, activity.id, closing=True)
    with pytest.raises(NotAllowed):
        await draws.make(viewer, activity.id, closing=True)


async def test_two_who_press_at_once_draw_once(schema):
    await DB.start_connection_pool(min_size=4, max_size=4)
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.LOTTERY, quota=5)
    try:
        await calls.apply(activity, *range(1, 21))
        pressed = [draws.make(actor, activity.id, closing=True) for _ in range(4)]
        answers = await asyncio.gather(*pressed, return_exceptions=True)
        r = tables.Recruitment
        call = await r.select().where(r.activity == activity.id).first()
        people = await _all(actor, activity)
    finally:
        await calls.forget(actor, activity)
        await DB.close_connection_pool()

    assert sorted(type(one).__name__ for one in answers) == ["Drawn"] + ["DrawnAlready"] * 3
    assert call["taken"] == sum(one.status is A.ACCEPTED for one in people) == 5
