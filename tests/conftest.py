"""What every test may ask for: a database that forgets, a browser signed in as somebody."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import anyio
import asyncpg
import pytest
from httpx import ASGITransport, AsyncClient

BASE_URL = "https://plan.example"

os.environ["BASE_URL"] = BASE_URL


def _own_database(server: str) -> tuple[str, str]:
    """Make an empty database on `server` for this run; several runs never meet."""
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"

    async def create():
        connection = await asyncpg.connect(server)
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()

    anyio.run(create)
    return name, _renamed(server, name)


def _renamed(server: str, name: str) -> str:
    head, question, tail = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{question}{tail}"


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"


def pytest_configure(config):
    from argon2 import PasswordHasher

    from kit import passwords, postgres
    from kit.settings import settings

    server = postgres.dsn()
    name, dsn = _own_database(server)
    config.stash[_SERVER], config.stash[_NAME] = server, name
    os.environ["DATABASE_URL"] = dsn
    settings.cache_clear()
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # the cheapest


def pytest_unconfigure(config):
    async def drop():
        connection = await asyncpg.connect(config.stash[_SERVER])
        await connection.execute(f'DROP DATABASE IF EXISTS "{config.stash[_NAME]}" WITH (FORCE)')
        await connection.close()

    if _NAME in config.stash:
        anyio.run(drop)


_SERVER: pytest.StashKey[str] = pytest.StashKey()
_NAME: pytest.StashKey[str] = pytest.StashKey()

SEEDS = Path(os.environ.get("SEEDS", Path(__file__).resolve().parents[2] / "shared" / "seeds"))


@pytest.fixture(scope="session")
async def schema(anyio_backend):
    """The tables, made by the migrations."""
    from kit import schema

    await schema.migrate()


@pytest.fixture
async def db(schema):
    """A database that forgets everything when the test ends."""
    from piccolo_conf import DB

    async with DB.transaction() as transaction:
        yield
        await transaction.rollback()


@pytest.fixture
async def committed(schema):
    """A database whose transactions are real, for those who race; every row is gone afterwards."""
    from kit import schema as tables

    yield
    await tables.empty()


@cache
def _site():
    """The site, built once: it keeps nothing between requests, and building it takes half a second."""
    from web.app import create_app

    return create_app()


@pytest.fixture
def browser(db) -> Callable[..., AbstractAsyncContextManager[AsyncClient]]:
    """Opens a browser, signed in as an actor or as nobody, inside the test's own transaction.

    It fills in the tokens of forms by itself; `page.fields(html)` is not needed for plain posts.
    """

    @asynccontextmanager
    async def opened(actor=None, *, language="zh-Hans") -> AsyncIterator[AsyncClient]:
        from tests.browsing import Tokens, sign_in
        from web import wiring

        wiring.connect()
        app = _site()
        headers = {"accept-language": language, "sec-fetch-site": "same-origin"}
        async with AsyncClient(
            transport=ASGITransport(app), base_url=BASE_URL, headers=headers, timeout=30
        ) as client:
            session = await sign_in(client, actor) if actor else None
            client.auth = Tokens(session)
            yield client

    return opened


@pytest.fixture
def statements(monkeypatch):
    """Counts the statements sent to the database; `statements.clear()` starts anew."""
    from piccolo_conf import DB

    sent: list[str] = []
    send = DB.run_querystring

    async def counting(querystring, in_pool=True):
        sent.append(str(querystring))
        return await send(querystring, in_pool)

    monkeypatch.setattr(DB, "run_querystring", counting)
    return sent


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed plans; tests that read it say loudly when it is absent."""
    if not SEEDS.is_dir():
        pytest.skip(
            f"SEEDS ARE ABSENT: {SEEDS} is not there, so nothing was read back against them"
        )
    return SEEDS
