"""Which pairs the hard rules forbid, and whether the locked pairs can stand.

Every rule owns one bit of a table with one row per participant and one column per volunteer.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.matching.facts import Duo, Problem, Rule
from volunteers.rules.matching.scoring import shared

Bits = NDArray[np.uint8]
Flags = NDArray[np.bool_]

BIT = {rule: np.uint8(1 << at) for at, rule in enumerate(Rule)}


class LockBreaksRule(Refusal):
    message = N_(
        "%(volunteer)s and %(participant)s cannot be locked: the rule “%(rule)s” forbids it."
    )


class LockedTwice(Refusal):
    message = N_("%(participant)s is locked to more than one volunteer.")


class NoPlaceLeft(Refusal):
    message = N_("More participants are locked to %(volunteer)s than there are places.")


def blocked(problem: Problem) -> Bits:
    """Return the rules that each pair breaks; 0 where the pair may be formed."""
    table = np.zeros((len(problem.participants), len(problem.volunteers)), np.uint8)
    for rule, broken in _broken(problem).items():
        table |= broken * BIT[rule]
    return table


def names(bits: int) -> tuple[Rule, ...]:
    """Return the rules of one cell, gravest first."""
    return tuple(rule for rule in Rule if bits & int(BIT[rule]))


def refuse_bad_locks(problem: Problem, table: Bits) -> None:
    """Raise unless every lock keeps every rule, once per participant and within capacity."""
    row, column = positions(problem)
    for volunteer, participant in problem.rules.locked:
        rules = names(int(table[row[participant], column[volunteer]]))
        if rules:
            raise LockBreaksRule(volunteer=volunteer, participant=participant, rule=rules[0].value)
    locked = set(problem.rules.locked)
    for participant, count in Counter(participant for _, participant in locked).items():
        if count > 1:
            raise LockedTwice(participant=participant)
    for volunteer, count in Counter(volunteer for volunteer, _ in locked).items():
        if count > problem.volunteers[column[volunteer]].capacity:
            raise NoPlaceLeft(volunteer=volunteer)


def positions(problem: Problem) -> tuple[dict[str, int], dict[str, int]]:
    """Return the row of every participant and the column of every volunteer."""
    return (
        {one.id: at for at, one in enumerate(problem.participants)},
        {one.id: at for at, one in enumerate(problem.volunteers)},
    )


def named(problem: Problem, duos: Iterable[Duo]) -> Flags:
    """Mark the pairs in `duos`; people who are not here are passed over."""
    row, column = positions(problem)
    table = np.zeros((len(row), len(column)), bool)
    for volunteer, participant in duos:
        if volunteer in column and participant in row:
            table[row[participant], column[volunteer]] = True
    return table


def _broken(problem: Problem) -> dict[Rule, Flags]:
    """Return where each rule is broken; a rule about one side is a single row or column."""
    volunteers, participants = problem.volunteers, problem.participants
    broken = {
        Rule.CONSENT: ~np.array([one.consent for one in participants], bool)[:, None],
        Rule.CLEARANCE: ~np.array([one.cleared for one in volunteers], bool)[None],
        Rule.TRAINING: ~np.array([one.trained for one in volunteers], bool)[None],
        Rule.NEVER: named(problem, problem.rules.never),
        Rule.SAME_GENDER: _other_gender(problem),
    }
    if problem.rules.needs_shared_time:
        times = shared([one.free for one in participants], [one.free for one in volunteers])
        broken[Rule.SHARED_TIME] = times == 0
    if problem.scores is not None:
        scored = tuple((volunteer, participant) for volunteer, participant, _ in problem.scores)
        broken[Rule.NOT_NAMED] = ~named(problem, scored)
    return broken


def _other_gender(problem: Problem) -> Flags:
    """Say where the same gender is asked for and not known to be so."""
    asked = np.array([one.same_gender for one in problem.participants], bool)
    asked |= problem.rules.same_gender
    number = {None: 0, "": 0}
    theirs, ours = (
        np.array([number.setdefault(one.gender, len(number)) for one in side], np.int64)
        for side in (problem.participants, problem.volunteers)
    )
    other: Flags = asked[:, None] & ((theirs == 0)[:, None] | (theirs[:, None] != ours[None]))
    return other
