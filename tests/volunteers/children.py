"""Participants with their consents, for the tests of this slice."""

from datetime import date
from typing import Any
from uuid import UUID

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from volunteers import consents, participants
from volunteers.rules.consent import Batch
from volunteers.rules.participants import AgeBand, NewParticipant, Purpose

NAMES = ("小满", "阿飞", "晨晨", "豆豆", "小禾", "大勇", "阿雪", "小宇")


def child(codename: str = "小满", **differing: Any) -> NewParticipant:
    usual: dict[str, Any] = {"codename": codename, "age_band": AgeBand.A12_13, "grade": 7}
    return NewParticipant(**usual | differing)


async def listed(actor: Actor, activity: Activity, count: int) -> list[UUID]:
    """Put this many children on the list; nobody has answered for them yet."""
    return [
        await participants.add(actor, activity.id, child(name, partner_row=str(n)))
        for n, name in enumerate(NAMES[:count], start=1)
    ]


async def agreed(
    actor: Actor,
    activity: Activity,
    ids: list[UUID],
    on: date = date(2026, 11, 18),
    covers: tuple[Purpose, ...] = (),
) -> None:
    """Let the school confirm a signed letter for each of these children."""
    await consents.confirm_batch(
        actor,
        activity.id,
        Batch(letters=len(ids), on=on, participants=tuple(ids), covers=covers),
    )
