"""D4: a worker that is killed in the middle of its work loses nothing it said was saved, and comes back."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

import httpx
import psutil
import pytest

from tests.volunteers import calls
from volunteers.tables import applications as tables

BACK_WITHIN = 10.0  # seconds
CALM = 7  # seconds; whoever dies again within six is taken for broken, and the site stops
ACKNOWLEDGED = 303


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
async def served(owner, tmp_path):
    """`banxing serve` with one worker on a port of its own; yields its address and process."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", "import sys; from web.cli import main; sys.exit(main())"]
    process = subprocess.Popen(  # noqa: ASYNC220 -- it starts at once; the waiting is done below
        [*command, "serve", "--port", str(port), "--workers", "1", "--no-jobs"],
        env={**os.environ, "BASE_URL": base, "PYTHONPATH": "src", "DATA_DIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert await _answers(base, 30), "the site did not start"
        yield base, process
    finally:
        process.terminate()
        process.wait(20)


async def _answers(base: str, seconds: float) -> float:
    """Wait until the site answers and return after how many seconds it did, 0 if never."""
    began = time.monotonic()
    async with httpx.AsyncClient(timeout=2) as client:
        while time.monotonic() - began < seconds:
            with suppress(httpx.TransportError):
                if (await client.get(f"{base}/health")).status_code == 200:
                    return max(time.monotonic() - began, 0.001)
            await asyncio.sleep(0.05)
    return 0


async def killed(served, owner, times: int) -> list[float]:
    """Kill the worker that often while people apply; return after how many seconds it was back."""
    base, process = served
    activity = await calls.opened(owner, quota=5_000)
    said: dict[str, int] = {}
    stop = asyncio.Event()

    async def apply(client: httpx.AsyncClient, first: int) -> None:
        number = first
        while not stop.is_set():
            number += 10
            form = {"name": "许诺", "student_no": f"2022{number:05}", "phone": "13800000000"}
            form |= {"consent": "yes", "free": "sat-am", "_once": f"form-of-{number:08}"}
            with suppress(httpx.TransportError):
                answer = await client.post(f"/e/{activity.slug}", data=form)
                said[form["student_no"]] = answer.status_code
            await asyncio.sleep(0.02)

    async with httpx.AsyncClient(base_url=base, timeout=10) as client:
        busy = [asyncio.create_task(apply(client, n)) for n in range(10)]
        away = []
        for turn in range(times):
            await asyncio.sleep(CALM if turn else 1)
            (worker,) = psutil.Process(process.pid).children()
            os.kill(worker.pid, signal.SIGKILL)
            away.append(await _answers(base, BACK_WITHIN))
        stop.set()
        await asyncio.gather(*busy)
    rows = await tables.Application.select(tables.Application.student_no).where(
        tables.Application.activity == activity.id
    )
    there = {row["student_no"] for row in rows}
    acknowledged = {number for number, status in said.items() if status == ACKNOWLEDGED}
    assert len(acknowledged) > 20, set(said.values())
    assert acknowledged - there == set()
    assert {status for status in said.values() if status >= 500} == set()
    return away


async def test_d4_what_was_acknowledged_survives_kill_9_and_the_site_comes_back(served, owner):
    (away,) = await killed(served, owner, times=1)

    assert 0 < away < BACK_WITHIN
