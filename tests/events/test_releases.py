"""What was released follows its activity, and says so."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
import time_machine

import events.tables
from events import activities, frozen_parts, releases, schedule
from events.rules.activities import DateState
from events.rules.releases import ReleaseState
from exports import dates, desk, dossiers
from exports.rules.entries import Status
from exports.rules.kinds import Kind, Order
from exports.rules.stamps import Verdict
from tests import make
from tests.exports import planned
from web import wiring

SHEET = Order(Kind.RUN_SHEET)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def weeks_before():
    wiring.connect()
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def released():
    actor = await make.actor()
    activity = await planned.activity(actor)
    await planned.day(actor, activity)
    await make.release(actor, activity.id)
    return actor, await activities.find(actor, activity.id)


async def moved(actor, activity, starts_at):
    ends_at = starts_at + timedelta(hours=4) if starts_at else None
    state = DateState.FIXED if starts_at else DateState.UNKNOWN
    differing = {"starts_at": starts_at, "ends_at": ends_at, "date_state": state}
    return await activities.change(actor, activity.id, activity.version, differing)


async def paper(actor, activity):
    return desk.write(await dossiers.gather(actor, activity.id, {Kind.RUN_SHEET}), SHEET, "en")


async def verdict(paper):
    return (await desk.check(paper.stamp.link.rpartition("/")[2])).verdict


@pytest.mark.parametrize("by", [WEEK, timedelta(hours=1), -WEEK])
async def test_paper_and_calendars_follow_the_activity(db, by):
    actor, activity = await released()
    before = {e.uid: e for e in await dates.of_crew(activity) if isinstance(e.starts, datetime)}
    old = await paper(actor, activity)
    assert await verdict(old) is Verdict.CURRENT

    activity = await moved(actor, activity, activity.starts_at + by)

    new = await paper(actor, activity)
    assert new.stamp.release == 2
    assert new.when.first == activity.first_day
    after = {e.uid: e for e in await dates.of_crew(activity) if isinstance(e.starts, datetime)}
    assert {uid: e.starts - before[uid].starts for uid, e in after.items()} == dict.fromkeys(
        before, by
    )
    assert all(e.sequence > before[uid].sequence for uid, e in after.items())
    assert await verdict(old) is Verdict.STALE
    first, second = reversed(await releases.of_activity(actor, activity.id))
    assert (first.state, second.state) == (ReleaseState.SUPERSEDED, ReleaseState.RELEASED)
    assert "活动改到" in second.note or "moved to" in second.note


async def test_a_move_releases_nothing_that_was_still_a_draft(db):
    actor, activity = await released()
    b = events.tables.Block
    await b.update({b.title: "Secret draft"}).where(b.activity == activity.id)

    await moved(actor, activity, activity.starts_at + WEEK)

    _, snapshot = await releases.current(actor.organization_id, activity.id)
    day = await schedule.of_activity(actor, activity.id)
    assert "Secret draft" in {block.title for block in day.blocks}
    assert "Secret draft" not in {block.title for block in snapshot.blocks}
    assert [b.starts_at for b in snapshot.blocks] == [b.starts_at for b in day.blocks]
    assert {b.moved_from for b in snapshot.blocks} != {None}


async def test_a_day_that_is_unknown_again_recalls_the_release(db):
    actor, activity = await released()
    old = await paper(actor, activity)
    before = {e.uid: e.sequence for e in await dates.of_crew(activity)}

    activity = await moved(actor, activity, None)

    assert await releases.current(actor.organization_id, activity.id) is None
    assert await verdict(old) is Verdict.RECALLED
    assert [e for e in await dates.of_crew(activity) if isinstance(e.starts, datetime)] == []

    activity = await moved(actor, activity, datetime(2026, 12, 12, tzinfo=UTC))
    assert await releases.current(actor.organization_id, activity.id) is None
    again = await make.release(actor, activity.id)
    assert again.number == 2
    blocks = [e for e in await dates.of_crew(activity) if e.uid.startswith("block")]
    assert all(e.sequence > before[e.uid] for e in blocks)
    assert {e.status for e in blocks} == {Status.CONFIRMED}


async def test_a_new_end_alone_moves_no_block(db):
    actor, activity = await released()
    later = {"ends_at": activity.ends_at + timedelta(hours=1)}
    await activities.change(actor, activity.id, activity.version, later)
    assert await releases.numbered(actor.organization_id, activity.id) == 1


async def test_what_another_slice_froze_is_released_anew_with_the_blocks_of_the_release(
    db, monkeypatch
):
    actor, activity = await released()
    said = {activity.id: "1 with 2"}

    async def frozen(activity_id):
        return said.get(activity_id, "")

    monkeypatch.setattr(frozen_parts, "_parts", [frozen])
    first = await releases.current(actor.organization_id, activity.id)
    await planned.day(actor, activity)  # a draft nobody has released

    fresh = await releases.renew(activity, by="周", note="somebody stands in")

    release, snapshot = await releases.current(actor.organization_id, activity.id)
    assert (release.number, release.released_by) == (fresh.number, "周") == (2, "周")
    assert snapshot.blocks == first[1].blocks
    assert "1 with 2" not in msgspec.json.encode(snapshot).decode()
    assert await releases.renew(activity, by="周", note="") is None
    said[activity.id] = "1 with 3"
    assert (await releases.renew(activity, by="周", note="")).number == 3


async def test_nothing_is_released_anew_while_nothing_is_in_force(db):
    actor = await make.actor()
    activity = await planned.activity(actor)

    assert await releases.renew(activity, by="周", note="") is None
