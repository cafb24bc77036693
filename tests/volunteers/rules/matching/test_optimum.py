"""The answer is the optimum of the contract's goals, whatever the order of the input."""

import random
from collections import Counter

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from tests.volunteers.rules.matching.cases import (
    drawn,
    participant,
    problem,
    shuffled,
    table,
    volunteer,
)
from tests.volunteers.rules.matching.oracle import best, reached
from tests.volunteers.rules.matching.staged import staged
from volunteers.rules.matching import LockBreaksRule, Pair, Reason, fits, match, optimum, suggest


@given(st.integers(min_value=2, max_value=12), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_equals_are_told_apart_by_identity_alone(size, chance):
    made = table([[chance.randint(0, 1) for _ in range(size)] for _ in range(size)])

    assert match(shuffled(made, size)).pairs == match(made).pairs


@given(st.integers(), st.integers(min_value=1, max_value=9))
@settings(deadline=None, max_examples=100)
def test_no_pair_breaks_a_rule_and_nobody_is_used_twice(seed, most):
    made = drawn(seed, most)
    answer = match(made)

    board = fits(made)
    assert all(board[pair.volunteer, pair.participant].blocked == () for pair in answer.pairs)
    assert len({pair.participant for pair in answer.pairs}) == len(answer.pairs)
    for one in made.volunteers:
        assert sum(pair.volunteer == one.id for pair in answer.pairs) <= one.capacity
    assert {(v, p) for v, p in made.rules.locked} == {
        (pair.volunteer, pair.participant) for pair in answer.pairs if pair.locked
    }


@given(st.integers(), st.integers(min_value=2, max_value=7))
@settings(deadline=None, max_examples=60)
def test_locking_what_was_chosen_changes_nothing(seed, most):
    made = drawn(seed, most)
    answer = match(made)
    chosen = [(pair.volunteer, pair.participant) for pair in answer.pairs]

    again = suggest(made, chosen[::2])

    assert [(pair.volunteer, pair.participant) for pair in again.pairs] == chosen


def test_a_lock_is_kept_even_where_it_costs_a_pair():
    made = problem(
        [volunteer("v1"), volunteer("v2")],
        [participant("p1"), participant("p2")],
        never=(("v2", "p2"),),
        locked=(("v1", "p1"),),
    )
    answer = match(made)

    assert [(pair.volunteer, pair.participant, pair.locked) for pair in answer.pairs] == [
        ("v1", "p1", True)
    ]


def test_a_suggestion_around_a_forbidden_pair_is_refused():
    made = problem([volunteer("v1", cleared=False)], [participant("p1")])

    with pytest.raises(LockBreaksRule) as refusal:
        suggest(made, [("v1", "p1")])
    assert refusal.value.details["rule"] == "clearance"


def test_a_pair_says_what_it_is_made_of():
    made = problem(
        [volunteer("v1", skills=frozenset({"maths"}), years=1)],
        [participant("p1", needs=frozenset({"maths", "music"}), previous="v1")],
    )

    assert match(made).pairs == (
        Pair(
            volunteer="v1",
            participant="p1",
            score=475,
            band=2,
            reasons=(
                Reason("needs", 125),
                Reason("interests", 125),
                Reason("free", 100),
                Reason("languages", 100),
                Reason("experience", 25),
            ),
            locked=False,
            kept=True,
        ),
    )


def test_last_times_pairs_do_not_count_where_a_plan_is_published():
    people = (
        [volunteer("v1"), volunteer("v2")],
        [participant("p1", previous="v1"), participant("p2")],
    )
    scores = (("v1", "p1", 9), ("v1", "p2", 10), ("v2", "p1", 10), ("v2", "p2", 10))

    def pairs(**rules):
        answer = match(problem(*people, scores=scores, **rules))
        return [(pair.volunteer, pair.participant) for pair in answer.pairs]

    assert pairs() == [("v1", "p1"), ("v2", "p2")]
    assert pairs(current=(("v2", "p1"),)) == [("v2", "p1"), ("v1", "p2")]
    assert pairs(keep_previous=False) == [("v2", "p1"), ("v1", "p2")]


def test_a_crowd_is_shared_out_evenly():
    made = problem(
        [volunteer(f"v{at}", capacity=12) for at in range(3)],
        [participant(f"p{at}") for at in range(12)],
    )
    loads = Counter(pair.volunteer for pair in match(made).pairs)

    assert loads == {"v0": 4, "v1": 4, "v2": 4}


def test_a_fair_load_never_costs_a_point():
    made = problem(
        [volunteer("v1", capacity=2, years=1), volunteer("v2", capacity=2)],
        [participant("p1"), participant("p2")],
    )

    assert [pair.volunteer for pair in match(made).pairs] == ["v1", "v1"]


def test_the_board_has_a_cell_for_each_two_people():
    made = problem(
        [volunteer(f"v{at}", skills=frozenset({"a"})) for at in range(30)],
        [participant(f"p{at}", needs=frozenset({"a", "b"})) for at in range(30)],
    )
    assert len(fits(made)) == 900


def test_the_board_shows_forbidden_pairs_with_their_rules():
    made = problem(
        [volunteer("v1", trained=False)],
        [participant("p1", consent=False)],
        needs_shared_time=True,
    )

    fit = fits(made)["v1", "p1"]

    assert fit.blocked == ("consent", "training", "shared_time")
    assert fit.score == sum(reason.points for reason in fit.reasons) == 450


def test_a_sparse_crowd_takes_the_other_solver_and_stays_exact():
    size = 520
    scores = tuple(
        (f"v{(i + step) % size}", f"p{i}", (7 * i + 131 * step) % 1001)
        for i in range(size)
        for step in (0, 1, 3)
    )
    made = problem(
        [volunteer(f"v{j}") for j in range(size)],
        [participant(f"p{i}") for i in range(size)],
        scores=scores,
        bands=(),
    )
    table_of_costs = np.full((size, size), 10**6)
    for v, p, score in scores:
        table_of_costs[int(p[1:]), int(v[1:])] = 1000 - score
    rows, columns = linear_sum_assignment(table_of_costs)

    assert 1000 * size - match(made).vector.total == table_of_costs[rows, columns].sum()


def test_nine_bands_come_out_as_one_wide_weight_would_have_them():
    size, limits = 40, np.arange(100, 1000, 100)
    chance = random.Random(4)
    costs = [[chance.randint(0, 1000) for _ in range(size)] for _ in range(size)]
    made = table(costs)
    rules = msgspec.structs.replace(made.rules, bands=tuple(limits.tolist()))
    answer = match(msgspec.structs.replace(made, rules=rules))

    # 40 times 41 ** 8 is below 2 ** 53, so even float64 adds these weights exactly.
    band = np.searchsorted(limits, 1000 - np.array(costs), side="right")
    weights = np.where(band < 9, 41.0 ** (8 - np.minimum(band, 8)), 0)
    rows, columns = linear_sum_assignment(weights)
    assert answer.vector.bands == tuple(np.bincount(band[rows, columns], minlength=10))


def test_bands_too_wide_for_one_number_are_taken_one_by_one(monkeypatch):
    monkeypatch.setattr(optimum, "EXACT", 1)

    for number in range(200):
        made = staged(number)
        assert reached(made, match(made)) == best(made), number
