"""From what the slices know to what papers say, one function per paper."""

from exports.rules.filled import costs, days, people, plans
from exports.rules.filled.facts import Facts
from exports.rules.kinds import Kind, Order
from exports.rules.papers import Paper


def paper(facts: Facts, order: Order) -> Paper:
    """Write the ordered paper in the current language, still without its stamp.

    Raises:
        NotYet, NoSuchPart
    """
    match order.kind:
        case Kind.RUN_SHEET:
            return days.run_sheet(facts, order.part)
        case Kind.BUDGET:
            return costs.budget(facts)
        case Kind.PROPOSAL:
            return plans.proposal(facts)
        case Kind.PAIRS:
            return people.pair_list(facts)
        case Kind.SIGN_IN_SHEET:
            return people.sign_in_sheet(facts, order.part)
        case Kind.BADGES:  # pragma: no branch -- mypy holds us to every kind
            return people.badges(facts)


def orders(facts: Facts, kind: Kind) -> list[Order]:
    """Return every paper of a kind that this activity has: one for each lane, one for each training."""
    whole = [Order(kind)]
    if kind is Kind.RUN_SHEET and facts.snapshot and len(facts.snapshot.lanes) > 1:
        lanes = sorted(facts.snapshot.lanes, key=lambda lane: lane.position)
        return whole + [Order(kind, lane.id) for lane in lanes]
    if kind is Kind.SIGN_IN_SHEET:
        return whole + [Order(kind, occasion.session.id) for occasion in facts.occasions]
    return whole
