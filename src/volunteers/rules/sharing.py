"""Who else gets which details of whom: by consent, and written down each time (V13, PIPL 23)."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.i18n import N_
from volunteers.rules.applications import Application


class ShareState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SubjectKind(StrEnum):
    """Whom a hand-over is about; ids are those of the person, the entry, the account."""

    VOLUNTEER = "volunteer"
    PARTICIPANT = "participant"
    MEMBER = "member"


KEPT_YEARS = 3  # PIPL 56, domain reference §6.4

# What a volunteer may agree to hand on, one by one; nothing else ever leaves by this way.
FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "college": N_("College"),
    "year": N_("Year"),
    "student_no": N_("Student number"),
    "phone": N_("Phone"),
}

# What else a hand-over may hold, as the log names it; a key without a name stands as it is.
FIELD_NAMES: dict[str, str] = {
    **FIELDS,
    "email": N_("E-mail"),
    "codename": N_("Codename"),
    "grade": N_("Grade"),
    "age_band": N_("Age"),
    "group": N_("Group"),
    "pod": N_("Pod"),
    "needs": N_("Needs"),
    "consents": N_("Consents"),
    "hours": N_("Hours"),
}

ASKING = N_(
    "%(organisation)s would like to tell %(recipient)s who is coming. You decide whether, and "
    "which of your details. A no changes nothing about your place, and you can change your "
    "answer on this page at any time."
)
ASKING_VERSION = hashlib.sha256(
    "\n".join([ASKING, *(f"{key} {name}" for key, name in FIELDS.items())]).encode()
).hexdigest()[:12]


class Sharing(msgspec.Struct, frozen=True):
    """One volunteer's latest word on one recipient: which fields they agreed to, if any."""

    application: UUID
    recipient: str
    fields: tuple[str, ...]
    state: ShareState
    at: datetime


class Shared(msgspec.Struct, frozen=True):
    """One volunteer as a recipient sees them; what was not agreed to is not in it at all."""

    application: UUID
    volunteer: UUID
    said: dict[str, str]

    @property
    def name(self) -> str:
        return self.said.get("name", "")

    @property
    def line(self) -> str:
        """All that was agreed to beyond the name, in the order it was asked."""
        return " · ".join(text for key, text in self.said.items() if key != "name" and text)


class Handed(msgspec.Struct, frozen=True):
    """One partner, what it may see of whom, how many more there are, and the entries it sent."""

    liaison: UUID
    partner: str
    rows: tuple[Shared, ...]
    unnamed: int
    own: frozenset[UUID]

    def of(self, application: UUID) -> Shared | None:
        return next((one for one in self.rows if one.application == application), None)

    def some(self, applications: Collection[UUID], fields: Collection[str]) -> tuple[Shared, ...]:
        """Return those of these applications who agreed to one of these fields, with no other."""
        few = (
            Shared(
                one.application, one.volunteer, {k: v for k, v in one.said.items() if k in fields}
            )
            for one in self.rows
            if one.application in applications
        )
        return tuple(one for one in few if one.said)


class Disclosed(msgspec.Struct, frozen=True):
    """One hand-over as the log shows it: when, to whom, what, why, of how many people."""

    at: datetime
    recipient: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    subject_kind: SubjectKind
    people: int
    who: str


def shareable(
    volunteers: Iterable[Application],
    consents: Iterable[Sharing],
    recipient: str,
    fields: Collection[str],
) -> tuple[Shared, ...]:
    """Return the rows this recipient may see of these fields; whoever has not agreed is left out (G9)."""
    agreed = {
        one.application: set(one.fields) & set(fields)
        for one in consents
        if one.state is ShareState.GRANTED and one.recipient == recipient
    }
    return tuple(
        Shared(
            one.id,
            one.volunteer,
            {key: getattr(one, key) for key in FIELDS if key in agreed[one.id]},
        )
        for one in volunteers
        if agreed.get(one.id)
    )


def kept_until(day: date) -> date:
    """Return how long it stays written down that something was handed over on that day."""
    leap = day.month == 2 and day.day == 29  # noqa: PLR2004 -- the day only leap years have
    return day.replace(year=day.year + KEPT_YEARS, day=28 if leap else day.day)


def offered(fields: Iterable[str]) -> tuple[str, ...]:
    """Return those of `fields` that may be handed on, in the order they are asked."""
    chosen = set(fields)
    return tuple(key for key in FIELDS if key in chosen)
