"""Who gets a place: when the call is open, what may become of an application, and the reserve list."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec

from events.rules.activities import PAST_APPROVAL, Activity, Status
from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.applications import (
    HOLDING,
    Application,
    ApplicationStatus,
    Mode,
    Recruitment,
)

A = ApplicationStatus


class Door(StrEnum):
    """What somebody who comes to the public page finds."""

    UNPUBLISHED = "unpublished"
    NOT_YET = "not_yet"
    OPEN = "open"
    RESERVE = "reserve"  # all places are taken, the reserve list is open
    FULL = "full"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ENTERED = (Door.OPEN, Door.RESERVE)


def in_turn(call: Recruitment) -> bool:
    """Say whether whoever applies now gets what is free at once: always, or after the draw."""
    return call.mode is Mode.FIRST_COME or (call.mode is Mode.LOTTERY and call.drawn_at is not None)


def door(  # noqa: PLR0911 -- one answer each
    activity: Activity, call: Recruitment, now: datetime
) -> Door:
    """Say whether one can apply `now`. The call ends when the activity begins, if not before."""
    if call.published_at is None:
        return Door.UNPUBLISHED
    if activity.status is Status.CANCELLED:
        return Door.CANCELLED
    if activity.status is not Status.OPEN:
        return Door.CLOSED if activity.status in PAST_APPROVAL else Door.UNPUBLISHED
    ends = min((t for t in (call.closes_at, activity.starts_at) if t), default=None)
    if ends and now >= ends:
        return Door.CLOSED
    if call.opens_at and now < call.opens_at:
        return Door.NOT_YET
    if in_turn(call) and call.taken >= call.quota:
        return Door.RESERVE if call.reserve else Door.FULL
    return Door.OPEN


# domain reference §2.1, Application: every other step is refused.
STEPS: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    A.APPLIED: frozenset({A.ACCEPTED, A.RESERVED, A.DECLINED, A.WITHDRAWN}),
    A.RESERVED: frozenset({A.ACCEPTED, A.DECLINED, A.WITHDRAWN}),
    A.ACCEPTED: frozenset({A.CONFIRMED, A.LAPSED, A.WITHDRAWN, A.REMOVED}),
    A.CONFIRMED: frozenset({A.WITHDRAWN, A.REMOVED}),
    A.DECLINED: frozenset(),
    A.LAPSED: frozenset(),
    A.WITHDRAWN: frozenset(),
    A.REMOVED: frozenset(),
}


def refuse_step(now: ApplicationStatus, to: ApplicationStatus) -> None:
    """Raise NotPossible unless an application may go from `now` to `to`."""
    if to not in STEPS[now]:
        raise NotPossible


def frees_a_place(before: ApplicationStatus, after: ApplicationStatus) -> bool:
    return before in HOLDING and after not in HOLDING


PENALTY_FREE = timedelta(days=1)
LINK_LASTS = timedelta(days=30)
AGAIN_WITHIN = timedelta(hours=1)
COUNTED_WITHIN = timedelta(minutes=10)


def without_penalty(activity: Activity, now: datetime) -> bool:
    """Say whether withdrawing `now` is still before T-1."""
    return activity.starts_at is None or now < activity.starts_at - PENALTY_FREE


def proposed_reserve(quota: int) -> int:
    """Return how many reserves train along: a tenth of the places, at least one (V5)."""
    return max(1, -(-quota // 10)) if quota else 0


def too_few(quota: int, signed_up: int) -> bool:
    """Say whether fewer than three quarters of the expected sign-ups came (V3)."""
    return 4 * signed_up < 3 * quota


def place_in_line(rank: int, ranks: Iterable[int]) -> int:
    """Return the place a reserve is told, 1 for the next: ranks are sequence numbers with gaps."""
    return sum(1 for other in ranks if other <= rank)


def ordered(applications: Sequence[Application], mode: Mode) -> list[Application]:
    """Return applications as a planner reads them.

    Reserves by rank; under review the best score first, unscored ones last; else by number.
    """
    if mode is Mode.REVIEW:
        return sorted(
            applications,
            key=lambda a: (a.rank or 0, a.score is None, -(a.score or 0), a.number),
        )
    return sorted(applications, key=lambda a: (a.rank or 0, a.number))


class Room(msgspec.Struct, frozen=True):
    """How many places are free: in all, of each source and of each post that has a limit."""

    total: int
    sources: dict[UUID, int] = {}
    posts: dict[UUID, int] = {}


class Candidate(Protocol):
    """Who may get a place: it counts for where they come from and what they are for."""

    @property
    def source(self) -> UUID | None: ...
    @property
    def post(self) -> UUID | None: ...


C = TypeVar("C", bound=Candidate)


def seated(line: Iterable[C], room: Room) -> list[C]:
    """Return who of `line` gets a place: each in turn whose source and post still have one."""
    total, sources, posts, got = room.total, dict(room.sources), dict(room.posts), list[C]()
    for one in line:
        if total < 1:
            break
        if _full(sources, one.source) or _full(posts, one.post):
            continue
        total -= 1
        for left, key in ((sources, one.source), (posts, one.post)):
            if key in left:
                left[key] -= 1
        got.append(one)
    return got


def _full(left: dict[UUID, int], key: UUID | None) -> bool:
    return key is not None and left.get(key, 1) < 1


class NotPossible(Refusal):
    message = N_(
        "That is not possible (any more) for this application. Look at where it stands now."
    )


class AllPlacesTaken(Refusal):
    message = N_(
        "All %(quota)s places are taken. Put the others on the reserve list, or raise the quota."
    )


class SourceFull(Refusal):
    message = N_(
        "%(source)s may send %(places)s volunteers, and they are chosen. "
        "Put the others on the reserve list, or give this source more places."
    )


class PostFull(Refusal):
    message = N_(
        "“%(post)s” takes %(places)s volunteers, and they are chosen. "
        "Put the others on the reserve list, or give this post more places."
    )


class QuotaTooSmall(Refusal):
    message = N_("%(taken)s places are already given; the quota cannot be smaller.")


class NoRiskStatement(Refusal):
    """条例 12, V1: always, without a switch."""

    message = N_(
        "Before volunteers can apply they must be told the risks. Write the risk statement first."
    )


class NoPlaces(Refusal):
    message = N_("Say first how many places there are.")


class NotApproved(Refusal):
    message = N_("The plan is not approved yet. Recruitment can be published as soon as it is.")


class NotOpen(Refusal):
    """The door closed between the page and its form; `door` says which page explains it."""

    message = N_("Applications are not open at the moment.")

    def __init__(self, door: Door) -> None:
        super().__init__()
        self.door = door


class NobodyChosen(NotPossible):
    status = 422
    message = N_("Tick at least one person first.")


class ReasonMissing(Refusal):
    status = 422
    message = N_("Please give a reason.")


def refuse_publishing(activity: Activity, call: Recruitment) -> None:
    """Raise unless the call may go public: the plan is approved, places and risks are stated."""
    if activity.status not in (Status.APPROVED, Status.OPEN):
        raise NotApproved
    if not call.risk_statement.strip():
        raise NoRiskStatement
    if call.quota < 1:
        raise NoPlaces
