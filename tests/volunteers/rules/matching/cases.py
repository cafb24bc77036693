"""Small matching problems drawn at random, and the slow, obvious way to solve them."""

import random
from collections import Counter

import msgspec

from volunteers.rules.matching import (
    Answer,
    Participant,
    Problem,
    Rules,
    Volunteer,
    Weights,
    fits,
)

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
    return _locked(made, chance) if locks and chance.random() < 0.4 else made


def _locked(made, chance):
    room = Counter({one.id: one.capacity for one in made.volunteers})
    locked = {}
    for (v, p), fit in fits(made).items():
        if not fit.blocked and room[v] and p not in locked and chance.random() < 0.15:
            locked[p] = v
            room[v] -= 1
    rules = msgspec.structs.replace(made.rules, locked=tuple((v, p) for p, v in locked.items()))
    return msgspec.structs.replace(made, rules=rules)


def best_key(made):
    """Try every set of pairs there is; return the best key."""
    people = {one.id: one for one in made.participants}
    table = fits(made)
    locked = {p: v for v, p in made.rules.locked}
    choices = {
        p: [locked[p]]
        if p in locked
        else [None, *(v.id for v in made.volunteers if not table[v.id, p].blocked)]
        for p in people
    }
    best = None
    room = Counter({one.id: one.capacity for one in made.volunteers})

    def extend(left, pairs):
        nonlocal best
        if not left:
            found = key(made, table, pairs)
            best = found if best is None else min(best, found)
            return
        for v in choices[left[0]]:
            if v is None:
                extend(left[1:], pairs)
            elif room[v]:
                room[v] -= 1
                extend(left[1:], {**pairs, left[0]: v})
                room[v] += 1

    extend(sorted(people), {})
    return best


def key(made, table, pairs):
    """The contract's goals as one tuple, smaller is better; `pairs` maps participant to volunteer."""
    if made.rules.current:
        keep = set(made.rules.current)
    elif made.rules.keep_previous:
        keep = {(one.previous, one.id) for one in made.participants}
    else:
        keep = set()
    reserves = {one.id for one in made.volunteers if one.reserve}
    left_out = sorted(
        (one.priority for one in made.participants if one.id not in pairs), reverse=True
    )
    bands = Counter(table[v, p].band for p, v in pairs.items())
    return (
        -len(pairs),
        tuple(left_out),
        -sum((v, p) in keep for p, v in pairs.items()),
        sum(v in reserves for v in pairs.values()),
        tuple(bands[band] for band in range(len(made.rules.bands))),
        -sum(table[v, p].score for p, v in pairs.items()),
        sum(load**2 for load in Counter(pairs.values()).values()),
    )


def answer_key(made, answer: Answer):
    return key(made, fits(made), {pair.participant: pair.volunteer for pair in answer.pairs})


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


def allowed(made):
    """The volunteers each participant may have, without those whom locks hold."""
    table = fits(made)
    held = Counter(v for v, _ in made.rules.locked)
    fixed = {p: {v} for v, p in made.rules.locked}
    room = {one.id: one.capacity - held[one.id] for one in made.volunteers}
    return {
        one.id: fixed.get(one.id, {v for v in room if room[v] > 0 and not table[v, one.id].blocked})
        for one in made.participants
    }, room
