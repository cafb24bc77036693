"""From what the slices know to what papers say, one function per paper."""

from collections.abc import Callable

from events.rules.activities import PartyRole
from exports.rules.filled import annexes, approvals, costs, days, notices, people, plans, safety
from exports.rules.filled.facts import Facts
from exports.rules.kinds import Kind, Order
from exports.rules.papers import Paper

_WRITERS: dict[Kind, Callable[[Facts], Paper]] = {
    Kind.BUDGET: costs.budget,
    Kind.PROPOSAL: plans.proposal,
    Kind.PAIRS: people.pair_list,
    Kind.BADGES: people.badges,
    Kind.APPROVAL_FORM: approvals.approval_form,
    Kind.DIFF_SHEET: approvals.diff_sheet,
    Kind.LEADING_GROUP: safety.leading_group,
    Kind.NOTICE: notices.notice,
    Kind.CONSENT_LETTER: annexes.consent_letter,
    Kind.SAFETY_PLEDGE: safety.safety_pledge,
    Kind.ROLL_CALL: safety.roll_call,
}


def paper(facts: Facts, order: Order) -> Paper:
    """Write the ordered paper in the current language, still without its stamp.

    Raises:
        NotYet, NoSuchPart
    """
    if order.kind is Kind.RUN_SHEET:
        return days.run_sheet(facts, order.part)
    if order.kind is Kind.SIGN_IN_SHEET:
        return people.sign_in_sheet(facts, order.part)
    return _WRITERS[order.kind](facts)


def orders(facts: Facts, kind: Kind) -> list[Order]:
    """Return every paper of a kind that this activity has: one for each lane, one for each training.

    Papers that make no sense for it are not among them.
    """
    if not _makes_sense(facts, kind):
        return []
    whole = [Order(kind)]
    if kind is Kind.RUN_SHEET and facts.snapshot and len(facts.snapshot.lanes) > 1:
        lanes = sorted(facts.snapshot.lanes, key=lambda lane: lane.position)
        return whole + [Order(kind, lane.id) for lane in lanes]
    if kind is Kind.SIGN_IN_SHEET:
        return whole + [Order(kind, occasion.session.id) for occasion in facts.occasions]
    return whole


def _makes_sense(facts: Facts, kind: Kind) -> bool:
    activity = facts.activity
    match kind:
        case Kind.DIFF_SHEET:
            return bool(facts.changes)
        case Kind.LEADING_GROUP:
            return bool(facts.seats)
        case Kind.NOTICE:
            annexed = any(one.key.startswith(annexes.KEY) for one in facts.sections)
            return annexed or bool(facts.named(PartyRole.CO_ISSUER))
        case Kind.CONSENT_LETTER | Kind.ROLL_CALL:
            return activity.involves_minors
        case Kind.SAFETY_PLEDGE:
            return activity.off_campus or activity.overnight or activity.risk
    return True
