"""Which pages of an activity a role may open, so that nothing leads to a page that answers no."""

import msgspec

from accounts.rules.permissions import Actor, Permission
from events.rules.findings import Finding

NEEDED: dict[str, Permission] = {
    "people": Permission.SEE_VOLUNTEERS,
    "training": Permission.SEE_VOLUNTEERS,
    "participants": Permission.SEE_PARTICIPANTS,
    "pairs": Permission.SEE_PAIRS,
    "budget": Permission.SEE_BUDGET,
    "after": Permission.SEE_CONTACT_COUNTS,
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
    """Return `finding` without a way to a page that the actor may not open."""
    page = finding.fix.partition("?")[0].partition("#")[0].split("/")[3:4]
    if all(opens(actor, key) for key in page):
        return finding
    return msgspec.structs.replace(finding, fix="", taps=())
