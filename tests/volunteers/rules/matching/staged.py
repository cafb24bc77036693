"""Problems of up to seven and seven in which the goals are switched on one combination at a time.

Where every goal counts at once the first ones leave nothing to choose for the last. So the number of
a problem names its goals, and 64 problems in a row are all combinations; scores are few and coarse,
so each goal leaves many equals for the next.
"""

import random
from collections import Counter
from enum import IntFlag

from hypothesis import strategies as st

from tests.volunteers.rules.matching.cases import (
    drawn,
    participant,
    problem,
    volunteer,
    with_locks,
)


class Goal(IntFlag):
    """What may count beside how many are matched and the total; 0 is neither."""

    LOCKS = 1
    CAPACITY = 2
    PRIORITY = 4
    RESERVES = 8
    KEPT = 16
    BANDS = 32


COMBINATIONS = 1 << len(Goal)
LIMITS = ((300, 450, 600, 750), (500,), (100, 400, 401), tuple(range(100, 1000, 100)))


def staged(number, most=7):
    """The problem of that number; every third is one with all rules and computed scores."""
    chance = random.Random(number)
    if number % 3 == 2:
        return drawn(number, most)
    goals = Goal(number // 3 % COMBINATIONS)
    more = max(chance.randint(1, most) for _ in range(3))
    fewer = chance.randint(max(1, more - 3), more)
    sizes = chance.choice(((more, fewer), (fewer, more), (more, more)))
    names = [f"v{at}" for at in range(sizes[0])]
    others = [f"p{at}" for at in range(sizes[1])]
    limits = chance.choice(LIMITS)
    edges = [limit - gap for limit in chance.sample(limits, min(len(limits), 2)) for gap in (1, 0)]
    scores = chance.choice(([*edges, 1000], range(0, 1001, 10)))
    density = chance.choice((0.4, 0.7, 1.0))
    room = Counter(names)
    if Goal.CAPACITY in goals:
        room = Counter(chance.choices(names, k=chance.randint(0, most + 2)))
    duos = [(v, p) for v in names for p in others]
    kept = frozenset(duo for duo in duos if Goal.KEPT in goals and chance.random() < 0.3)
    last = dict(chance.sample(sorted((p, v) for v, p in kept), len(kept)))
    published = chance.random() < 0.5
    made = problem(
        [
            volunteer(
                name,
                capacity=room[name],
                reserve=Goal.RESERVES in goals and chance.random() < 0.4,
            )
            for name in names
        ],
        [
            participant(
                name,
                priority=chance.randint(0, 2) if Goal.PRIORITY in goals else 0,
                previous=last.get(name),
            )
            for name in others
        ],
        scores=tuple((v, p, chance.choice(scores)) for v, p in duos if chance.random() < density),
        bands=limits if Goal.BANDS in goals else (),
        current=tuple(sorted(kept)) if published else (),
    )
    return with_locks(made, chance) if Goal.LOCKS in goals else made


@st.composite
def problems(draw, most=6):
    """Problems that hypothesis makes cell by cell, and can take apart again."""
    names = [f"v{at}" for at in range(draw(st.integers(1, most)))]
    others = [f"p{at}" for at in range(draw(st.integers(1, most)))]
    duos = [(v, p) for v in names for p in others]
    score = st.none() | st.sampled_from((0, 299, 300, 301, 600, 1000))
    scored = draw(st.lists(score, min_size=len(duos), max_size=len(duos)))
    some = st.frozensets(st.sampled_from(duos), max_size=most)
    made = problem(
        [
            volunteer(
                name,
                capacity=draw(st.sampled_from((1, 1, 1, 0, 2))),
                reserve=draw(st.booleans()),
                trained=draw(st.sampled_from((True, True, True, False))),
            )
            for name in names
        ],
        [
            participant(
                name,
                priority=draw(st.integers(0, 2)),
                previous=draw(st.sampled_from((None, *names))),
            )
            for name in others
        ],
        scores=tuple(
            (*duo, points) for duo, points in zip(duos, scored, strict=True) if points is not None
        ),
        bands=draw(st.sampled_from(((), (300,), (300, 301), (300, 450, 600, 750)))),
        current=tuple(sorted(draw(some))),
        never=tuple(sorted(draw(some))),
        keep_previous=draw(st.booleans()),
    )
    lock = draw(st.booleans())
    return with_locks(made, draw(st.randoms(use_true_random=False))) if lock else made
