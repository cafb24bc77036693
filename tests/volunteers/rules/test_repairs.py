"""Repairs of a morning: the order of §4.6, and the shortest chains, both against trying everything."""

from itertools import combinations, permutations, product
from random import Random
from uuid import UUID

import msgspec
import numpy as np
import pytest

from volunteers.rules import repairs
from volunteers.rules.absences import superfluous
from volunteers.rules.mornings import Fits, Morning, Place, load
from volunteers.rules.pairs import StandInKind

K = StandInKind


def helper(n: int) -> UUID:
    return UUID(int=n)


def child(n: int) -> UUID:
    return UUID(int=10_000 + n)


def morning(
    pairs: int,
    missing: int,
    free: tuple[StandInKind, ...] = (),
    fits: dict[tuple[int, int], int] | None = None,
    groups: int = 2,
) -> Morning:
    """Pairs 1…n in pods of two, the helpers of the first ones missing; who is free is numbered on.

    `fits` holds (helper, child) → fit; what is not in it is forbidden. Without it everybody fits alike.
    """
    size = -(-pairs // groups)
    places = tuple(
        Place(
            pair=UUID(int=20_000 + n),
            number=n,
            child=child(n),
            own=helper(n),
            beside=None if n <= missing else helper(n),
            group=UUID(int=30_000 + (n - 1) // size),
            pod=(n + 1) // 2,
        )
        for n in range(1, pairs + 1)
    )
    people = [*range(1, pairs + 1), *range(pairs + 1, pairs + 1 + len(free))]
    table = np.array(
        [
            [500 if fits is None else fits.get((h, c), -1) for h in people]
            for c in range(1, pairs + 1)
        ],
        np.int64,
    )
    return Morning(
        places,
        {helper(pairs + at): kind for at, kind in enumerate(free, start=1)},
        Fits([child(n) for n in range(1, pairs + 1)], [helper(n) for n in people], table),
    )


def kinds(repair: repairs.Repair) -> list[StandInKind]:
    return sorted(one.kind for one in repair.moves)


@pytest.mark.parametrize(("reserves", "new", "trios"), [(0, 0, 5), (3, 3, 2), (5, 5, 0), (6, 5, 0)])
def test_five_of_thirty_missing_give_new_pairs_from_the_reserve_and_trios_for_the_rest(
    reserves, new, trios
):
    now = morning(30, 5, (K.RESERVE,) * reserves)

    repair = repairs.default(now)

    assert (len(repair.moves), repair.alone, repair.moved) == (5, (), 0)
    assert sum(one.kind is K.RESERVE for one in repair.moves) == new
    assert len(repair.trios(now)) == trios
    kept = [one for one in now.places if repair.helpers(now)[one.pair] == one.own]
    assert len(kept) == 25


def test_the_order_is_reserve_then_crew_then_pod_then_group_then_any_other():
    now = morning(8, 0)
    away = {helper(1), helper(3), helper(4), helper(7), helper(8)}
    places = tuple(
        msgspec.structs.replace(one, beside=None) if one.own in away else one for one in now.places
    )
    fits = {(h, c): 500 for h in range(1, 11) for c in range(1, 9)}
    now = msgspec.structs.replace(morning(8, 0, (K.RESERVE, K.CREW), fits), places=places)

    repair = repairs.default(now)

    assert kinds(repair) == [K.CREW, K.GROUP, K.GROUP, K.POD, K.RESERVE]
    assert repair.alone == ()


def test_nobody_takes_a_third_child_and_who_is_left_is_said():
    now = morning(4, 3)

    repair = repairs.default(now)

    assert len(repair.moves) == 1
    assert [one.number for one in repair.alone] == [1, 2]  # 3 is in the small group of 4
    assert max(load(repair.helpers(now).values()).values()) == 2


def test_whom_the_rules_forbid_is_never_beside_a_child_even_if_nobody_else_is_left():
    only = {(2, 2): 500, (3, 3): 500, (4, 2): 900, (4, 3): 900}
    now = morning(3, 1, (K.RESERVE,), only, groups=1)

    assert [one.number for one in repairs.default(now).alone] == [1]
    assert repairs.menu(now, repairs.default(now)) == ()

    moved = morning(3, 1, (K.RESERVE,), only | {(2, 1): 300}, groups=1)
    assert [one.number for one in repairs.default(moved).alone] == []  # a trio
    [repair] = repairs.menu(moved, repairs.default(moved))
    assert {one.place.number: one.application for one in repair.moves} == {
        1: helper(2),
        2: helper(4),
    }


def test_a_locked_pair_is_not_moved_and_nobody_moves_who_has_two_children():
    fits = {(h, c): 100 for h in range(1, 5) for c in range(1, 4)} | {(2, 1): 900, (4, 2): 900}
    now = morning(3, 1, (K.RESERVE,), fits, groups=1)
    assert repairs.menu(now, repairs.default(now))[0].moved == 1

    locked = tuple(msgspec.structs.replace(one, locked=True) for one in now.places)
    assert repairs.moving(msgspec.structs.replace(now, places=locked), 4).moved == 0
    trio = tuple(
        msgspec.structs.replace(one, beside=one.beside and helper(2)) for one in now.places
    )
    assert repairs.moving(msgspec.structs.replace(now, places=trio), 4).moved == 0


def _random(random: Random, pairs: int, missing: int, free: int, share: float) -> Morning:
    people = pairs + free
    fits = {
        (h, c): random.randrange(0, 1001, random.choice((1, 100)))
        for h in range(1, people + 1)
        for c in range(1, pairs + 1)
        if h == c or random.random() < share
    }
    kinds = tuple(random.choice((K.RESERVE, K.CREW)) for _ in range(free))
    return morning(pairs, missing, kinds, fits, groups=random.choice((1, 2)))


def _worth_of(now: Morning, places: list[Place], helpers: tuple[UUID | None, ...]):
    """Judge one way to seat these children, the gravest first; None if it is not allowed."""
    count = load(one.beside for one in now.places if one.beside)
    homes = {one.beside: one for one in now.places if one.beside}
    tiers, total = [0, 0, 0, 0, 0], 0
    for place, one in zip(places, helpers, strict=True):
        if one is None:
            tiers[0] += 1
            continue
        fit = now.fits.of(one, place.child)
        count[one] = count.get(one, 0) + 1
        if fit < 0 or count[one] > 2:
            return None
        total += fit
        if one in homes:
            near = homes[one].group == place.group
            tier = 3 - (near + (near and homes[one].pod == place.pod)) + 1
        else:
            tier = 4 if count[one] == 2 else [K.RESERVE, K.CREW].index(now.free[one])
        for worse in range(1, tier + 1):
            tiers[worse] += 1
    return tuple(-n for n in tiers), total


def test_no_other_way_to_stand_in_is_better_than_the_default():
    random = Random(5)
    for _ in range(150):
        now = _random(random, random.randint(2, 5), random.randint(1, 3), random.randint(0, 3), 0.6)
        places = [one for one in now.places if one.beside is None]
        people = [None, *{one.beside for one in now.places if one.beside}, *now.free]
        ways = product(people, repeat=len(places))
        best = max(worth for way in ways if (worth := _worth_of(now, places, way)))
        found = {one.place.pair: one.application for one in repairs.default(now).moves}
        assert _worth_of(now, places, tuple(found.get(one.pair) for one in places)) == best


def _chains(now: Morning, limit: int):
    """Try every chain: (weakest new pair, what is gained), with somebody free at its end where possible."""
    [first, *others] = sorted(now.places, key=lambda one: one.beside is not None)
    for closers in (list(now.free), [one.own for one in others]):
        found = []
        for moves in range(limit + 1):
            for steps in permutations(others, moves):
                came = [one.own for one in steps]
                for end in closers:
                    if end in came:
                        continue
                    pairs = list(zip([first, *steps], [*came, end], strict=True))
                    fits = [now.fits.of(h, place.child) for place, h in pairs]
                    if min(fits) < 0:
                        continue
                    before = sum(now.fits.of(one.own, one.child) for one in steps)
                    found.append((min(fits), sum(fits) - before))
        if found:
            return max(found)
    return None


def test_no_chain_of_that_many_moves_is_better_than_the_one_found():
    random = Random(7)
    for _ in range(120):
        now = _random(
            random, random.randint(2, 6), 1, random.randint(0, 2), random.choice((0.4, 0.9))
        )
        for limit in range(4):
            best, found = _chains(now, limit), repairs.moving(now, limit)
            assert found.moved <= limit
            if best is None:
                assert found.moves == ()
                continue
            before = sum(
                now.fits.of(m.place.own, m.place.child) for m in found.moves if m.place.beside
            )
            gained = sum(one.fit for one in found.moves) - before
            assert (found.worst.fit, gained) == best


def test_several_absences_are_mended_within_the_limit_and_never_by_a_third_child():
    random = Random(11)
    for _ in range(60):
        now = _random(random, random.randint(4, 8), random.randint(2, 3), 2, 0.7)
        first = repairs.default(now)
        menu = repairs.menu(now, first)
        assert len({one.moved for one in menu}) == len(menu)
        for repair in menu:
            assert 1 <= repair.moved <= repairs.MOST_MOVED
            assert len(repair.alone) <= len(first.alone)
            assert max(load(repair.helpers(now).values()).values()) <= 2
            assert all(now.fits.of(one.application, one.place.child) >= 0 for one in repair.moves)
            pairs = [one.place.pair for one in repair.moves]
            assert len(set(pairs)) == len(pairs)


def test_the_order_in_which_pairs_are_listed_changes_nothing():
    now = _random(Random(3), 8, 2, 2, 0.7)
    turned = msgspec.structs.replace(
        now, places=now.places[::-1], free=dict(reversed(now.free.items()))
    )

    assert repairs.default(turned).seen == repairs.default(now).seen
    assert repairs.moving(turned, 3).seen == repairs.moving(now, 3).seen


def test_who_comes_after_all_sends_everybody_back_who_had_moved_for_them():
    own = {UUID(int=n): helper(n) for n in range(1, 4)}
    one, two, three = own
    standing = {one: helper(2), two: helper(3), three: helper(9)}

    for away in combinations(own.values(), 1):
        there = set(own.values()) - set(away)
        expected = {helper(1): set(), helper(2): {one}, helper(3): {one, two}}[away[0]]
        assert superfluous(own, standing, there) == expected
    assert superfluous(own, standing, set(own.values())) == {one, two, three}
