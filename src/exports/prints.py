"""What is remembered of each print: how many pages it had, and which characters became boxes.

Kept beside the papers under the name of what they say, so that the screen of papers need not print.
"""

import asyncio
import io
from datetime import datetime
from pathlib import Path

import msgspec
import pikepdf

from exports.documents import Printed
from exports.rules import papers
from exports.rules.papers import Paper
from kit.settings import settings


class Print(msgspec.Struct, frozen=True):
    """One print; `missing` are characters that no face of ours can draw."""

    pages: int
    missing: str = ""


async def remember(paper: Paper, language: str, printed: Printed) -> None:
    await asyncio.to_thread(_write, _path(paper, language), printed)


def known(paper: Paper, language: str) -> Print | None:
    """Return what the last print of exactly these facts was like, None if there was none."""
    try:
        return msgspec.json.decode(_path(paper, language).read_bytes(), type=Print)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def forget(before: datetime) -> None:
    """Delete what is remembered of prints made before `before` (aware)."""
    for path in (settings().data_dir / "papers").glob("*.print"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def _path(paper: Paper, language: str) -> Path:
    return settings().data_dir / "papers" / f"{papers.fingerprint(paper, language)}.print"


def _write(path: Path, printed: Printed) -> None:
    with pikepdf.open(io.BytesIO(printed.pdf)) as file:
        pages = len(file.pages)
    characters = "".join(dict.fromkeys(gap.character for gap in printed.missing))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(Print(pages, characters)))
