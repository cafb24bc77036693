"""Explanations: why these two, what somebody else for either would cost, and who would move for it.

Only said, never done. The counting is exact and happens beside the event loop; beyond MOST people on
one side, or where it takes too long, nothing is counted, so nobody waits for it.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor
from volunteers import applications, boards, readiness, rearrangements, solving
from volunteers.boards import Board, Placed
from volunteers.rearrangements import duo_of
from volunteers.rules import explanations as words
from volunteers.rules import fits, matching
from volunteers.rules.applications import Application, ApplicationStatus
from volunteers.rules.matching import Answer, Duo, Fit, Problem, Side, Watch, alternatives
from volunteers.rules.matching.alternatives import SMALL, Prices
from volunteers.rules.matching.swaps import NotProved
from volunteers.rules.pairs import PairStatus, hundredths

MOST = 400
SHOWN = 3
BETTER = 1  # of those shown: who would fit better, and so makes one ask
MOVABLE = (PairStatus.PROPOSED, PairStatus.CONFIRMED)


class Instead(msgspec.Struct, frozen=True):
    """Somebody else for one of the two, and what that would cost everybody.

    `duo` is whom the board would put together; None where it would not: a reserve, a locked pair.
    """

    duo: Duo | None
    name: str
    reserve: bool
    fit: int
    word: str
    cost: tuple[str, ...]
    chain: tuple[str, ...]


class WhyThese(msgspec.Struct, frozen=True):
    """One pair beside what else there could be; `best` says that no other way would be better.

    `counted` is False where finding out takes too long; `siblings` where they share a volunteer, so that
    nothing is known of prices.
    """

    word: str
    best: bool = False
    counted: bool = True
    siblings: bool = False
    cost: tuple[str, ...] = ()
    helpers: tuple[Instead, ...] = ()
    children: tuple[Instead, ...] = ()


class Posed(msgspec.Struct, frozen=True):
    """The board as the engine reads it, its answer, and everybody's name by identity."""

    problem: Problem
    answer: Answer
    names: dict[str, str]


async def of_pair(actor: Actor, activity_id: UUID, placed: Placed) -> WhyThese:
    """Return why two are a pair, and what somebody else for either would cost.

    Raises:
        NotAllowed, NoSuchActivity
    """
    word = words.fit_word(placed.pair.score)
    if placed.pair.status not in MOVABLE:
        return WhyThese(word)
    now = await boards.of(actor, activity_id)
    if rearrangements.siblings(now):
        return WhyThese(word, siblings=True)
    spare = await spare_of(now)
    if too_many(now, spare):
        return WhyThese(word)
    try:
        return await solving.beside(lambda watch: _beside(now, spare, placed, word, watch))
    except (*solving.UNSOLVED, NotProved):
        return WhyThese(word, counted=False)


async def spare_of(now: Board) -> list[Application]:
    """Return the reserves who could step in today, by the rule that the morning asks."""
    reserved = await applications.of(now.activity.id, [ApplicationStatus.RESERVED])
    lacking = await readiness.beside_children(now.activity)
    ready = (one for one in reserved if not now.gates.of(one.id))
    return [one for one in ready if one.id in lacking and not lacking[one.id]]


def too_many(now: Board, spare: Sequence[Application]) -> bool:
    children = len(now.placed) + len(now.children)
    return max(children, len(now.placed) + len(now.volunteers) + len(spare)) > MOST


