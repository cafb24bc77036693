"""One each: nobody is beside more than two, however many belong together."""

from collections import Counter

import pytest
from msgspec.structs import replace

from volunteers.rules import one_each
from volunteers.rules.matching import Participant, Problem, TooSlow, Volunteer, Watch, programs


def _problem(families, helpers):
    return Problem(
        volunteers=tuple(
            Volunteer(f"v{n}", cleared=True, trained=True, capacity=1) for n in range(helpers)
        ),
        participants=tuple(
            Participant(f"p{n}", consent=True, family=family) for n, family in enumerate(families)
        ),
    )


def _each(problem, most=1, **asked):
    found = one_each.best(problem, {one.id: most for one in problem.volunteers}, **asked)
    return Counter(pair.volunteer for pair in found.pairs)


@pytest.mark.parametrize(
    ("size", "each"), [(2, [2]), (3, [1, 2]), (4, [2, 2]), (5, [1, 2, 2]), (6, [2, 2, 2])]
)
@pytest.mark.parametrize("most", [1, 2])
def test_a_family_of_more_than_two_goes_to_several_and_nobody_is_left_alone(size, each, most):
    assert sorted(_each(_problem(["kin"] * size, 6), most).values()) == each


def test_whoever_has_a_child_already_takes_one_more_of_a_family_not_two():
    problem = _problem(["kin", "kin"], 2)

    assert _each(problem, locks=[("v0", "p0")], kept={"v0": 1}) == {"v0": 1, "v1": 1}
    assert _each(problem, locks=[("v0", "p0")]) == {"v0": 2}


def test_whoever_is_wanted_where_their_sibling_may_not_go_goes_there_alone():
    problem = _problem(["kin", "kin"], 2)
    apart = replace(problem, rules=replace(problem.rules, never=(("v0", "p1"),)))

    assert _each(apart, locks=[("v0", "p0")]) == {"v0": 1, "v1": 1}


def test_families_are_given_up_as_soon_as_the_time_is_over(monkeypatch):
    now, limits, milp = [0], [], programs.milp

    def slow(*asked, options, **more):
        limits.append(options["time_limit"])
        now[0] += 2
        return milp(*asked, options=options, **more)

    monkeypatch.setattr(programs, "milp", slow)
    with pytest.raises(TooSlow):
        _each(_problem(["kin", "kin", None], 4), watch=Watch(lambda: now[0], 3, began=0))

    assert limits == [3, 1]
