import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kit import passwords

SRC = str(Path(__file__).resolve().parents[2] / "src")


async def test_a_password_fits_its_own_hash_only(anyio_backend):
    stored = await passwords.hashed("lantern harbour")

    assert await passwords.fits(stored, "lantern harbour")
    assert not await passwords.fits(stored, "lantern harbor")
    assert not await passwords.fits("", "nobody has this password")
    assert not await passwords.fits("not a hash", "lantern harbour")


async def test_two_work_sixty_four_wait_and_the_next_is_sent_away(anyio_backend, monkeypatch):
    queue, go = passwords._Queue(), threading.Event()
    waiting = [
        asyncio.create_task(queue.run(go.wait)) for _ in range(passwords.THREADS + passwords.QUEUE)
    ]
    await asyncio.sleep(0)

    with pytest.raises(passwords.TooBusy):
        await queue.run(go.wait)

    go.set()
    await asyncio.gather(*waiting)
    assert await queue.run(lambda: "free again") == "free again"
    queue.threads.shutdown()


async def test_a_visitor_who_leaves_keeps_the_place_until_the_thread_is_done(anyio_backend):
    queue, go = passwords._Queue(), threading.Event()
    leaving = asyncio.create_task(queue.run(go.wait))
    await asyncio.sleep(0)

    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)

    assert queue.inside == 1
    go.set()
    await queue.run(go.wait)
    queue.threads.shutdown()


def test_a_forked_worker_hashes_with_threads_of_its_own():
    """A web worker is forked from a process that may have hashed already; its threads stay behind."""
    script = (
        "import asyncio, os, sys\n"
        "from kit import passwords\n"
        "asyncio.run(passwords.hashed('lantern harbour'))\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    asyncio.run(asyncio.wait_for(passwords.hashed('lantern harbour'), 20))\n"
        "    os._exit(0)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        env={**os.environ, "PYTHONPATH": SRC},
        timeout=60,
        check=False,
    )

    assert done.returncode == 0
