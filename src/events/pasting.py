"""A proposal that exists already becomes an activity; until somebody says so, nothing is kept of it."""

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import plans, programme_plans, unpacking
from events.rules import leftovers, reading, reading_edits
from events.rules.activities import Activity, must_lie_ahead
from events.rules.plans import Traits
from events.rules.programme_plans import Asked, Picked, becomes_programme, taken, with_parents
from events.rules.programmes import Programme
from events.rules.reading import Reading
from events.rules.reading.lines import MAX_LINES
from events.rules.reading_view import becomes_activity
from kit import clock, database
from kit.errors import Refusal
from kit.forms import clean
from kit.i18n import N_

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_TEXT = 200_000  # bytes of UTF-8; a long proposal has some 20,000


class TooMuchText(Refusal):
    status: ClassVar[int] = 422
    message = N_(
        "This text is too long for one plan: at most about %(most)s characters in %(lines)s lines."
    )


class FileTooLarge(Refusal):
    status: ClassVar[int] = 422
    message = N_("This file is too large: at most 2 MB.")


class NotAProgramme(Refusal):
    status: ClassVar[int] = 422
    message = N_("This text is about one activity: make an activity of it.")


class NotOneActivity(Refusal):
    status: ClassVar[int] = 422
    message = N_("This text is not about one activity, so it cannot become one yet.")


async def text_in(content: bytes) -> str:
    """Return the text of a file somebody hands in.

    Raises:
        FileTooLarge, files.UnreadableFile, files.FileTooLarge
    """
    if len(content) > LARGEST_FILE:
        raise FileTooLarge
    return await unpacking.text_of(content)


async def read(actor: Actor, text: str) -> Reading:
    """Return what stands in `text`; nothing is saved. A long text takes its time beside other requests.

    Raises:
        NotAllowed, TooMuchText, NothingToRead
    """
    actor.must(Permission.CHANGE_PLAN)
    too_much = TooMuchText(most="60,000", lines=f"{MAX_LINES:,}")
    if len(text.encode()) > LARGEST_TEXT:
        raise too_much
    try:
        return await asyncio.to_thread(reading.read, clean(text), clock.day(Traits().zone))
    except reading.TooLong:
        raise too_much from None


async def create(actor: Actor, found: Reading, text: str, posted: Mapping[str, Any]) -> Activity:
    """Make an activity of `text` as it was read, with what somebody typed over it.

    A chapter keeps only what did not become data (`rules/leftovers.py`).

    Raises:
        NotAllowed, NotOneActivity, WrongForm, DayIsOver
    """
    if not becomes_activity(found.plan):
        raise NotOneActivity
    once = await asyncio.to_thread(leftovers.told_once, found, clean(text))
    edited = reading_edits.applied(once, posted)
    must_lie_ahead(edited.when.start_date, clock.day(edited.traits.zone))
    async with database.transaction():
        activity = await plans.create(actor, edited)
        await traces.leave(actor, "plan.pasted", activity.id, activity_id=activity.id)
    return activity


async def create_programme(actor: Actor, found: Reading, picked: Picked, asked: Asked) -> Programme:
    """Make a programme of what was picked from a text as it was read; of a report only its promises.

    Raises:
        NotAllowed, NotAProgramme, EndsBeforeStart, RunsTooLong
    """
    if not becomes_programme(found.plan):
        raise NotAProgramme
    return await programme_plans.create(actor, taken(with_parents(found), picked), asked)
