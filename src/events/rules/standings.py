"""Where a plan stands with those who have to agree: derived from what they saw and said, never stored."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from events.rules.activities import Status
from events.rules.approval import Approval, Aspect, Decision, Method, Submission
from events.rules.chains import Step
from events.rules.changes import compared
from events.rules.differences import Change
from events.rules.histories import History, waits, whose_turn
from events.rules.plans import Plan
from kit.i18n import N_


class StepState(StrEnum):
    """`open`: it is this step's turn. `void`: it agreed to something else than what stands there now."""

    HOLDS = "holds"
    OPEN = "open"
    VOID = "void"
    RETURNED = "returned"
    WAITING = "waiting"


STATE_NAMES: dict[StepState, str] = {
    StepState.HOLDS: N_("Has agreed"),
    StepState.OPEN: N_("Is deciding"),
    StepState.VOID: N_("Has to agree again"),
    StepState.RETURNED: N_("Sent back"),
    StepState.WAITING: N_("Its turn comes later"),
}


class StepStanding(msgspec.Struct, frozen=True):
    """One step and how far it is: its last decision, and what has changed since it saw the plan.

    `holds` is about the plan as it stands now; `changes` are those this step answers for.
    """

    step: Step
    state: StepState
    holds: bool
    decision: Approval | None
    changes: tuple[Change, ...] = ()

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def covers(self) -> tuple[Aspect, ...]:
        return self.step.covers

    @property
    def who(self) -> str:
        return self.decision.signed_by if self.decision else ""

    @property
    def when(self) -> datetime | None:
        return self.decision.decided_at if self.decision else None

    @property
    def comment(self) -> str:
        return self.decision.comment if self.decision else ""

    @property
    def on_paper(self) -> bool:
        return self.decision is not None and self.decision.method is Method.PAPER


class Standing(msgspec.Struct, frozen=True):
    """Every step of the chain this plan goes by, and what differs from what was agreed to.

    `agreed` is the newest submission that everybody agreed to, None before the first.
    `pending` says that the latest submission waits for somebody, `settles` that the plan was edited
    and is again what everybody agreed to: one press, and nobody is asked any more.
    """

    submission: Submission | None
    steps: tuple[StepStanding, ...]
    pending: bool
    agreed: Submission | None = None
    changes: tuple[Change, ...] = ()
    edited: tuple[Change, ...] = ()
    settles: bool = False

    @property
    def valid(self) -> bool:
        """Everybody agrees to the plan as it stands now."""
        return all(one.holds for one in self.steps)

    @property
    def open_step(self) -> StepStanding | None:
        return next((one for one in self.steps if one.state is StepState.OPEN), None)

    @property
    def again(self) -> tuple[StepStanding, ...]:
        """Those who agreed once and do not any more."""
        return tuple(one for one in self.steps if not one.holds)

    def reopened_by(self, change: Change) -> list[str]:
        """Return the names of the steps a change reopens."""
        return [one.name for one in self.steps if change.touches(one.covers)]


def stands(history: History, status: Status, now: Plan) -> Standing:
    """Return where the plan `now` of an activity in `status` stands."""
    latest = history.submissions[-1] if history.submissions else None
    valid = all(history.holds(step, now) for step in history.steps)
    taken_back = status is not Status.SUBMITTED and valid  # there is nothing to decide any more
    next_step = whose_turn(history) if waits(history, status) else None
    turn = None if taken_back else next_step
    unsettled = next_step is None if status is Status.SUBMITTED else next_step is not None
    steps = tuple(
        _stands(step, history, now, turn=turn is not None and step.id == turn.id)
        for step in history.steps
    )
    agreed = next((s for s in reversed(history.submissions) if history.agreed(s)), None)
    return Standing(
        submission=latest,
        steps=steps,
        pending=turn is not None,
        agreed=agreed,
        changes=_since_agreed(history, agreed or latest, now),
        edited=compared(history.frozen[latest.id], now) if latest else (),
        settles=valid and unsettled and latest is not None,
    )


def _stands(step: Step, history: History, now: Plan, *, turn: bool) -> StepStanding:
    said, seen = history.of_step(step), history.seen(step)
    last = said[-1] if said else None
    holds = history.holds(step, now)
    latest = history.submissions[-1] if history.submissions else None
    if turn:
        state = StepState.OPEN
    elif holds:
        state = StepState.HOLDS
    elif last and last[1].decision is Decision.RETURNED and last[0] is latest:
        state = StepState.RETURNED
    else:
        state = StepState.VOID if seen else StepState.WAITING
    differing = compared(history.frozen[seen.id], now) if seen else ()
    shown = last
    if holds and seen:
        shown = next(pair for pair in reversed(said) if pair[0] is seen)
    return StepStanding(
        step,
        state,
        holds,
        shown[1] if shown else None,
        tuple(change for change in differing if change.touches(step.covers)),
    )


def _since_agreed(history: History, since: Submission | None, now: Plan) -> tuple[Change, ...]:
    """Return what differs from what was agreed to; substantial is what some step has to look at again.

    Each aspect is compared with what those who answer for it saw, so that no row of small steps
    passes them by; what nobody has to look at again is compared with the last version they agreed on.
    """
    if since is None:
        return ()
    grave: dict[tuple[Aspect | None, str, str], Change] = {}
    for step in history.steps:
        seen = history.seen(step)
        if seen is not None:
            for change in compared(history.frozen[seen.id], now):
                if change.touches(step.covers):
                    grave.setdefault(change.key, change)
    judged = {
        aspect for step in history.steps if history.seen(step) for aspect in (*step.covers, None)
    }
    rest = [
        msgspec.structs.replace(
            change, substantial=change.substantial and change.aspect not in judged
        )
        for change in compared(history.frozen[since.id], now)
        if change.key not in grave
    ]
    return tuple(in_order([*grave.values(), *rest]))


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Return the changes by aspect, grave ones first; those that concern everybody on top."""
    order = {aspect: n for n, aspect in enumerate(Aspect, start=1)}
    return sorted(
        changes,
        key=lambda one: (order.get(one.aspect, 0) if one.aspect else 0, not one.substantial),
    )
