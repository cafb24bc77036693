"""What may be shown of volunteers to whom (G9): taking a word away never shows more."""

from datetime import UTC, date, datetime
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules import sharing
from volunteers.rules.sharing import FIELDS, ShareState, Sharing, shareable

AT = datetime(2026, 11, 20, tzinfo=UTC)


class Person(msgspec.Struct, frozen=True):
    """As much of an application as is ever handed on."""

    id: object
    volunteer: object
    name: str = "许诺"
    college: str = "生命科学学院"
    year: str = "大二"
    student_no: str = "S7"
    phone: str = "P9"


def word(person, *fields, recipient="School", state=ShareState.GRANTED):
    return Sharing(person.id, recipient, fields, state, AT)


@pytest.fixture
def person():
    return Person(uuid4(), uuid4())


def test_only_what_was_agreed_to_and_is_asked_for(person):
    (row,) = shareable([person], [word(person, "name", "phone")], "School", ["name", "college"])

    assert row.said == {"name": "许诺"}
    assert (row.name, row.line) == ("许诺", "")


@pytest.mark.parametrize("state", [one for one in ShareState if one is not ShareState.GRANTED])
def test_whoever_has_not_agreed_is_left_out(person, state):
    assert shareable([person], [word(person, *FIELDS, state=state)], "School", FIELDS) == ()


def test_a_yes_to_one_is_no_yes_to_another(person):
    assert shareable([person], [word(person, *FIELDS)], "Another school", FIELDS) == ()


def test_nobody_said_anything(person):
    assert shareable([person], [], "School", FIELDS) == ()


@given(
    st.lists(st.sampled_from([*FIELDS, "motivation", "email", "gender"]), unique=True),
    st.sets(st.sampled_from(list(FIELDS))),
    st.sampled_from(list(ShareState)),
)
def test_taking_a_field_or_a_word_away_never_shows_more(said, asked, state):
    person = Person(uuid4(), uuid4())
    shown = shareable([person], [word(person, *said, state=state)], "School", asked)
    fewer = shareable([person], [word(person, *said[1:], state=state)], "School", asked)

    before = {(row.application, key) for row in shown for key in row.said}
    assert {(row.application, key) for row in fewer for key in row.said} <= before
    assert {key for _, key in before} <= set(FIELDS) & set(said) & asked


def test_it_is_kept_three_years_also_from_a_leap_day():
    assert sharing.kept_until(date(2028, 2, 29)) == date(2031, 2, 28)
    assert sharing.kept_until(date(2026, 12, 5)) == date(2029, 12, 5)
