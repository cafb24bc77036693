"""No set of pairs is better than the answer: every set there is, on many small problems.

Two ways to find problems, because each misses what the other meets: a plain sweep of numbered ones,
in which rare mistakes show by mere count, and hypothesis, which looks for odd shapes and takes a
failure apart. `tests/drills` sweeps fifty times as many.
"""

from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.rules.matching import oracle
from tests.volunteers.rules.matching.cases import drawn, shuffled
from tests.volunteers.rules.matching.staged import COMBINATIONS, Goal, problems, staged
from volunteers.rules.matching import assignment, fits, match

SWEEP = 1200


def check(made, number=0):
    """The answer reaches the best there is, says so, and is the same in another order."""
    answer = match(made)

    assert oracle.reached(made, answer) == oracle.best(made), number
    assert facts(made, answer) == [], number
    assert match(shuffled(made, number)) == answer, number


def facts(made, answer):
    """What the answer says of itself that its pairs do not bear out."""
    table, people = oracle.cells(made), {one.id: one for one in made.participants}
    standing = oracle.standing(made)
    wrong = [
        pair
        for pair in answer.pairs
        for cell in [table[pair.volunteer, pair.participant]]
        if (pair.score, pair.band) != (cell.score, cell.band)
        or cell.blocked
        or sum(reason.points for reason in pair.reasons) != pair.score
        or pair.kept != ((pair.volunteer, pair.participant) in standing)
        or pair.locked != ((pair.volunteer, pair.participant) in made.rules.locked)
    ]
    alone = people.keys() - {pair.participant for pair in answer.pairs}
    idle = {one.id for one in made.volunteers} - {pair.volunteer for pair in answer.pairs}
    left = {
        side: {one.id for one in answer.unmatched if one.side == side}
        for side in ("participant", "volunteer")
    }
    vector, reserves = answer.vector, {one.id for one in made.volunteers if one.reserve}
    counted = (
        len(answer.pairs),
        sum(pair.kept for pair in answer.pairs),
        sum(pair.volunteer in reserves for pair in answer.pairs),
        tuple(
            sum(pair.band == band for pair in answer.pairs)
            for band in range(len(made.rules.bands) + 1)
        ),
        sum(pair.score for pair in answer.pairs),
    )
    if counted != (vector.matched, vector.kept, vector.reserves, vector.bands, vector.total):
        wrong.append(vector)
    if left != {"participant": alone, "volunteer": idle}:
        wrong.append(left)
    return wrong


@pytest.mark.parametrize("block", range(6))
def test_no_set_of_pairs_is_better_than_the_answer(block):
    for number in range(block, SWEEP, 6):
        check(staged(number), number)


def test_the_solver_for_sparse_crowds_finds_the_same(monkeypatch):
    monkeypatch.setattr(assignment, "DENSE_SIZE", 0)
    monkeypatch.setattr(assignment, "DENSE_SHARE", 2)

    for number in range(150):
        check(staged(number), number)


@given(problems())
@settings(deadline=None, max_examples=100)
def test_no_set_of_pairs_is_better_whatever_hypothesis_draws(made):
    check(made)


def test_every_cell_is_what_the_rules_say_one_by_one():
    for number in range(200):
        made = drawn(number, most=7)
        board = {
            duo: (fit.score, fit.band, tuple(rule.value for rule in fit.blocked))
            for duo, fit in fits(made).items()
        }

        assert board == {
            duo: (cell.score, cell.band, cell.blocked) for duo, cell in oracle.cells(made).items()
        }, number


def without(goal, made):
    """The same problem as if `goal` did not count."""
    rules, replace = made.rules, msgspec.structs.replace
    if goal is Goal.LOCKS:
        return replace(made, rules=replace(rules, locked=()))
    if goal is Goal.CAPACITY:
        held = Counter(v for v, _ in rules.locked)
        fewer = {one.id: max(min(one.capacity, 1), held[one.id]) for one in made.volunteers}
        return replace(
            made,
            volunteers=tuple(replace(one, capacity=fewer[one.id]) for one in made.volunteers),
        )
    if goal is Goal.PRIORITY:
        return replace(
            made, participants=tuple(replace(one, priority=0) for one in made.participants)
        )
    if goal is Goal.RESERVES:
        return replace(
            made, volunteers=tuple(replace(one, reserve=False) for one in made.volunteers)
        )
    if goal is Goal.KEPT:
        return replace(made, rules=replace(rules, current=(), keep_previous=False))
    return replace(made, rules=replace(rules, bands=()))


@pytest.mark.parametrize("goal", Goal)
def test_every_goal_decides_often_enough_to_be_missed(goal):
    """A sweep in which a goal never changes the answer would prove nothing about it."""
    first = range(0, 3 * 2 * COMBINATIONS, 3)
    counting = [number for number in first if goal in Goal(number // 3 % COMBINATIONS)]

    missed = 0
    for made in map(staged, counting):
        answer = match(without(goal, made))
        missed += oracle.reached(made, answer) != oracle.best(made)
    assert missed >= 3


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=60)
def test_the_oracle_itself_finds_the_best_of_all_sets_written_down(number):
    made = staged(number, most=3)

    assert oracle.best(made) == oracle.one_by_one(made)
