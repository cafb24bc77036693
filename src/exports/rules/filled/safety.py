"""What keeps people safe, filled in: the pledge, the chart of who leads, the roll calls."""

from collections.abc import Iterable

from events.rules.activities import PartyRole
from events.rules.half_days import half_days
from events.rules.seats import Seat, grouped
from exports.rules.filled.approvals import adviser
from exports.rules.filled.facts import Facts, head, listed
from exports.rules.kinds import NobodyLeads, NoDate
from exports.rules.safety_papers import (
    CONDUCT,
    Called,
    LeadingGroup,
    Place,
    RollCall,
    SafetyPledge,
    Team,
)
from kit.i18n import gettext

EMPTY = 25  # lines of a roll call without names


def safety_pledge(facts: Facts) -> SafetyPledge:
    """Return the sheet that every student signs."""
    activity = facts.activity
    return SafetyPledge(
        **head(facts),
        lead=activity.contact_name,
        phone=activity.contact_phone,
        teacher=listed(facts.named(PartyRole.SUPERVISOR) or adviser(facts)),
        risks=tuple(line for line in facts.risks.split("\n") if line.strip()),
        conduct=tuple(gettext(rule) for rule in CONDUCT),
        copies=max(1, (activity.volunteers or 0) + (activity.crew or 0)),
        profile=facts.profile,
    )


def leading_group(facts: Facts) -> LeadingGroup:
    """Return the chart of the seats of the activity.

    Raises:
        NobodyLeads
    """
    shown = teams(facts.seats)
    if not shown:
        raise NobodyLeads
    return LeadingGroup(**head(facts), teams=shown)


def teams(seats: Iterable[Seat]) -> tuple[Team, ...]:
    """Return the places by group, blanks as blanks."""
    return tuple(
        Team(
            group.name,
            tuple(
                Place(role=seat.role, holder=seat.holder, duty=seat.duty) for seat in group.seats
            ),
        )
        for group in grouped([seat for seat in seats if seat.is_place])
    )


def roll_call(facts: Facts) -> RollCall:
    """Return a sheet for each half-day.

    Raises:
        NoDate
    """
    halves = half_days(facts.activity)
    if not halves:
        raise NoDate
    groups = {pair.participant: pair.group for pair in facts.pairs}
    rows = tuple(Called(one.codename, groups.get(one.id, "")) for one in facts.participants)
    expected = facts.activity.participants or EMPTY
    return RollCall(
        **head(facts),
        keep=False,
        halves=tuple(half.label for half in halves),
        rows=rows,
        spare=3 if rows else min(expected, 60),
    )
