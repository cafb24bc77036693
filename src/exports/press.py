"""Two processes that print, a short queue in front of them, and a clock beside each."""

import asyncio
import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from exports import typesetter
from exports.typesetter import Answer, Job
from kit import fonts, logs
from kit.errors import Refusal
from kit.i18n import N_

SOURCES = Path(__file__).resolve().parents[1]
MEMORY = 512 * 1024 * 1024
_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR")


class TooBusy(Refusal):
    status = 503
    message = N_("Many papers are being printed right now. Please try again in a minute.")


class TooSlow(Refusal):
    status = 503
    message = N_(
        "“%(title)s” took too long to lay out, so we stopped. "
        "Shorten its longest texts or print it in parts.",
    )


class TooLarge(Refusal):
    status = 503
    message = N_("“%(title)s” needs more memory than a paper may have. Print it in parts.")


class Unprintable(Refusal):
    status = 500
    message = N_("“%(title)s” could not be printed. We have noted what went wrong.")


class NoFonts(Refusal):
    status = 503
    message = N_("The typefaces for printing are not installed. “make install” fetches them.")


PATIENCE = 30.0  # seconds somebody waits for a free process before we say that we are busy


class Press:
    """Prints at most `workers` papers at once; `waiting` more may queue, the next one is refused.

    A process that takes longer than `seconds` is killed; each one retires after `lifetime` papers.
    `folder` keeps the list of our faces. Works in any event loop.
    """

    def __init__(
        self,
        folder: Path,
        *,
        workers: int = 2,
        waiting: int = 32,
        seconds: float = 15,
        memory: int = MEMORY,
        lifetime: int = 50,
    ) -> None:
        self._folder = folder
        self._most = workers + waiting
        self._seconds = seconds
        self._memory = memory
        self._lifetime = lifetime
        self._patience = PATIENCE + seconds
        self._hands = ThreadPoolExecutor(workers, thread_name_prefix="press")
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._open = 0
        self._lock = threading.Lock()

    async def print(self, title: str, job: Job) -> Answer:
        """Return the PDF of `job`; `title` names the paper to whoever asked for it.

        Raises:
            TooBusy, TooSlow, TooLarge, Unprintable, NoFonts
        """
        with self._lock:
            if self._open >= self._most:
                raise TooBusy
            self._open += 1
        future = self._hands.submit(self._print, title, job)
        future.add_done_callback(lambda _: self._leave())
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._patience)
        except TimeoutError as waited:
            raise TooBusy from waited

    def close(self) -> None:
        """End the processes; whoever is still waiting is refused."""
        self._hands.shutdown(wait=True, cancel_futures=True)
        while True:
            try:
                self._idle.get_nowait().end()
            except Empty:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _print(self, title: str, job: Job) -> Answer:
        worker = self._take()
        answer = worker.ask(msgspec.msgpack.encode(job), self._seconds)
        if answer is None:
            worker.end()
            if worker.overran:
                raise TooSlow(title=title)
            raise TooLarge(title=title)
        if answer.problem or worker.printed >= self._lifetime:
            worker.end()
        else:
            self._idle.put(worker)
        if answer.problem == typesetter.OUT_OF_MEMORY:
            raise TooLarge(title=title)
        if answer.problem:
            logs.event("paper not printed", error=answer.problem.partition(":")[0])
            raise Unprintable(title=title)
        return answer

    def _take(self) -> "_Worker":
        try:
            return self._idle.get_nowait()
        except Empty:
            if fonts.missing():
                raise NoFonts from None
            return _Worker(fonts.configuration(self._folder), self._memory)

    def _leave(self) -> None:
        with self._lock:
            self._open -= 1


class _Worker:
    """One typesetter process and its two pipes."""

    def __init__(self, font_list: Path, memory: int) -> None:
        self.printed = 0
        self.overran = False
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {
            "FONTCONFIG_FILE": str(font_list),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(SOURCES),
            "PYTHONUTF8": "1",
        }
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-m", "exports.typesetter", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self._ready = False
        atexit.register(self.end)

    def ask(self, message: bytes, seconds: float) -> Answer | None:
        """Return the answer, or None if the process died or had to be killed after `seconds`.

        The seconds start when the process is ready: starting up is not the paper's fault, but may not
        take more than a minute either.
        """
        jobs, answers = self._pipes()
        try:
            if not self._ready:
                self._ready = self._timed(60, lambda: typesetter.read(answers)) == b"ready"
            if not self._ready:
                return Answer(problem="the typesetter did not start")
            typesetter.write(jobs, message)
            reply = self._timed(seconds, lambda: typesetter.read(answers))
        except OSError:
            return None
        self.printed += 1
        return msgspec.msgpack.decode(reply, type=Answer) if reply else None

    def end(self) -> None:
        atexit.unregister(self.end)
        self._process.kill()
        for pipe in self._pipes():
            with suppress(OSError):  # it may be gone with its process
                pipe.close()
        self._process.wait()

    def _timed(self, seconds: float, reading: Callable[[], bytes]) -> bytes:
        def overrun() -> None:
            self.overran = True
            self._process.kill()

        clock = threading.Timer(seconds, overrun)
        clock.daemon = True
        clock.start()
        try:
            return reading()
        finally:
            clock.cancel()

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        assert self._process.stdin
        assert self._process.stdout
        return self._process.stdin, self._process.stdout  # type: ignore[return-value]
