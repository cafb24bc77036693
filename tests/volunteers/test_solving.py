"""Solving: nobody waits long, no lock is held meanwhile, and who gives up stops the work."""

import asyncio
import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from threading import Event, current_thread, main_thread
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests import make
from tests.volunteers import crowds
from volunteers import (
    boards,
    judging,
    mending,
    mornings,
    overrides,
    pairing,
    pairs,
    rearrangements,
    solving,
)
from volunteers.overrides import Wish
from volunteers.rearrangements import How
from volunteers.rules import fits, matching
from volunteers.rules.board_steps import BoardMoved
from volunteers.rules.matching import Stopped, TooSlow, Watch
from volunteers.rules.mornings import MorningChanged
from volunteers.rules.pairing_rules import USUAL


@pytest.fixture
async def paired(db):
    """Four volunteers and three children in pairs."""
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 3)
    await pairing.suggest(actor, activity.id)
    return actor, activity


async def test_all_matchings_of_one_question_have_its_seconds_together(paired):
    actor, activity = paired
    now = await boards.of(actor, activity.id)
    movable = rearrangements.loose(now)

    in_time = rearrangements.solve(now, movable, watch=Watch(lambda: 10.9, 10, began=1.0))
    with pytest.raises(TooSlow):
        rearrangements.solve(now, movable, watch=Watch(lambda: 11.0, 10, began=1.0))

    assert len(in_time.pairs) == 3


async def test_what_takes_too_long_is_said_on_the_board_and_nothing_is_half_saved(
    browser, monkeypatch
):
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 3)
    monkeypatch.setattr(solving, "PATIENCE", 0)

    async with browser(actor, language="en") as page:
        slow = await page.post(f"/a/{activity.id}/pairs/suggest")
        why = await page.get(f"/a/{activity.id}/pairs?why=true")

    for shown in (slow, why):
        assert shown.status_code == TooSlow.status
        assert "3 participants with 4 volunteers takes longer than" in shown.text
    assert await pairs.of(activity.id) == []


async def test_pages_stay_whole_where_counting_takes_too_long(paired, browser, monkeypatch):
    actor, activity = paired
    one, other, _ = await pairs.of(activity.id)
    here = f"/a/{activity.id}/pairs"
    wish = {"application": str(one.application), "participant": str(other.participant)}
    chosen = {**wish, "how": "least", "seen": "0"}
    monkeypatch.setattr(solving, "PATIENCE", 0)

    async with browser(actor, language="en") as page:
        own = await page.get(f"{here}/{one.id}")
        left = await page.get(f"{here}/why")
        held = await page.get(f"{here}?hold={one.application}")
        change = await page.get(f"{here}/change", params=wish)
        done = await page.post(f"{here}/change", data=chosen)

    assert [one.status_code for one in (own, left, held)] == [200] * 3
    assert "takes too long" in own.text and "takes too long" in left.text
    for shown in (change, done):
        assert shown.status_code == TooSlow.status and "takes longer than" in shown.text
        assert "You are placing" in shown.text
    assert not (await judging.preview(await boards.of(actor, activity.id), USUAL)).counted


async def test_what_was_found_is_not_done_on_a_board_that_changed_meanwhile(paired, monkeypatch):
    actor, activity = paired
    one, other, third = await pairs.of(activity.id)
    _, looked = await overrides.of(actor, activity.id, one.application, other.participant)
    wish = Wish(How.LEAST, looked.options[0].seal, one.application, other.participant)
    beside = solving.beside

    async def interrupted(*asked):
        found = await beside(*asked)
        await pairs.lock(actor, activity.id, third.id, third.version, locked=True)
        return found

    monkeypatch.setattr(solving, "beside", interrupted)
    with pytest.raises(BoardMoved):
        await overrides.carry_out(actor, activity.id, wish)

    assert {each.id for each in await pairs.of(activity.id)} == {one.id, other.id, third.id}