def posed_of(
    now: Board,
    spare: Sequence[Application],
    loose: Collection[UUID],
    watch: Watch,
    *,
    anew: bool = False,
) -> Posed:
    """Solve the board: pairs in `loose` may move, though they stay if they can (`anew`: freely).

    All others are fixed; where one of them could not be made today, both its people stay out of it.
    Everybody has one child at first, or those they have; a second only where a child would be alone.
    """
    fixed = [one for one in now.placed if one.pair.id not in loose]
    broken = {one.pair.id for one in fixed} - rearrangements.holds(now, fixed)
    placed = [one for one in now.placed if one.pair.id not in broken]
    locked = [duo_of(one) for one in fixed if one.pair.id not in broken]
    volunteers = list(
        {
            one.id: one for one in (*(each.volunteer for each in placed), *now.volunteers, *spare)
        }.values()
    )
    children = [*(one.participant for one in placed), *now.children]
    moving = [duo_of(one) for one in placed if one.pair.id in loose]

    def posed(most: int, current: Collection[Duo]) -> tuple[Problem, Answer]:
        held = Counter(volunteer for volunteer, _ in (*locked, *(() if anew else moving)))
        places = {one.id: max(most, held[str(one.id)]) for one in volunteers}
        problem = fits.problem(volunteers, children, now.gates, current=current, places=places)
        rules = msgspec.structs.replace(problem.rules, locked=tuple(locked))
        problem = msgspec.structs.replace(problem, rules=rules)
        return problem, matching.match(problem, watch)

    problem, answer = posed(1, () if anew else moving)
    most = now.gates.rules.most_each
    if most > 1 and any(one.side is Side.PARTICIPANT for one in answer.unmatched):
        problem, answer = posed(most, [(one.volunteer, one.participant) for one in answer.pairs])
    names = {str(one.id): one.name for one in volunteers}
    return Posed(problem, answer, names | {str(one.id): one.codename for one in children})


def _beside(
    now: Board, spare: Sequence[Application], placed: Placed, word: str, watch: Watch
) -> WhyThese:
    """Price everybody else for either of the two."""
    loose = {one.pair.id for one in rearrangements.loose(now)} | {placed.pair.id}
    posed = posed_of(now, spare, loose, watch, anew=True)
    prices = alternatives.prices(posed.problem, posed.answer, watch)
    mine = duo_of(placed)
    own = prices.of(*mine)
    others = [(one.id, mine[1]) for one in posed.problem.volunteers if one.id != mine[0]]
    children = [(mine[0], one.id) for one in posed.problem.participants if one.id != mine[1]]
    return WhyThese(
        word=word,
        best=own is not None and not any(own.rank),
        cost=words.cost(own, posed.names) if own else (),
        helpers=tuple(_instead(posed, prices, others, 0, placed)),
        children=tuple(_instead(posed, prices, children, 1, placed)),
    )


def _instead(
    posed: Posed, prices: Prices, duos: Sequence[Duo], side: int, placed: Placed
) -> Iterator[Instead]:
    """Yield a few of these pairs, the best fit first: who fits better, then whoever costs least."""
    fitting = _fits(posed.problem, duos, side)
    reserves = {one.id for one in posed.problem.volunteers if one.reserve}
    duos = sorted(
        (duo for duo in duos if not fitting[duo].blocked), key=lambda d: -fitting[d].score
    )
    if len(posed.problem.participants) > SMALL:
        duos = duos[:SHOWN]
    priced = [(price, duo) for duo in duos if (price := prices.of(*duo))]
    better = [each for each in priced if fitting[each[1]].score > placed.pair.score][:BETTER]
    cheap = sorted((each for each in priced if each not in better), key=lambda each: each[0].rank)
    shown = [*better, *cheap[: SHOWN - len(better)]]
    for price, duo in sorted(shown, key=lambda each: -fitting[each[1]].score):
        yield Instead(
            None if placed.pair.locked or duo[0] in reserves else duo,
            posed.names[duo[side]],
            duo[0] in reserves and side == 0,
            hundredths(fitting[duo].score),
            words.fit_word(fitting[duo].score),
            words.cost(price, posed.names),
            words.chain(price, posed.names),
        )


def _fits(problem: Problem, duos: Sequence[Duo], side: int) -> dict[Duo, Fit]:
    """Return what each of these pairs would be; they have one person in common."""
    if not duos:
        return {}
    one = duos[0][1 - side]
    few = (
        msgspec.structs.replace(
            problem, participants=tuple(each for each in problem.participants if each.id == one)
        )
        if side == 0
        else msgspec.structs.replace(
            problem, volunteers=tuple(each for each in problem.volunteers if each.id == one)
        )
    )
    return matching.fits(few)
