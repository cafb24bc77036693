"""Two hundred people come out as from OR-Tools' minimum cost flow, all goals in one wide number.

The number has a digit per goal, wide enough that no sum carries over. OR-Tools is for tests alone: it
is another algorithm (cost scaling) by other people, and it is handed the goals all at once.
"""

import random
from collections import Counter
from itertools import zip_longest
from math import prod

import pytest
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from tests.volunteers.rules.matching.cases import participant, problem, shuffled, volunteer
from volunteers.rules.matching import Side, match

SIZE = 200


class Goals:
    """The digits of every choice, as the contract orders the goals."""

    def __init__(self, made, left_out):
        self.scores = {(v, p): score for v, p, score in made.scores}
        self.standing, self.limits = set(made.rules.current), made.rules.bands
        self.reserves = {one.id for one in made.volunteers if one.reserve}
        # How many of the lowest level are alone follows from the others.
        self.levels = sorted({one.priority for one in made.participants}, reverse=True)[:-1]
        size, most = len(made.participants), max(one.capacity for one in made.volunteers)
        self.widths = (
            *(left_out + 1 for _ in self.levels),
            len(self.standing) + 1,
            sum(one.capacity for one in made.volunteers if one.reserve) + 1,
            *(size + 1 for _ in self.limits),
            1000 * size + 1,
            (most - 1) * size + 1,
        )
        assert prod(self.widths) * 3 * size < 1 << 63  # OR-Tools scales costs by the nodes

    def alone(self, priority):
        return self._wide(priority == level for level in self.levels)

    def pair(self, v, p):
        score = self.scores[v, p]
        band = sum(score >= limit for limit in self.limits)
        return self._wide(
            (
                *(0 for _ in self.levels),
                (v, p) not in self.standing,
                v in self.reserves,
                *(band == level for level in range(len(self.limits))),
                1000 - score,
            )
        )

    @staticmethod
    def place(number):
        """The n-th place of a volunteer: 0 + 1 + 2 + … orders loads as their squares do."""
        return number

    def _wide(self, digits):
        number = 0
        for width, digit in zip_longest(self.widths, digits, fillvalue=0):
            number = number * width + int(digit)
        return number


def crowd(density, seed, kind):
    """Two hundred participants: all goals at once, or several places each, or the finest bands."""
    chance = random.Random(f"{density} {seed} {kind}")
    helpers = 120 if kind == "places" else SIZE - 5
    scores = tuple(
        (f"v{j}", f"p{i}", int(1001 * chance.random() ** 2))
        for i in range(SIZE)
        for j in range(helpers)
        if chance.random() < density
    )
    plain = kind == "bands"
    stands = chance.sample(scores, 0 if plain else min(len(scores), 15))
    return problem(
        [
            volunteer(
                f"v{j}",
                reserve=not plain and chance.random() < 0.06,
                capacity=chance.choice((0, 1, 2, 3)) if kind == "places" else 1,
            )
            for j in range(helpers)
        ],
        [participant(f"p{i}", priority=0 if plain else chance.randrange(3)) for i in range(SIZE)],
        scores=scores,
        bands={"goals": (300, 600), "places": (500,), "bands": (300, 450, 600, 750)}[kind],
        current=tuple((v, p) for v, p, _ in stands),
    )


def flow_of(made, goals, left_out):
    """The cheapest way for everybody, at most `left_out` of them alone; None if there is none."""
    flow, source, sink, alone = SimpleMinCostFlow(), 0, 1, 2
    node = {one.id: at for at, one in enumerate((*made.participants, *made.volunteers), start=3)}

    def arc(tail, head, width, cost):
        flow.add_arc_with_capacity_and_unit_cost(tail, head, width, cost)

    for one in made.participants:
        arc(source, node[one.id], 1, 0)
        arc(node[one.id], alone, 1, goals.alone(one.priority))
    for v, p, _ in made.scores:
        arc(node[p], node[v], 1, goals.pair(v, p))
    for one in made.volunteers:
        for number in range(one.capacity):
            arc(node[one.id], sink, 1, goals.place(number))
    arc(alone, sink, left_out, 0)
    flow.set_node_supply(source, len(made.participants))
    flow.set_node_supply(sink, -len(made.participants))
    status = flow.solve()
    assert status in {flow.OPTIMAL, flow.INFEASIBLE}
    return flow.optimal_cost() if status == flow.OPTIMAL else None


def check(density, seed, kind):
    made = crowd(density, seed, kind)
    answer = match(made)
    alone = {one.id for one in answer.unmatched if one.side is Side.PARTICIPANT}
    goals = Goals(made, len(alone))

    ours = sum(goals.alone(one.priority) for one in made.participants if one.id in alone)
    ours += sum(goals.pair(pair.volunteer, pair.participant) for pair in answer.pairs)
    loads = Counter(pair.volunteer for pair in answer.pairs).values()
    ours += sum(goals.place(number) for load in loads for number in range(load))
    assert ours == flow_of(made, goals, len(alone)), (density, seed)
    assert not alone or flow_of(made, goals, len(alone) - 1) is None, (density, seed)


@pytest.mark.parametrize(
    ("density", "kind"), [(0.03, "goals"), (0.3, "goals"), (0.1, "places"), (0.05, "bands")]
)
def test_two_hundred_agree_with_another_solver(density, kind):
    check(density, 0, kind)


@pytest.mark.parametrize("kind", ["goals", "places"])
def test_two_hundred_in_another_order_have_the_same_answer(kind):
    made = crowd(0.05, 1, kind)

    assert match(shuffled(made, 1)) == match(made)
