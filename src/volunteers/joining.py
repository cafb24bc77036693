"""Joining a camp: which conditions each participant meets, and why somebody joins who does not (V3)."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities, conditions
from events.rules.activities import Activity
from events.rules.lists import Condition
from kit import database, forms
from kit.errors import Gap
from kit.i18n import gettext
from volunteers import histories
from volunteers.rules.histories import REASON, Changes
from volunteers.rules.participants import Participant
from volunteers.rules.registration import joining_gaps
from volunteers.rules.telling import LONGEST_NOTE, tells_who
from volunteers.tables import participants as tables


class Ticked(msgspec.Struct, frozen=True):
    """What was said of one participant: the conditions that are met, and a reason or ""."""

    met: frozenset[UUID]
    reason: str = ""


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


async def save(actor: Actor, activity_id: UUID, ticked: Mapping[UUID, Ticked]) -> int:
    """Write which conditions these participants meet, and why some join all the same; return how many changed.

    Raises:
        NotAllowed, NoSuchActivity, WrongForm: a reason tells who somebody is.
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    p = tables.Participant
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        asked = {one.id for one in await conditions.of(activity)}
        reasons = await histories.reasons(activity.id)
        everybody = database.facts(Participant, await p.select().where(p.activity == activity.id))
        changed: dict[UUID, Changes] = {}
        wrong: dict[str, str] = {}
        for one in everybody:
            if (said := ticked.get(one.id)) is None:
                continue
            if sentence := wrong_reason(said.reason):
                wrong[f"reason-{one.id}"] = sentence
            changes: Changes = {}
            if said.met & asked != set(one.met) & asked:
                met = [str(each) for each in sorted(said.met & asked, key=str)]
                changes["met"] = ([str(each) for each in one.met], met)
                await p.update({p.met: list(said.met & asked), p.version: p.version + 1}).where(
                    p.id == one.id
                )
            if said.reason and said.reason != reasons.get(one.id, ""):
                changes[REASON] = (reasons.get(one.id, ""), said.reason)
            changed[one.id] = changes
        if wrong:
            raise forms.WrongForm(wrong)
        await histories.note_all(actor, changed)
        count = sum(bool(one) for one in changed.values())
        await traces.leave(
            actor, "participants.conditions", activity_id=activity.id, details=str(count)
        )
    return count


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
