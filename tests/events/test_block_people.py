"""Calling somebody into a block, and taking out exactly that person again."""

from datetime import time

import pytest

from events import block_people, schedule
from events.rules.schedule import BlockChanged
from events.schedule import Wanted
from tests import make


async def _block(**differing):
    actor = await make.actor()
    activity = await make.activity(actor)
    block = await schedule.add(actor, activity.id, Wanted("Games", time(9), 30, **differing))
    return actor, activity, block


async def _now(actor, activity):
    [block] = (await schedule.of_activity(actor, activity.id)).blocks
    return block


async def test_only_whoever_was_called_in_is_taken_back(db):
    actor, activity, block = await _block(people="周敏, 许诺")
    saved = await block_people.call_in(actor, activity.id, block, " 林溪 ")
    assert saved.people == ("周敏", "许诺", "林溪")

    with pytest.raises(BlockChanged):
        await block_people.take_back(actor, activity.id, block, saved.version, "")
    who = block_people.mark("林溪")
    await block_people.take_back(actor, activity.id, block, saved.version, who)
    with pytest.raises(BlockChanged):
        await block_people.take_back(actor, activity.id, block, saved.version + 1, who)

    assert (await _now(actor, activity)).people == ("周敏", "许诺")


@pytest.mark.parametrize("name", ["周敏", " 周敏", "许诺", "许诺 "])
async def test_whoever_a_block_names_is_not_called_in_and_leaves_nothing_to_take_back(db, name):
    actor, activity, block = await _block(lead="周敏 ", people=" 许诺, 林溪")
    before = await _now(actor, activity)

    assert await block_people.call_in(actor, activity.id, block, name) is None

    assert await _now(actor, activity) == before
