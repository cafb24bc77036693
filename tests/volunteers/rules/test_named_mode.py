from datetime import UTC, date, datetime
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.named_mode import NamedMode, NewNamed, gaps, tidied, wrong_fields

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)


def mode(**differing) -> NamedMode:
    usual = {
        "id": uuid4(),
        "activity": uuid4(),
        "reason": "medicine at night",
        "assessed_on": date(2026, 11, 1),
        "assessment": "{}",
        "lead": uuid4(),
        "lead_at": AT,
        "partner": "School",
        "partner_at": AT,
        "retain_until": date(2026, 12, 20),
        "closed_at": None,
        "version": 1,
    }
    return NamedMode(**usual | differing)


def codes(one) -> list[str]:
    return [gap.code for gap in gaps(one, TODAY)]


def test_named_mode_opens_when_all_four_stand_together():
    assert codes(mode()) == []


def test_nothing_written_down_lacks_all_four():
    assert codes(None) == ["assessment-missing", "lead-missing", "partner-missing", "end-missing"]


@pytest.mark.parametrize(
    ("differing", "code"),
    [
        ({"assessed_on": None}, "assessment-missing"),
        ({"assessment": ""}, "assessment-missing"),
        ({"assessed_on": date(2025, 11, 20)}, "assessment-old"),
        ({"lead": None}, "lead-missing"),
        ({"lead_at": None}, "lead-missing"),
        ({"partner_at": None}, "partner-missing"),
        ({"retain_until": None}, "end-missing"),
        ({"retain_until": date(2026, 11, 19)}, "end-passed"),
        ({"closed_at": AT}, "closed"),
    ],
)
def test_each_of_the_four_keeps_it_closed_alone(differing, code):
    assert codes(mode(**differing)) == [code]


def test_an_assessment_holds_until_the_day_before_its_year_is_over():
    assert codes(mode(assessed_on=date(2025, 11, 21))) == []
    assert codes(mode(retain_until=TODAY)) == []


def test_an_assessment_of_29_february_holds_to_the_end_of_february():
    old = mode(assessed_on=date(2028, 2, 29), retain_until=date(2029, 6, 1))

    assert gaps(old, date(2029, 2, 28)) == ()
    assert [gap.code for gap in gaps(old, date(2029, 3, 1))] == ["assessment-old"]


@given(st.sets(st.sampled_from(["assessed_on", "lead", "lead_at", "partner_at", "retain_until"])))
def test_taking_a_fact_away_never_opens_it(taken):
    whole = mode(closed_at=None)

    less = msgspec.structs.replace(whole, **dict.fromkeys(taken))

    assert bool(gaps(less, TODAY)) == bool(taken)


@pytest.mark.parametrize("month", ["2014-5", "2014-13", "2014-05-03", "2027-01", "May 2014"])
def test_a_birth_is_kept_by_its_month_and_never_by_its_day(month):
    assert "birth_month" in wrong_fields(NewNamed(birth_month=month), TODAY)


def test_what_gives_more_away_than_allowed_is_refused_in_named_mode_too():
    wrong = wrong_fields(
        tidied(NewNamed(given_name="明 13912345678", allergy_text="三(2)班")), TODAY
    )

    assert sorted(wrong) == ["allergy_text", "given_name"]
    assert wrong_fields(NewNamed(given_name="小明", birth_month="2014-05"), TODAY) == {}
