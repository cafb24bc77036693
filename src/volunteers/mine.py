"""The volunteer's own page: each noun of this slice contributes its part of it.

A noun writes `async def of_volunteer(holder, application) -> dict[str, Any]` and
`templates/volunteers/mine/_<noun>.html`; `web.wiring` registers the function here.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from accounts.rules.links import Holder
from volunteers.rules.applications import Application

Part = Callable[[Holder, Application], Awaitable[dict[str, Any]]]

_parts: list[Part] = []


def contribute(part: Part) -> None:
    """Add what one noun shows a volunteer of theirs; adding it twice changes nothing."""
    if part not in _parts:
        _parts.append(part)


async def sections(holder: Holder, application: Application) -> dict[str, Any]:
    """Return what all nouns have to show, for the template; later ones win over earlier ones."""
    shown: dict[str, Any] = {}
    for part in _parts:
        shown |= await part(holder, application)
    return shown
