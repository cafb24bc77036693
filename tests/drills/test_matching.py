"""The matching in full: fifty times the sweep, every density, every size, and every planted bug."""

import pytest
from hypothesis import given, settings

from tests.volunteers.rules.matching import test_known as known
from tests.volunteers.rules.matching import test_second_solver as second_solver
from tests.volunteers.rules.matching.staged import problems, staged
from tests.volunteers.rules.matching.test_brute import check
from tools import mutants
from volunteers.rules.matching import assignment

SWEEP, BLOCKS = 60_000, 20


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_set_of_pairs_is_better_than_the_answer(block):
    for number in range(block, SWEEP, BLOCKS):
        check(staged(number), number)


@pytest.mark.parametrize("block", range(4))
def test_the_solver_for_sparse_crowds_finds_the_same(monkeypatch, block):
    monkeypatch.setattr(assignment, "DENSE_SIZE", 0)
    monkeypatch.setattr(assignment, "DENSE_SHARE", 2)

    for number in range(SWEEP + block, SWEEP + 10_000, 4):
        check(staged(number), number)


@given(problems(most=7))
@settings(deadline=None, max_examples=4000)
def test_no_set_of_pairs_is_better_whatever_hypothesis_draws(made):
    check(made)


@pytest.mark.parametrize("kind", ["goals", "places", "bands"])
@pytest.mark.parametrize("density", [0.03, 0.05, 0.1, 0.3, 0.6, 1.0])
def test_two_hundred_agree_with_another_solver(density, kind):
    for seed in range(6):
        second_solver.check(density, seed, kind)


@pytest.mark.parametrize("size", [150, 200, 300, 400, 500])
def test_the_closed_form_of_machol_and_wien_is_reached(size):
    known.check_products(size)


@pytest.mark.parametrize("density", [0.01, 0.05, 0.3, 1.0])
def test_what_was_planted_is_found(density):
    for seed in range(10):
        known.check_optimum(300, seed, density)
        known.check_shortages(300, seed)


@pytest.mark.parametrize("size", [100, 200, 300, 400])
def test_costs_at_random_come_out_as_from_a_bare_assignment(size):
    for seed in range(5):
        known.check_random(size, seed)


@pytest.fixture(scope="module")
def source():
    with mutants.copied_source() as copy:
        yield copy


def test_the_tests_pass_without_a_bug(source):
    assert mutants.tested(source).caught_by is None


@pytest.mark.parametrize("bug", mutants.BUGS, ids=lambda bug: bug.name)
def test_the_tests_catch(bug, source):
    assert mutants.tried(bug, source).caught_by is not None
