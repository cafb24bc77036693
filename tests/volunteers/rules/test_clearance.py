from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.clearance import (
    FOR_PAIRING,
    LONGEST_CHECK,
    ON_THE_DAY,
    PLEDGE_VERSION,
    CheckNeedsEnd,
    Needs,
    NewCheck,
    contact_gaps,
    refuse_endless,
)
from volunteers.rules.training import Clearance, ClearanceKind, Outcome

LAST_DAY = date(2026, 12, 5)


def clearance(kind, **differing):
    usual = {
        "id": UUID(int=1),
        "application": UUID(int=2),
        "kind": kind,
        "outcome": Outcome.CLEAR,
        "on": date(2026, 11, 20),
        "valid_until": LAST_DAY,
        "reference": "",
        "text_version": PLEDGE_VERSION if kind is ClearanceKind.PLEDGE else "",
    }
    return Clearance(**usual | differing)


PLEDGE = clearance(ClearanceKind.PLEDGE)
CHECK = clearance(ClearanceKind.RECORD_CHECK)


def codes(*clearances, **rules):
    return [gap.code for gap in contact_gaps(clearances, LAST_DAY, **rules)]


def test_a_post_with_children_asks_for_pledge_and_record_check():
    assert codes(PLEDGE, CHECK) == []
    assert codes(CHECK) == ["pledge-missing"]
    assert codes(PLEDGE) == ["record-check-missing"]


def test_pairing_asks_for_the_pledge_while_the_check_is_running():
    assert codes(PLEDGE, needs=FOR_PAIRING) == []
    assert codes(needs=FOR_PAIRING) == ["pledge-missing"]


def test_a_record_check_is_valid_on_the_last_day_or_not_at_all():
    short = clearance(ClearanceKind.RECORD_CHECK, valid_until=LAST_DAY - timedelta(1))
    endless = clearance(ClearanceKind.RECORD_CHECK, valid_until=None)
    pending = clearance(ClearanceKind.RECORD_CHECK, outcome=Outcome.PENDING)
    objection = clearance(ClearanceKind.RECORD_CHECK, outcome=Outcome.NOT_CLEAR)

    for check in (short, endless, pending, objection):
        assert codes(PLEDGE, check) == ["record-check-missing"]


def test_the_pledge_has_no_switch_and_counts_in_todays_text_only():
    older = clearance(ClearanceKind.PLEDGE, text_version="older")

    assert codes(older, CHECK) == ["pledge-missing"]
    assert codes(CHECK, needs=Needs(record_check=False)) == ["pledge-missing"]


def test_counselling_asks_for_a_qualification():
    held = clearance(ClearanceKind.QUALIFICATION)

    assert codes(PLEDGE, CHECK, qualification="counsellor") == ["qualification-missing"]
    assert codes(PLEDGE, CHECK, held, qualification="counsellor") == []


any_clearance = st.builds(
    clearance,
    st.sampled_from(ClearanceKind),
    outcome=st.sampled_from(Outcome),
    valid_until=st.none() | st.dates(LAST_DAY - timedelta(2), LAST_DAY + timedelta(2)),
    text_version=st.sampled_from(["", "older", PLEDGE_VERSION]),
)


@given(st.lists(any_clearance, max_size=6), st.sampled_from(["", "counsellor"]), st.data())
def test_taking_a_clearance_away_never_opens_a_post(clearances, qualification, data):
    fewer = [one for one in clearances if data.draw(st.booleans())]

    def gaps(held):
        return set(contact_gaps(held, LAST_DAY, needs=ON_THE_DAY, qualification=qualification))

    assert gaps(fewer) >= gaps(clearances)


@pytest.mark.parametrize("days", [0, LONGEST_CHECK])
def test_a_clear_check_may_end_today_and_within_twelve_months(days):
    refuse_endless(
        NewCheck(outcome=Outcome.CLEAR, valid_until=LAST_DAY + timedelta(days=days)), LAST_DAY
    )


@pytest.mark.parametrize("days", [-1, LONGEST_CHECK + 1, None])
def test_a_clear_check_without_an_end_in_those_months_is_refused(days):
    until = None if days is None else LAST_DAY + timedelta(days=days)

    with pytest.raises(CheckNeedsEnd):
        refuse_endless(NewCheck(outcome=Outcome.CLEAR, valid_until=until), LAST_DAY)


def test_a_check_that_is_not_clear_needs_no_end():
    refuse_endless(NewCheck(outcome=Outcome.NOT_CLEAR), LAST_DAY)
