"""D23: what was deleted stays deleted, also when an older backup comes back."""

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from kit import clock, postgres, schema
from tests.volunteers import calls
from tests.volunteers.children import agreed, child
from volunteers import consents, participants, retention
from volunteers.rules.participants import Purpose
from web import backups, replays

CANARY = "鹮回"


@pytest.fixture
async def elsewhere(pool):
    """An empty database beside the one of the tests; yields its address."""
    name = f"restored_{os.getpid()}_{uuid4().hex[:8]}"
    here = postgres.dsn()
    admin = await asyncpg.connect(here)
    await admin.execute(f'CREATE DATABASE "{name}"')
    address, question, options = here.partition("?")
    yield f"{address.rpartition('/')[0]}/{name}{question}{options}"
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@asynccontextmanager
async def connected(dsn):
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()


async def _nothing() -> None:
    pass


async def canaries(dsn) -> int:
    async with connected(dsn) as connection:
        return await connection.fetchval(
            "SELECT count(*) FROM participant WHERE codename LIKE $1", f"{CANARY}%"
        )


async def test_d23_ten_withdrawn_children_are_gone_from_live_data_and_from_an_older_backup(
    owner, elsewhere, tmp_path, monkeypatch
):
    activity = await calls.opened(owner)
    names = [child(f"{CANARY}{n}", partner_row=str(n)) for n in range(11)]
    ids = await participants.insert(activity, names)
    today = clock.day(activity.zone)
    await agreed(owner, activity, ids, on=today)
    file = tmp_path / "older.tar"
    await asyncio.to_thread(backups.write, file)

    for one in ids[:10]:
        await consents.withdraw(owner, activity.id, one, Purpose.DATA)
    await retention.forget(today + timedelta(days=1))
    await asyncio.to_thread(backups.write, tmp_path / "newer.tar")

    here = postgres.dsn()
    assert await canaries(here) == 1
    known, read = replays.read(tmp_path), replays.read
    monkeypatch.setattr(postgres, "dsn", lambda: elsewhere)
    monkeypatch.setattr(schema, "migrate", _nothing)  # it would ask our own pool
    monkeypatch.setattr(replays, "read", lambda _: set())
    await asyncio.to_thread(backups.restore, file)
    assert await canaries(elsewhere) == 11  # the control: without the list they are back

    monkeypatch.setattr(replays, "read", read)
    async with connected(elsewhere) as connection:
        made_at = min(one.at for one in known)
        assert await replays.replay(connection, made_at, [tmp_path]) >= 10

    assert await canaries(elsewhere) == 1
    text = (tmp_path / replays.FILE).read_text("utf-8")
    assert CANARY not in text and str(ids[0]) in text
    assert (tmp_path / replays.FILE).stat().st_mode & 0o077 == 0
