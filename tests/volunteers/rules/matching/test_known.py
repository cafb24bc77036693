"""The engine finds what is known beforehand: closed forms, planted optima, planted shortages."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from tests.volunteers.rules.matching import planted
from tests.volunteers.rules.matching.cases import table
from volunteers.rules.matching import Side, match
from volunteers.rules.matching.assignment import Face


def least(costs):
    """The least sum of `costs` in which every participant has a place of their own."""
    face = Face(np.ones(costs.shape, bool), np.arange(costs.shape[1]))
    face.narrow(costs)
    places = face.partners
    assert len(set(places.tolist())) == len(costs) and places.min() >= 0
    return int(costs[np.arange(len(costs)), places].sum())


def check_products(size):
    """Machol and Wien: where a cell costs row times column, the way back to front is the only best."""
    numbers = np.arange(1, size + 1)

    assert least(numbers[:, None] * numbers) == size * (size + 1) * (size + 2) // 6


def check_optimum(size, seed, density):
    made, best = planted.optimum(size, seed, density)
    answer = match(made)

    assert {(pair.volunteer, pair.participant) for pair in answer.pairs} == best, seed
    assert answer.unmatched == ()


def check_shortages(size, seed):
    made, groups = planted.shortages(size, seed)
    answer = match(made)
    alone = {one.id: one for one in answer.unmatched if one.side is Side.PARTICIPANT}

    assert answer.vector.matched == size - len(groups)
    assert alone.keys() == {group.last for group in groups}
    for group in groups:
        one = alone[group.last]
        assert (one.witness.participants, one.witness.volunteers) == (
            group.people,
            group.volunteers,
        ), seed
        assert {waiver.volunteer for waiver in one.waivers} == {"spare"}
        assert {waiver.participant for waiver in one.waivers} <= set(group.people)
        assert len(one.waivers) == min(len(group.people), 5)


def check_random(size, seed):
    """Costs from 1 to 100 at random, as in the assignment problems of the OR-Library."""
    costs = np.random.default_rng(seed).integers(1, 101, (size, size))
    rows, columns = linear_sum_assignment(costs)

    assert 1000 * size - match(table(costs.tolist())).vector.total == costs[rows, columns].sum()


@pytest.mark.parametrize("size", [1, 2, 7, 30, 100])
def test_the_closed_form_of_machol_and_wien_is_reached(size):
    check_products(size)


@pytest.mark.parametrize("density", [0.02, 0.4])
def test_the_optimum_that_was_planted_is_found(density):
    check_optimum(300, 1, density)


def test_groups_that_were_planted_a_volunteer_short_are_named_and_nobody_else():
    check_shortages(300, 1)


@pytest.mark.parametrize("seed", range(2))
def test_costs_at_random_come_out_as_from_a_bare_assignment(seed):
    check_random(100, seed)


def test_the_mean_of_exponential_costs_is_that_of_coppersmith_and_sorkin():
    """Five of five rows in seven columns: the sum of 1 / ((5 - i)(7 - j)) over i + j < 5."""
    chance, rows, columns, draws = np.random.default_rng(7), 5, 7, 600
    expected = sum(1 / ((rows - i) * (columns - j)) for i in range(rows) for j in range(rows - i))

    costs = (chance.exponential(size=(draws, rows, columns)) * 10**6).astype(np.int64)
    mean = sum(map(least, costs)) / draws / 10**6
    assert abs(mean - expected) < 0.03
