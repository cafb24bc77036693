"""How large a matching may be, how long it may take, and who watches while it is found.

Nothing here knows the time: the clock and the wish to stop come in from outside, the progress goes
out. It is asked between two steps; one step is a single call of the solver.
"""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.matching.facts import Problem

MOST_PEOPLE = 4000  # on one side: sixteen million pairs take about 800 MB


class Step(StrEnum):
    """What is being done: laying out, the goals in their order, and the explanations."""

    SCORES = "scores"
    FAMILIES = "families"
    MATCHED = "matched"
    PRIORITY = "priority"
    KEPT = "kept"
    RESERVES = "reserves"
    BANDS = "bands"
    TOTAL = "total"
    LOAD = "load"
    TIES = "ties"
    REASONS = "reasons"


class TooLarge(Refusal):
    status = 413
    message = N_("At most %(most)d are possible on one side; here are %(found)d.")


class TooSlow(Refusal):
    status = 503
    message = N_(
        "Matching %(participants)d participants with %(volunteers)d volunteers takes longer than "
        "%(seconds)d seconds. It was stopped, and nothing is decided."
    )


class Stopped(Refusal):
    message = N_("The matching was stopped, and nothing is decided.")


class Progress(msgspec.Struct, frozen=True):
    """Step `at` of `of` (0: not known yet) has begun, so many seconds after the start."""

    step: Step
    at: int
    of: int
    seconds: float


def _nobody(_: Progress) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


class Watch(msgspec.Struct, frozen=True):
    """How long it may take, by a clock that tells seconds; who is told; who may stop it.

    Where it says when it `began`, all matchings that it watches have that long together.
    """

    clock: Callable[[], float]
    seconds: float
    report: Callable[[Progress], None] = _nobody
    cancelled: Callable[[], bool] = _never
    began: float | None = None


class Guard:
    """One matching that is watched, or not."""

    def __init__(self, problem: Problem, watch: Watch | None = None) -> None:
        """Begin.

        Raises:
            TooLarge
        """
        refuse_large(problem)
        self._problem, self._watch = problem, watch
        began = watch.began if watch else 0.0
        self._began = watch.clock() if watch and began is None else began or 0.0

    def begin(self, step: Step, at: int, of: int = 0) -> None:
        """Say which step begins.

        Raises:
            Stopped, TooSlow
        """
        self.look()
        if self._watch:
            self._watch.report(Progress(step, at, of, self._watch.clock() - self._began))

    def look(self) -> None:
        """Raise if somebody wants to stop, or the time is over.

        Raises:
            Stopped, TooSlow
        """
        if self._watch and self._watch.cancelled():
            raise Stopped
        if self._watch and self.left(0) <= 0:
            raise TooSlow(
                participants=len(self._problem.participants),
                volunteers=len(self._problem.volunteers),
                seconds=self._watch.seconds,
            )

    def left(self, most: float) -> float:
        """Return how many seconds there still are, `most` if nobody counts them."""
        if self._watch is None:
            return most
        return self._watch.seconds - (self._watch.clock() - self._began)


def refuse_large(problem: Problem, most: int = MOST_PEOPLE) -> None:
    """Raise where tables would outgrow memory and patience.

    Raises:
        TooLarge
    """
    people = len(problem.participants)
    places = sum(min(one.capacity, people) for one in problem.volunteers)
    largest = max(people, places, len(problem.volunteers))
    if largest > most:
        raise TooLarge(most=most, found=largest)
