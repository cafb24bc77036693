"""The database as a file, by PostgreSQL's own pg_dump and pg_restore."""

import asyncio
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg

from kit import postgres
from kit.errors import Refusal
from kit.i18n import N_


class ToolFailed(Refusal):
    message = N_("%(tool)s did not finish: %(reason)s")


def write(file: Path, snapshot: str) -> None:
    """Dump what the exported `snapshot` sees (pg_export_snapshot) to `file`.

    Raises:
        ToolFailed
    """
    _run("pg_dump", "-Fc", "--no-owner", f"--snapshot={snapshot}", "--file", str(file), _address())


def load(file: Path) -> None:
    """Bring a dump into the database, all of it or nothing.

    Raises:
        ToolFailed
    """
    whole = ("--single-transaction", "--exit-on-error", "--no-owner")
    _run("pg_restore", *whole, "--dbname", _address(), str(file))


def _run(tool: str, *arguments: str) -> None:
    password = unquote(urlsplit(postgres.dsn()).password or "")
    done = subprocess.run(  # noqa: S603 -- PostgreSQL's own program, arguments are ours
        [_program(tool), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PGPASSWORD": password},
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["?"])[0]
        raise ToolFailed(tool=tool, reason=reason)


def _address() -> str:
    """Return the database's address without its password: anybody here may list processes."""
    return re.sub(r"(//[^:@/]*):[^@/]*@", r"\1@", postgres.dsn())


@cache
def _program(tool: str) -> str:
    """Return the path of `pg_dump` or `pg_restore` of the server's own major version.

    Those on the machine come first, because they speak TLS and the wheel's do not (T20).
    """
    ours = str(postgres.program(tool))
    major = asyncio.run(_server_major())
    for candidate in (shutil.which(tool), ours):
        if candidate and _major(candidate) == major:
            return candidate
    return ours


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 -- PostgreSQL's own
    found = re.search(r"(\d+)(\.\d+)?", said.stdout)
    return int(found[1]) if found else 0


async def _server_major() -> int:
    connection = await asyncpg.connect(postgres.dsn())
    try:
        return int(await connection.fetchval("SHOW server_version_num")) // 10_000
    finally:
        await connection.close()
