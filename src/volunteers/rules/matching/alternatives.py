"""What forcing one pair would cost everybody else, exactly, and who would have to move for it.

From the best pairs there are, somebody may take a place that is not theirs; whoever has it takes
another, and so on until somebody takes the first one's place, or an empty one. In the graph of such
steps the price of a pair is the length of the shortest way back. Up to SMALL participants all ways
are found at once (Floyd and Warshall); beyond, one pair at a time by matching again around it.
"""

from collections.abc import Iterator

import msgspec

from kit.errors import Refusal
from volunteers.rules.matching import optimum
from volunteers.rules.matching.board import lay_out
from volunteers.rules.matching.detours import Detour, Detours
from volunteers.rules.matching.facts import Answer, Duo, Problem, Vector
from volunteers.rules.matching.feasible import positions
from volunteers.rules.matching.guard import Stopped, TooSlow, Watch

SMALL = 60


class Move(msgspec.Struct, frozen=True):
    """A participant who changes volunteer; None stands for having none."""

    participant: str
    before: str | None
    after: str | None


class Price(msgspec.Struct, frozen=True):
    """How every goal changes from the best pairs to the best ones with this pair in them.

    `priority` is the sum over those who have a pair. `chain` tells who moves: first the pair that is
    forced, then whoever had its volunteer, and so on.
    """

    matched: int
    priority: int
    kept: int
    reserves: int
    bands: tuple[int, ...]
    total: int
    chain: tuple[Move, ...]

    @property
    def rank(self) -> tuple[int, ...]:
        """The goals in their order, smaller is better; nothing but zeros costs nobody anything."""
        return (
            -self.matched,
            -self.priority,
            -self.kept,
            self.reserves,
            *self.bands[:-1],
            -self.total,
        )

    @property
    def others(self) -> tuple[Move, ...]:
        """Whoever moves beside the participant whose pair is forced."""
        return self.chain[1:]


class Prices:
    """The price of every pair that rules and locks allow, counted when it is asked for."""

    def __init__(self, problem: Problem, answer: Answer, watch: Watch | None = None) -> None:
        self._problem, self._answer, self._watch = problem, answer, watch
        self._known: dict[Duo, Price | None] = {}
        self._row, self._column = positions(problem)
        small = len(problem.participants) <= SMALL
        self._detours = Detours(lay_out(problem), answer) if small else None

    def of(self, volunteer: str, participant: str) -> Price | None:
        """Return what this pair would cost, None where it cannot be: a rule or a lock forbids it."""
        if volunteer not in self._column or participant not in self._row:
            return None
        duo = volunteer, participant
        if duo not in self._known:
            self._known[duo] = self._once(duo, self._detours) if self._detours else self._again(duo)
        return self._known[duo]

    def _once(self, duo: Duo, detours: Detours) -> Price | None:
        """Read the price off the shortest ways."""
        detour = detours.to(self._row[duo[1]], self._column[duo[0]])
        if detour is None:
            return None
        alone, priority, kept, reserves, *low, total, _ = detour.costs
        return Price(
            matched=-alone,
            priority=-priority,
            kept=-kept,
            reserves=reserves,
            bands=(*low, -alone - sum(low)),
            total=-total,
            chain=tuple(self._moves(detours, detour)),
        )

    def _moves(self, detours: Detours, detour: Detour) -> Iterator[Move]:
        holders = [*detours.board.holder.tolist(), -1]
        names = [*(one.id for one in self._problem.volunteers), None]
        for who, place in detour.steps:
            before, after = names[holders[detours.places[who]]], names[holders[place]]
            if before != after:
                yield Move(self._problem.participants[who].id, before, after)

    def _again(self, duo: Duo) -> Price | None:
        """Match once more around this pair."""
        if any(duo == (pair.volunteer, pair.participant) for pair in self._answer.pairs):
            nothing = (0,) * (len(self._problem.rules.bands) + 1)
            return Price(0, 0, 0, 0, nothing, 0, ())
        try:
            found = optimum.suggest(self._problem, [duo], self._watch)
        except (Stopped, TooSlow):
            raise
        except Refusal:
            return None
        return _between(self._problem, self._answer, found, duo)


def prices(problem: Problem, answer: Answer, watch: Watch | None = None) -> Prices:
    """Return what every single pair would cost; `answer` must be the problem's.

    Raises:
        NotProved: the answer is not the best one
    """
    return Prices(problem, answer, watch)


def _between(problem: Problem, before: Answer, after: Answer, duo: Duo) -> Price:
    """Return what changes from one answer to another in which `duo` is forced."""
    old, new = before.vector, after.vector
    return Price(
        matched=new.matched - old.matched,
        priority=_priority(problem, after) - _priority(problem, before),
        kept=new.kept - old.kept,
        reserves=new.reserves - old.reserves,
        bands=tuple(_changes(old, new)),
        total=new.total - old.total,
        chain=tuple(_chain(before, after, duo)),
    )


def _changes(old: Vector, new: Vector) -> Iterator[int]:
    yield from (late - early for early, late in zip(old.bands, new.bands, strict=True))


def _priority(problem: Problem, answer: Answer) -> int:
    paired = {pair.participant for pair in answer.pairs}
    return sum(one.priority for one in problem.participants if one.id in paired)


def _chain(before: Answer, after: Answer, duo: Duo) -> Iterator[Move]:
    """Yield the moves, each after the one that asks for it as far as there is one."""
    old = {pair.participant: pair.volunteer for pair in before.pairs}
    new = {pair.participant: pair.volunteer for pair in after.pairs}
    moved = {who for who in old.keys() | new.keys() if old.get(who) != new.get(who)}
    waiting = [duo[1]]
    while moved:
        who = next((one for one in waiting if one in moved), None) or min(moved)
        moved.remove(who)
        yield Move(who, old.get(who), new.get(who))
        waiting = sorted(one for one in moved if old.get(one) == new.get(who))
