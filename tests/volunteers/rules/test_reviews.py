"""Points become one number in whole numbers, and nobody sees what others gave too early."""

from typing import NamedTuple

import pytest

from volunteers.rules.reviews import (
    ScoredAlready,
    blinded,
    criteria,
    may_see_others,
    mean,
    read_points,
    refuse_late,
    spread,
    total,
)


class Call(NamedTuple):
    criteria: tuple[str, ...] = ("责任心", "耐心", "爱心")
    weights: tuple[int, ...] = (2, 1, 1)
    reviewers: int = 2


@pytest.mark.parametrize(
    ("several", "weights", "score"),
    [
        ([(5, 5, 5)], (2, 1, 1), 100),
        ([(0, 0, 0)], (2, 1, 1), 0),
        ([(5, 0, 0)], (2, 1, 1), 50),
        ([(5, 0, 0), (0, 5, 5)], (2, 1, 1), 50),
        ([(4,), (5,)], (1,), 90),
        ([(1,), (1,), (2,)], (3,), 27),  # 26.67
        ([(1, 0, 0, 0, 0, 0, 0, 0)], (1,) * 8, 3),  # 2.5: halves go up
    ],
)
def test_the_mean_is_weighted_and_rounded_once(several, weights, score):
    assert mean(several, weights) == score


def test_how_far_reviewers_are_apart():
    assert spread([(5, 5, 5), (3, 3, 3), (4, 4, 4)], (2, 1, 1)) == 40
    assert spread([(5, 5, 5)], (2, 1, 1)) == 0
    assert total((3, 3, 3), (2, 1, 1)) == 60


def test_a_call_without_criteria_or_weights_can_be_reviewed_all_the_same():
    assert [c.weight for c in criteria(Call())] == [2, 1, 1]
    assert [c.weight for c in criteria(Call(weights=()))] == [1, 1, 1]
    assert [c.weight for c in criteria(Call(weights=(0, 0, 0)))] == [1, 1, 1]
    assert len(criteria(Call(criteria=()))) == 1


def test_whoever_comes_when_all_scores_can_be_seen_adds_none():
    assert not may_see_others(own=False, complete=False)
    assert may_see_others(own=True, complete=False) and may_see_others(own=False, complete=True)
    refuse_late(own=False, complete=False)
    refuse_late(own=True, complete=True)
    with pytest.raises(ScoredAlready):
        refuse_late(own=False, complete=True)


def test_points_are_read_one_by_one_and_each_that_is_wrong_is_named():
    typed = {"points-0": "5", "points-1": "6", "points-2": "", "points-3": "x"}

    assert read_points({"points-0": "0", "points-1": "5"}, 2) == ((0, 5), {})
    assert set(read_points(typed, 4)[1]) == {"points-1", "points-2", "points-3"}


def test_a_text_read_blindly_names_nobody_and_gives_no_number_to_ring():
    text = blinded("我是许诺,电话 138 0013 8000,来过 2 次,从 2024 年起。", "许诺")

    assert "许诺" not in text and "8000" not in text
    assert "来过 2 次,从 2024 年起" in text


@pytest.mark.parametrize(
    "told",
    [
        "xu@example.org",
        "微信：xunuo_2003",
        "VX xunuo2003",
        "QQ 123456",
        "我的学号 202230145",
        "许诺",
    ],
)
def test_a_blind_review_shows_nothing_that_tells_who_it_is(told):
    assert told not in blinded(f"我很耐心，{told}，喜欢孩子。", "许诺")
    assert "喜欢孩子" in blinded(f"我很耐心，{told}，喜欢孩子。", "许诺")
