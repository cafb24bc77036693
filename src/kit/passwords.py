"""Passwords: argon2id in two threads, so that no flood of tries eats the memory or stops the event loop."""

import asyncio
import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kit.errors import Refusal
from kit.i18n import N_

T = TypeVar("T")

THREADS = 2  # × 64 MiB is all the memory that passwords can ask for
QUEUE = 64

hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


class TooBusy(Refusal):
    """More passwords wait to be checked than we let wait."""

    status = 429
    message = N_("Many people are signing in right now. Please try again in a moment.")


class _Queue:
    """Two threads and a bounded queue before them; counted on the event loop, so without a lock."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Start with no thread and nobody waiting; a forked process has none of its parent's."""
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self.inside = 0

    async def run(self, work: Callable[[], T]) -> T:
        if self.inside >= THREADS + QUEUE:
            raise TooBusy
        self.inside += 1
        future = asyncio.get_running_loop().run_in_executor(self.threads, work)
        future.add_done_callback(self._leave)  # also when the visitor is gone: the thread is not
        return await asyncio.shield(future)

    def _leave(self, _: object) -> None:
        self.inside -= 1


_queue = _Queue()
os.register_at_fork(after_in_child=_queue.begin)  # web workers are forked; threads are not


async def hashed(password: str) -> str:
    """Return what is stored instead of `password`.

    Raises:
        TooBusy
    """
    return await _queue.run(lambda: hasher.hash(_normal(password)))


async def fits(stored: str, password: str) -> bool:
    """Return whether `password` is the one behind `stored`.

    An account without a password ("") or that does not exist costs the same time: it is
    compared with a hash that nothing fits.

    Raises:
        TooBusy
    """
    return await _queue.run(lambda: _verify(stored, _normal(password)))


def is_outdated(stored: str) -> bool:
    """Return whether `stored` was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        hasher.verify(stored or _nobodys(hasher), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


@cache
def _nobodys(by: PasswordHasher) -> str:
    return by.hash("nobody has this password")


def _normal(password: str) -> str:
    """Return one spelling for what looks the same: a full-width A is typed for an A (NFKC)."""
    return unicodedata.normalize("NFKC", password)
