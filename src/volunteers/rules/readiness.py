"""What each volunteer of an activity holds, and what they lack where they stand (V6–V8, V24)."""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from events.rules.activities import Activity
from kit.errors import Gap, Refusal
from kit.i18n import N_
from volunteers.rules.applications import Post
from volunteers.rules.clearance import (
    Stage,
    contact_gaps,
    counts_as_adult,
    insurance_gaps,
    qualification_gaps,
)
from volunteers.rules.safeguards import EVERYTHING, Safeguards
from volunteers.rules.training import Clearance, ClearanceKind, Outcome

ENDS_SOON = timedelta(days=30)
UNTRAINED = "training-missing"


class Helper(msgspec.Struct, frozen=True):
    """One volunteer of an activity: their post, what they hold anywhere, and whether they trained.

    `holds` says that they have a place; a reserve has none yet.
    """

    application: UUID
    volunteer: UUID
    post: Post | None = None
    held: tuple[Clearance, ...] = ()
    trained: bool = False
    suspended: bool = False
    holds: bool = True


class NotInsured(Refusal):
    message = N_(
        "%(people)s people are not insured for all days. With the risks that are stated, it cannot begin without."
    )


class Terms(msgspec.Struct, frozen=True):
    """What an activity asks of its volunteers: its facts, its switches, and its last day."""

    activity: Activity
    last_day: date
    safeguards: Safeguards = EVERYTHING


class Readiness(msgspec.Struct, frozen=True):
    """One volunteer against these terms. `pairing` is asked for a child, the others on the day itself.

    `adult` says whether they are one of the two adults with the children (V15).
    """

    helper: Helper
    pairing: tuple[Gap, ...] = ()
    contact: tuple[Gap, ...] = ()
    qualification: tuple[Gap, ...] = ()
    insurance: tuple[Gap, ...] = ()
    adult: bool = False

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """All that is missing, the gravest first."""
        return (*self.contact, *self.qualification, *self.insurance)

    @property
    def missing(self) -> frozenset[str]:
        """The codes of what is missing."""
        return frozenset(gap.code for gap in self.gaps)


def readiness(helper: Helper, terms: Terms) -> Readiness:
    """Return what one volunteer lacks; without minors nothing is asked for the sake of children."""
    with_children = terms.activity.involves_minors
    held, last_day, rules = helper.held, terms.last_day, terms.safeguards

    def contact(post: Post | None, stage: Stage) -> tuple[Gap, ...]:
        if not with_children:
            return ()
        return contact_gaps(post, held, last_day, rules, suspended=helper.suspended, stage=stage)

    return Readiness(
        helper,
        pairing=contact(None, Stage.PAIRING),
        contact=contact(helper.post, Stage.DAY),
        qualification=qualification_gaps(helper.post, held, last_day),
        insurance=insurance_gaps(terms.activity, held, rules),
        adult=counts_as_adult(
            held, last_day, rules, trained=helper.trained, suspended=helper.suspended
        ),
    )


def beside_gaps(helper: Helper, terms: Terms) -> tuple[Gap, ...]:
    """Return what keeps one volunteer from standing in beside a child on the day, whatever their post.

    A check that is still running keeps them from it, not even a switch lets it pass (V6).
    """
    held, rules = helper.held, terms.safeguards
    insured = insurance_gaps(terms.activity, held, rules)
    if not terms.activity.involves_minors:
        return insured
    untrained = () if helper.trained else (Gap(UNTRAINED),)
    contact = contact_gaps(None, held, terms.last_day, rules, suspended=helper.suspended)
    running = any(
        one.kind is ClearanceKind.RECORD_CHECK and one.outcome is Outcome.PENDING for one in held
    )
    pending = (Gap("record-check-pending"),) if running and not contact else ()
    return (*contact, *pending, *untrained, *insured)


def ending(helper: Helper, terms: Terms, today: date) -> tuple[Clearance, ...]:
    """Return what ends within thirty days or before the last day, the earliest first.

    An insurance is made for the days of one activity: it ends too soon only before the last of them.
    """
    before = terms.last_day - timedelta(days=1)
    until = max(today + ENDS_SOON, before)
    soon = [
        one
        for one in helper.held
        if one.outcome is Outcome.CLEAR
        and one.valid_until
        and one.valid_until <= (before if one.kind is ClearanceKind.INSURANCE else until)
    ]
    return tuple(sorted(soon, key=lambda one: one.valid_until or until))
