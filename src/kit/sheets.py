"""Reads a table somebody uploaded, CSV or XLSX, in a process of its own with short time and little memory.

What it is, is decided by its content. Nothing in it is computed: a cell with a formula is named, not read
(safety reference §3.7).
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

SOURCES = Path(__file__).resolve().parents[1]
LARGEST = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 500
SECONDS = 10
MEMORY = 512 * 1024 * 1024

_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "TMPDIR")
_at_once = asyncio.Semaphore(2)


class Table(msgspec.Struct, frozen=True):
    """The rows of a table as trimmed texts, blank rows left out.

    `numbers` says which line of the file each row stood on; `formulas` holds (row, column)
    indexes of cells that are formulas, whose text is "".
    """

    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()


class Answer(msgspec.Struct, frozen=True):
    """What the reading process says: a table, or the code of what is wrong."""

    table: Table | None = None
    wrong: str = ""


class NotATable(Refusal):
    status = 422
    message = N_("We cannot read this file. Please save it as .xlsx or .csv and choose it again.")


class FileTooLarge(Refusal):
    status = 422
    message = N_("This file is too large: at most 2 MB, 5,000 rows and 60 columns.")


class EmptyFile(Refusal):
    status = 422
    message = N_("This file is empty.")


async def read(content: bytes) -> Table:
    """Return the first sheet of `content`.

    Raises:
        EmptyFile, FileTooLarge, NotATable: also if it took too long.
    """
    if not content:
        raise EmptyFile
    if len(content) > LARGEST:
        raise FileTooLarge
    async with _at_once:
        answer = await _asked(content)
    if answer.wrong == "large":
        raise FileTooLarge
    if answer.table is None:
        raise NotATable
    if not answer.table.rows:
        raise EmptyFile
    return answer.table


async def _asked(content: bytes) -> Answer:
    """Let a fresh process read it; whatever becomes of that process, the site goes on."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(SOURCES)!r}); import kit.sheet_reader as r; r.main()",
        ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(content), SECONDS)
        return msgspec.json.decode(said, type=Answer)
    except (TimeoutError, msgspec.DecodeError):
        return Answer(wrong="unreadable")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
