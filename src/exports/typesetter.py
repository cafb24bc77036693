"""A process that turns HTML into PDF and can do nothing else: no network, little memory, our files only.

`exports.press` starts it with `python -m exports.typesetter` and talks to it over its standard input and
output: four bytes of length, then a message. It ends when its input ends.
"""

import gc
import hashlib
import logging
import os
import re
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes

import msgspec

STATIC = Path(__file__).resolve().parents[2] / "static"
LARGEST_DATA = 300_000
OUT_OF_MEMORY = "memory"
_KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
_NOTDEF = re.compile(r"\(U\+([0-9A-F]+)\)")


class Job(msgspec.Struct, frozen=True):
    """HTML to print, and the names of the style sheets in `static/` that may dress it."""

    html: str
    sheets: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True):
    """The PDF, or the problem in one line; `missing` are the characters no face of ours can draw."""

    pdf: bytes = b""
    missing: tuple[str, ...] = ()
    problem: str = ""


class NotOurs(ValueError):
    """A document asked for something that is neither a named file of ours nor small embedded data."""


def read(stream: BinaryIO) -> bytes:
    """Read one message; empty when the other side has gone."""
    head = stream.read(4)
    if len(head) < 4:  # noqa: PLR2004 -- the length of the length
        return b""
    (length,) = struct.unpack(">I", head)
    body = stream.read(length)
    return body if len(body) == length else b""


def write(stream: BinaryIO, message: bytes) -> None:
    stream.write(struct.pack(">I", len(message)) + message)
    stream.flush()


def fetch(url: str, sheets: tuple[str, ...]) -> tuple[bytes, str]:
    """Return content and type of `static:NAME` (only the named `sheets`) or of a small `data:` address.

    Raises:
        NotOurs: for every other address.
    """
    if url.startswith("static:"):
        name = url.removeprefix("static:")
        kind = _KINDS.get(Path(name).suffix)
        if name in sheets and kind:
            return (STATIC / name).read_bytes(), kind
    elif url.startswith("data:image/svg+xml") and len(url) <= LARGEST_DATA:
        return unquote_to_bytes(url.partition(",")[2]), "image/svg+xml"
    raise NotOurs(url[:200])


def main() -> None:
    """Serve jobs until the input ends. Arguments: bytes of memory it may have."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us
    jobs, answers = _channels()
    most = int(sys.argv[1])
    _limit_memory(most)
    typeset = _typesetter()
    write(answers, b"ready")
    while message := read(jobs):
        answer = _answer(typeset, message)
        if answer.problem and _is_full(most):
            answer = Answer(problem=OUT_OF_MEMORY)
        write(answers, msgspec.msgpack.encode(answer))


def _answer(typeset: Callable[[Job], Answer], message: bytes) -> Answer:
    gc.disable()
    try:
        return typeset(msgspec.msgpack.decode(message, type=Job))
    except MemoryError:
        return Answer(problem=OUT_OF_MEMORY)
    except Exception as problem:  # noqa: BLE001 -- a broken paper must not end the process
        return Answer(problem=f"{type(problem).__name__}: {problem}"[:500])
    finally:
        gc.enable()
        gc.collect()


def _typesetter() -> Callable[[Job], Answer]:
    from weasyprint import CSS, HTML  # half a second and 80 MB: only in this process
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    fonts = FontConfiguration()
    gaps = _Gaps()
    log = logging.getLogger("weasyprint")
    log.handlers, log.propagate = [gaps], False
    log.setLevel(logging.WARNING)

    class OurFilesOnly(URLFetcher):
        def __init__(self, sheets: tuple[str, ...]) -> None:
            super().__init__(allow_redirects=False)
            self.sheets = sheets

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002 -- WeasyPrint's signature
            body, kind = fetch(url, self.sheets)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    def typeset(job: Job) -> Answer:
        gaps.found.clear()
        fetcher = OurFilesOnly(job.sheets)
        styles = [
            CSS(url=f"static:{name}", url_fetcher=fetcher, font_config=fonts) for name in job.sheets
        ]
        identifier = hashlib.sha256(job.html.encode()).digest()[:16]
        pdf = HTML(string=job.html, url_fetcher=fetcher).write_pdf(
            stylesheets=styles,
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier,
            full_fonts=False,
        )
        return Answer(pdf=bytes(pdf), missing=tuple(sorted(gaps.found)))

    return typeset


class _Gaps(logging.Handler):
    """Collects the characters that WeasyPrint could only draw as an empty box."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith(".notdef"):
            self.found.update(chr(int(code, 16)) for code in _NOTDEF.findall(said))
        else:
            sys.stderr.write(f"paper: {said}\n")


def _channels() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for messages; whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _limit_memory(most: int) -> None:
    try:
        import resource  # noqa: PLC0415 -- not there on Windows
    except ImportError:  # Windows: the clock beside us is the only limit there
        return
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _is_full(most: int) -> bool:
    """Say whether memory is what went wrong: near the limit C code fails in ways of its own."""
    try:
        import resource  # noqa: PLC0415 -- not there on Windows
    except ImportError:
        return False
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > most * 0.9


if __name__ == "__main__":
    main()