async def test_best_pairs_are_not_proposed_on_a_board_that_changed_meanwhile(db, monkeypatch):
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 3)
    [helper, *_], [child, *_] = await crowds.everybody(activity)
    beside = solving.beside

    async def interrupted(*asked):
        found = await beside(*asked)
        await pairing.place(actor, activity.id, helper, child)
        return found

    monkeypatch.setattr(solving, "beside", interrupted)
    with pytest.raises(BoardMoved):
        await pairing.suggest(actor, activity.id)

    assert len(await pairs.of(activity.id)) == 1


def _until_stopped(watch):
    """Work as the engine does: look between two steps whether anybody still waits."""
    while not watch.cancelled():
        time.sleep(0.005)
    raise Stopped


async def test_who_asks_again_stops_what_they_asked_before():
    first = asyncio.create_task(solving.beside(_until_stopped, latest_of="me"))
    await asyncio.sleep(0.05)

    assert await solving.beside(lambda _: 2, latest_of="me") == 2
    with pytest.raises(Stopped):
        await asyncio.wait_for(first, 5)


async def test_work_nobody_waits_for_any_more_stops():
    stopped = Event()

    def work(watch):
        try:
            _until_stopped(watch)
        finally:
            stopped.set()

    waiting = asyncio.create_task(solving.beside(work))
    await asyncio.sleep(0.05)
    waiting.cancel()

    assert await asyncio.to_thread(stopped.wait, 5)


async def test_every_pair_of_a_board_is_judged_in_one_sum(paired, monkeypatch):
    actor, activity = paired
    now = await boards.of(actor, activity.id)
    alone = [
        matching.fits(fits.problem([one.volunteer], [one.participant], now.gates))
        for one in now.placed
    ]
    asked = []
    each = matching.each
    monkeypatch.setattr(matching, "each", lambda *two: asked.append(two) or each(*two))
    monkeypatch.setattr(matching, "fits", None)

    found = rearrangements.fitting(now, now.placed)
    await judging.change(actor, activity.id, msgspec.structs.replace(USUAL, interests=7))

    assert list(found.values()) == [fit for one in alone for fit in one.values()]
    assert len(asked) == 2
    assert rearrangements.holds(now, []) == frozenset()
    assert rearrangements.holds(now, now.placed) == {one.pair.id for one in now.placed}


async def test_repairs_of_a_morning_are_sought_beside_the_event_loop(db, browser, monkeypatch):
    actor = await make.actor()
    nine = datetime.combine(crowds.TODAY, clock_time(9), ZoneInfo("Asia/Shanghai"))
    activity = await crowds.ready(actor, 3, 2, starts_at=nine, ends_at=nine + timedelta(hours=4))
    await pairing.suggest(actor, activity.id)
    [pair, _] = await pairs.of(activity.id)
    await mending.missing(actor, activity.id, helper=pair.application)
    threads = []
    menu = mornings.Today.menu
    monkeypatch.setattr(
        mornings.Today, "menu", lambda today: threads.append(current_thread()) or menu(today)
    )

    async with browser(actor) as page:
        shown = await page.get(f"/a/{activity.id}/morning")
    with pytest.raises(MorningChanged):
        await mending.mend(actor, activity.id, 1, "another")

    assert shown.status_code == 200
    assert len(threads) == 2 and main_thread() not in threads


def test_a_forked_worker_solves_with_threads_of_its_own():
    """A web worker is forked from a process that may have paired the demo; its threads stay behind."""
    script = (
        "import asyncio, os, sys\n"
        "from volunteers import solving\n"
        "ask = lambda: asyncio.wait_for(solving.beside(lambda watch: 1), 20)\n"
        "assert asyncio.run(ask()) == 1\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    os._exit(asyncio.run(ask()) - 1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env={**os.environ, "PYTHONPATH": str(Path(solving.__file__).parents[1])},
        timeout=60,
        check=False,
    )

    assert done.returncode == 0
