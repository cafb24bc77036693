"""The draw can be made again by anybody who has the seed and the numbers."""

import hashlib
from uuid import uuid4

from volunteers.rules.draws import Entrant, drawn, new_seed
from volunteers.rules.selection import Room

SEED = "7f3a"


def by_hand(seed, numbers):
    """What the page tells people to compute."""
    return sorted(numbers, key=lambda n: hashlib.sha256(f"{seed}|{n}".encode()).hexdigest())


def test_the_order_is_that_of_the_hashes_whoever_applied_first():
    order = by_hand(SEED, range(1, 21))

    made = drawn(SEED, [Entrant(n) for n in range(20, 0, -1)], Room(5))

    assert list(made.places) == order[:5] and list(made.reserves) == order[5:]
    assert order != sorted(order)


def test_another_seed_draws_others_and_no_two_seeds_are_alike():
    draws = {drawn(new_seed(), [Entrant(n) for n in range(100)], Room(10)).places for _ in range(9)}

    assert len(draws) == 9


def test_a_full_source_is_passed_over_and_keeps_its_place_in_the_line():
    college = uuid4()
    from_college = set(range(1, 11))
    entrants = [Entrant(n, college if n in from_college else None) for n in range(1, 21)]

    made = drawn(SEED, entrants, Room(10, sources={college: 2}))

    assert len(made.places) == 10 and len(from_college.intersection(made.places)) == 2
    assert sorted(made.places + made.reserves) == list(range(1, 21))
    assert list(made.reserves) == [n for n in by_hand(SEED, range(1, 21)) if n in made.reserves]


def test_everybody_is_equally_lucky():
    """Two thousand draws of 3 out of 10: each number is in about 600."""
    luck = dict.fromkeys(range(10), 0)
    for seed in range(2000):
        for number in drawn(str(seed), [Entrant(n) for n in luck], Room(3)).places:
            luck[number] += 1

    assert all(500 < times < 700 for times in luck.values())
