"""Shortages: who has nobody and why, what would help, and whose absence would leave a child alone."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor
from volunteers import boards, explanations, rearrangements, solving
from volunteers.boards import Board
from volunteers.explanations import Posed
from volunteers.rules import explanations as words
from volunteers.rules import fits, matching
from volunteers.rules.applications import Application
from volunteers.rules.matching import Rule, Watch, diagnosis
from volunteers.rules.matching.alternatives import Move
from volunteers.rules.matching.critical import Critical
from volunteers.rules.matching.diagnosis import Diagnosis, Left
from volunteers.rules.matching.swaps import NotProved
from volunteers.rules.matching.waivers import Relief
from volunteers.rules.matching.worst import Worst, worst
from volunteers.rules.pairs import hundredths

HELPS_SHOWN = 3


class LeftOut(msgspec.Struct, frozen=True):
    """Children who are left for one reason: `people`, they among them, have too few `helpers`.

    `rules` say what keeps them from how many volunteers.
    """

    names: tuple[str, ...]
    why: str
    people: tuple[str, ...]
    helpers: tuple[str, ...]
    rules: tuple[tuple[str, int], ...]
    helps: tuple[str, ...]


class Open(msgspec.Struct, frozen=True):
    """A child without anybody who could have somebody, and who would move for it."""

    name: str
    helper: str
    word: str
    moves: tuple[str, ...]
    reserve: bool


class Hanging(msgspec.Struct, frozen=True):
    """Volunteers without any one of whom the same children would come short."""

    names: tuple[str, ...]
    why: str
    people: tuple[str, ...]


class Weakest(msgspec.Struct, frozen=True):
    """The weakest of the best pairs there are, and why it is not better."""

    child: str
    volunteer: str
    fit: int
    word: str
    why: str
    people: tuple[str, ...]


class Shortages(msgspec.Struct, frozen=True):
    """What the pairs of an activity lack and hang on.

    Nothing is counted where there are too many people, or where it takes too long (`late`);
    where `siblings` share a volunteer each child is counted alone.
    `steps` are the fewest with which `helped` more have somebody, `beyond` are those whom only somebody
    new could help. `ready` reserves are reckoned with; `needed` more would make every absence good.
    """

    board: Board
    counted: bool = True
    late: bool = False
    left: tuple[LeftOut, ...] = ()
    open: tuple[Open, ...] = ()
    waiting: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    helped: int = 0
    beyond: tuple[str, ...] = ()
    without_time: int = 0
    critical: tuple[Hanging, ...] = ()
    reserves: tuple[tuple[str, str], ...] = ()
    needed: int = 0
    ready: int = 0
    weakest: Weakest | None = None
    siblings: bool = False

    @property
    def alone(self) -> int:
        """How many have nobody and cannot have anybody as things are."""
        return sum(len(one.names) for one in self.left)


async def of(actor: Actor, activity_id: UUID) -> Shortages:
    """Return what the pairs of an activity lack and hang on.

    Raises:
        NotAllowed, NoSuchActivity
    """
    now = await boards.of(actor, activity_id)
    spare = await explanations.spare_of(now)
    if explanations.too_many(now, spare):
        return Shortages(now, counted=False)
    try:
        return await solving.beside(lambda watch: _told(now, spare, watch))
    except (*solving.UNSOLVED, NotProved):
        return Shortages(now, counted=False, late=True)


def _told(now: Board, spare: Sequence[Application], watch: Watch) -> Shortages:
    loose = {one.pair.id for one in rearrangements.loose(now)}
    siblings = rearrangements.siblings(now)
    posed = explanations.posed_of(now, spare, loose, watch)
    found = diagnosis.diagnose(posed.problem, posed.answer)
    rostered = {str(one) for one in now.gates.rostered}
    free = {str(one.id) for one in now.children}
    alone = free & rostered - {pair.participant for pair in posed.answer.pairs}
    return Shortages(
        board=now,
        left=tuple(_left(posed, found, rostered)),
        open=tuple(_open(now, posed, free)),
        waiting=tuple(_waiting(now)),
        steps=tuple(words.relief(one, posed.names) for one in found.fewest.reliefs),
        helped=found.fewest.gains,
        beyond=_named(posed, alone & set(found.fewest.alone)),
        without_time=found.without.get(Rule.SHARED_TIME, 0),
        critical=tuple(_hanging(posed, found)),
        reserves=tuple(words.reserve(one, posed.names) for one in found.reserves),
        needed=sum(one.count for one in found.reserves),
        ready=len(spare),
        weakest=None
        if siblings
        else _weakest(explanations.posed_of(now, spare, loose, watch, anew=True)),
        siblings=siblings,
    )


def _left(posed: Posed, found: Diagnosis, rostered: Collection[str]) -> Iterator[LeftOut]:
    """Yield who is left, those together who compete for the same volunteers."""
    for group in found.left:
        alone = [one.id for one in group.alone if one.id in rostered]
        if alone:
            yield LeftOut(
                names=_named(posed, alone),
                why=words.too_few(posed.problem, group.people, group.helpers),
                people=_named(posed, group.people),
                helpers=_named(posed, group.helpers),
                rules=_rules(posed, alone),
                helps=tuple(_helps(posed, group)),
            )


def _rules(posed: Posed, alone: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Count the volunteers whom each rule keeps from any of these, most first."""
    few = tuple(one for one in posed.problem.participants if one.id in set(alone))
    kept: dict[Rule, set[str]] = {}
    table = matching.fits(msgspec.structs.replace(posed.problem, participants=few))
    for (volunteer, _), fit in table.items():
        for rule in fit.blocked:
            kept.setdefault(rule, set()).add(volunteer)
    counts = sorted(kept.items(), key=lambda one: -len(one[1]))
    return tuple((fits.why_not([rule])[0], len(theirs)) for rule, theirs in counts)


