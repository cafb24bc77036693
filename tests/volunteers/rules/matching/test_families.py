"""Siblings share one volunteer or stay out together, and nothing better is possible."""

import random
from collections import defaultdict

import msgspec
import pytest
from benchmarks.matching import people

from kit import i18n
from tests.volunteers.rules.matching import oracle
from tests.volunteers.rules.matching.cases import participant, problem, shuffled, volunteer
from tests.volunteers.rules.matching.staged import staged
from volunteers.rules.matching import NoPlaceLeft, answer_text, families, match
from volunteers.rules.matching.units import FamilyNotTogether


def related(made, chance):
    """The same problem with some of its participants in families, and room for them."""
    names = ["a", "b", None, None]
    return msgspec.structs.replace(
        made,
        participants=tuple(
            msgspec.structs.replace(one, family=chance.choice(names)) for one in made.participants
        ),
        volunteers=tuple(
            msgspec.structs.replace(one, capacity=chance.choice([1, 2, 2, 3]))
            for one in made.volunteers
        ),
    )


def together(made):
    """The participants who go somewhere together."""
    units = defaultdict(list)
    for one in made.participants:
        units[one.family or (one.id,)].append(one)
    return list(units.values())


def best(made):
    """The best key of all ways in which families stay together; None if locks leave no way."""
    table, kept = oracle.cells(made), oracle.standing(made)
    names = [one.id for one in made.volunteers]
    locked = {p: v for v, p in made.rules.locked}
    reached = {(0,) * len(names): 0}
    for unit in together(made):
        wanted = {locked[one.id] for one in unit if one.id in locked}
        after = {}
        for loads, spent in reached.items():
            for name in wanted or [None, *names]:
                if name and any(table[name, one.id].blocked for one in unit):
                    continue
                then, total = list(loads), spent
                for one in unit:
                    total += oracle._packed(oracle._digits(made, table, kept, name, one))
                    if name:
                        total += 2 * then[names.index(name)] + 1
                        then[names.index(name)] += 1
                if any(
                    load > one.capacity for load, one in zip(then, made.volunteers, strict=True)
                ):
                    continue
                if len(wanted) < 2:
                    after[tuple(then)] = min(total, after.get(tuple(then), total))
        reached = after
    if not reached:
        return None
    return oracle._unpacked(
        min(reached.values()), 5 + len(oracle._levels(made)) + len(made.rules.bands)
    )


@pytest.mark.parametrize("block", range(2))
def test_no_way_of_keeping_families_together_is_better(block):
    refused = seen = 0
    for number in range(100 * block, 100 * block + 100):
        made = related(staged(number, most=5), random.Random(number))
        expected = best(made)
        if expected is None:
            refused += 1
            with pytest.raises((FamilyNotTogether, NoPlaceLeft)):
                match(made)
            continue
        answer = match(made)
        seen += any(len(unit) > 1 for unit in together(made))
        assert oracle.reached(made, answer) == expected, number
        assert answer.proved, number
        homes = {pair.participant: pair.volunteer for pair in answer.pairs}
        for unit in together(made):
            assert len({homes.get(one.id) for one in unit}) == 1, number
        assert len(answer.unmatched) >= len(made.participants) - len(answer.pairs)
    assert refused > 0
    assert seen > 25


def test_families_do_not_depend_on_the_order_of_the_input():
    for number in range(60):
        made = related(staged(number, most=5), random.Random(number))
        if best(made) is not None:
            assert match(shuffled(made, number)) == match(made), number


def test_families_that_are_placed_first_stay_together_and_nothing_is_called_proved(monkeypatch):
    monkeypatch.setattr(families, "JOINT", -1)
    worse = 0
    for number in range(100):
        made = related(staged(number, most=5), random.Random(number))
        expected = best(made)
        if expected is None or not any(len(unit) > 1 for unit in together(made)):
            continue
        answer = match(made)
        homes = {pair.participant: pair.volunteer for pair in answer.pairs}
        assert all(len({homes.get(one.id) for one in unit}) == 1 for unit in together(made))
        assert not answer.proved
        found = oracle.reached(made, answer)
        assert found >= expected
        worse += found > expected
    assert worse > 0


def test_a_problem_without_siblings_is_answered_as_ever():
    made = people(12, 1, 0.4)
    alone = msgspec.structs.replace(
        made,
        participants=tuple(
            msgspec.structs.replace(one, family=one.id) for one in made.participants
        ),
    )

    assert match(alone) == match(made)


def test_a_family_that_nobody_can_take_whole_learns_it():
    made = problem(
        [volunteer("v1"), volunteer("v2", capacity=2)],
        [
            participant("p1", family="a"),
            participant("p2", family="a"),
            participant("p3", priority=3),
        ],
        never=(("v2", "p1"),),
    )
    answer = match(made)

    assert [(pair.volunteer, pair.participant) for pair in answer.pairs] in (
        [("v1", "p3")],
        [("v2", "p3")],
    )
    first, second, _ = answer.unmatched
    assert (first.id, first.because) == ("p1", ("never", "family"))
    assert (second.id, second.because) == ("p2", ("family",))
    assert second.witness.participants == ("p1", "p2")
    for locale in i18n.LOCALES:
        with i18n.speaking(locale):
            assert answer_text(answer)


def test_a_family_is_locked_as_a_whole_or_not_at_all():
    siblings = [participant("p1", family="a"), participant("p2", family="a")]
    helpers = [volunteer("v1", capacity=2), volunteer("v2", capacity=2, years=4), volunteer("v3")]

    answer = match(problem(helpers, siblings, locked=(("v1", "p1"),)))
    assert [(one.volunteer, one.participant, one.locked) for one in answer.pairs] == [
        ("v1", "p1", True),
        ("v1", "p2", False),
    ]
    with pytest.raises(FamilyNotTogether):
        match(problem(helpers, siblings, locked=(("v3", "p1"),)))
    with pytest.raises(FamilyNotTogether):
        match(problem(helpers, siblings, locked=(("v1", "p1"), ("v2", "p2"))))
    with pytest.raises(NoPlaceLeft):
        match(problem(helpers, [*siblings, participant("p3")], locked=(("v1", "p1"), ("v1", "p3"))))


def test_of_equals_a_trio_is_made_only_where_somebody_would_be_alone():
    helpers = [volunteer("v1", capacity=2), volunteer("v2", capacity=2)]
    three = [participant(f"p{at}") for at in range(3)]

    assert {pair.volunteer for pair in match(problem(helpers, three[:2])).pairs} == {"v1", "v2"}
    loads = sorted(
        sum(pair.volunteer == one.id for pair in match(problem(helpers, three)).pairs)
        for one in helpers
    )
    assert loads == [1, 2]
