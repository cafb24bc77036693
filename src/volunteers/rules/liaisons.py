"""The partner: who speaks for it, what its link opens, what it has done and what still waits."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from accounts.rules.links import Holder
from events.rules.activities import OVER, Activity
from kit.errors import Refusal
from kit.i18n import N_

LONGEST = timedelta(days=90)  # a link, before it is renewed (domain reference A3)
AFTERWARDS = timedelta(days=30)


class Liaison(msgspec.Struct, frozen=True):
    """Who speaks for one partner of an activity; `partner` names the school or community."""

    id: UUID
    activity: UUID
    party: UUID | None
    partner: str
    name: str
    phone: str
    email: str
    needs_gender: bool
    training_room: str
    dates_confirmed_at: datetime | None
    note: str
    version: int


class NewLiaison(msgspec.Struct, frozen=True, kw_only=True):
    """What an organiser enters of a partner: which one, whom to ask for there, and its one rule."""

    partner: Annotated[str, msgspec.Meta(max_length=200)]
    name: Annotated[str, msgspec.Meta(max_length=100)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""
    email: Annotated[str, msgspec.Meta(max_length=254)] = ""
    needs_gender: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the partner says about day and place."""

    confirmed: bool = False
    training_room: Annotated[str, msgspec.Meta(max_length=120)] = ""
    note: Annotated[str, msgspec.Meta(max_length=300)] = ""


class Adult(msgspec.Struct, frozen=True):
    """Somebody of the partner who is with the children on the day (V15)."""

    id: UUID
    name: str
    role: str


class NewAdult(msgspec.Struct, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(max_length=60)]
    role: Annotated[str, msgspec.Meta(max_length=60)] = ""


class Visit(msgspec.Struct, frozen=True):
    """Somebody who came through a partner's link: one liaison of one activity, and nothing beside.

    `alone` says that the activity has no other partner; entries without a source are theirs then.
    """

    holder: Holder
    liaison: Liaison
    activity: Activity
    alone: bool

    @property
    def sources(self) -> tuple[str, ...]:
        """Whose participants this partner sees, by who sends them."""
        return (self.liaison.partner, "") if self.alone else (self.liaison.partner,)


class Step(StrEnum):
    DATES = "dates"
    LIST = "participants"
    LETTERS = "consents"
    VOLUNTEERS = "volunteers"
    PAIRS = "pairs"
    ADULTS = "adults"
    GATE = "gate"


# How many days before the day each is needed, where the plan says nothing else.
BEFORE: dict[Step, int] = {
    Step.DATES: 21,
    Step.LIST: 14,
    Step.LETTERS: 7,
    Step.VOLUNTEERS: 5,
    Step.PAIRS: 4,
    Step.ADULTS: 3,
    Step.GATE: 1,
}


class State(StrEnum):
    DONE = "done"
    OPEN = "open"
    LATE = "late"
    WAITING = "waiting"  # for the association, or for a step before


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """How far one partner has come, counted; `refusing` are families nobody asks again."""

    dates: bool
    listed: int
    complete: bool
    expected: int | None
    agreed: int
    refusing: int = 0
    shared: int
    seen: bool
    proposed: int
    paired: int
    adults: int
    gate_seen: bool


class Standing(msgspec.Struct, frozen=True):
    """Where one step stands: `done` of `total` (None: not counted), and by when it is needed."""

    step: Step
    state: State
    by: date | None
    done: int = 0
    total: int | None = None


class NoSuchLiaison(Refusal):
    status = 404
    message = N_("There is no such partner in this activity.")


class NoSuchAdult(Refusal):
    status = 404
    message = N_("There is nobody of that name on the list (any more).")


class PartnerTwice(Refusal):
    message = N_("“%(partner)s” stands here already. One partner has one contact.")


class NameTaken(Refusal):
    message = N_(
        "Somebody on the list of participants comes from “%(partner)s” already. Add it as a partner of "
        "its own: the link of this one would open their entries."
    )


class AdultTwice(Refusal):
    message = N_("“%(name)s” stands on the list already.")


class NoAddress(Refusal):
    status = 422
    message = N_("There is no e-mail address to send the link to. Enter one first.")


class LiaisonChanged(Refusal):
    message = N_("Somebody changed this partner in the meantime. Please look again.")


class DayOver(Refusal):
    message = N_("This activity is over. Nothing can be changed here any more.")


NOT_READY = N_("The volunteer is not yet ready.")


class PairWaits(Refusal):
    """Why a pair cannot be agreed to yet, without anybody's name or clearance in it."""

    message = N_("The pair of %(codename)s has to wait: %(why)s")


def expires_at(activity: Activity, now: datetime) -> datetime:
    """Return when a link that is made or renewed now ends: 30 days after the day, in 90 at most."""
    ends = activity.ends_at or activity.starts_at
    latest = now + LONGEST
    return min(latest, max(ends, now) + AFTERWARDS) if ends else latest


def standings(done: Done, activity: Activity, today: date) -> tuple[Standing, ...]:
    """Return where each step of one partner stands; without minors nobody is asked for letters."""
    agreeing = done.agreed if activity.involves_minors else done.listed
    asked = done.listed - done.refusing
    found = (
        (Step.DATES, done.dates, activity.starts_at is not None, 0, None),
        (Step.LIST, done.complete, True, done.listed, done.expected),
        (
            Step.LETTERS,
            done.complete and done.listed > 0 and asked <= agreeing,
            done.listed > 0,
            agreeing,
            asked,
        ),
        (Step.VOLUNTEERS, done.seen, done.shared > 0, done.shared, None),
        (
            Step.PAIRS,
            done.paired > 0 and not done.proposed,
            done.proposed > 0,
            done.paired,
            done.paired + done.proposed,
        ),
        (Step.ADULTS, done.adults > 0, True, done.adults, None),
        (Step.GATE, done.gate_seen, done.shared > 0, 0, None),
    )
    return tuple(
        Standing(step, _state(step, activity, today, is_done=is_done, is_asked=is_asked), by, n, of)
        for step, is_done, is_asked, n, of in found
        if activity.involves_minors or step not in (Step.LETTERS, Step.ADULTS)
        for by in [needed_by(step, activity)]
    )


def needed_by(step: Step, activity: Activity) -> date | None:
    """Return the day by which a step is needed, None while the activity has none."""
    return activity.first_day - timedelta(days=BEFORE[step]) if activity.first_day else None


def still_waiting(standing: Iterable[Standing]) -> int:
    """Return how many steps wait for the partner."""
    return sum(one.state in (State.OPEN, State.LATE) for one in standing)


def _state(step: Step, activity: Activity, today: date, *, is_done: bool, is_asked: bool) -> State:
    if is_done:
        return State.DONE
    if not is_asked or activity.status in OVER:
        return State.WAITING
    by = needed_by(step, activity)
    return State.LATE if by is not None and by < today else State.OPEN
