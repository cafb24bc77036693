"""The monthly contact: when each period begins and ends, what discharges it, and when silence is too long."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from volunteers.rules import contacts as rules
from volunteers.rules.contacts import Channel, Contact, NewContact, Promise, State

T = date(2026, 12, 5)
START = rules.begins(T)
DAY = timedelta(days=1)


def _contact(on: date, *, made: bool = True) -> Contact:
    period = rules.period_of(START, on)
    assert period is not None
    return Contact(
        uuid4(),
        uuid4(),
        period,
        on,
        made,
        Channel.LETTER,
        None,
        "",
        datetime(2027, 1, 1, tzinfo=UTC),
    )


def _stand(today: date, *contacts: Contact, **promise: date):
    return rules.stand(Promise(START, **{"since": T} | promise), contacts, today)


def test_the_duty_begins_the_day_after_and_a_year_has_twelve_periods_without_gaps():
    periods = [rules.period(START, n) for n in range(1, rules.PERIODS + 1)]

    assert date(2026, 12, 6) == START
    assert periods[0] == (date(2026, 12, 6), date(2027, 1, 5))
    assert periods[-1][1] == date(2027, 12, 5)
    assert all(first == before[1] + DAY for before, (first, _) in pairwise(periods))


def test_a_duty_that_begins_on_a_31st_never_skips_a_short_month():
    start = date(2027, 1, 31)

    assert rules.period(start, 2) == (date(2027, 2, 28), date(2027, 3, 30))
    assert rules.period(start, 3)[0] == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("on", "period"),
    [
        (date(2026, 12, 5), None),
        (date(2026, 12, 6), 1),
        (date(2027, 1, 5), 1),
        (date(2027, 1, 6), 2),
        (date(2027, 12, 5), 12),
        (date(2027, 12, 6), None),
    ],
)
def test_a_day_belongs_to_one_period(on, period):
    assert rules.period_of(START, on) == period


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 12, 5), State.UPCOMING),
        (date(2026, 12, 6), State.DUE),
        (date(2026, 12, 29), State.DUE),
        (date(2026, 12, 30), State.SOON),  # day 25 of the period
        (date(2027, 1, 5), State.SOON),
        (date(2027, 1, 6), State.OVERDUE),
    ],
)
def test_a_period_without_contact_moves_from_upcoming_to_overdue(today, state):
    assert _stand(today).periods[0] is state


def test_only_a_contact_that_was_made_meets_a_period():
    today = date(2026, 12, 31)
    tried = _stand(today, _contact(date(2026, 12, 20), made=False))
    made = _stand(today, _contact(date(2026, 12, 20), made=False), _contact(date(2026, 12, 21)))

    assert (tried.periods[0], tried.met, tried.attempts) == (State.ATTEMPTED, 0, 1)
    assert (made.periods[0], made.met, made.attempts, made.owed) == (State.MET, 1, 1, 12)
    assert (
        _stand(date(2027, 1, 6), _contact(date(2026, 12, 20), made=False)).periods[0]
        is State.OVERDUE
    )


@pytest.mark.parametrize(("days", "late"), [(34, False), (35, True)])
def test_silence_is_too_long_on_day_35(days, late):
    met = date(2027, 1, 2)

    assert _stand(T + days * DAY).late is late
    assert _stand(met + days * DAY, _contact(met)).late is late
    assert _stand(met + days * DAY, _contact(met, made=False)).late is True


def test_a_pair_confirmed_later_owes_nothing_for_months_that_were_over():
    since = date(2027, 2, 6)  # the first day of the third period
    stood = _stand(since + 34 * DAY, since=since)

    assert stood.periods[:2] == (State.EXEMPT, State.EXEMPT)
    assert (stood.owed, stood.late) == (10, False)
    assert _stand(since + 35 * DAY, since=since).late is True
    assert _stand(since, since=since - DAY).owed == 11


def test_a_pair_that_ended_owes_nothing_more_and_keeps_what_was():
    ended = _stand(date(2027, 6, 1), _contact(date(2026, 12, 20)), until=date(2027, 1, 10))

    assert ended.periods[0] is State.MET
    assert set(ended.periods[1:]) == {State.EXEMPT}
    assert ended.late is False


def test_a_contact_lies_between_the_day_after_and_today():
    today = date(2027, 1, 10)
    rules.refuse_contact(START, NewContact(happened_on=START), today)
    rules.refuse_contact(START, NewContact(happened_on=today), today)

    with pytest.raises(rules.ContactTooEarly):
        rules.refuse_contact(START, NewContact(happened_on=START - DAY), today)
    with pytest.raises(rules.ContactInTheFuture):
        rules.refuse_contact(START, NewContact(happened_on=today + DAY), today)


def test_no_field_can_hold_what_was_said():
    fields = set(NewContact.__struct_fields__)

    assert fields == {"happened_on", "made", "channel", "minutes", "adult"}
