"""A crowd at the door of a real server; the full one, and more processes, are in tests/drills."""

import pytest

from piccolo_conf import DB
from tests import make
from tests.volunteers import calls, rush

PEOPLE, PLACES, TWICE, BACK, LEAVE = 150, 15, 15, 15, 10


@pytest.fixture
async def open_call(schema):
    """A call outside any transaction, of an association that goes away with the test."""
    await DB.start_connection_pool(min_size=1, max_size=2)
    actor = await make.actor()
    activity = await calls.opened(actor, quota=PLACES, reserve=3)
    yield activity
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


async def test_a_crowd_with_double_clicks_back_buttons_and_changes_of_mind_fills_the_places_exactly(
    open_call,
):
    async with rush.site() as base:
        statuses, own = await rush.rush(
            base, open_call.slug, PEOPLE, twice=TWICE, back=BACK, leave=LEAVE
        )
        said = await rush.sentences(base, [next(iter(own[n])) for n in range(0, PEOPLE, 15)])

    assert set(statuses) == {303}
    assert all(len(addresses) == 1 for addresses in own.values())
    assert await rush.judge(open_call, people=PEOPLE, quota=PLACES, left=PEOPLE // LEAVE) == []
    assert all(any(sentence in one for sentence in rush.SENTENCES) for one in said)
