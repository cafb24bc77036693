"""From what the slices know to what papers say, one function per paper."""

from collections.abc import Callable
from uuid import UUID

from events.rules.activities import PartyRole
from exports.rules.filled import (
    annexes,
    approvals,
    changes_today,
    costs,
    days,
    notices,
    people,
    plans,
    posters,
    safety,
    volunteers,
)
from exports.rules.filled.facts import Facts
from exports.rules.kinds import Kind, Order
from exports.rules.papers import Paper

_WRITERS: dict[Kind, Callable[[Facts], Paper]] = {
    Kind.BUDGET: costs.budget,
    Kind.PROPOSAL: plans.proposal,
    Kind.BADGES: people.badges,
    Kind.APPROVAL_FORM: approvals.approval_form,
    Kind.DIFF_SHEET: approvals.diff_sheet,
    Kind.LEADING_GROUP: safety.leading_group,
    Kind.NOTICE: notices.notice,
    Kind.CONSENT_LETTER: annexes.consent_letter,
    Kind.SAFETY_PLEDGE: safety.safety_pledge,
    Kind.ROLL_CALL: safety.roll_call,
    Kind.POSTER: posters.poster,
    Kind.SELECTION_LIST: volunteers.selection_list,
    Kind.CODE_OF_CONDUCT: volunteers.code_of_conduct,
    Kind.SHIFT_ROSTER: volunteers.shift_roster,
    Kind.CODENAME_BADGES: people.codename_badges,
    Kind.CHANGES: changes_today.sheet,
}

_PARTS: dict[Kind, Callable[[Facts, UUID | None], Paper]] = {
    Kind.RUN_SHEET: days.run_sheet,
    Kind.SIGN_IN_SHEET: people.sign_in_sheet,
    Kind.PAIRS: people.pair_list,
    Kind.VOLUNTEER_LIST: volunteers.volunteer_list,
}


def paper(facts: Facts, order: Order) -> Paper:
    """Write the ordered paper in the current language, still without its stamp.

    Raises:
        NotYet, NoSuchPart
    """
    if order.kind in _PARTS:
        return _PARTS[order.kind](facts, order.part)
    return _WRITERS[order.kind](facts)


def orders(facts: Facts, kind: Kind) -> list[Order]:
    """Return every paper of a kind that this activity has: for each lane, each training, each partner.

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
    if kind in (Kind.PAIRS, Kind.VOLUNTEER_LIST) and len(facts.handed) > 1:
        return [Order(kind, one.liaison) for one in facts.handed]
    return whole


def _makes_sense(facts: Facts, kind: Kind) -> bool:
    activity = facts.activity
    match kind:
        case Kind.DIFF_SHEET:
            fits = bool(facts.changes)
        case Kind.LEADING_GROUP:
            fits = bool(facts.seats)
        case Kind.NOTICE:
            annexed = any(one.key.startswith(annexes.KEY) for one in facts.sections)
            fits = annexed or bool(facts.named(PartyRole.CO_ISSUER))
        case Kind.CONSENT_LETTER | Kind.ROLL_CALL | Kind.CODENAME_BADGES | Kind.CODE_OF_CONDUCT:
            fits = activity.involves_minors
        case Kind.SHIFT_ROSTER:
            fits = bool(facts.rosters)
        case Kind.CHANGES:
            fits = bool(facts.different.rows)
        case Kind.SAFETY_PLEDGE:
            fits = activity.off_campus or activity.overnight or activity.risk
        case _:
            fits = True
    return fits
