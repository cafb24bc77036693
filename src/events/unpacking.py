"""The text of a file somebody hands in: Word files are unpacked by a fresh process with limits of its own."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from events.rules.reading import files
from events.rules.reading.lines import MAX_CHARACTERS

SOURCES = Path(__file__).resolve().parents[1]
SECONDS = 10
MEMORY = 512 * 1024 * 1024
_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "TMPDIR")
_START = "import sys; sys.path.insert(0, {sources!r}); import events.unpacking as u; u.main()"
_at_once = asyncio.Semaphore(2)


class Answer(msgspec.Struct):
    text: str | None = None
    wrong: str = "unreadable"


async def text_of(content: bytes) -> str:
    """Return the text in `content`; a .docx that breaks or blocks its reader harms nobody else.

    Of a .docx with more text than is read at all comes so much that it shows.

    Raises:
        files.UnreadableFile, files.FileTooLarge
    """
    if not content.startswith(files.ZIPPED):
        return await asyncio.to_thread(files.text_of, content)
    async with _at_once:
        answer = await _asked(content)
    if answer.wrong == "large":
        raise files.FileTooLarge
    if answer.text is None:
        raise files.UnreadableFile
    return answer.text


async def _asked(content: bytes) -> Answer:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", "-c", _START.format(sources=str(SOURCES))),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(content), SECONDS)
        return msgspec.json.decode(said, type=Answer)
    except (TimeoutError, msgspec.DecodeError):
        return Answer()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def main() -> None:
    """Read a file from standard input and write an Answer to standard output."""
    _limit()
    try:
        text = files.text_of(sys.stdin.buffer.read())
        answer = Answer(text[: MAX_CHARACTERS + 1], "")
    except files.FileTooLarge:
        answer = Answer(wrong="large")
    except Exception:  # noqa: BLE001 -- hostile input: whatever it breaks, it is no text
        answer = Answer()
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _limit() -> None:
    """Take away this process's own memory and time; the parent's clock stays where there are none."""
    try:
        import resource  # noqa: PLC0415 -- not on Windows
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        resource.setrlimit(kind, (most, most))
