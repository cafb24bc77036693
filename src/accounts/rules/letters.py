"""Mails that wait: when to try again, when to give up, and which of their words are links of ours."""

import re
from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
PATIENCE = timedelta(days=3)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after `attempts` failures: 1, 2, 4 … minutes, at most 6 hours."""
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 10)), LONGEST_PAUSE)


def is_hopeless(created_at: datetime, now: datetime) -> bool:
    return now - created_at >= PATIENCE


def parts(body: str, base_url: str) -> list[tuple[str, str]]:
    """Cut `body` into (text, path) pairs; `path` is "" but for addresses of this site."""
    cut = re.split(rf"({re.escape(base_url)}/[\w\-./?=&%]*)", body)
    return [
        (text, text.removeprefix(base_url) if text.startswith(f"{base_url}/") else "")
        for text in cut
        if text
    ]
