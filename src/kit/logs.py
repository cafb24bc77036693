"""What we write down about our own running: codes and ids, never names, addresses or what was typed."""

import json
import sys

from kit import clock


def event(name: str, **facts: object) -> None:
    """Write one line of JSON to standard error (safety reference §3.14)."""
    line = {"time": clock.now().isoformat(timespec="milliseconds"), "event": name, **facts}
    print(json.dumps(line, default=str, ensure_ascii=False), file=sys.stderr, flush=True)  # noqa: T201 -- this is the log
