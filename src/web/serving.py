"""Starting and stopping: the database, the schema, the web workers, the job worker."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server as Granian

from kit import database, keyring, postgres, schema
from kit.errors import Refusal
from kit.i18n import N_
from kit.settings import settings

DRAIN_SECONDS = 10


class PortTaken(Refusal):
    message = N_(
        "We cannot listen on %(host)s:%(port)s; another program does. Choose another PORT."
    )


RESPAWN_SECONDS = 0.5  # a worker that was killed is replaced; the site does not go down with it


def serve(
    say: Callable[[str], None],
    *,
    host: str | None,
    port: int | None,
    workers: int | None,
    jobs: bool,
    demo: bool,
) -> int:
    """Serve until somebody stops us, and stop what we started.

    A given `host` or `port` counts as HOST and PORT would, so the links fit the address.
    """
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[name] = str(value)
    settings.cache_clear()
    now = settings()
    os.environ["BANXING_JOBS"] = "1" if jobs else ""
    refuse_taken_port(now.host, now.port)
    keyring.check()
    postgres.dsn()
    asyncio.run(schema.migrate())
    if demo:
        from web import demo as demonstration

        asyncio.run(demonstration.write_if_empty(say))
    say(f"伴行 Banxing  {now.base_url}")
    Granian(
        "web.app:create_app",
        factory=True,
        interface=Interfaces.ASGI,
        loop=Loops.asyncio,
        address=now.host,
        port=now.port,
        workers=now.workers,
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_SECONDS,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PortTaken if another program listens there already: better now than in every worker."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port) from error


def work() -> int:
    """Do the waiting jobs until somebody stops us."""
    from web import jobs

    async def until_stopped() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                loop.add_signal_handler(signum, stop.set)
        await schema.migrate()
        async with database.pool(2):
            await jobs.work(stop)

    keyring.check()
    postgres.dsn()
    asyncio.run(until_stopped())
    return 0
