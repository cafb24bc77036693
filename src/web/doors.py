"""Which pages of an activity a role may open, so that nothing leads to a page that answers no."""

import msgspec

from accounts.rules.permissions import Actor, Permission
from events.rules.findings import Finding
from kit.i18n import N_

NEEDED: dict[str, Permission] = {
    "people": Permission.SEE_VOLUNTEERS,
    "training": Permission.SEE_VOLUNTEERS,
    "participants": Permission.SEE_PARTICIPANTS,
    "pairs": Permission.SEE_PAIRS,
    "budget": Permission.SEE_BUDGET,
    "after": Permission.SEE_CONTACT_COUNTS,
}
TO_CHANGE: dict[str, Permission] = {
    "settings": Permission.CHANGE_PLAN,
    "plan": Permission.CHANGE_PLAN,
    "day": Permission.CHANGE_PLAN,
    "people": Permission.CHANGE_VOLUNTEERS,
    "training": Permission.CHANGE_VOLUNTEERS,
    "participants": Permission.CHANGE_PARTICIPANTS,
    "pairs": Permission.CHANGE_PAIRS,
    "budget": Permission.CHANGE_BUDGET,
}
STAGES = ("people", "training", "pairs", "budget", "after")


def opens(actor: Actor, key: str) -> bool:
    """Say whether the actor may open the page `key` of an activity of theirs."""
    return key not in NEEDED or actor.may(NEEDED[key])


def unseen(actor: Actor) -> frozenset[str]:
    """Return the stages of which the actor may not know how far they are; silence needs the pairs."""
    closed = {key for key in STAGES if not opens(actor, key)}
    return frozenset(closed if actor.may(Permission.SEE_PAIRS) else closed | {"after"})


def led(actor: Actor, finding: Finding) -> Finding:
    """Return `finding` with what its reader may do about it, and without what would answer no.

    Whoever writes the plan may look at money that the treasurer mends.
    """
    page = finding.fix.partition("?")[0].partition("#")[0].split("/")[3:4]
    if all(opens(actor, key) and mends(actor, key) for key in page):
        return finding
    if page == ["budget"] and actor.may(Permission.CHANGE_PLAN) and opens(actor, "budget"):
        return msgspec.structs.replace(finding, act=N_("Open the budget"), taps=())
    return msgspec.structs.replace(finding, fix="", taps=())


def mends(actor: Actor, key: str) -> bool:
    """Say whether the actor may change what the page `key` of an activity holds."""
    return key not in TO_CHANGE or actor.may(TO_CHANGE[key])
