"""D37 in full: four hundred requests broken off."""

from tests.safety.connections.conftest import owner, pool  # noqa: F401 -- the fixtures
from tests.safety.connections.test_d37_cancelled import break_off, idle, open_transactions


async def test_d37_four_hundred_broken_off_requests_leave_nothing_behind(owner):  # noqa: F811
    await break_off(owner, requests=400)

    assert (await idle(), await open_transactions()) == (0, 0)
