"""Scores are whole points that add up, from 0 to 1000."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.rules.matching.cases import drawn, participant, problem, volunteer
from volunteers.rules.matching import Weights, fits
from volunteers.rules.matching.scoring import bands, shared


def points(criterion, helper, child):
    """The points of one criterion where it alone counts."""
    weights = Weights(**{**dict.fromkeys(Weights.__struct_fields__, 0), criterion: 1})
    made = problem([volunteer("v", **helper)], [participant("p", **child)], weights=weights)
    return fits(made)["v", "p"].score


def words(count):
    return frozenset("abcdefgh"[:count])


@pytest.mark.parametrize(
    ("met", "asked", "score"), [(0, 1, 0), (1, 3, 333), (2, 3, 666), (3, 3, 1000), (2, 0, 500)]
)
def test_needs_count_by_the_share_that_is_met(met, asked, score):
    assert points("needs", {"skills": words(met)}, {"needs": words(asked)}) == score


@pytest.mark.parametrize(
    ("common", "asked", "score"),
    [(1, 1, 1000), (1, 2, 500), (2, 5, 666), (3, 5, 1000), (4, 5, 1000)],
)
def test_three_common_interests_are_enough(common, asked, score):
    assert points("interests", {"interests": words(common)}, {"interests": words(asked)}) == score


@pytest.mark.parametrize(("common", "asked", "score"), [(1, 1, 1000), (1, 4, 500), (2, 4, 1000)])
def test_two_common_times_are_enough(common, asked, score):
    assert points("free", {"free": words(common)}, {"free": words(asked)}) == score


@pytest.mark.parametrize(("common", "score"), [(0, 0), (1, 1000), (2, 1000)])
def test_one_common_language_is_enough(common, score):
    assert points("languages", {"languages": words(common)}, {"languages": words(3)}) == score


@pytest.mark.parametrize(("years", "score"), [(0, 0), (1, 250), (3, 750), (4, 1000), (5, 1000)])
def test_experience_counts_for_four_years(years, score):
    assert points("experience", {"years": years}, {}) == score


@given(st.integers())
@settings(deadline=None, max_examples=60)
def test_points_add_up_to_the_score_and_the_score_to_at_most_a_thousand(seed):
    for fit in fits(drawn(seed)).values():
        assert sum(reason.points for reason in fit.reasons) == fit.score
        assert 0 <= fit.score <= 1000
        assert all(reason.points >= 0 for reason in fit.reasons)


def test_weights_that_divide_badly_still_reach_a_thousand():
    every = {"interests": words(1), "free": words(1), "languages": words(1)}
    made = problem(
        [volunteer("v", skills=words(1), years=4, **every)],
        [participant("p", needs=words(1), **every)],
        weights=Weights(1, 1, 1, 1, experience=3),
    )

    assert fits(made)["v", "p"].score == 1000


def test_a_score_at_a_limit_is_in_the_higher_band():
    scores = np.array([299, 300, 749, 750])

    assert bands(scores, (300, 450, 600, 750)).tolist() == [0, 1, 3, 4]


def test_common_words_are_counted_for_everybody_at_once():
    assert shared([{"a", "b"}, set()], [{"b", "z"}, {"a", "b"}]).tolist() == [[1, 2], [0, 0]]


def test_scores_of_the_file_replace_the_computed_ones():
    made = problem([volunteer("v")], [participant("p")], scores=(("v", "p", 640),))
    fit = fits(made)["v", "p"]

    assert (fit.score, [(one.criterion, one.points) for one in fit.reasons]) == (
        640,
        [("given", 640)],
    )
