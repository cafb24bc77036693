"""The weakest pair is no accident: too few would be better for these, or a higher goal holds it."""

from itertools import permutations

from tests.volunteers.rules.matching.cases import drawn, participant, problem, volunteer
from volunteers.rules.matching import fits, match
from volunteers.rules.matching.worst import Because, worst


def test_those_named_have_fewer_volunteers_for_anything_better_than_they_are():
    seen = 0
    for seed in range(400):
        made = drawn(seed)
        found = worst(made, match(made))
        if found is None or found.because is not Because.FEW:
            continue
        table = fits(made)
        room = {one.id: one.capacity for one in made.volunteers}
        for v, p in made.rules.locked:
            room[v] -= p not in found.witness.participants
        better = {
            v.id
            for v in made.volunteers
            for p in found.witness.participants
            if not table[v.id, p].blocked and table[v.id, p].band > found.pair.band
        }
        assert set(found.witness.volunteers) <= better
        assert sum(room[v] for v in found.witness.volunteers) < len(found.witness.participants)
        seen += 1
    assert seen > 100


def test_where_a_higher_goal_holds_it_a_better_way_is_there():
    seen = set()
    for seed in range(1200):
        made = drawn(seed, 4, locks=False)
        if any(one.capacity != 1 for one in made.volunteers):
            continue
        answer = match(made)
        found = worst(made, answer)
        if found is None or found.because not in (Because.RESERVE, Because.KEPT):
            continue
        table = fits(made)
        people = [pair.participant for pair in answer.pairs]
        ways = [
            set(way)
            for way in permutations([one.id for one in made.volunteers], len(people))
            if all(
                not table[v, p].blocked and table[v, p].band > found.pair.band
                for v, p in zip(way, people, strict=True)
            )
        ]
        used = {one.id for one in made.volunteers if one.reserve} & {
            pair.volunteer for pair in answer.pairs
        }
        spare = {one.id for one in made.volunteers if one.reserve} - used
        assert ways, seed
        assert any(not way & spare for way in ways) == (found.because is Because.KEPT), seed
        seen.add(found.because)
    assert seen == {Because.RESERVE, Because.KEPT}


def test_a_lock_and_the_best_band_need_no_other_reason():
    made = problem([volunteer("v")], [participant("p")], scores=(("v", "p", 200),))
    locked = problem(
        [volunteer("v")], [participant("p")], scores=(("v", "p", 200),), locked=(("v", "p"),)
    )
    best = problem([volunteer("v")], [participant("p")], scores=(("v", "p", 900),))

    assert worst(made, match(made)).because is Because.FEW
    assert worst(locked, match(locked)).because is Because.LOCKED
    assert worst(best, match(best)) is None
    assert worst(problem([], []), match(problem([], []))) is None
