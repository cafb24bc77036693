"""Nothing counts as optimal that the duals do not prove."""

import numpy as np
import pytest

from volunteers.rules.matching import assignment
from volunteers.rules.matching.assignment import Face, NotProved, largest


def square(costs):
    size = len(costs)
    return Face(np.ones((size, size), bool), np.arange(size)), np.array(costs, np.int64)


def test_only_edges_of_some_optimum_stay():
    face, costs = square([[1, 1, 9], [1, 1, 9], [9, 9, 1]])
    face.narrow(costs)

    edges = sorted(zip(face.rows.tolist(), face.columns.tolist(), strict=True))
    assert edges == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)]
    assert not face.decided


def test_a_later_goal_chooses_only_among_the_best_of_the_earlier():
    face, costs = square([[1, 1, 9], [1, 1, 9], [9, 9, 1]])
    face.narrow(costs)
    face.narrow(np.array([[5, 0, 0], [0, 5, 0], [0, 0, 5]]))

    assert face.partners.tolist() == [1, 0, 2]
    assert face.decided


def test_an_answer_of_the_solver_that_is_not_the_best_is_refused(monkeypatch):
    face, costs = square([[0, 5], [5, 0]])
    monkeypatch.setattr(assignment, "_cheapest", lambda *_: np.array([1, 0]))

    with pytest.raises(NotProved, match="ring of swaps"):
        face.narrow(costs)


def test_an_edge_the_solver_invents_is_refused(monkeypatch):
    possible = np.array([[True, True, False], [True, True, True], [False, True, True]])
    monkeypatch.setattr(assignment, "_cheapest", lambda *_: np.array([2, 1, 0]))

    with pytest.raises(NotProved, match="not there"):
        Face(possible, np.arange(3)).narrow(np.arange(9).reshape(3, 3) ** 2)


def test_costs_are_taken_up_to_the_width_that_is_exact_and_no_further():
    widest = (assignment.EXACT - 1) // 2
    face, costs = square([[0, widest], [0, 0]])
    face.narrow(costs)
    assert face.partners.tolist() == [0, 1]

    face, costs = square([[0, widest + 1], [0, 0]])
    with pytest.raises(NotProved, match="too wide"):
        face.narrow(costs)


def test_equal_places_of_one_volunteer_are_no_choice():
    face = Face(np.ones((1, 2), bool), np.array([0, 0]))

    assert face.decided
    assert len(face.rows) > face.size


def test_the_largest_matching_finds_the_only_way_for_all():
    assert largest(np.array([[True, True], [True, False]])).tolist() == [1, 0]
    assert largest(np.zeros((2, 3), bool)).tolist() == [-1, -1]
