"""How long an entry may be kept beyond its day: only by a consent given anew (domain §6.4)."""

from collections.abc import Iterable
from datetime import date

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.participants import (
    KEPT_AT_MOST,
    Consent,
    ConsentState,
    GivenBy,
    Purpose,
)


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
