from uuid import uuid4

import pytest
import time_machine

import events.tables
from accounts.rules.permissions import Role
from events.findings import today
from kit.forms import WrongForm
from tests import make
from tests.volunteers import calls
from tests.volunteers.children import agreed, child, listed
from volunteers import consents, histories, joining, participants
from volunteers.joining import Ticked
from volunteers.rules.registration import NoPlaceInAll, NoPlaceLeft, UnknownSource


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=1, hard=(), soft=()):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    c = events.tables.Condition
    rows = [
        c(id=uuid4(), activity=activity.id, text=text, hard=must, position=n)
        for n, (text, must) in enumerate([*((t, True) for t in hard), *((t, False) for t in soft)])
    ]
    if rows:
        await c.insert(*rows)
    return actor, activity, await listed(actor, activity, count), [row.id for row in rows]


async def places(activity, **schools):
    q = events.tables.Quota
    await q.insert(
        *(q(id=uuid4(), activity=activity.id, source=name, places=n) for name, n in schools.items())
    )


async def test_agreed_for_and_yet_off_the_roster_until_the_must_is_met(db):
    actor, activity, (one, other), (must,) = await scene(2, hard=["grade 3 or above"])
    await agreed(actor, activity, [one, other])
    assert await consents.rostered(activity.id, today(activity)) == set()

    assert await joining.save(actor, activity.id, {one: Ticked(frozenset({must}))}) == 1

    assert await consents.rostered(activity.id, today(activity)) == {one}
    await joining.save(actor, activity.id, {one: Ticked(frozenset())})
    assert await consents.rostered(activity.id, today(activity)) == set()


async def test_a_wish_that_is_not_met_asks_for_a_reason_and_then_lets_join(db):
    actor, activity, (one,), _ = await scene(1, soft=["camper of last year"])
    await agreed(actor, activity, [one])
    assert await consents.rostered(activity.id, today(activity)) == set()

    await joining.save(actor, activity.id, {one: Ticked(frozenset(), "moved here in spring")})

    assert await consents.rostered(activity.id, today(activity)) == {one}
    assert await histories.reasons(activity.id) == {one: "moved here in spring"}


@pytest.mark.parametrize("reason", ["lives at 13912345678", "三(2)班", "x" * 201])
async def test_a_reason_that_tells_who_it_is_is_refused_and_nothing_is_written(db, reason):
    actor, activity, (one,), (must, _) = await scene(1, hard=["healthy"], soft=["camper"])

    with pytest.raises(WrongForm) as refused:
        await joining.save(actor, activity.id, {one: Ticked(frozenset({must}), reason)})

    assert list(refused.value.by_field) == [f"reason-{one}"]
    assert (await participants.find(actor, activity.id, one)).met == ()


async def test_a_condition_of_another_activity_is_not_taken(db):
    actor, activity, (one,), (must,) = await scene(1, hard=["healthy"])
    _, _, _, (foreign,) = await scene(0, hard=["healthy"])

    await joining.save(actor, activity.id, {one: Ticked(frozenset({must, foreign}))})
    await participants.change(actor, activity.id, one, 2, child(partner_row="1", met=(foreign,)))

    assert (await participants.find(actor, activity.id, one)).met == ()


async def test_the_last_place_of_a_school_is_given_and_no_further_one(db):
    actor, activity, _, _ = await scene(0)
    await places(activity, 天府中学=2, 云台小学=1)
    await participants.add(actor, activity.id, child("甲", source="天府中学"))
    second = await participants.add(actor, activity.id, child("乙"))
    third = await participants.add(actor, activity.id, child("丙", source="天府中学"))

    for new, refusal in (
        (child("丁", source="天府中学"), NoPlaceLeft),
        (child("丁", source="青山小学"), UnknownSource),
        (child("丁"), NoPlaceInAll),
    ):
        with pytest.raises(refusal):
            await participants.add(actor, activity.id, new)
    with pytest.raises(NoPlaceLeft):
        await participants.change(actor, activity.id, second, 1, child("乙", source="天府中学"))
    await participants.change(actor, activity.id, third, 1, child("丙", source="天府中学", grade=8))
    await participants.change(actor, activity.id, second, 1, child("乙", source="云台小学"))

    assert len(await participants.of(activity.id)) == 3


async def test_what_changed_stands_in_the_history_with_who_and_from_what_to_what(db):
    actor, activity, (one, *_), _ = await scene(3)
    before = await histories.of(actor, activity.id, one)

    await participants.change(
        actor, activity.id, one, 1, child("小满", partner_row="1", grade=8, together=("3",))
    )

    [change] = await histories.of(actor, activity.id, one)
    assert before == []
    assert change.who == actor.name
    assert change.changes == {"grade": (7, 8), "together": ([], ["3"])}


async def test_saving_what_stands_there_leaves_no_history(db):
    actor, activity, (one,), _ = await scene()

    await participants.change(actor, activity.id, one, 1, child("小满", partner_row="1"))

    assert await histories.of(actor, activity.id, one) == []


async def test_only_somebody_who_helped_in_an_earlier_edition_is_the_helper_of_last_time(db):
    actor, activity, (one,), _ = await scene()

    with pytest.raises(WrongForm) as refused:
        await participants.change(
            actor, activity.id, one, 1, child("小满", previous_helper=uuid4())
        )

    assert list(refused.value.by_field) == ["previous_helper"]
