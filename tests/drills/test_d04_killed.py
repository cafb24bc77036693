"""D4 in full: a worker killed four times under load."""

from tests.safety.connections.conftest import owner, pool  # noqa: F401 -- the fixtures
from tests.safety.connections.test_d04_killed import BACK_WITHIN, killed, served  # noqa: F401 -- likewise


async def test_d4_nothing_acknowledged_is_lost_however_often_a_worker_dies(served, owner):  # noqa: F811
    away = await killed(served, owner, times=4)

    assert all(0 < seconds < BACK_WITHIN for seconds in away), away
