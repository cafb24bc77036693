"""Who may perform: participants whose consents stand, volunteers who have a place."""

from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


class Performer(msgspec.Struct, frozen=True):
    """Somebody in an act: a participant by codename or a volunteer by name."""

    id: UUID
    act: UUID
    name: str
    participant: UUID | None = None
    application: UUID | None = None


class NoSuchPerformer(Refusal):
    status = 404
    message = N_("Nobody performs here under this entry.")


class NobodyChosen(Refusal):
    status = 422
    message = N_("Choose at least one person.")


class NotToPerform(Refusal):
    message = N_("%(name)s cannot perform: the consents or the place are missing.")
