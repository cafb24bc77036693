"""What a list of a plan adds up to, as one sentence each, and whether that fits the activity."""

from collections.abc import Sequence

import msgspec

from events.rules.activities import Activity, Kind
from events.rules.lists import Act, Condition, Quota, minutes, places
from kit.i18n import gettext, ngettext


class Sum(msgspec.Struct, frozen=True):
    """`tone` is how it is drawn: "jade" fits, "amber" does not, "" says nothing about that."""

    text: str
    tone: str = ""


def of_quotas(activity: Activity, quotas: Sequence[Quota]) -> list[Sum]:
    """Compare the places with the number of participants."""
    count, wanted = places(quotas), activity.participants
    said = [Sum(ngettext("%(num)s place in all", "%(num)s places in all", count) % {"num": count})]
    if wanted is None or not quotas:
        return said
    if count == wanted:
        return [*said, Sum(gettext("as many as there are participants"), "jade")]
    short = gettext("%(num)s fewer than the %(wanted)s participants")
    over = gettext("%(num)s more than the %(wanted)s participants")
    sentence = short if count < wanted else over
    return [*said, Sum(sentence % {"num": abs(wanted - count), "wanted": wanted}, "amber")]


def of_conditions(_: Activity, conditions: Sequence[Condition]) -> list[Sum]:
    """Count those that refuse."""
    hard = sum(one.hard for one in conditions)
    soft = len(conditions) - hard
    said = []
    if hard:
        said.append(Sum(ngettext("%(num)s refuses", "%(num)s refuse", hard) % {"num": hard}))
    if soft:
        sentence = ngettext("%(num)s asks for a reason", "%(num)s ask for a reason", soft)
        said.append(Sum(sentence % {"num": soft}))
    return said


def of_acts(activity: Activity, acts: Sequence[Act]) -> list[Sum]:
    """Add up the minutes, and look for acts of unknown length; a camp has one act per camper."""
    if not acts:
        return []
    together = minutes(acts)
    said = [
        Sum(ngettext("%(num)s act", "%(num)s acts", len(acts)) % {"num": len(acts)}),
        Sum(ngettext("%(num)s minute", "%(num)s minutes", together) % {"num": together}),
    ]
    if open_ones := sum(act.minutes is None for act in acts):
        sentence = ngettext("%(num)s without a length", "%(num)s without a length", open_ones)
        said.append(Sum(sentence % {"num": open_ones}, "amber"))
    unseen = sum(not act.checked_by for act in acts)
    if unseen:
        sentence = ngettext("%(num)s not rehearsed yet", "%(num)s not rehearsed yet", unseen)
        said.append(Sum(sentence % {"num": unseen}, "amber"))
    missing = (activity.participants or 0) - len(acts) if activity.kind is Kind.CAMP else 0
    if missing > 0:
        sentence = ngettext(
            "%(num)s camper without an act", "%(num)s campers without an act", missing
        )
        said.append(Sum(sentence % {"num": missing}, "amber"))
    return said