def _helps(posed: Posed, group: Left) -> Iterator[str]:
    """Yield what would give one more of these somebody, each by itself."""
    cures: dict[tuple[str, ...], Relief] = {}
    for one in (waiver for each in group.alone for waiver in each.waivers):
        whose = (one.volunteer,) if one.rule is Rule.TRAINING else (one.volunteer, one.participant)
        cures.setdefault(whose, Relief(one.volunteer, one.participant, (one.rule,)))
    for relief in list(cures.values())[:HELPS_SHOWN]:
        yield words.relief(relief, posed.names)
    yield words.somebody_new(posed.problem, group.people)


def _hanging(posed: Posed, found: Diagnosis) -> Iterator[Hanging]:
    """Yield those together whose absence would leave one of the same children alone."""
    groups: dict[tuple[str, ...], list[Critical]] = {}
    for one in found.critical:
        groups.setdefault(one.participants, []).append(one)
    for people, theirs in sorted(groups.items(), key=lambda each: -len(each[1])):
        yield Hanging(
            names=_named(posed, (one.volunteer for one in theirs)),
            why=words.absence(theirs),
            people=_named(posed, people),
        )


def _open(now: Board, posed: Posed, free: Collection[str]) -> Iterator[Open]:
    """Yield the children without anybody for whom the answer has somebody."""
    before = {str(one.participant.id): str(one.volunteer.id) for one in now.placed}
    after = {one.participant: one.volunteer for one in posed.answer.pairs}
    reserves = {one.id for one in posed.problem.volunteers if one.reserve}
    for pair in posed.answer.pairs:
        if pair.participant in free:
            yield Open(
                posed.names[pair.participant],
                posed.names[pair.volunteer],
                words.fit_word(pair.score),
                tuple(
                    words.moved(move, posed.names) for move in _moves(before, after, pair.volunteer)
                ),
                pair.volunteer in reserves,
            )


def _moves(before: dict[str, str], after: dict[str, str], volunteer: str) -> Iterator[Move]:
    """Yield who makes room at a volunteer's, and who for them, and so on."""
    waiting, seen = [volunteer], set[str]()
    while waiting:
        place = waiting.pop()
        for child in sorted(child for child, theirs in before.items() if theirs == place):
            if child not in seen and after.get(child) != place:
                seen.add(child)
                yield Move(child, place, after.get(child))
                waiting += [after[child]] if child in after else []


def _waiting(now: Board) -> Iterator[tuple[str, str]]:
    """Yield the children whom nobody may be placed beside yet, and why."""
    for one in now.children:
        if one.id not in now.gates.rostered:
            taken_back = one.id in now.gates.taken_back
            yield one.codename, fits.why_not([Rule.CONSENT], taken_back=taken_back)[0]


def _weakest(posed: Posed) -> Weakest | None:
    found: Worst | None = worst(posed.problem, posed.answer)
    if found is None:
        return None
    return Weakest(
        child=posed.names[found.pair.participant],
        volunteer=posed.names[found.pair.volunteer],
        fit=hundredths(found.pair.score),
        word=words.fit_word(found.pair.score),
        why=words.weakest(posed.problem, found),
        people=_named(posed, found.witness.participants if found.witness else ()),
    )


def _named(posed: Posed, people: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(posed.names[one] for one in people))
