"""What a partner is asked for and by when, and how long its link lasts."""

from datetime import date, timedelta

import msgspec
import pytest

from events.rules.activities import Status
from kit import clock
from tests import make
from volunteers.rules.liaisons import (
    Done,
    State,
    Step,
    expires_at,
    standings,
    still_waiting,
)

NOTHING = Done(
    dates=False,
    listed=0,
    complete=False,
    expected=None,
    agreed=0,
    shared=0,
    seen=False,
    proposed=0,
    paired=0,
    adults=0,
    gate_seen=False,
)
LONG_BEFORE = date(2026, 11, 1)


@pytest.fixture
async def activity(db):
    return await make.activity(await make.actor())


def states(done, activity, today=LONG_BEFORE):
    return {one.step: one.state for one in standings(done, activity, today)}


def with_(**differing):
    return msgspec.structs.replace(NOTHING, **differing)


async def test_at_first_only_what_nobody_else_has_to_do_before_is_asked(activity):
    asked = {step for step, state in states(NOTHING, activity).items() if state is State.OPEN}

    assert asked == {Step.DATES, Step.LIST, Step.ADULTS}
    assert still_waiting(standings(NOTHING, activity, LONG_BEFORE)) == 3


async def test_a_list_is_done_when_its_school_says_so(activity):
    assert states(with_(listed=3), activity)[Step.LIST] is State.OPEN
    assert states(with_(listed=3, complete=True), activity)[Step.LIST] is State.DONE


@pytest.mark.parametrize(
    ("done", "state"),
    [
        (with_(), State.WAITING),
        (with_(listed=3, complete=True, agreed=2), State.OPEN),
        (with_(listed=3, agreed=3), State.OPEN),  # more may come: the list is not complete
        (with_(listed=3, complete=True, agreed=3), State.DONE),
        (with_(listed=3, complete=True, agreed=1, refusing=1), State.OPEN),
        (
            with_(listed=3, complete=True, agreed=2, refusing=1),
            State.DONE,
        ),  # a no is not asked again
        (with_(listed=1, complete=True, refusing=1), State.DONE),
    ],
)
async def test_letters_are_done_when_each_codename_has_one(activity, done, state):
    assert states(done, activity)[Step.LETTERS] is state


async def test_pairs_wait_for_a_proposal_and_are_done_when_none_is_left(activity):
    assert states(NOTHING, activity)[Step.PAIRS] is State.WAITING
    assert states(with_(proposed=1, paired=2), activity)[Step.PAIRS] is State.OPEN
    assert states(with_(paired=3), activity)[Step.PAIRS] is State.DONE


async def test_what_is_not_done_in_time_is_late(activity):
    assert states(NOTHING, activity, date(2026, 11, 21))[Step.LIST] is State.OPEN  # the last day
    assert states(NOTHING, activity, date(2026, 11, 22))[Step.LIST] is State.LATE


async def test_without_children_nobody_is_asked_for_letters_or_teachers(activity):
    grown_up = msgspec.structs.replace(activity, involves_minors=False)

    assert not {Step.LETTERS, Step.ADULTS} & states(NOTHING, grown_up).keys()


async def test_after_the_day_nothing_is_asked(activity):
    over = msgspec.structs.replace(activity, status=Status.DONE)

    assert still_waiting(standings(NOTHING, over, date(2026, 12, 6))) == 0


async def test_a_link_lasts_until_thirty_days_after_the_day_and_ninety_at_most(activity):
    month_before = activity.ends_at - timedelta(days=30)
    year_before = activity.ends_at - timedelta(days=365)
    undated = msgspec.structs.replace(activity, starts_at=None, ends_at=None)

    assert expires_at(activity, month_before) == activity.ends_at + timedelta(days=30)
    assert expires_at(activity, year_before) == year_before + timedelta(days=90)
    assert expires_at(undated, clock.now()) - clock.now() < timedelta(days=90, seconds=1)
