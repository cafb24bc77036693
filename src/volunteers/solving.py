"""Solving: the engine's work beside the event loop, two at a time, and nobody waits longer than PATIENCE."""

import asyncio
import contextvars
import os
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Event
from typing import TypeVar

from volunteers.rules.matching import Stopped, TooLarge, TooSlow, Watch

PATIENCE = 10  # seconds, waiting for one's turn included
UNSOLVED = (TooLarge, TooSlow, Stopped)

Found = TypeVar("Found")
_latest: dict[Hashable, Event] = {}


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="solving")


os.register_at_fork(after_in_child=_pool.cache_clear)  # web workers are forked; threads are not


async def beside(work: Callable[[Watch], Found], latest_of: Hashable = None) -> Found:
    """Return what `work` finds; it hands its watch to the engine, for all of its matchings together.

    Whoever asks again under the same `latest_of` wants no answer to what they asked before: it is
    stopped, as is the work of somebody who does not wait any more.

    Raises:
        TooLarge, TooSlow, Stopped, and whatever `work` raises
    """
    over = Event()
    if latest_of is not None:
        _latest.pop(latest_of, over).set()
        over = _latest[latest_of] = Event()
    watch = Watch(time.monotonic, PATIENCE, cancelled=over.is_set, began=time.monotonic())
    run = contextvars.copy_context().run  # the reader's language goes along
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool(), run, work, watch)
    finally:
        over.set()
        if _latest.get(latest_of) is over:
            del _latest[latest_of]
