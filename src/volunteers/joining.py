"""Joining a camp: which conditions each participant meets, and why somebody joins who does not (V3)."""

from uuid import UUID

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor
from events import activities, conditions
from events.rules.activities import Activity
from events.rules.lists import Condition
from kit import database, forms
from kit.errors import Gap
from kit.i18n import gettext
from volunteers import histories
from volunteers.rules.histories import REASON
from volunteers.rules.participants import Participant
from volunteers.rules.registration import joining_gaps
from volunteers.rules.telling import LONGEST_NOTE, tells_who
from volunteers.tables import participants as tables


async def gaps(activity: Activity) -> dict[UUID, tuple[Gap, ...]]:
    """Return what keeps whom off the roster, beside consent; whoever may join is left out."""
    asked: list[Condition] = await conditions.of(activity)
    if not asked:
        return {}
    p = tables.Participant
    everybody = database.facts(Participant, await p.select().where(p.activity == activity.id))
    soft = any(not one.hard for one in asked)
    reasons = await histories.reasons(activity.id) if soft else {}
    found = {one.id: joining_gaps(one, asked, reasons) for one in everybody}
    return {one: lacking for one, lacking in found.items() if lacking}


async def kept_off(activity_id: UUID) -> set[UUID]:
    """Return who may not stand on a roster of an activity, whatever the guardian said."""
    return set(await gaps(await activities.anywhere(activity_id)))


async def excuse(who: Actor | Holder, one: Participant, reason: str) -> None:
    """Note why somebody takes part although a soft condition is not met; deleted with the entry.

    Raises:
        WrongForm: the reason is too long or tells who it is.
    """
    reason = " ".join(reason.split())
    if sentence := wrong_reason(reason):
        raise forms.WrongForm({REASON: sentence})
    before = (await histories.reasons(one.activity)).get(one.id, "") if reason else ""
    if reason and reason != before:
        await histories.note(who, one.id, {REASON: (before, reason)})


def wrong_reason(reason: str) -> str:
    """Return a sentence if a reason may not be kept as it is, else ""."""
    if len(reason) > LONGEST_NOTE:
        return gettext("This is too long: at most %(most)s characters.") % {"most": LONGEST_NOTE}
    return tells_who(reason)
