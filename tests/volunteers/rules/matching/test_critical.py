"""Whose absence leaves somebody alone is what matching without them says, and reserves make it good."""

from itertools import combinations

import msgspec

from tests.volunteers.rules.matching.cases import drawn, participant, problem, volunteer
from volunteers.rules.matching import critical, match
from volunteers.rules.matching.critical import Kind, Reserve


def away(made, name):
    """The problem on a day without one volunteer, whose locks end."""
    rules = msgspec.structs.replace(
        made.rules,
        locked=tuple(duo for duo in made.rules.locked if duo[0] != name),
        never=tuple(duo for duo in made.rules.never if duo[0] != name),
    )
    return msgspec.structs.replace(
        made,
        volunteers=tuple(one for one in made.volunteers if one.id != name),
        rules=rules,
        scores=made.scores and tuple(one for one in made.scores if one[0] != name),
    )


def test_the_drill_says_what_matching_without_each_volunteer_says():
    seen = 0
    for seed in range(250):
        made = drawn(seed, 6)
        answer = match(made)
        told = {one.volunteer: one.alone for one in critical.drill(made, answer)}
        for name in sorted({pair.volunteer for pair in answer.pairs}):
            lost = answer.vector.matched - match(away(made, name)).vector.matched
            assert told.get(name, 0) == lost, (seed, name)
            seen += lost > 0
    assert seen > 100


def test_a_reserve_for_any_of_those_named_makes_an_absence_good_and_for_nobody_else():
    seen = 0
    for seed in range(400):
        made = drawn(seed, 6)
        answer = match(made)
        willing = sum(one.consent for one in made.participants)
        if made.scores is not None or answer.vector.matched < willing:
            continue  # somebody who is alone anyway would take any place
        for one in critical.drill(made, answer):
            short = match(away(made, one.volunteer)).vector.matched
            for each in made.participants:
                helped = with_one_more(away(made, one.volunteer), each)
                found = match(helped).vector.matched
                assert (found > short) == (each.id in one.participants), (seed, one, each.id)
                seen += 1
    assert seen > 50


def with_one_more(made, only):
    """The problem with a new volunteer who may help one participant."""
    new = volunteer("new", gender=only.gender, free=only.free | {"any"})
    others = tuple(("new", one.id) for one in made.participants if one.id != only.id)
    there = tuple(
        msgspec.structs.replace(one, free=one.free | {"any"}) if one.id == only.id else one
        for one in made.participants
    )
    rules = msgspec.structs.replace(made.rules, never=(*made.rules.never, *others))
    return msgspec.structs.replace(
        made, volunteers=(*made.volunteers, new), participants=there, rules=rules
    )


def test_men_who_are_asked_for_are_the_reserves_that_are_missing():
    made = problem(
        [volunteer("m1", gender="m"), volunteer("m2", gender="m"), volunteer("f", gender="f")],
        [
            participant("b1", gender="m", same_gender=True),
            participant("b2", gender="m", same_gender=True),
            participant("any", gender="f"),
        ],
    )

    found = critical.drill(made, match(made))

    assert {one.volunteer: one.participants for one in found} == {
        "f": ("any", "b1", "b2"),
        "m1": ("b1", "b2"),
        "m2": ("b1", "b2"),
    }
    assert critical.reserves(made, found) == (Reserve(Kind("m", None), 1, ("f", "m1", "m2")),)


def test_where_anybody_would_do_no_gender_is_asked_for():
    made = problem([volunteer("v")], [participant("p", gender="m")])

    found = critical.drill(made, match(made))

    assert critical.reserves(made, found) == (Reserve(Kind(None, None), 1, ("v",)),)


def test_a_time_that_must_be_shared_is_part_of_the_kind():
    made = problem(
        [volunteer("a", free=frozenset({"sat"})), volunteer("b", free=frozenset({"sun"}))],
        [participant("p", free=frozenset({"sat"})), participant("q", free=frozenset({"sun"}))],
        needs_shared_time=True,
    )

    found = critical.reserves(made, critical.drill(made, match(made)))

    assert [(one.kind, one.volunteers) for one in found] == [
        (Kind(None, "sat"), ("a",)),
        (Kind(None, "sun"), ("b",)),
    ]


def test_a_trained_reserve_leaves_nobody_critical_whom_it_can_stand_in_for():
    made = problem([volunteer("v"), volunteer("r", reserve=True)], [participant("p")])

    assert critical.drill(made, match(made)) == ()
    assert critical.reserves(made, ()) == ()


def test_no_fewer_kinds_would_do():
    for seed in range(200):
        made = drawn(seed, 6)
        found = critical.drill(made, match(made))
        chosen = critical.reserves(made, found)
        kinds = list(critical._kinds(made, found))
        people = {one.id: one for one in made.participants}

        def covered(some, found=found, made=made, people=people):
            return {
                one.volunteer
                for one in found
                if any(kind.suits(made, people[p]) for kind in some for p in one.participants)
            }

        whole = covered(kinds)
        assert covered([one.kind for one in chosen]) == whole
        if chosen:
            assert not any(covered(few) == whole for few in combinations(kinds, len(chosen) - 1))
