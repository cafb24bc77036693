"""D1 in full: two thousand people for thirty places, through one process and through four."""

import time

import pytest

from piccolo_conf import DB
from tests import make
from tests.volunteers import calls, rush

PEOPLE, PLACES, TWICE, BACK, LEAVE = 2_000, 30, 200, 200, 20
LEFT = len(range(0, PEOPLE, LEAVE))
SECONDS = 240  # a guard against hangs; the page a crowd waits for is measured in benchmarks/


@pytest.fixture
async def open_call(schema):
    """A call outside any transaction, of an association that goes away with the test."""
    await DB.start_connection_pool(min_size=1, max_size=2)
    actor = await make.actor()
    activity = await calls.opened(actor, quota=PLACES, reserve=3)
    yield activity
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


@pytest.mark.parametrize("processes", [1, 4])
async def test_d1_two_thousand_press_twice_go_back_and_step_back_and_thirty_places_are_given(
    open_call, processes
):
    async with rush.site(workers=processes) as base:
        started = time.monotonic()
        statuses, own = await rush.rush(
            base, open_call.slug, PEOPLE, twice=TWICE, back=BACK, leave=LEAVE
        )
        took = time.monotonic() - started
        said = await rush.sentences(base, [next(iter(own[n])) for n in range(0, PEOPLE, 50)])

    print(f"{processes} processes: {dict(statuses)} in {took:.0f} s")  # noqa: T201
    assert set(statuses) == {303}
    assert all(len(addresses) == 1 for addresses in own.values())
    assert await rush.judge(open_call, people=PEOPLE, quota=PLACES, left=LEFT) == []
    assert all(any(sentence in one for sentence in rush.SENTENCES) for one in said)
    assert took < SECONDS
