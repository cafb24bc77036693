"""What each person needs for their post, cell by cell, and what ends too soon."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from kit.errors import Gap
from tests.volunteers.rules.test_clearance import (
    CHECK,
    DAY,
    LAST_DAY,
    NO_CHECKS,
    OBJECTION,
    PENDING,
    PLEDGE,
    POLICY,
    clearance,
    outing,
    post,
)
from volunteers.rules.clearance import GAP_NAMES, NOT_CLEARED
from volunteers.rules.matrix import NEXT_STEPS, TRAINING_GAPS, WAITING, Column, State, columns, line
from volunteers.rules.readiness import Helper, Terms, ending, readiness
from volunteers.rules.safeguards import EVERYTHING
from volunteers.rules.training import ClearanceKind

TODAY = date(2026, 11, 1)
TERMS = Terms(outing(), LAST_DAY, EVERYTHING)


def helper(*held, **differing):
    return Helper(UUID(int=2), UUID(int=4), held=held, **{"trained": True} | differing)


def row(*held, terms=TERMS, training=(), **differing):
    ready = readiness(helper(*held, **differing), terms)
    return line(ready, columns([ready], terms), terms, TODAY, training)


def states(*held, **differing):
    return {one.column: one.state for one in row(*held, **differing).cells}


def test_without_minors_nothing_is_asked_for_the_sake_of_children():
    terms = Terms(outing(involves_minors=False), LAST_DAY)
    ready = readiness(helper(OBJECTION, suspended=True), terms)

    assert ready.pairing == ready.contact == () and ready.insurance
    assert set(states(terms=terms)) == {Column.TRAINING, Column.INSURANCE}


def test_every_cell_says_how_it_stands():
    assert set(states(PLEDGE, CHECK, POLICY).values()) == {State.THERE}
    assert states()[Column.PLEDGE] is State.MISSING
    assert states(PENDING)[Column.CHECK] is State.PENDING
    assert states(OBJECTION)[Column.CHECK] is State.REFUSED
    for code in TRAINING_GAPS:
        assert states(training=[Gap(code, "急救")])[Column.TRAINING] is State.MISSING
    away = states(post=post(child_contact=False))
    assert away[Column.PLEDGE] is away[Column.CHECK] is State.NOT_ASKED
    assert Column.CHECK not in states(terms=Terms(outing(), LAST_DAY, NO_CHECKS))


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (LAST_DAY - DAY, State.SHORT),
        (LAST_DAY, State.ENDS),
        (LAST_DAY + 28 * DAY, State.ENDS),
        (LAST_DAY + 29 * DAY, State.THERE),
    ],
)
def test_what_ends_before_the_last_day_is_short_and_what_ends_soon_is_said(until, state):
    near = LAST_DAY - 2 * DAY
    check = clearance(ClearanceKind.RECORD_CHECK, valid_until=until, id=UUID(int=9))
    ready = readiness(helper(clearance(ClearanceKind.PLEDGE, valid_until=None), check), TERMS)
    found = line(ready, columns([ready], TERMS), TERMS, near, ())

    assert found.cell(Column.CHECK).state is state
    assert found.ends is (state is not State.THERE)


@pytest.mark.parametrize(("days", "ends"), [(29, True), (30, True), (31, False)])
def test_thirty_days_are_soon(days, ends):
    check = clearance(ClearanceKind.RECORD_CHECK, valid_until=LAST_DAY + timedelta(days))

    assert bool(ending(helper(check), TERMS, LAST_DAY)) is ends


def test_an_insurance_for_the_day_does_not_end_too_soon():
    assert ending(helper(POLICY), TERMS, LAST_DAY) == ()
    short = clearance(ClearanceKind.INSURANCE, valid_until=LAST_DAY - DAY)
    assert ending(helper(short), TERMS, LAST_DAY) == (short,)


def test_every_gap_has_a_sentence_and_either_a_step_or_somebody_else_at_work():
    told = NEXT_STEPS.keys() | WAITING.keys()

    assert GAP_NAMES.keys() - {NOT_CLEARED.code} <= told  # whoever reads that may not read the rest
    assert not NEXT_STEPS.keys() & WAITING.keys()
    assert row(PENDING).steps == (NEXT_STEPS["pledge-missing"],)
