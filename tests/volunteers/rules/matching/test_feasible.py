"""Hard rules: each forbids what it says, and nothing else."""

import pytest

from tests.volunteers.rules.matching.cases import participant, problem, volunteer
from volunteers.rules.matching import LockBreaksRule, LockedTwice, NoPlaceLeft, fits, match

BREAKING = {
    "consent": ({}, {"consent": False}, {}),
    "clearance": ({"cleared": False}, {}, {}),
    "training": ({"trained": False}, {}, {}),
    "never": ({}, {}, {"never": (("v", "p"),)}),
    "same_gender": ({"gender": "m"}, {"gender": "f", "same_gender": True}, {}),
    "shared_time": (
        {"free": frozenset({"sat"})},
        {"free": frozenset({"sun"})},
        {"needs_shared_time": True},
    ),
    "not_named": ({}, {}, {"scores": ()}),
}


def pair(helper, child, rules):
    return problem([volunteer("v", **helper)], [participant("p", **child)], **rules)


@pytest.mark.parametrize("rule", BREAKING)
def test_a_pair_that_breaks_a_rule_is_never_formed(rule):
    made = pair(*BREAKING[rule])

    assert fits(made)["v", "p"].blocked == (rule,)
    assert match(made).pairs == ()
    assert {one.because for one in match(made).unmatched} == {(rule,)}


@pytest.mark.parametrize("rule", BREAKING)
def test_a_lock_that_breaks_a_rule_is_refused_with_its_name(rule):
    helper, child, rules = BREAKING[rule]

    with pytest.raises(LockBreaksRule) as refusal:
        match(pair(helper, child, {**rules, "locked": (("v", "p"),)}))
    assert refusal.value.details == {"volunteer": "v", "participant": "p", "rule": rule}
    assert rule in str(refusal.value)


@pytest.mark.parametrize(
    ("helper", "child", "rules"),
    [
        ({}, {}, {}),
        ({"gender": "f"}, {"gender": "f", "same_gender": True}, {"same_gender": True}),
        ({"gender": "m"}, {"gender": "f"}, {}),
        ({"free": frozenset({"sat"})}, {"free": frozenset({"sat"})}, {"needs_shared_time": True}),
        ({"free": frozenset({"sat"})}, {"free": frozenset({"sun"})}, {}),
        ({}, {}, {"never": (("v", "stranger"), ("stranger", "p"))}),
    ],
)
def test_a_pair_that_breaks_no_rule_is_formed(helper, child, rules):
    assert len(match(pair(helper, child, rules)).pairs) == 1


@pytest.mark.parametrize(("ours", "theirs"), [(None, None), ("f", None), (None, "f")])
def test_an_unknown_gender_is_not_the_same_gender(ours, theirs):
    made = pair({"gender": ours}, {"gender": theirs, "same_gender": True}, {})

    assert fits(made)["v", "p"].blocked == ("same_gender",)


def test_nobody_is_locked_to_two_volunteers():
    made = problem(
        [volunteer("v1"), volunteer("v2")],
        [participant("p")],
        locked=(("v1", "p"), ("v2", "p")),
    )

    with pytest.raises(LockedTwice):
        match(made)


def test_locks_fill_a_volunteer_up_to_the_capacity_and_no_further():
    people = [participant("p1"), participant("p2")]
    locks = (("v", "p1"), ("v", "p2"))

    assert len(match(problem([volunteer("v", capacity=2)], people, locked=locks)).pairs) == 2
    with pytest.raises(NoPlaceLeft):
        match(problem([volunteer("v", capacity=1)], people, locked=locks))


def test_the_same_lock_twice_is_one_lock():
    locks = (("v", "p"), ("v", "p"))

    assert len(match(problem([volunteer("v")], [participant("p")], locked=locks)).pairs) == 1
