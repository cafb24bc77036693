"""Pictures that somebody uploaded, made anew: only what is seen stays, never where it was taken.

That happens in a process of its own with short time and little memory (safety reference §3.7).
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from kit import picture_maker
from kit.errors import Refusal
from kit.i18n import N_

SOURCES = Path(__file__).resolve().parents[1]
LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 24_000_000
MEMORY = 512 * 1024 * 1024
SECONDS = 10
JPEG = "image/jpeg"
PNG = "image/png"

_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "TMPDIR")
_at_once = asyncio.Semaphore(2)


class PictureTooLarge(Refusal):
    status = 422
    message = N_("This file is larger than %(most)s MB. Save the picture smaller and try again.")


class NotAPicture(Refusal):
    status = 422
    message = N_("This is no JPEG or PNG picture that we can read.")


class TooManyPixels(Refusal):
    status = 422
    message = N_("This picture has more than %(most)s million pixels. Save it smaller.")


class PictureTooSmall(Refusal):
    status = 422
    message = N_("This picture is too small: it needs at least %(least)s pixels each way.")


async def cropped(content: bytes, width: int, height: int, *, least: int) -> bytes:
    """Return the middle of a picture as a JPEG of exactly this size, without anything else in it.

    A picture of less than `least` pixels in one direction is refused rather than blown up.

    Raises:
        PictureTooLarge, NotAPicture, TooManyPixels, PictureTooSmall
    """
    if len(content) > LARGEST:
        raise PictureTooLarge(most=LARGEST // 1024 // 1024)
    async with _at_once:
        code, made = await asyncio.to_thread(_run, content, width, height, least)
    if code == picture_maker.TOO_MANY_PIXELS:
        raise TooManyPixels(most=MOST_PIXELS // 1_000_000)
    if code == picture_maker.TOO_SMALL:
        raise PictureTooSmall(least=least)
    if code or not made:
        raise NotAPicture
    return made


def _run(content: bytes, *numbers: int) -> tuple[int, bytes]:
    """Return how the process ended and what it made; one that takes too long is killed."""
    command = [sys.executable, "-m", "kit.picture_maker", *map(str, numbers)]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 -- our own module with numbers
            [*command, str(MOST_PIXELS), str(MEMORY)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env=environment | {"PYTHONPATH": str(SOURCES)},
        )
    except subprocess.TimeoutExpired:
        return picture_maker.UNREADABLE, b""
    return done.returncode, done.stdout
