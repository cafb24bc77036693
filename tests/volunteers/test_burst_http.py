"""A crowd at the door of a real server: one process, one socket, three hundred people."""

import asyncio
import os
import socket
import subprocess
import sys
from contextlib import suppress

import httpx
import pytest

from piccolo_conf import DB
from tests import make
from tests.volunteers import calls
from volunteers.tables import applications as tables

PEOPLE, PLACES = 300, 30


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
async def site(schema):
    """The site on a port of its own; ends with the test."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    command = f"-m granian --interface asgi --factory web.app:create_app --port {port}"
    process = subprocess.Popen(  # noqa: ASYNC220 -- it starts at once; the waiting is done below
        [sys.executable, *command.split()],
        env={**os.environ, "BASE_URL": base, "PYTHONPATH": "src"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await _until_it_answers(base)
        yield base
    finally:
        process.terminate()
        process.wait(20)


async def _until_it_answers(base):
    async with httpx.AsyncClient() as client:
        for _ in range(200):
            with suppress(httpx.TransportError):
                await client.get(f"{base}/e/nothing")
                return
            await asyncio.sleep(0.1)
    pytest.fail("the site did not start")


@pytest.fixture
async def open_call(schema):
    """A call outside any transaction, of an association that goes away with the test."""
    await DB.start_connection_pool(min_size=1, max_size=2)
    actor = await make.actor()
    activity = await calls.opened(actor, quota=PLACES, reserve=3)
    yield activity
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


async def test_three_hundred_people_at_one_server_fill_thirty_places_without_an_error(
    site, open_call
):
    form = {"name": "许诺", "phone": "13800000000", "consent": "yes", "free": "sat-am"}
    gate = asyncio.Semaphore(50)

    async with httpx.AsyncClient(base_url=site, timeout=60) as client:

        async def send(n):
            async with gate:
                data = form | {"student_no": f"2022{n:05}", "_once": "one-form-for-all"}
                return (await client.post(f"/e/{open_call.slug}", data=data)).status_code

        answers = await asyncio.gather(*(send(n % PEOPLE) for n in range(PEOPLE + 30)))

    assert answers == [303] * len(answers)
    a = tables.Application
    rows = await a.select(a.status, a.rank).where(a.activity == open_call.id).order_by(a.number)
    assert [r["status"] for r in rows] == ["accepted"] * PLACES + ["reserved"] * (PEOPLE - PLACES)
    assert [r["rank"] for r in rows[PLACES:]] == list(range(1, PEOPLE - PLACES + 1))
