"""What an activity is and what may become of it."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

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


# domain reference §2.1; whatever is not here is refused.
MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.CANCELLED}),
    Status.RETURNED: frozenset({Status.SUBMITTED, Status.CANCELLED}),
    Status.SUBMITTED: frozenset({Status.DRAFT, Status.RETURNED, Status.APPROVED, Status.CANCELLED}),
    Status.APPROVED: frozenset({Status.OPEN, Status.RUNNING, Status.CANCELLED}),
    Status.OPEN: frozenset({Status.RUNNING, Status.CANCELLED}),
    Status.RUNNING: frozenset({Status.DONE, Status.CANCELLED}),
    Status.DONE: frozenset({Status.CLOSED}),
    Status.CLOSED: frozenset(),
    Status.CANCELLED: frozenset(),
}

HELD = (Status.DONE, Status.CLOSED)  # the day has been
NOT_BEGUN = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.APPROVED,
    Status.OPEN,
)
OVER = (*HELD, Status.CANCELLED)  # there is nothing left to prepare
PAST_APPROVAL = (Status.APPROVED, Status.OPEN, Status.RUNNING, *HELD)

STATUS_NAMES: dict[Status, str] = {
    Status.DRAFT: N_("Draft"),
    Status.SUBMITTED: N_("Submitted"),
    Status.RETURNED: N_("Sent back"),
    Status.APPROVED: N_("Approved"),
    Status.OPEN: N_("Recruiting"),
    Status.RUNNING: N_("Under way"),
    Status.DONE: N_("Took place"),
    Status.CLOSED: N_("Closed"),
    Status.CANCELLED: N_("Cancelled"),
}


class Kind(StrEnum):
    VISIT = "visit"
    CAMP = "camp"
    LECTURE = "lecture"
    CAMPAIGN = "campaign"
    COLLECTION = "collection"
    TRAINING = "training"
    MEETING = "meeting"
    OTHER = "other"


KIND_NAMES: dict[str, str] = {
    Kind.VISIT: N_("Visit"),
    Kind.CAMP: N_("Camp"),
    Kind.LECTURE: N_("Lecture"),
    Kind.CAMPAIGN: N_("Campaign"),
    Kind.COLLECTION: N_("Collection"),
    Kind.TRAINING: N_("Training day"),
    Kind.MEETING: N_("Meeting"),
    Kind.OTHER: N_("Other kind"),
}


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
    cancel_reason: str = ""
    programme: UUID | None = None
    series: UUID | None = None

    @property
    def first_day(self) -> date | None:
        """T: the day it starts, where it takes place; None while nobody knows."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date() if self.starts_at else None

    @property
    def planned_on(self) -> date:
        """The day somebody began to plan it."""
        return self.created_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def has_clock_time(self) -> bool:
        """Say whether the hour is known; a start at midnight means: that day, hour unknown."""
        return (
            self.starts_at is not None
            and self.starts_at.astimezone(ZoneInfo(self.zone)).time() != time()
        )

    @property
    def last_day(self) -> date | None:
        """The day of its last minute, where it takes place: an end at midnight closes the day before."""
        if self.starts_at is None or self.ends_at is None:
            return self.first_day
        return (self.ends_at - timedelta(minutes=1)).astimezone(ZoneInfo(self.zone)).date()

    @property
    def has_end_time(self) -> bool:
        """Say whether the hour of the end is known; an end at midnight means: all of that day."""
        return (
            self.ends_at is not None
            and self.ends_at.astimezone(ZoneInfo(self.zone)).time() != time()
        )

    @property
    def days(self) -> int:
        """On how many days it takes place; 1 while nobody knows."""
        if self.first_day is None or self.last_day is None:
            return 1
        return (self.last_day - self.first_day).days + 1

    @property
    def called(self) -> str:
        """The short name where there is one: menus and tickets have little room."""
        return self.short_title or self.title

    @property
    def present(self) -> int:
        """People present at least: unknown counts as nobody (B3)."""
        return sum(n or 0 for n in (self.volunteers, self.participants, self.crew, self.guests))


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


ROLE_NAMES: dict[PartyRole, str] = {
    PartyRole.HOST: N_("Host"),
    PartyRole.ORGANIZER: N_("Organiser"),
    PartyRole.CO_ORGANIZER: N_("Co-organiser"),
    PartyRole.CO_ISSUER: N_("Co-issuer"),
    PartyRole.SUPERVISOR: N_("Guiding unit"),
    PartyRole.PARTNER: N_("Partner"),
    PartyRole.VENUE: N_("Venue"),
    PartyRole.SPONSOR: N_("Sponsor"),
    PartyRole.MEDIA: N_("Media"),
}


class Party(msgspec.Struct, frozen=True):
    """A unit that takes part, in one role."""

    id: UUID
    role: PartyRole
    name: str
    position: int


class Moved(msgspec.Struct, frozen=True):
    """News: `by` has given the activity another start or end; `before` is what it was until then."""

    by: str
    before: Activity
    after: Activity


class NoSuchActivity(Refusal):
    status = 404
    message = N_("There is no such activity.")


class Changed(Refusal):
    """Somebody else saved first; the page shows both versions (safety reference §3.18)."""

    message = N_(
        "Somebody else changed this in the meantime. Look at both versions and save again."
    )


class CannotBecome(Refusal):
    """The step from one status to another that the life of an activity does not know."""

    message = N_("This activity cannot take that step any more. Look at where it stands now.")


class TooEarly(Refusal):
    message = N_("The day has not come yet.")


class NothingReleased(Refusal):
    message = N_("Release the run sheet first: on the day everybody goes by it.")


class AlreadyOver(Refusal):
    message = N_("This activity is already over, so it cannot be cancelled.")


class DayIsOver(Refusal):
    """Whatever counts from the day of an activity would be over at once, deadlines and deletions too."""

    status = 422
    message = N_("This day is over. Please choose today or a later day.")


class CancelNeedsReason(Refusal):
    status = 422
    message = N_("Please say why it is cancelled; everybody who comes will ask.")


def must_lie_ahead(day: date | None, today: date) -> None:
    """Refuse a day to come that is over; today is not, and an unknown one may still be anything.

    Raises:
        DayIsOver
    """
    if day is not None and day < today:
        raise DayIsOver


def moved(status: Status, to: Status) -> Status:
    """Return `to`.

    Raises:
        CannotBecome: domain reference §2.1 does not know this step.
    """
    if to not in MOVES[status]:
        raise CannotBecome
    return to
