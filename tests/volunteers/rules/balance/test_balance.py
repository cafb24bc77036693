"""Groups as even as can be: against every division there is, whatever comes first, and within bounds."""

import itertools
import random

import pytest

from volunteers.rules.balance import Deal, Item, NotDivisible, balance, cost
from volunteers.rules.balance.facts import least, meets

ITEMS = 12


def dealt(seed: int, sizes: tuple[int, ...] = (6, 6), kinds: int = 5, **differing) -> Deal:
    chance = random.Random(seed)
    names = [f"{n:02}" for n in range(sum(sizes))]
    shares = [chance.choice((0.2, 0.4, 0.5)) for _ in range(kinds)]
    items = tuple(
        Item(name, tuple(int(chance.random() < share) for share in shares)) for name in names
    )
    weights = tuple(chance.choice((1, 2, 3)) for _ in shares)
    return Deal(items=items, sizes=sizes, weights=weights, **differing)


def wished(seed: int) -> dict[str, tuple[tuple[str, str], ...]]:
    chance = random.Random(seed)
    names = [f"{n:02}" for n in range(ITEMS)]
    chance.shuffle(names)
    a, b, c, d, e, f, g, *_ = names
    return {"together": ((a, b), (b, c)), "apart": ((d, e), (a, f), (f, g))}


def best(deal: Deal) -> int | None:
    """Return the least cost of all divisions into two groups, None where none meets the wishes."""
    names = [item.id for item in deal.items]
    found = None
    for own in itertools.combinations(names, deal.sizes[0]):
        groups = (own, tuple(name for name in names if name not in own))
        if meets(deal, groups):
            spent = cost(deal, groups)
            found = spent if found is None else min(found, spent)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_twelve_pairs_are_dealt_as_evenly_as_any_division_could(seed):
    deal = dealt(seed)

    answer = balance(deal)

    assert answer.cost == cost(deal, answer.groups) == best(deal)
    assert answer.proved


@pytest.mark.parametrize("seed", range(2))
def test_no_division_that_meets_all_wishes_and_pins_is_more_even(seed):
    wishes = wished(seed)
    pinned = {wishes["together"][0][0]: 1, wishes["apart"][0][0]: 0}
    deal = dealt(seed, sizes=(7, 5), **wishes, pinned=pinned)

    answer = balance(deal)

    assert meets(deal, answer.groups)
    assert answer.cost == best(deal)
    assert answer.proved


@pytest.mark.parametrize("seed", range(2))
def test_leaving_as_few_as_possible_away_from_home_is_exact_too(seed):
    deal = dealt(seed, kinds=0, **wished(seed), home={f"{n:02}": n // 6 for n in range(ITEMS)})

    answer = balance(deal)

    assert answer.cost == best(deal) > 0
    assert answer.proved


def test_the_answer_does_not_depend_on_what_comes_first():
    deal = dealt(5, sizes=(5, 4, 4), kinds=5, together=(("00", "01"),), apart=(("02", "03"),))
    items, turned = list(deal.items), [(b, a) for a, b in deal.together]
    random.Random(1).shuffle(items)

    again = Deal(
        tuple(items), deal.sizes, deal.weights, tuple(turned), tuple((b, a) for a, b in deal.apart)
    )

    assert balance(again) == balance(deal)


def test_without_a_proof_the_answer_says_how_far_it_may_be_from_the_best():
    deal = dealt(9, sizes=(12,) * 6, kinds=12)

    answer = balance(deal)

    assert meets(deal, answer.groups)
    assert least(deal) <= answer.bound <= answer.cost
    assert answer.cost < cost(deal, _in_order(deal)) // 2


def test_what_no_division_can_undercut_is_what_the_best_of_one_trait_costs():
    items = tuple(Item(str(n), (int(n < 7),)) for n in range(10))
    deal = Deal(items, (5, 5), (2,))

    assert balance(deal).cost == least(deal) == 2 * 2 * abs(10 * 4 - 5 * 7)


@pytest.mark.parametrize(
    "wishes",
    [
        {"together": (("00", "01"),), "apart": (("00", "01"),)},
        {"apart": (("00", "01"), ("01", "02"), ("00", "02"))},
        {"pinned": {"00": 0, "01": 1}, "together": (("00", "01"),)},
        {"pinned": {f"{n:02}": 0 for n in range(8)}},
        {"together": tuple(("00", f"{n:02}") for n in range(1, 8))},
    ],
)
def test_wishes_that_cannot_all_be_met_are_refused(wishes):
    with pytest.raises(NotDivisible):
        balance(dealt(1, **wishes))


def test_families_that_only_fit_in_one_way_are_found_by_the_solver():
    families = (range(3), range(3, 6), range(6, 10), range(10, 12))
    together = tuple((f"{f[0]:02}", f"{n:02}") for f in families for n in f[1:])
    deal = dealt(2, sizes=(6, 6), together=together)

    assert meets(deal, balance(deal).groups)


def _in_order(deal: Deal) -> list[tuple[str, ...]]:
    names = iter(item.id for item in deal.items)
    return [tuple(itertools.islice(names, size)) for size in deal.sizes]
