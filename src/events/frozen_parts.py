"""What a release freezes besides the schedule: each slice above says who is with whom, as one text.

A slice writes `async def frozen(activity_id) -> str`, "" while there is nothing; `web.wiring` contributes it here.
"""

import hashlib
from collections.abc import Awaitable, Callable
from uuid import UUID

Part = Callable[[UUID], Awaitable[str]]

_parts: list[Part] = []


def contribute(part: Part) -> None:
    """Add what one slice freezes; adding it twice changes nothing."""
    if part not in _parts:
        _parts.append(part)


async def digest(activity_id: UUID) -> str:
    """Return a digest of all that is frozen of an activity, "" of nothing; the texts themselves are not kept."""
    said = [text for part in _parts if (text := await part(activity_id))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32] if said else ""
