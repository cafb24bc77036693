"""D7 in full: every way that writes, each of its statements, four kinds of failure."""

import asyncpg
import pytest

from tests.safety.test_d07_faults import Faulty, between


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.AdminShutdownError,
        asyncpg.SerializationError,
        asyncpg.LockNotAvailableError,
        asyncpg.DataCorruptedError,
    ],
)
async def test_d7_every_intention_is_done_whole_or_not_at_all(crowd, monkeypatch, error):
    faulty = Faulty(monkeypatch)
    faulty.error = error

    every = [str(way) for way in crowd.ways if way.method == "POST"]
    wrong, unwritten = await between(crowd, faulty, every)

    assert wrong == [], "\n".join(wrong)
    assert len(unwritten) < len(every) / 2
