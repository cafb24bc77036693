"""Papers that nobody asked for in a browser: written by command, built ahead, thrown away."""

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from events import activities, proposals, releases
from events.rules import plan_files
from exports import desk, documents, prints
from exports.rules.kinds import WORDED, Kind, Order
from kit import clock, i18n, logs
from kit.errors import Refusal
from web import wiring

PLAN = "plan"
WORD = "-docx"
WRONGLY_USED = 2
UNASKED = timedelta(days=30)


async def export(activity_id: str, kind: str, lang: str, output: Path) -> int:
    """Write a paper (`run-sheet`, `budget`, …) or the plan as banxing-plan/1 (`plan`) to `output`.

    `proposal-docx` is the same paper for Word, where there is one.

    Raises:
        NoSuchActivity, NotYet, OnlyPrinted, and whatever keeps a paper from being printed
    """
    written = kind.replace("_", "-")
    name = written.removesuffix(WORD)
    try:
        wanted = UUID(activity_id)
        order = None if name == PLAN else Order(Kind(name))
    except ValueError:
        known = ", ".join([*Kind, *(f"{one}{WORD}" for one in WORDED), PLAN])
        sys.stderr.write(f"ACTIVITY_ID is a UUID, KIND one of {known}.\n")
        return WRONGLY_USED
    wiring.connect()
    activity = await activities.anywhere(wanted)
    actor = desk.in_house(activity.organization)
    if order is None:
        with i18n.speaking(lang):
            content = plan_files.write(await proposals.document(actor, activity.id))
    elif written.endswith(WORD):
        content = await desk.worded(actor, activity.id, order, lang)
    else:
        content = (await desk.printed(actor, activity.id, order, lang)).pdf
    await asyncio.to_thread(output.write_bytes, content)
    return 0


async def build_ahead(since: datetime) -> int:
    """Print the run sheets released after `since` in every language, so that nobody waits for them.

    Returns how many were printed. What cannot be printed now is printed when somebody asks.
    """
    built = 0
    for organization_id, activity_id in await releases.since(since):
        for language in i18n.LOCALES:
            try:
                actor = desk.in_house(organization_id)
                await desk.printed(actor, activity_id, Order(Kind.RUN_SHEET), language)
                built += 1
            except Refusal as refusal:
                logs.event("paper not built ahead", refusal=type(refusal).__name__)
    return built


async def forget_old() -> None:
    """Throw away the papers that nobody has asked for in a month."""
    before = clock.now() - UNASKED
    await asyncio.to_thread(documents.forget, before)
    await asyncio.to_thread(prints.forget, before)
