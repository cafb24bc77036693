"""What was done, by whom, to what: one row in the transaction of each change that matters."""

from uuid import UUID, uuid4

from accounts import tables
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor
from kit import clock


async def leave(
    who: Actor | Holder,
    action: str,
    object_id: UUID | None = None,
    *,
    activity_id: UUID | None = None,
    details: str = "",
) -> None:
    """Record that `who` did `action`; `details` hold numbers and codes, never a person's data."""
    by_link = isinstance(who, Holder)
    await tables.Trace.insert(
        tables.Trace(
            id=uuid4(),
            organization=who.organization_id,
            account=None if isinstance(who, Holder) else who.account_id,
            link_id=who.id if by_link else None,
            activity_id=activity_id,
            action=action,
            object_id=object_id,
            details=details,
            at=clock.now(),
        )
    )
