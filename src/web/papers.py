"""A paper of any activity as a file, for whoever runs this installation."""

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from events import activities, proposals
from events.rules import plans
from exports import desk
from exports.rules.kinds import Kind, Order
from kit import i18n
from web import wiring

PLAN = "plan"
WRONGLY_USED = 2


async def export(activity_id: str, kind: str, lang: str, output: Path) -> int:
    """Write a paper (`run-sheet`, `budget`, …) or the plan as banxing-plan/1 (`plan`) to `output`.

    Raises:
        NoSuchActivity, NotYet, and whatever keeps a paper from being printed
    """
    name = kind.replace("_", "-")
    try:
        wanted = UUID(activity_id)
        order = None if name == PLAN else Order(Kind(name))
    except ValueError:
        known = ", ".join([*Kind, PLAN])
        sys.stderr.write(f"ACTIVITY_ID is a UUID, KIND one of {known}.\n")
        return WRONGLY_USED
    wiring.connect()
    activity = await activities.anywhere(wanted)
    actor = desk.in_house(activity.organization)
    if order is None:
        with i18n.speaking(lang):
            content = plans.write(await proposals.document(actor, activity.id))
    else:
        content = (await desk.printed(actor, activity.id, order, lang)).pdf
    await asyncio.to_thread(output.write_bytes, content)
    return 0
