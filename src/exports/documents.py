"""Facts become paper: one template, one language, one PDF, kept by the hash of its content."""

import asyncio
import hashlib
import os
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import msgspec
import segno

from budget.rules.capitals import capitals
from exports.press import NoFonts, Press
from exports.rules import forms, numbering, papers, profiles, run_sheets
from exports.rules.papers import Missing, Paper
from exports.rules.profiles import Profile
from exports.typesetter import Job
from kit import fonts, i18n
from kit.errors import Refusal
from kit.i18n import N_
from kit.settings import settings
from kit.templating import STATIC, TEMPLATES, render
from volunteers.rules import letters


class TooManyBlocks(Refusal):
    message = N_(
        "“%(title)s” has %(blocks)s blocks and a run sheet holds %(most)s. Print it day by day.",
    )


class Printed(msgspec.Struct, frozen=True):
    """A finished PDF and the characters in it that could only be drawn as an empty box."""

    pdf: bytes
    missing: tuple[Missing, ...] = ()


async def pdf(paper: Paper, language: str) -> bytes:
    """Return `paper` in `language` (`zh_Hans` or `en`) as an accessible PDF (PDF/UA-1).

    Raises:
        TooBusy, TooSlow, TooLarge, Unprintable, NoFonts, TooManyBlocks
    """
    return (await printed(paper, language)).pdf


async def printed(paper: Paper, language: str) -> Printed:
    """Return `paper` like `pdf` does, with the characters that our faces lack.

    Whoever asks for a paper that is being printed at this moment waits for that one.
    """
    path = _kept(paper, language)
    if paper.keep and (known := await asyncio.to_thread(_read, path)):
        return known
    task = _printing.get(path)
    if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
        task = _printing[path] = asyncio.create_task(_print(paper, language, path))
        task.add_done_callback(lambda done: _forget_task(path, done))
    return await asyncio.shield(task)


_printing: dict[Path, asyncio.Task[Printed]] = {}


def _forget_task(path: Path, done: asyncio.Task[Printed]) -> None:
    if _printing.get(path) is done:
        del _printing[path]
    if not done.cancelled():
        done.exception()  # whoever waited has seen it; if nobody did, that is no news either


async def _print(paper: Paper, language: str, path: Path) -> Printed:
    _refuse_endless(paper)
    html, missing = await asyncio.to_thread(_drawable_page, paper, language)
    answer = await press().print(paper.title, Job(html, paper.sheets))
    missing |= set(answer.missing)
    result = Printed(answer.pdf, papers.where_missing(paper, tuple(sorted(missing))))
    if paper.keep:
        await asyncio.to_thread(_write, path, result)
    return result


def page(paper: Paper, language: str) -> str:
    """Write `paper` as the HTML that is printed."""
    with i18n.speaking(language):
        return render(
            paper.template,
            paper=paper,
            qr=_qr(paper.stamp.link),
            capitals=capitals,
            lay_out=run_sheets,
            numbering=numbering,
            forms=forms,
            letters=letters,
            code_of=_qr,
            look=_look(paper, language),
        )


def press() -> Press:
    """Return the press of this process, started when the first paper is printed."""
    return _press(settings().data_dir)


def close() -> None:
    """End the press of this process, if anything was printed; a process that serves does so last."""
    if _press.cache_info().currsize:
        press().close()
        _press.cache_clear()


def forget(before: datetime) -> int:
    """Delete kept papers that nobody asked for since `before` (aware), and say how many."""
    stale = [
        path
        for kept in ("*.paper", "*.png")
        for path in (settings().data_dir / "papers").glob(kept)
        if path.stat().st_mtime < before.timestamp()
    ]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


@cache
def _press(data_dir: Path) -> Press:
    return Press(data_dir / "fonts")


os.register_at_fork(after_in_child=_press.cache_clear)  # a forked process has none of its threads


@cache
def _edition() -> bytes:
    """Hash everything but the facts that decides how a paper looks."""
    parts = [version("weasyprint").encode(), "".join(fonts.FILES).encode()]
    parts += [path.read_bytes() for path in sorted(TEMPLATES.glob("layout/paper.html"))]
    parts += [path.read_bytes() for path in sorted(TEMPLATES.glob("documents/*.html"))]
    parts += [path.read_bytes() for path in sorted(STATIC.glob("paper*.css"))]
    parts += [path.read_bytes() for path in sorted(i18n.CATALOGS.glob("*/LC_MESSAGES/*.mo"))]
    return hashlib.sha256(b"\0".join(parts)).digest()


def _drawable_page(paper: Paper, language: str) -> tuple[str, set[str]]:
    """Write the page with a box for every character that no face of ours has, and name those."""
    if fonts.missing():
        raise NoFonts
    html = page(paper, language)
    missing = fonts.absent(html)
    return fonts.boxed(html, missing), missing


def _kept(paper: Paper, language: str) -> Path:
    content = papers.fingerprint(paper, language).encode()
    look = msgspec.json.encode(
        (paper.stamp, paper.concern, _look(paper, language)), order="deterministic"
    )
    name = hashlib.sha256(content + look + _edition()).hexdigest()
    return settings().data_dir / "papers" / f"{name}.paper"


def _read(path: Path) -> Printed | None:
    try:
        result = msgspec.msgpack.decode(path.read_bytes(), type=Printed)
        os.utime(path)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    return result


def _write(path: Path, result: Printed) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{uuid4().hex}.draft")
    draft.write_bytes(msgspec.msgpack.encode(result))
    draft.replace(path)


def _qr(link: str) -> str:
    if not link:
        return ""
    code = segno.make(link, error="m", micro=False)
    return code.svg_data_uri(border=0, dark="#000", svgclass=None, lineclass=None, omitsize=True)


def _look(paper: Paper, language: str) -> str:
    """Return the style sheet of the association's profile, for papers that follow it."""
    profile = getattr(paper, "profile", None)
    return (
        profiles.css(profile, language, framed=paper.framed) if isinstance(profile, Profile) else ""
    )


def _refuse_endless(paper: Paper) -> None:
    if isinstance(paper, run_sheets.RunSheet):
        blocks = len(paper.blocks)
        if blocks > run_sheets.MOST_BLOCKS:
            raise TooManyBlocks(title=paper.title, blocks=blocks, most=run_sheets.MOST_BLOCKS)
