"""Who answers for what in an activity, as a list of its plan: the seats, row by row."""

import zlib
from collections.abc import Sequence
from typing import Annotated
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import activities, seats
from events.catalogue import Listed
from events.rules.activities import Activity
from events.rules.list_rows import Column, digest
from events.rules.list_sums import Sum
from events.rules.lists import Row, Typed, content, merged
from events.rules.seats import Seat
from kit import database
from kit.i18n import N_, ngettext


class Responsibility(Row, frozen=True):
    """A seat as a row; an empty holder is a blank to be filled."""

    group: Annotated[str, msgspec.Meta(max_length=100)] = ""
    role: Annotated[str, msgspec.Meta(max_length=60)] = ""
    holder: Annotated[str, msgspec.Meta(max_length=200)] = ""
    duty: Annotated[str, msgspec.Meta(max_length=1000)] = ""


async def of(activity: Activity) -> list[Responsibility]:
    """Return the seats in their order, for whoever has been let in to the activity.

    Seats are written as a whole and have neither ids nor versions that last: here their place is
    what they are known by, and what they say is their version.
    """
    return [_row(n, seat) for n, seat in enumerate(await seats.of_activity(activity))]


async def save(actor: Actor, activity_id: UUID, typed: Sequence[Typed]) -> None:
    """Save the list as it was typed.

    Raises:
        NotAllowed, NoSuchActivity, ListChanged, TooManyRows
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        now = await of(activity)
        merge = merged(now, typed)
        if not merge.differs(now):
            return
        rows = [msgspec.convert(content(row), Seat) for row in merge.order]
        await seats.write_for_activity(actor, activity_id, rows)


def sums(_: Activity, rows: Sequence[Responsibility]) -> list[Sum]:
    """Count the blanks."""
    blanks = sum(not row.holder for row in rows)
    if not blanks:
        return []
    sentence = ngettext("%(num)s still to be filled", "%(num)s still to be filled", blanks)
    return [Sum(sentence % {"num": blanks}, "amber")]


def _row(place: int, seat: Seat) -> Responsibility:
    row = Responsibility(**msgspec.structs.asdict(seat))
    version = zlib.crc32(digest(row).encode()) >> 1
    return msgspec.structs.replace(row, id=uuid5(NAMESPACE_OID, str(place)), version=version)


LISTED = Listed(
    name="responsibilities",
    title=N_("Who answers for what"),
    lead=N_("The leading group and the squads: who does what, and what is still blank."),
    row=Responsibility,
    columns=(
        Column("group", N_("Squad or group"), ("组别", "小组", "部门"), width="w20"),
        Column("role", N_("Position"), ("职务", "岗位", "角色"), width="w15"),
        Column("holder", N_("Held by"), ("姓名", "负责人", "人员"), width="w20"),
        Column("duty", N_("Duty"), ("职责", "分工", "任务"), long=True),
    ),
    of=of,
    save=save,
    sums=sums,
)
