"""The screen at the door of a training: the code that changes each minute, and the one that can be printed."""

from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database, tokens
from kit.settings import settings
from volunteers import attendance
from volunteers.rules import doors
from volunteers.rules.attendance import door_is_open
from volunteers.rules.doors import Showing
from volunteers.rules.training import TrainingSession
from volunteers.tables import training as tables


class Screen(msgspec.Struct, frozen=True):
    """What the page at the door shows; `printed` is "" while no code hangs on the wall."""

    session: TrainingSession
    showing: Showing
    address: str
    printed: str
    printed_address: str
    is_open: bool


async def screen(actor: Actor, activity_id: UUID, session_id: UUID) -> Screen:
    """Return the code of this minute for the screen at the door.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    session = await attendance.session(activity.id, session_id)
    now, door = clock.now(), key(session)
    showing, wall = doors.showing(door, now), doors.printed(session, door)
    return Screen(
        session,
        showing,
        _address(session, showing.code),
        wall,
        _address(session, wall) if wall else "",
        door_is_open(session, now),
    )


async def print_code(actor: Actor, activity_id: UUID, session_id: UUID, *, end: bool) -> None:
    """Let a code hold that does not change, to hang on the wall; or end it, with all codes so far.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchSession
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        session = await attendance.session(activity.id, session_id, lock=True)
        t = tables.TrainingSession
        await t.update({t.door_secret: "" if end else tokens.new()}).where(t.id == session.id)
        what = "door.code_ended" if end else "door.code_printed"
        await traces.leave(actor, what, session.id, activity_id=activity.id)


def key(session: TrainingSession) -> bytes:
    """Return what the codes of one session are made with."""
    return doors.key(session, settings().secret_key.encode())


def _address(session: TrainingSession, code: str) -> str:
    return f"{settings().base_url.rstrip('/')}/in/{session.id.hex}{code}"
