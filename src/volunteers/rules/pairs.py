"""Pairs: one participant with the helper who stays at their side, and what may become of them (V12)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.typography import numeral
from volunteers.rules.consent import Wish


class PairStatus(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"
    DROPPED = "dropped"


class WhyNever(StrEnum):
    """Why two must not be paired (V12); no details are kept."""

    KIN = "kin"
    STATED = "stated"


class StepKind(StrEnum):
    """What the board did at once."""

    PLACED = "placed"
    SUGGESTED = "suggested"
    OVERRIDDEN = "overridden"
    REPAIRED = "repaired"


class StandInKind(StrEnum):
    """Who stands in for a helper on the day, in the order in which they are asked (domain §4.6)."""

    RESERVE = "reserve"
    CREW = "crew"
    POD = "pod"
    GROUP = "group"
    MOVED = "moved"


LIVE_PAIRS = (PairStatus.PROPOSED, PairStatus.CONFIRMED, PairStatus.ACTIVE, PairStatus.PAUSED)
AGREED = (PairStatus.CONFIRMED, PairStatus.ACTIVE, PairStatus.PAUSED)  # the partner has said yes

STATUS_NAMES: dict[PairStatus, str] = {
    PairStatus.PROPOSED: N_("Proposed"),
    PairStatus.CONFIRMED: N_("Confirmed"),
    PairStatus.ACTIVE: N_("Together"),
    PairStatus.PAUSED: N_("Paused"),
    PairStatus.CLOSED: N_("Ended"),
    PairStatus.DROPPED: N_("Undone"),
}

PLACE_LOST, CONSENT_WITHDRAWN, CALLED_OFF = "place-lost", "consent-withdrawn", "called-off"
MOVED, FORBIDDEN = "moved", "never-pair"
NOT_CLEARED = "not-cleared"  # why a pair waits that the partner had agreed to
ENDED_BECAUSE: dict[str, str] = {
    PLACE_LOST: N_("the volunteer has no place any more"),
    CONSENT_WITHDRAWN: N_("the consent was taken back"),
    CALLED_OFF: N_("the activity was called off"),
    NOT_CLEARED: N_("a clearance of the volunteer has ended"),
    MOVED: N_("the pairs were put together differently"),
    FORBIDDEN: N_("these two must not be paired"),
}


class Reason(msgspec.Struct, frozen=True):
    """Points one criterion gave a pair."""

    criterion: str
    points: int


class Pair(msgspec.Struct, frozen=True):
    """One participant and one helper, perhaps with another child who helps.

    `score` 0–1000 is how well they suit each other, never a score of a child. `group` and `pod`
    say with whom they go on the day, `stays` that dealing anew leaves it there; `number` is what
    papers and calendars call the pair.
    """

    id: UUID
    activity: UUID
    participant: UUID
    application: UUID
    number: int
    status: PairStatus
    group: UUID | None
    pod: int | None
    locked: bool
    score: int
    reasons: tuple[Reason, ...]
    started_on: date | None
    ended_on: date | None
    confirmed_at: datetime | None
    end_reason: str
    version: int
    created_at: datetime
    calendar_modified: datetime
    peer_helper: UUID | None = None
    stays: bool = False

    @property
    def fit(self) -> int:
        """How well they suit each other, 0–100."""
        return hundredths(self.score)


class Listed(msgspec.Struct, frozen=True):
    """A live pair as papers list it: no phone, no name of a child (domain reference §7).

    `leads` says that the helper leads the group, once the partner has agreed to the pair.
    """

    id: UUID
    number: int
    status: PairStatus
    volunteer: str
    college: str
    year: str
    codename: str
    grade: int | None
    group: str
    group_id: UUID | None
    pod: int | None
    fit: int
    confirmed_at: datetime | None
    participant: UUID
    application: UUID
    leads: bool = False


class Due(msgspec.Struct, frozen=True):
    """A contact one volunteer owes by `due_on`, once it is agreed to.

    `is_over` when its pair has ended or contact is not wanted: then nobody is asked any more.
    """

    due_on: date
    pod: int | None
    number: int
    status: PairStatus
    wish: Wish
    calendar_uid: str
    calendar_sequence: int
    calendar_modified: datetime

    @property
    def is_over(self) -> bool:
        return self.status not in AGREED or self.wish is Wish.NO

    @property
    def is_told(self) -> bool:
        """Whether calendars show it: not while the answer about contact is still awaited."""
        return self.is_over or self.wish is Wish.YES


class Group(msgspec.Struct, frozen=True):
    """Pairs that share a lane. `lane` is None until the day's lanes are known.

    `leader` is the volunteer who was named; whether they still may lead is asked before it is shown.
    """

    id: UUID
    name: str
    lane: UUID | None
    position: int
    leader: UUID | None = None


S = PairStatus

# domain reference §2.1, Pair: every other step is refused; a clearance that ends takes a yes back (V6).
STEPS: dict[PairStatus, frozenset[PairStatus]] = {
    S.PROPOSED: frozenset({S.CONFIRMED, S.DROPPED}),
    S.CONFIRMED: frozenset({S.PROPOSED, S.ACTIVE, S.DROPPED}),
    S.ACTIVE: frozenset({S.PAUSED, S.CLOSED}),
    S.PAUSED: frozenset({S.ACTIVE, S.CLOSED}),
    S.CLOSED: frozenset(),
    S.DROPPED: frozenset(),
}


class NoSuchPair(Refusal):
    status = 404
    message = N_("There is no such pair.")


class NoSuchGroup(Refusal):
    status = 404
    message = N_("There is no such group (any more).")


class PairChanged(Refusal):
    message = N_("This pair has changed in the meantime. Please look at where it stands now.")


class CannotBePaired(Refusal):
    message = N_("%(volunteer)s and %(codename)s cannot be paired: %(why)s")


class ParticipantPaired(Refusal):
    message = N_("%(codename)s has a pair already. Somebody may have been faster.")


class VolunteerPaired(Refusal):
    message = N_("%(volunteer)s has a pair already. Somebody may have been faster.")


class PairIsLocked(Refusal):
    message = N_("This pair is locked. Unlock it first.")


class NothingToPair(Refusal):
    message = N_("There is nobody left who could be paired.")


class DayIsOver(Refusal):
    message = N_("The day is over: pairs go on as they are, and nobody is put together any more.")


class NotInTheFuture(Refusal):
    status = 422
    message = N_("This date is still to come.")


class PairHasBegun(Refusal):
    message = N_("%(codename)s is together with somebody already. Whoever has begun is not moved.")


class WhyMissing(Refusal):
    status = 422
    message = N_("Please say why, in a few words and without any details about the child.")


def refuse_step(now: PairStatus, to: PairStatus) -> None:
    """Raise PairChanged unless a pair may go from `now` to `to`."""
    if to not in STEPS[now]:
        raise PairChanged


def let_go(now: PairStatus) -> PairStatus:
    """Return what a live pair becomes when it ends: one that never began counts as undone."""
    return S.CLOSED if now in (S.ACTIVE, S.PAUSED) else S.DROPPED


def hundredths(score: int) -> int:
    """Return a score of 0–1000 as people read it, 0–100, halves up."""
    return (score + 5) // 10


def mean_fit(pairs: Sequence[Pair]) -> int | None:
    """Return the average fit of some pairs, None of none."""
    return hundredths(sum(pair.score for pair in pairs) // len(pairs)) if pairs else None


def tally(pairs: Iterable[Pair]) -> dict[PairStatus, int]:
    """Count pairs by state, absent ones as 0."""
    counts = dict.fromkeys(PairStatus, 0)
    for pair in pairs:
        counts[pair.status] += 1
    return counts


def school_year(grade: int | None) -> str:
    """Name a grade in the reader's language, "" if nobody gave it."""
    return gettext("Grade %(grade)s") % {"grade": numeral(grade)} if grade else ""
