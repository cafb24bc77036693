"""What a partner may be handed on paper: of each volunteer what they agreed to, and no more (V13)."""

from collections.abc import Iterable
from uuid import UUID

from accounts.rules.permissions import Actor
from events.rules.activities import Activity
from kit.i18n import N_
from volunteers import applications, disclosures, liaisons, participants, sharing
from volunteers.rules import sharing as rules
from volunteers.rules.sharing import FIELDS, Handed, Shared

LIST = N_("List of volunteers on paper")
PAIRS = N_("Pair list on paper")


async def of(activity: Activity) -> tuple[Handed, ...]:
    """Return this for every partner of an activity that whoever asks may hand something to."""
    partners = await liaisons.of(activity.id)
    if not partners:
        return ()
    volunteers = await applications.of(activity.id)
    sent = [(one.id, one.source) for one in await participants.of(activity.id)]
    found = []
    for one in partners:
        words = await sharing.words(volunteers, one.partner)
        rows = rules.shareable(volunteers, words, one.partner, FIELDS)
        sources = {one.partner, ""} if len(partners) == 1 else {one.partner}
        own = frozenset(key for key, source in sent if source in sources)
        found.append(Handed(one.id, one.partner, rows, len(volunteers) - len(rows), own))
    return tuple(found)


async def note(
    actor: Actor, activity_id: UUID, recipient: str, rows: Iterable[Shared], purpose: str
) -> None:
    """Write down, before it is printed, what the recipient is told of these people."""
    alike: dict[tuple[str, ...], list[UUID]] = {}
    for row in rows:
        alike.setdefault(tuple(row.said), []).append(row.volunteer)
    for named, people in alike.items():
        await disclosures.note(
            actor,
            recipient,
            people,
            named,
            purpose=purpose,
            basis=sharing.BASIS,
            activity_id=activity_id,
        )
