"""How long an entry is kept, and how much longer by a consent given anew (domain §6.4)."""

from collections.abc import Iterable
from datetime import date, timedelta

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.participants import (
    Consent,
    ConsentState,
    GivenBy,
    Purpose,
)

KEPT_AFTER = timedelta(days=30)
KEPT_AT_MOST = timedelta(days=395)  # thirteen months (domain reference §6.4)


class NotRenewed(Refusal):
    status = 422
    message = N_(
        "Keeping the entry longer needs a new consent to keeping the details, given after the "
        "activity; then thirteen months at most."
    )


def latest_renewal(
    answers: Iterable[Consent], last_day: date | None, *, guardian: bool
) -> date | None:
    """Return until when a consent that was given after the last day lets an entry be kept, or None."""
    return max(
        (
            one.on + KEPT_AT_MOST
            for one in answers
            if one.purpose is Purpose.DATA
            and one.state is ConsentState.GRANTED
            and last_day is not None
            and one.on > last_day
            and (one.given_by is GivenBy.GUARDIAN or not guardian)
        ),
        default=None,
    )


def kept_until(ends_on: date | None, today: date) -> date:
    """Return when an entry made today is deleted: as is wanted, within 13 months of today."""
    latest = today + KEPT_AT_MOST
    return min(latest, wanted_until(ends_on, today) or latest)


def wanted_until(ends_on: date | None, today: date) -> date | None:
    """Return the 30th day after the activity, or after today if that is later; None without a date.

    So a date that was mistyped into the past deletes nobody before somebody can notice.
    """
    return None if ends_on is None else max(ends_on, today) + KEPT_AFTER


def kept_at_most(created_on: date) -> date:
    """Return the last day an entry may be kept, whatever becomes of its pair: thirteen months on."""
    return created_on + KEPT_AT_MOST
