"""Whatever people do in whatever order, places and reserve list stay true (V2)."""

import random

import pytest

from accounts import links
from accounts.rules.links import Kind
from kit.errors import Refusal
from tests import make
from tests.volunteers import calls
from volunteers import applications, selection, verdicts
from volunteers.rules import selection as rules
from volunteers.rules.applications import HOLDING, Mode
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.tables import applications as tables

WALKS, STEPS, PLACES = 4, 40, 3


class Walk:
    """A call, its planner, and applicants who do one thing after the other."""

    def __init__(self, actor, activity, chance):
        self.actor, self.activity, self.chance = actor, activity, chance
        self.tokens = []

    async def step(self):
        often, seldom = [self.apply, self.decide], [self.withdraw, self.confirm, self.take_away]
        act = self.chance.choice(often * 3 + seldom)
        try:
            await act()
        except Refusal:
            return

    async def apply(self):
        self.tokens += await calls.apply(self.activity, len(self.tokens))

    async def withdraw(self):
        await applications.withdraw(await self._holder())

    async def confirm(self):
        await applications.confirm(await self._holder())

    async def decide(self):
        decision = self.chance.choice([selection.accept, selection.reserve, selection.decline])
        waiting = [one for one in await self.everybody() if A.DECLINED in rules.STEPS[one.status]]
        chosen = self.chance.sample(waiting, min(2, len(waiting)))
        done = await decision(self.actor, self.activity.id, [one.id for one in chosen])
        if self.chance.random() < 0.3:
            await verdicts.undo(self.actor, self.activity.id, done.undo)

    async def take_away(self):
        one = self.chance.choice(await self.everybody() or [None])
        if one is None:
            return
        if self.chance.random() < 0.5:
            await selection.remove(self.actor, self.activity.id, one.id, "A reason")
        else:
            await selection.lapse(self.actor, self.activity.id, one.id)

    async def everybody(self):
        return await applications.of_activity(self.actor, self.activity.id, tuple(A))

    async def _holder(self):
        if not self.tokens:
            await self.apply()
        return await links.holder(Kind.VOLUNTEER, self.chance.choice(self.tokens))


async def _walk(mode, seed):
    """Go forty steps and look after each; return the states that were seen at the end."""
    actor = await make.actor()
    activity = await calls.opened(actor, mode=mode, quota=PLACES, reserve=2)
    walk = Walk(actor, activity, random.Random(seed))
    r, everybody = tables.Recruitment, []
    for _ in range(STEPS):
        await walk.step()

        everybody = await walk.everybody()
        call = await r.select().where(r.activity == activity.id).first()
        ranks = [one.rank for one in everybody if one.rank is not None]
        assert call["taken"] == sum(one.status in HOLDING for one in everybody) <= PLACES
        assert sorted(set(ranks)) == sorted(ranks)
        assert all((one.rank is not None) == (one.status is A.RESERVED) for one in everybody)
        assert [one.number for one in everybody] == list(range(1, len(everybody) + 1))
    return {one.status for one in everybody}


@pytest.mark.parametrize("mode", [Mode.FIRST_COME, Mode.REVIEW])
@pytest.mark.parametrize("seed", range(WALKS))
async def test_places_are_counted_right_and_nobody_is_ranked_twice(db, mode, seed):
    assert len(await _walk(mode, seed)) >= 3


async def test_the_walk_notices_a_place_that_is_not_given_back(db, monkeypatch):
    """The control: without this guard the same walk fails."""
    monkeypatch.setattr(rules, "frees_a_place", lambda *_: False)

    with pytest.raises(AssertionError):
        await _walk(Mode.FIRST_COME, 1)
