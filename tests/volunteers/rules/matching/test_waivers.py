"""What would help is counted by trying it, and what protects a child is never offered."""

from itertools import product

import msgspec

from tests.volunteers.rules.matching.cases import drawn, participant, problem, volunteer
from volunteers.rules.matching import Rule, fits, match, waivers
from volunteers.rules.matching.waivers import Cure, Fewest, Relief

NEVER_OFFERED = {Rule.CONSENT, Rule.CLEARANCE, Rule.SAME_GENDER, Rule.NEVER, Rule.NOT_NAMED}


def trained(made, names):
    return msgspec.structs.replace(
        made,
        volunteers=tuple(
            msgspec.structs.replace(one, trained=one.trained or one.id in names)
            for one in made.volunteers
        ),
    )


def test_a_cure_gains_what_matching_with_that_volunteer_trained_gains():
    seen = 0
    for seed in range(250):
        made = drawn(seed)
        answer = match(made)
        told = {one.volunteer: one.gains for one in waivers.cures(made, answer)}
        for one in made.volunteers:
            gained = match(trained(made, {one.id})).vector.matched - answer.vector.matched
            assert told.get(one.id, 0) == gained, (seed, one.id)
            seen += gained > 0
    assert seen > 12


def test_a_whole_rule_gains_what_matching_without_it_gains():
    seen = 0
    for seed in range(250):
        made = drawn(seed)
        answer = match(made)
        told = waivers.without(made, answer)
        rules = msgspec.structs.replace(made.rules, needs_shared_time=False)
        others = {
            Rule.TRAINING: trained(made, {one.id for one in made.volunteers}),
            Rule.SHARED_TIME: msgspec.structs.replace(made, rules=rules),
        }
        for rule, without in others.items():
            assert told.get(rule, 0) == match(without).vector.matched - answer.vector.matched
            seen += told.get(rule, 0) > 0
    assert seen > 25


def test_the_fewest_waivers_are_the_fewest_of_all_ways():
    seen = 0
    for seed in range(300):
        made = drawn(seed, 4)
        if any(one.capacity != 1 for one in made.volunteers):
            continue
        answer = match(made)
        found = waivers.fewest(made, answer)
        assert (found.gains, sum(len(one.rules) for one in found.reliefs)) == fewest(made, answer)
        for one in found.reliefs:
            assert not set(one.rules) & NEVER_OFFERED
        seen += found.gains > 0
    assert seen > 30


def fewest(made, answer):
    """Try every set of pairs there is."""
    table = fits(made)
    locked = {p: v for v, p in made.rules.locked}
    best = (0, 0)
    names = [None, *(one.id for one in made.volunteers)]
    for choice in product(names, repeat=len(made.participants)):
        pairs = {p.id: v for p, v in zip(made.participants, choice, strict=True) if v}
        if len(set(pairs.values())) < len(pairs) or any(pairs.get(p) != locked[p] for p in locked):
            continue
        broken = [rule for p, v in pairs.items() for rule in table[v, p].blocked]
        if set(broken) & NEVER_OFFERED:
            continue
        best = max(best, (len(pairs), -len(broken)))
    return best[0] - answer.vector.matched, -best[1]


def test_the_one_to_train_is_named_and_a_child_nobody_may_help_is_not_promised_anything():
    made = problem(
        [volunteer("late", trained=False), volunteer("uncleared", cleared=False)],
        [participant("p"), participant("q"), participant("r", consent=False)],
    )
    answer = match(made)

    assert waivers.cures(made, answer) == (Cure("late", Rule.TRAINING, 1),)
    assert waivers.fewest(made, answer) == Fewest(
        1, (Relief("late", "p", (Rule.TRAINING,)),), ("q", "r")
    ) or waivers.fewest(made, answer).reliefs == (Relief("late", "q", (Rule.TRAINING,)),)


def test_where_everybody_has_a_pair_nothing_is_offered():
    made = problem([volunteer("v")], [participant("p")])
    answer = match(made)

    assert waivers.cures(made, answer) == () and waivers.without(made, answer) == {}
    assert waivers.fewest(made, answer) == Fewest(0, (), ())
