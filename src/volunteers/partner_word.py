"""A partner's own word on real names, through its link: for everybody where it is alone, else for its own (V11)."""

from accounts import traces
from accounts.rules.links import Holder, NoSuchLink
from events.rules.activities import Activity
from kit import database
from volunteers import earlier, liaisons, named_mode
from volunteers.rules.named_mode import NamedMode

REFUSED = "named_mode.partner_refused"


async def agree(holder: Holder) -> None:
    """Let the only partner agree. Where there are several, each signs on paper, and the organisers note that.

    Raises:
        NoSuchLink, NotAssessed
    """
    async with database.transaction():
        visit = await liaisons.visit(holder, lock=True)
        if not visit.alone:
            raise NoSuchLink
        await named_mode.agreed(holder, visit.activity, visit.liaison.partner)


async def refuse(holder: Holder) -> None:
    """Let a partner say no, or take its word back: what is real of its own children is erased at once.

    The only partner closes the named mode; one of several leaves what the others agreed to.

    Raises:
        NoSuchLink
    """
    async with database.transaction():
        visit = await liaisons.visit(holder, lock=True)
        if visit.alone:
            await named_mode.shut(holder, visit.activity)
            return
        if await named_mode.find(visit.activity.id, lock=True) is None:
            return
        await earlier.remember(visit.activity)
        await named_mode.erase(visit.activity, visit.sources)
        await traces.leave(holder, REFUSED, visit.liaison.id, activity_id=visit.activity.id)


async def refused(activity: Activity, mode: NamedMode | None) -> frozenset[str]:
    """Return the partners of several who said no after the yes that was noted: nothing real is kept of theirs."""
    if mode is None or mode.partner_at is None:
        return frozenset()
    saying_no = await traces.objects_since(activity.id, REFUSED, mode.partner_at)
    if not saying_no:
        return frozenset()
    return frozenset(one.partner for one in await liaisons.of(activity.id) if one.id in saying_no)
