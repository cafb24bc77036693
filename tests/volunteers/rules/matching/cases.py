"""Small matching problems: written down, or drawn at random with every rule and goal at once."""

import random
from collections import Counter

import msgspec

from tests.volunteers.rules.matching.oracle import cells
from volunteers.rules.matching import Participant, Problem, Rules, Volunteer, Weights

WORDS = ("a", "b", "c", "d")


def volunteer(name, **facts):
    """A volunteer who may help anybody."""
    return Volunteer(id=name, **{"cleared": True, "trained": True, **facts})


def participant(name, **facts):
    """A participant whom anybody may help."""
    return Participant(id=name, **{"consent": True, **facts})


def problem(volunteers, participants, *, scores=None, **rules):
    return Problem(
        volunteers=tuple(volunteers),
        participants=tuple(participants),
        rules=Rules(**rules),
        scores=scores,
    )


def table(costs):
    """The problem of choosing one cell per row and column with the least sum of `costs`."""
    size = len(costs)
    return problem(
        [volunteer(f"v{j}") for j in range(size)],
        [participant(f"p{i}") for i in range(size)],
        bands=(),
        scores=tuple(
            (f"v{j}", f"p{i}", 1000 - costs[i][j]) for i in range(size) for j in range(size)
        ),
    )


def drawn(seed, most=5, *, locks=True):
    """A problem in which every rule and every goal may matter; its locks are sound."""
    chance = random.Random(seed)
    names = [f"v{at}" for at in range(chance.randint(1, most))]
    others = [f"p{at}" for at in range(chance.randint(1, most))]
    crowded = chance.random() < 0.3

    def some():
        return frozenset(word for word in WORDS if chance.random() < 0.4)

    def duos(share):
        return tuple((v, p) for v in names for p in others if chance.random() < share)

    made = problem(
        [
            Volunteer(
                id=name,
                gender=chance.choice(["f", "m", None]),
                cleared=chance.random() < 0.92,
                trained=chance.random() < 0.9,
                reserve=chance.random() < 0.3,
                capacity=chance.choice([0, 1, 2, 3]) if crowded else 1,
                skills=some(),
                interests=some(),
                languages=some(),
                free=some(),
                years=chance.randint(0, 5),
            )
            for name in names
        ],
        [
            Participant(
                id=name,
                gender=chance.choice(["f", "m"]),
                consent=chance.random() < 0.92,
                priority=chance.randint(0, 3),
                same_gender=chance.random() < 0.2,
                needs=some(),
                interests=some(),
                languages=some(),
                free=some(),
                previous=chance.choice([None, *names, "gone"]),
            )
            for name in others
        ],
        weights=Weights(*(chance.randint(0, 5) for _ in range(4)), experience=chance.randint(1, 9)),
        bands=chance.choice([(300, 450, 600, 750), (500,), (), (100, 400, 401)]),
        same_gender=chance.random() < 0.05,
        needs_shared_time=chance.random() < 0.4,
        keep_previous=chance.random() < 0.7,
        never=duos(0.1),
        current=duos(0.15) if chance.random() < 0.5 else (),
        scores=tuple((v, p, chance.choice([0, 300, 301, 1000])) for v, p in duos(0.6))
        if chance.random() < 0.3
        else None,
    )
    return with_locks(made, chance) if locks and chance.random() < 0.4 else made


def with_locks(made, chance):
    """The same problem with some sound locks."""
    room = Counter({one.id: one.capacity for one in made.volunteers})
    locked = {}
    for (v, p), cell in cells(made).items():
        if not cell.blocked and room[v] and p not in locked and chance.random() < 0.15:
            locked[p] = v
            room[v] -= 1
    rules = msgspec.structs.replace(made.rules, locked=tuple((v, p) for p, v in locked.items()))
    return msgspec.structs.replace(made, rules=rules)


def shuffled(made, seed):
    """The same problem written down in another order."""
    chance = random.Random(seed)

    def mixed(things):
        return None if things is None else tuple(chance.sample(things, len(things)))

    rules = msgspec.structs.replace(
        made.rules,
        never=mixed(made.rules.never),
        locked=mixed(made.rules.locked),
        current=mixed(made.rules.current),
    )
    return Problem(
        volunteers=mixed(made.volunteers),
        participants=mixed(made.participants),
        rules=rules,
        scores=mixed(made.scores),
    )
