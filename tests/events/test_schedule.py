from datetime import time

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import releases, schedule
from events.rules.activities import NoSuchActivity
from events.rules.releases import NothingChanged, NothingToRelease, StillOpen
from events.rules.schedule import BlockChanged, NoSuchBlock, StartKind
from events.schedule import Wanted
from kit.i18n import clock
from tests import make


def shown(day, activity):
    return [(clock(b.starts_at, activity.zone), b.title) for b in day.timed]


async def started(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    first = await schedule.add(actor, activity.id, Wanted("Meet", time(8), 30))
    return actor, activity, first


async def test_what_is_moved_before_another_block_comes_before_it(db):
    actor, activity, first = await started(db)
    await schedule.add(actor, activity.id, Wanted("Ride", time(8, 30), 40))

    await schedule.nudge(actor, activity.id, first, start=60)

    assert shown(await schedule.of_activity(actor, activity.id), activity) == [
        ("08:30", "Ride"),
        ("09:00", "Meet"),
    ]


async def test_a_longer_block_pushes_the_one_that_follows_on(db):
    actor, activity, first = await started(db)
    await schedule.add(
        actor, activity.id, Wanted("Ride", minutes=40, start_kind=StartKind.FLOATING)
    )

    await schedule.nudge(actor, activity.id, first, length=5)

    assert shown(await schedule.of_activity(actor, activity.id), activity)[1] == ("08:35", "Ride")


async def test_the_second_of_two_editors_is_told_and_overwrites_nothing(db):
    actor, activity, first = await started(db)
    await schedule.change(actor, activity.id, first, 1, Wanted("Gather", time(8), 30))

    with pytest.raises(BlockChanged):
        await schedule.change(actor, activity.id, first, 1, Wanted("Assemble", time(8), 30))

    assert [b.title for b in (await schedule.of_activity(actor, activity.id)).blocks] == ["Gather"]


async def test_a_block_taken_out_can_be_put_back(db):
    actor, activity, first = await started(db)

    await schedule.remove(actor, activity.id, first)
    gone = await schedule.of_activity(actor, activity.id)
    await schedule.remove(actor, activity.id, first, undo=True)

    assert gone.blocks == ()
    assert [b.id for b in (await schedule.of_activity(actor, activity.id)).blocks] == [first]


async def test_another_associations_block_does_not_exist_for_us(db):
    _, activity, first = await started(db)
    ours = await make.actor()
    own = await make.activity(ours)

    with pytest.raises(NoSuchActivity):
        await schedule.nudge(ours, activity.id, first, start=5)
    with pytest.raises(NoSuchBlock):
        await schedule.nudge(ours, own.id, first, start=5)


async def test_a_viewer_sees_the_day_and_changes_nothing(db):
    actor, activity, first = await started(db)
    viewer = await make.actor(Role.VIEWER, of=actor)

    assert len((await schedule.of_activity(viewer, activity.id)).blocks) == 1
    with pytest.raises(NotAllowed):
        await schedule.remove(viewer, activity.id, first)


async def test_a_release_stays_as_it_was_while_the_draft_goes_on(db):
    actor, activity, first = await started(db)

    one = await make.release(actor, activity.id)
    await schedule.nudge(actor, activity.id, first, start=10)
    _, frozen = await releases.current(actor.organization_id, activity.id)
    two = await make.release(actor, activity.id)

    assert (one.number, two.number) == (1, 2)
    assert clock(frozen.blocks[0].starts_at, activity.zone) == "08:00"


async def test_a_release_tells_whose_blocks_changed(db, monkeypatch):
    actor, activity, first = await started(db)
    second = await schedule.add(actor, activity.id, Wanted("Ride", time(9), 30))
    heard = []

    async def listener(news):
        heard.append([b.id for b in news.affected])

    monkeypatch.setattr(releases.day_released, "_listeners", [listener])
    await make.release(actor, activity.id)
    await schedule.nudge(actor, activity.id, second, start=5)
    await make.release(actor, activity.id)

    assert heard == [[first, second], [second]]


async def test_a_release_is_refused_while_somebody_is_in_two_places(db):
    actor, activity, _ = await started(db)
    await schedule.add(actor, activity.id, Wanted("Games", time(9), 30, lead="何嘉"))
    await schedule.add(actor, activity.id, Wanted("Stand", time(9), 30, lead="何嘉"))

    with pytest.raises(StillOpen, match="何嘉"):
        await make.release(actor, activity.id)


async def test_an_empty_day_and_an_unchanged_one_are_not_released(db):
    actor = await make.actor()
    activity = await make.activity(actor)

    with pytest.raises(NothingToRelease):
        await make.release(actor, activity.id)
    await schedule.add(actor, activity.id, Wanted("Meet", time(8), 30))
    await make.release(actor, activity.id)
    with pytest.raises(NothingChanged, match="1"):
        await make.release(actor, activity.id)
