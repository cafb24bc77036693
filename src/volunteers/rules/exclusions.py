"""Two who must not be paired: kin, or somebody said so (V12). Why in detail is never asked."""

from datetime import datetime
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.pairs import WhyNever

WHY_NEVER: dict[WhyNever, str] = {
    WhyNever.KIN: N_("They are related"),
    WhyNever.STATED: N_("Somebody asked for it"),
}


class Exclusion(msgspec.Struct, frozen=True):
    """One volunteer and one child who are kept apart, with the names that lists show."""

    id: UUID
    application: UUID
    participant: UUID
    volunteer: str
    codename: str
    reason: WhyNever
    created_at: datetime


class NoSuchExclusion(Refusal):
    status = 404
    message = N_("There is no such entry (any more).")
