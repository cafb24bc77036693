from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from volunteers.rules import doors
from volunteers.rules.attendance import (
    DoorClosed,
    NotBegun,
    NotThereYet,
    arrived,
    departed,
    door_is_open,
    judged,
    refuse_shut,
)
from volunteers.rules.doors import StaleCode
from volunteers.rules.training import (
    Answer,
    Attendance,
    Presence,
    SessionOver,
    TrainingSession,
)

START = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
END = START + timedelta(hours=2)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
SECRET = b"of the installation"


def session(**differing):
    usual = {
        "id": UUID(int=7),
        "activity": UUID(int=8),
        "title": "Company",
        "starts_at": START,
        "ends_at": END,
        "place": "",
        "trainer": "",
        "content": "",
        "capacity": None,
        "cancelled_at": None,
        "moved_from": None,
        "version": 1,
        "created_at": START,
        "calendar_uid": "x",
        "calendar_sequence": 1,
        "calendar_modified": START,
    }
    return TrainingSession(**usual | differing)


def row(presence, **differing):
    usual = {
        "session": UUID(int=7),
        "application": UUID(int=9),
        "answer": Answer.NONE,
        "answered_at": None,
        "presence": presence,
        "marked_at": START,
    }
    return Attendance(**usual | differing)


KEY = doors.key(session(), SECRET)


@pytest.mark.parametrize(
    ("after", "taken"),
    [
        (timedelta(0), True),
        (60 * SECOND - SECOND, True),
        (89 * SECOND, True),
        (90 * SECOND, False),
        (timedelta(days=1), False),
        (-SECOND, False),
    ],
)
def test_a_code_is_taken_for_its_minute_and_half_of_the_next(after, taken):
    code = doors.showing(KEY, START).code

    assert doors.fits(KEY, code, START + after) is taken


def test_a_code_is_six_digits_however_they_are_typed_and_tells_when_it_changes():
    showing = doors.showing(KEY, START + 17 * SECOND)

    assert len(showing.code) == 6
    assert showing.seconds == 43
    full_width = "".join(chr(ord(digit) + 0xFEE0) for digit in showing.code)
    assert doors.fits(KEY, f" {showing.code[:3]} {showing.code[3:]}", START)
    assert doors.fits(KEY, full_width, START)


def test_each_session_and_each_installation_has_codes_of_its_own():
    code = doors.showing(KEY, START).code
    others = (
        doors.key(session(id=UUID(int=70)), SECRET),
        doors.key(session(), b"of another installation"),
        doors.key(session(door_secret="made anew"), SECRET),
    )

    assert [doors.fits(other, code, START) for other in others] == [False] * 3


def test_a_printed_code_holds_only_while_somebody_wants_one():
    wanted = session(door_secret="some secret")
    key = doors.key(wanted, SECRET)
    code = doors.printed(wanted, key)

    assert len(code) == 8
    assert doors.opens(wanted, key, code, START + timedelta(hours=1))
    assert doors.printed(session(), KEY) == ""
    assert not doors.opens(session(), KEY, code, START)
    assert not doors.opens(session(), KEY, "", START)


@pytest.mark.parametrize(
    ("after", "stale"), [(timedelta(0), False), (180 * SECOND, False), (181 * SECOND, True)]
)
def test_a_name_can_be_written_for_three_minutes_after_the_scan(after, stale):
    ticket = doors.ticket(KEY, START)

    if stale:
        with pytest.raises(StaleCode):
            doors.refuse_stale(KEY, ticket, START + after)
    else:
        doors.refuse_stale(KEY, ticket, START + after)


@pytest.mark.parametrize("forged", ["", ".", "1.2", "9" * 400, "1764068400." + "0" * 32, "ß.ß"])
def test_a_made_up_ticket_is_refused(forged):
    with pytest.raises(StaleCode):
        doors.refuse_stale(KEY, forged, START)


@pytest.mark.parametrize(
    ("at", "is_open", "why"),
    [
        (START - timedelta(hours=2) - SECOND, False, NotBegun),
        (START - timedelta(hours=2), True, None),
        (END + timedelta(hours=12), True, None),
        (END + timedelta(hours=12) + SECOND, False, DoorClosed),
    ],
)
def test_the_door_takes_codes_from_two_hours_before_to_twelve_after(at, is_open, why):
    assert door_is_open(session(), at) is is_open
    if why:
        with pytest.raises(why):
            refuse_shut(session(), at)


@pytest.mark.parametrize(
    ("came", "left", "presence"),
    [
        (START + 10 * MINUTE, None, Presence.PRESENT),
        (START + 10 * MINUTE + SECOND, None, Presence.LATE),
        (START, END - 10 * MINUTE, Presence.PRESENT),
        (START, END - 10 * MINUTE - SECOND, Presence.LEFT_EARLY),
        (START + 20 * MINUTE, END, Presence.LATE),
        (START + 20 * MINUTE, START + 30 * MINUTE, Presence.LEFT_EARLY),
    ],
)
def test_times_say_who_was_late_and_who_left_too_early(came, left, presence):
    assert judged(session(), came, left) is presence


def test_coming_twice_changes_nothing_and_nobody_signs_away_that_they_left():
    assert arrived(session(), row(Presence.PRESENT), START, vouched=False) is None
    assert arrived(session(), row(Presence.LEFT_EARLY), START, vouched=True) is None
    assert arrived(session(), row(Presence.ABSENT), START, vouched=False)["came_at"] == START


def test_after_the_end_only_an_organiser_lets_in_and_says_no_time():
    with pytest.raises(SessionOver):
        arrived(session(), None, END, vouched=False)
    assert arrived(session(), None, END - SECOND, vouched=False)["presence"] is Presence.LATE
    assert arrived(session(), None, END, vouched=True) == {
        "presence": Presence.PRESENT,
        "came_at": None,
        "left_at": None,
    }


def test_whoever_leaves_has_come_and_leaves_once():
    there = row(Presence.LATE, came_at=START + 20 * MINUTE)

    with pytest.raises(NotThereYet):
        departed(session(), None, END)
    assert departed(session(), there, END)["presence"] is Presence.LATE
    assert departed(session(), there, START + 30 * MINUTE)["presence"] is Presence.LEFT_EARLY
    assert departed(session(), row(Presence.PRESENT, left_at=END), END) is None
