"""What an activity is and what may become of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    VISIT = "visit"
    CAMP = "camp"
    LECTURE = "lecture"
    CAMPAIGN = "campaign"
    COLLECTION = "collection"
    TRAINING = "training"
    MEETING = "meeting"
    OTHER = "other"


class DateState(StrEnum):
    UNKNOWN = "unknown"
    TENTATIVE = "tentative"
    FIXED = "fixed"


class Activity(msgspec.Struct, frozen=True):
    """Something an association does. Times are aware and in UTC, shown in `zone`.

    Head counts are None until known. The `calendar_` fields are the activity's own layer of
    calendar revisions (calendars reference §2); `calendar_version` moves, at
    `calendar_version_at`, with anything a feed shows.
    """

    id: UUID
    organization: UUID
    slug: str
    title: str
    short_title: str
    kind: Kind
    theme: str
    purposes: tuple[str, ...]
    date_state: DateState
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str
    place: str
    address: str
    volunteers: int | None
    participants: int | None
    crew: int | None
    guests: int | None
    involves_minors: bool
    off_campus: bool
    overnight: bool
    risk: bool
    currency: str
    status: Status
    edition: int
    version: int
    contact_name: str
    contact_phone: str
    submitted_at: datetime | None
    approved_at: datetime | None
    created_at: datetime
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime
    calendar_version: int
    calendar_version_at: datetime

    @property
    def called(self) -> str:
        """The short name where there is one: menus and tickets have little room."""
        return self.short_title or self.title

    @property
    def present(self) -> int:
        """People present at least: unknown counts as nobody (B3)."""
        return sum(
            n or 0 for n in (self.volunteers, self.participants, self.crew, self.guests)
        )


class PartyRole(StrEnum):
    HOST = "host"
    ORGANIZER = "organizer"
    CO_ORGANIZER = "co_organizer"
    CO_ISSUER = "co_issuer"
    SUPERVISOR = "supervisor"
    PARTNER = "partner"
    VENUE = "venue"
    SPONSOR = "sponsor"
    MEDIA = "media"


class Party(msgspec.Struct, frozen=True):
    """A unit that takes part, in one role."""

    id: UUID
    role: PartyRole
    name: str
    position: int


class NoSuchActivity(Refusal):
    status = 404
    message = N_("There is no such activity.")


class Changed(Refusal):
    """Somebody else saved first; the page shows both versions (safety reference §3.18)."""

    message = N_("Somebody else changed this in the meantime. Look at both versions and save again.")
