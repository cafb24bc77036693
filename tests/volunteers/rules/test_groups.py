"""Groups differ by one pair at most, and nobody is a pod alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.groups import (
    GroupTooSmall,
    NoGroups,
    TooManyGroups,
    leading,
    pods,
    sizes,
    split,
)


@pytest.mark.parametrize(
    ("pairs", "groups", "result"),
    [
        (30, 2, (15, 15)),
        (31, 2, (16, 15)),
        (30, 4, (8, 8, 7, 7)),
        (30, 1, (30,)),
        (1, 2, (1, 0)),
        (0, 2, (0, 0)),
    ],
)
def test_sizes_differ_by_at_most_one_and_larger_groups_come_first(pairs, groups, result):
    assert sizes(pairs, groups) == result


def test_pairs_are_dealt_in_their_order():
    assert split("abcde", 2) == (("a", "b", "c"), ("d", "e"))


def test_a_group_of_two_is_possible_and_a_group_of_one_is_refused():
    assert split("abcd", 2) == (("a", "b"), ("c", "d"))
    with pytest.raises(GroupTooSmall):
        split("abc", 2)


def test_there_is_at_least_one_group():
    assert len(split("ab", 1)) == 1
    with pytest.raises(NoGroups):
        split("ab", 0)


@pytest.mark.parametrize(
    ("pairs", "result"),
    [(2, [2]), (3, [3]), (4, [2, 2]), (5, [2, 3]), (15, [2] * 6 + [3]), (30, [2] * 15)],
)
def test_pods_have_two_pairs_and_one_has_three_where_the_number_is_odd(pairs, result):
    assert [len(pod) for pod in pods(range(pairs))] == result


@pytest.mark.parametrize("pairs", [0, 1])
def test_a_pair_alone_is_no_pod(pairs):
    with pytest.raises(GroupTooSmall):
        pods(range(pairs))


def test_thirty_pairs_in_two_groups_make_fourteen_pods():
    assert sorted(len(pod) for group in split(range(30), 2) for pod in pods(group)) == (
        [2] * 12 + [3] * 2
    )


@given(
    st.lists(st.integers(), min_size=2, max_size=80, unique=True),
    st.integers(min_value=1, max_value=40),
)
def test_every_pair_is_in_one_pod_of_one_group(pairs, groups):
    if len(pairs) < 2 * groups:
        with pytest.raises(GroupTooSmall):
            split(pairs, groups)
        return
    dealt = split(pairs, groups)

    assert [pair for group in dealt for pod in pods(group) for pair in pod] == pairs
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


@pytest.mark.parametrize(
    ("pairs", "families", "result"),
    [
        ("abcd", ["ad"], ["ad", "bc"]),
        ("abcde", ["ae"], ["ae", "bcd"]),
        ("abcde", ["ace"], ["ace", "bd"]),
        ("abcdef", ["ace"], ["ac", "bd", "ef"]),
        ("abcd", ["abcd"], ["ab", "cd"]),
        ("abc", ["ac"], ["abc"]),
        ("abcdefg", ["ag", "bd"], ["ag", "bd", "cef"]),
    ],
)
def test_siblings_share_a_pod_as_far_as_they_fit_into_one(pairs, families, result):
    assert ["".join(sorted(pod)) for pod in pods(pairs, families)] == result


def test_two_children_of_one_helper_need_a_second_adult_in_their_pod():
    assert pods("abcd", (), {"a": 1, "b": 1, "c": 2, "d": 3}) == (("a", "b", "c", "d"),)
    with pytest.raises(GroupTooSmall):
        pods("ab", (), {"a": 1, "b": 1})


@pytest.mark.parametrize(
    ("own", "lacking", "codes"),
    [
        ({"A"}, (), []),
        ({"A", "B"}, (), []),
        ({"B"}, (), ["leader-elsewhere"]),
        ({None}, (), ["leader-elsewhere"]),
        (set(), ("training",), ["leader-elsewhere", "leader-not-cleared"]),
        ({"A"}, ("clearance",), ["leader-not-cleared"]),
    ],
)
def test_a_leader_is_a_cleared_helper_of_the_group(own, lacking, codes):
    assert [gap.code for gap in leading("A", own, lacking)] == codes


def test_too_many_groups_say_how_many_are_possible():
    with pytest.raises(TooManyGroups) as raised:
        split("abcdefg", 4)
    assert raised.value.details == {"pairs": 7, "most": 3}
