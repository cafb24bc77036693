"""D37: requests that are broken off, and commits that fail, leave no connection and no transaction behind."""

import asyncio
import gc
import random
from contextlib import suppress

import asyncpg
import pytest
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from accounts.tables import Account
from events.tables import Task
from kit import database
from piccolo_conf import DB
from tests import make
from tests.safety import visiting
from tests.safety.connections.conftest import POOL
from web.app import create_app


async def idle() -> int:
    return DB.pool.get_size() - DB.pool.get_idle_size()


async def open_transactions() -> int:
    rows = await Account.raw(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() "
        "AND state LIKE 'idle in transaction%'"
    )
    return rows[0]["n"]


async def test_d37_broken_off_requests_leave_nothing_behind(owner):
    await break_off(owner, requests=60)

    assert (await idle(), await open_transactions()) == (0, 0)
    activity = await make.activity(owner)
    async with visiting.visitor(create_app(), owner) as client:
        answer = await client.post(f"/a/{activity.id}/plan/tasks", data={"title": "after"})
    assert answer.status_code == 303
    assert await Task.count().where(Task.activity == activity.id) == 1


async def break_off(owner, requests: int) -> None:
    """Start that many requests, reading and writing, and break each off at a random moment."""
    activity, chance = await make.activity(owner), random.Random(37)
    loop = asyncio.get_running_loop()
    others = loop.get_exception_handler()
    # a connection that was just being opened may say so to the loop itself (asyncpg)
    loop.set_exception_handler(
        lambda on, context: (
            None if isinstance(context.get("exception"), ConnectionError) else others(on, context)
        )
    )
    async with visiting.visitor(create_app(), owner) as client:

        async def one(n: int) -> None:
            here = f"/a/{activity.id}/plan/tasks"
            asked = client.post(here, data={"title": f"t{n}"}) if n % 2 else client.get(here)
            with suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(asked, chance.uniform(0.001, 0.25))

        for start in range(0, requests, 12):
            await asyncio.gather(*(one(n) for n in range(start, start + 12)))
    await asyncio.sleep(0.2)
    gc.collect()
    loop.set_exception_handler(others)


async def test_d37_failed_commits_give_their_connections_back(pool):
    for _ in range(2 * POOL):
        with pytest.raises(asyncpg.PostgresError):
            await fail_at_commit()

    assert (await idle(), await open_transactions()) == (0, 0)
    assert await asyncio.wait_for(Account.count(), 5) >= 0


async def test_d37_the_stock_engine_loses_them(pool, monkeypatch):
    """The control: after as many failures as the pool is large, nobody gets a connection any more."""
    monkeypatch.setattr(
        database.Engine,
        "transaction",
        lambda self, allow_nested=True: PostgresTransaction(engine=self, allow_nested=allow_nested),
    )
    assert issubclass(database.Engine, PostgresEngine)
    lost = []
    for _ in range(POOL):
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError):
            await asyncio.create_task(_failing(lost))

    assert await idle() == POOL
    for connection in lost:  # or closing the pool would wait for them
        await DB.pool.release(connection)


async def _failing(lost: list) -> None:
    async with database.transaction():
        lost.append(DB.current_transaction.get().connection)
        await _deferred()


async def fail_at_commit() -> None:
    async with database.transaction():
        await _deferred()


async def _deferred() -> None:
    """Break a rule that is only looked at when the transaction commits."""
    await Account.raw(
        "CREATE TEMP TABLE later (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"
    )
    await Account.raw("INSERT INTO later VALUES (1), (1)")
