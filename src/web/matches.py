"""`banxing match`: the matching engine on a file; a terminal shows how far it is, Ctrl-C stops it."""

import sys
import time
from collections.abc import Callable

from kit.i18n import gettext
from volunteers.rules.matching import (
    Progress,
    Watch,
    answer_json,
    answer_text,
    match_file,
    progress_text,
)

PATIENCE = 600  # seconds
STOPPED = 130  # as a shell says of what Ctrl-C ended
CLEAR = "\r\x1b[2K"


def command(
    data: bytes, *, as_json: bool, show: Callable[[str], None], say: Callable[[str], None]
) -> int:
    """Match what the file poses, show the answer and return the exit code."""
    terminal = sys.stderr.isatty()
    watch = Watch(time.monotonic, PATIENCE, _tell if terminal else _keep_quiet)
    try:
        answer, code = match_file(data, watch)
    except KeyboardInterrupt:
        _clear(terminal)
        say(gettext("Stopped. Nothing has been decided."))
        return STOPPED
    _clear(terminal)
    show(answer_json(answer).decode() if as_json else answer_text(answer))
    return code


def _tell(now: Progress) -> None:
    """Write over the line that tells of the step before."""
    sys.stderr.write(CLEAR + progress_text(now))
    sys.stderr.flush()


def _keep_quiet(_: Progress) -> None:
    """A file or a pipe has no use for lines that are written over."""


def _clear(terminal: bool) -> None:
    if terminal:
        sys.stderr.write(CLEAR)
        sys.stderr.flush()
