"""What the plan check says about a programme."""

import asyncio

from accounts.rules.permissions import Actor
from events import obligations, programme_sections, programmes, seats, work
from events.rules.programme_checks import Lack, Whole, checked
from events.rules.programmes import Programme
from kit import clock


async def of(actor: Actor, programme: Programme) -> list[Lack]:
    """Return what is missing; the chapters are read beside other requests.

    Raises:
        NotAllowed, NoSuchProgramme
    """
    programme = await programmes.find(actor, programme.id)
    whole = Whole(
        programme,
        await programme_sections.of(programme),
        await obligations.of_programme(programme),
        await work.of(programme),
        await seats.of_programme(programme),
    )
    return await asyncio.to_thread(checked, whole, clock.day(programme.zone))
