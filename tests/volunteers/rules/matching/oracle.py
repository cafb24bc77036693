"""The contract read word by word, in plain Python: slow, obvious, and nothing of the engine in it.

`best` tries every set of pairs that the rules allow. Sets that leave the same places are compared as
soon as they meet, and only the better one goes on: so seven and seven take milliseconds.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from volunteers.rules.matching import Answer, Problem

WIDE = 10**7  # no sum of a goal comes near


@dataclass(frozen=True)
class Cell:
    """What one pair would be."""

    score: int
    band: int
    blocked: tuple[str, ...]


def cells(made: Problem) -> dict[tuple[str, str], Cell]:
    """What every (volunteer, participant) would be, one at a time."""
    given = None if made.scores is None else {(v, p): score for v, p, score in made.scores}
    table = {}
    for child in made.participants:
        for helper in made.volunteers:
            duo = helper.id, child.id
            score = _score(made, helper, child) if given is None else given.get(duo, 0)
            table[duo] = Cell(
                score=score,
                band=sum(score >= limit for limit in made.rules.bands),
                blocked=_blocked(made, helper, child, given),
            )
    return table


def _score(made, helper, child):
    degrees = {
        "needs": _share(len(child.needs & helper.skills), len(child.needs)),
        "interests": _share(len(child.interests & helper.interests), min(len(child.interests), 3)),
        "free": _share(len(child.free & helper.free), min(len(child.free), 2)),
        "languages": _share(len(child.languages & helper.languages), min(len(child.languages), 1)),
        "experience": min(helper.years, 4) * 250,
    }
    weights = {name: getattr(made.rules.weights, name) for name in degrees}
    return sum(weights[name] * degrees[name] for name in degrees) // sum(weights.values())


def _share(met, wanted):
    return 500 if wanted == 0 else min(met, wanted) * 1000 // wanted


def _blocked(made, helper, child, given):
    rules, duo = made.rules, (helper.id, child.id)
    same = helper.gender is not None and helper.gender == child.gender
    broken = {
        "consent": not child.consent,
        "clearance": not helper.cleared,
        "training": not helper.trained,
        "never": duo in rules.never,
        "same_gender": (child.same_gender or rules.same_gender) and not same,
        "shared_time": rules.needs_shared_time and not child.free & helper.free,
        "not_named": given is not None and duo not in given,
    }
    return tuple(name for name in broken if broken[name])


def key(made: Problem, pairs: dict[str, str]) -> tuple[int, ...]:
    """The goals reached by `pairs` (participant to volunteer) in order, smaller is better."""
    table, kept = cells(made), standing(made)
    sums = [0] * (4 + len(_levels(made)) + len(made.rules.bands))
    for child in made.participants:
        digits = _digits(made, table, kept, pairs.get(child.id), child)
        sums = [ours + more for ours, more in zip(sums, digits, strict=True)]
    return (*sums, sum(load**2 for load in Counter(pairs.values()).values()))


def best(made: Problem) -> tuple[int, ...]:
    """The best key that any allowed set of pairs has."""
    table, kept = cells(made), standing(made)
    column = {one.id: at for at, one in enumerate(made.volunteers)}
    most = [one.capacity for one in made.volunteers]
    locked = {p: v for v, p in made.rules.locked}
    reached = {(0,) * len(most): 0}
    for child in made.participants:
        names = [locked[child.id]] if child.id in locked else [None, *_open(made, table, child)]
        choices = [
            (name and column[name], _packed(_digits(made, table, kept, name, child)))
            for name in names
        ]
        reached = _extended(reached, choices, most)
    return _unpacked(min(reached.values()), 5 + len(_levels(made)) + len(made.rules.bands))


def _extended(reached, choices, most):
    """Give one more participant each of the `choices`; per loads only the least cost goes on."""
    after = {}
    for loads, spent in reached.items():
        for at, cost in choices:
            if at is None:
                then, total = loads, spent + cost
            elif loads[at] < most[at]:
                then = (*loads[:at], loads[at] + 1, *loads[at + 1 :])
                total = spent + cost + 2 * loads[at] + 1
            else:
                continue
            if then not in after or total < after[then]:
                after[then] = total
    return after


def _open(made, table, child):
    return [one.id for one in made.volunteers if not table[one.id, child.id].blocked]


def _levels(made):
    """The priorities there are, highest first."""
    return sorted({one.priority for one in made.participants}, reverse=True)


def standing(made):
    """The pairs worth keeping."""
    if made.rules.current:
        return set(made.rules.current)
    if made.rules.keep_previous:
        return {(one.previous, one.id) for one in made.participants}
    return set()


def _digits(made, table, kept, name, child):
    """What it adds to each goal but the load that `name`, or nobody, is with `child`."""
    levels = _levels(made)
    if name is None:
        alone = [int(level == child.priority) for level in levels]
        return [0, *alone, 0, 0, *(0 for _ in made.rules.bands), 0]
    cell = table[name, child.id]
    reserve = next(one.reserve for one in made.volunteers if one.id == name)
    return [
        -1,
        *(0 for _ in levels),
        -int((name, child.id) in kept),
        int(reserve),
        *(int(cell.band == band) for band in range(len(made.rules.bands))),
        -cell.score,
    ]


def _packed(digits):
    """One whole number that compares as the list does, with room for the load at the end."""
    number = 0
    for digit in digits:
        number = number * WIDE + digit
    return number * WIDE


def _unpacked(number, length):
    digits = []
    for _ in range(length):
        digit = (number + WIDE // 2) % WIDE - WIDE // 2
        digits.append(digit)
        number = (number - digit) // WIDE
    return tuple(reversed(digits))


def reached(made: Problem, answer: Answer) -> tuple[int, ...]:
    """The key of an answer's pairs."""
    return key(made, {pair.participant: pair.volunteer for pair in answer.pairs})


def one_by_one(made: Problem) -> tuple[int, ...]:
    """The best key again, by writing down every set of pairs: for very small problems only."""
    table = cells(made)
    locked = set(made.rules.locked)
    held = {p for _, p in locked}
    duos = [d for d, cell in table.items() if not cell.blocked and d[1] not in held]
    most = {one.id: one.capacity for one in made.volunteers}
    found = []
    for size in range(len(made.participants) - len(held) + 1):
        for some in combinations(duos, size):
            chosen = (*locked, *some)
            pairs = {p: v for v, p in chosen}
            loads = Counter(v for v, _ in chosen)
            if len(pairs) == len(chosen) and all(loads[v] <= most[v] for v in loads):
                found.append(key(made, pairs))
    return min(found)


def possible(made: Problem) -> tuple[dict[str, set[str]], dict[str, int]]:
    """The volunteers each participant may have, and the places that locks leave to each of them."""
    table = cells(made)
    held = Counter(v for v, _ in made.rules.locked)
    fixed = {p: {v} for v, p in made.rules.locked}
    room = {one.id: one.capacity - held[one.id] for one in made.volunteers}
    may = {
        one.id: fixed.get(one.id, {v for v in room if room[v] > 0 and not table[v, one.id].blocked})
        for one in made.participants
    }
    return may, room


def most(may: dict[str, set[str]], room: dict[str, int]) -> int:
    """How many can have a place at once, by augmenting paths."""
    guests: dict[str, list[str]] = {name: [] for name in room}

    def seat(person, asked):
        for name in may[person] - asked:
            asked.add(name)
            if len(guests[name]) < room[name]:
                guests[name].append(person)
                return True
            for other in guests[name]:
                if seat(other, asked):
                    guests[name].remove(other)
                    guests[name].append(person)
                    return True
        return False

    return sum(seat(person, set()) for person in may)
