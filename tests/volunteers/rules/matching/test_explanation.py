"""Everybody without a pair learns why, and the reason can be checked."""

from itertools import combinations

import msgspec
import numpy as np
import pytest

from tests.volunteers.rules.matching import oracle
from tests.volunteers.rules.matching.cases import drawn, participant, problem, volunteer
from tests.volunteers.rules.matching.staged import staged
from volunteers.rules.matching import Side, Waiver, Witness, match
from volunteers.rules.matching.assignment import NotProved
from volunteers.rules.matching.explanation import WAIVERS_SHOWN, _reach

CURABLE = ("training", "shared_time")


def of(made, name):
    return next(one for one in match(made).unmatched if one.id == name)


def short_of(group, may, room):
    """Whether the people in `group` have fewer places than they are."""
    return len(group) > sum(room[one] for one in set().union(*(may[one] for one in group)))


def test_every_witness_is_a_violator_and_no_part_of_it_is():
    seen = 0
    for number in range(360):
        made = staged(number)
        may, room = oracle.possible(made)
        for one in match(made).unmatched:
            if one.side is Side.VOLUNTEER:
                continue
            group = one.witness.participants
            seen += 1
            assert one.id in group
            assert set(one.witness.volunteers) == set().union(*(may[p] for p in group)), number
            assert short_of(group, may, room), number
            parts = (part for size in range(1, len(group)) for part in combinations(group, size))
            assert not any(short_of(part, may, room) for part in parts), number
    assert seen > 200


def too_many(group, may, room):
    """Whether the volunteers in `group` have more places than there are people for them."""
    return sum(room[v] for v in group) > sum(bool(theirs & set(group)) for theirs in may.values())


def test_idle_volunteers_have_fewer_participants_than_places():
    """With one place each no part of them has; who has more places may be idle in part."""
    seen = 0
    for number in range(300):
        made = staged(number)
        may, room = unlocked(made)
        for one in match(made).unmatched:
            if one.side is Side.PARTICIPANT or not room[one.id]:
                continue
            group = one.witness.volunteers
            seen += 1
            assert one.id in group
            reached = {p for p, theirs in may.items() if theirs & set(group)}
            assert reached == set(one.witness.participants), number
            assert too_many(group, may, room), number
            parts = (part for size in range(1, len(group)) for part in combinations(group, size))
            if max(room.values()) == 1:
                assert not any(too_many(part, may, room) for part in parts), number
    assert seen > 200


def unlocked(made):
    """Who may have whom, and the places there are, beside the locked pairs."""
    may, room = oracle.possible(made)
    held = {p for _, p in made.rules.locked}
    return {p: theirs for p, theirs in may.items() if p not in held}, room


def cures(made, people):
    """The single broken rules of `people` that, cured for one pair alone, let one more be matched."""
    may, room = unlocked(made)
    before = oracle.most(may, room)
    found = set()
    for (v, p), cell in oracle.cells(made).items():
        if p in may.keys() & people and len(cell.blocked) == 1 and cell.blocked[0] in CURABLE:
            after = oracle.most({**may, p: may[p] | {v}}, room)
            assert after - before in {0, 1}
            if after > before:
                found.add((cell.blocked[0], v, p))
    return found


def test_every_waiver_offered_adds_one_pair_and_no_other_single_waiver_does():
    offered = 0
    for seed in range(300):
        made = drawn(seed, most=7)
        alone = [one for one in match(made).unmatched if one.side is Side.PARTICIPANT]
        for one in alone:
            shown = {
                (waiver.rule.value, waiver.volunteer, waiver.participant) for waiver in one.waivers
            }
            every = cures(made, set(one.witness.participants))
            offered += len(shown)
            assert shown <= every, seed
            assert len(shown) == len(one.waivers) == min(len(every), WAIVERS_SHOWN), seed
            assert all(waiver.gains == 1 for waiver in one.waivers)
        named = {p for one in alone for p in one.witness.participants}
        others = {one.id for one in made.participants} - named
        assert cures(made, others) == set(), seed
    assert offered > 50


def test_two_who_need_the_same_volunteer_are_named_together():
    made = problem(
        [volunteer("v1", gender="m"), volunteer("v2", gender="f")],
        [
            participant("p1", gender="m", same_gender=True, priority=1),
            participant("p2", gender="m", same_gender=True),
        ],
    )

    alone = of(made, "p2")
    assert alone.because == ("same_gender", "places")
    assert alone.witness == Witness(participants=("p1", "p2"), volunteers=("v1",))
    assert alone.waivers == ()
    assert of(made, "v2").because == ("same_gender",)


def test_untrained_volunteers_are_named_best_first_and_rules_that_protect_are_not_offered():
    made = problem(
        [
            volunteer("v1", trained=False),
            volunteer("v2", trained=False, years=4),
            volunteer("v3", cleared=False),
            volunteer("v4", trained=False, cleared=False),
        ],
        [participant("p")],
    )

    assert of(made, "p").waivers == (
        Waiver(rule="training", volunteer="v2", participant="p", gains=1),
        Waiver(rule="training", volunteer="v1", participant="p", gains=1),
    )


def test_a_participant_whose_only_volunteer_is_locked_learns_it():
    made = problem(
        [volunteer("v")], [participant("p1"), participant("p2", priority=9)], locked=(("v", "p1"),)
    )

    alone = of(made, "p2")
    assert (alone.because, alone.witness) == (("locked",), Witness(("p2",), ()))


def test_locks_are_not_the_reason_where_there_is_no_place_to_lock():
    made = problem(
        [volunteer("v", capacity=0), volunteer("w")],
        [participant("p"), participant("q")],
        never=(("w", "p"),),
        locked=(("w", "q"),),
    )

    assert of(made, "p").because == ("never", "places")
    assert of(made, "v").because == ("places",)


@pytest.mark.parametrize(
    "helpers", [[], [volunteer("v", capacity=0)]], ids=["nobody", "nobody with a place"]
)
def test_without_any_place_that_is_the_reason(helpers):
    assert of(problem(helpers, [participant("p")]), "p").because == ("places",)


def test_a_volunteer_too_many_learns_that_all_are_served():
    made = problem([volunteer("v1"), volunteer("v2", reserve=True)], [participant("p")])

    idle = of(made, "v2")
    assert (idle.side, idle.because) == ("volunteer", ("places",))
    assert idle.witness == Witness(participants=("p",), volunteers=("v1", "v2"))


def test_a_matching_that_could_be_larger_is_not_explained_away():
    with pytest.raises(NotProved):
        _reach(np.array([[True]]), np.array([-1]), np.array([0]))


def test_explanations_do_not_depend_on_who_else_is_trained():
    made = problem([volunteer("v", trained=False)], [participant("p")])
    cured = msgspec.structs.replace(made, volunteers=(volunteer("v"),))

    assert match(made).vector.matched + 1 == match(cured).vector.matched
