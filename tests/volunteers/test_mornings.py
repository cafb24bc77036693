"""Who counts as beside a child on the morning: every gate is asked now, of a pair's own helper too."""

import pytest

from tests.volunteers.test_mending import apply, gone, paired
from volunteers import changes_today, fallbacks, mending, mornings, pairs, stand_ins
from volunteers.rules.morning_words import Why
from volunteers.rules.pairs import PairStatus
from volunteers.tables import pairs as tables
from volunteers.tables import training
from web import wiring


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def _check(pair, outcome):
    c = training.Clearance
    await c.update({c.outcome: outcome}).where(
        c.application == pair.application, c.kind == "record_check"
    )
    await fallbacks.of_activity(pair.activity)


@pytest.mark.parametrize("before", [PairStatus.CONFIRMED, PairStatus.ACTIVE])
async def test_an_own_helper_who_is_not_cleared_any_more_is_beside_nobody_until_they_are(
    db, before
):
    actor, activity, live, [reserve] = await paired(4, 3)
    p = tables.Pair
    await p.update({p.status: before}).where(p.activity == activity.id)
    assert not (await mornings.of(actor, activity.id)).first.moves

    await _check(live[0], "not_clear")

    today = await mornings.of(actor, activity.id)
    assert next(one.status for one in await pairs.of(activity.id)) is not before
    assert [one.pair for one in today.morning.places if one.beside is None] == [live[0].id]
    assert live[0].application not in today.morning.free
    assert {one.application for one in today.first.moves} == {reserve}
    [row] = changes_today.among(today).rows
    assert (row.number, row.why, row.alone) == (live[0].number, Why.HELPER_BARRED, True)
    await apply(actor, activity)
    [row] = changes_today.among(await mornings.of(actor, activity.id)).rows
    assert (row.application, row.why) == (reserve, Why.HELPER_BARRED)


async def test_a_stand_in_stays_while_the_own_helper_is_there_and_may_not_be_beside_the_child(db):
    actor, activity, live, [reserve] = await paired(4, 3)
    await _check(live[0], "not_clear")
    await apply(actor, activity)
    await gone(actor, activity, live[1])

    await mending.came(actor, activity.id, helper=live[1].application)
    assert await stand_ins.of(activity.id) == {live[0].id: reserve}

    await _check(live[0], "clear")
    await gone(actor, activity, live[1])
    await mending.came(actor, activity.id, helper=live[1].application)
    assert await stand_ins.of(activity.id) == {}
