from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.events.rules.test_checks import ACTIVITY
from volunteers.rules import qualifications
from volunteers.rules.applications import Post
from volunteers.rules.clearance import (
    LONGEST_CHECK,
    CheckNeedsEnd,
    CoverNeedsDates,
    NewCheck,
    NewClearance,
    QualificationNeedsProof,
    Stage,
    contact_gaps,
    counts_as_adult,
    insurance_gaps,
    qualification_gaps,
    refuse_endless,
    refuse_unproven,
)
from volunteers.rules.pledge import PLEDGE_VERSION
from volunteers.rules.safeguards import EVERYTHING, Safeguards
from volunteers.rules.training import Clearance, ClearanceKind, Outcome

LAST_DAY = date(2026, 12, 5)
DAY = timedelta(1)
NO_CHECKS, NO_INSURANCE = Safeguards(record_check=False), Safeguards(insurance=False)


def clearance(kind, **differing):
    usual = {
        "id": UUID(int=1),
        "application": UUID(int=2),
        "kind": kind,
        "outcome": Outcome.CLEAR,
        "on": date(2026, 11, 20),
        "valid_until": LAST_DAY,
        "reference": "K-1",
        "checked_by": "陈老师",
        "label": "急救员证",
        "covers_from": LAST_DAY,
        "text_version": PLEDGE_VERSION if kind is ClearanceKind.PLEDGE else "",
    }
    return Clearance(**usual | differing)


def post(**differing):
    usual = {
        "id": UUID(int=3),
        "name": "急救",
        "needed": 1,
        "child_contact": True,
        "qualification": "急救员证",
        "description": "",
        "position": 0,
    }
    return Post(**usual | differing)


def outing(**differing):
    """A day away from the campus, without a risk that anybody has named."""
    usual = {"starts_at": make.T_DAY, "ends_at": make.T_DAY + timedelta(hours=4)}
    return msgspec.structs.replace(ACTIVITY, **usual, **{"off_campus": True} | differing)


PLEDGE = clearance(ClearanceKind.PLEDGE)
CHECK = clearance(ClearanceKind.RECORD_CHECK)
PENDING = clearance(ClearanceKind.RECORD_CHECK, outcome=Outcome.PENDING, valid_until=None)
OBJECTION = clearance(ClearanceKind.RECORD_CHECK, outcome=Outcome.NOT_CLEAR)
SHORT = clearance(ClearanceKind.RECORD_CHECK, valid_until=LAST_DAY - DAY)
HELD = clearance(ClearanceKind.QUALIFICATION)
POLICY = clearance(ClearanceKind.INSURANCE)


def codes(*held, rules=EVERYTHING, of=None, **asked):
    return [gap.code for gap in contact_gaps(of, held, LAST_DAY, rules, **asked)]


def test_a_post_with_children_asks_for_pledge_and_record_check():
    assert codes(PLEDGE, CHECK) == []
    assert codes(CHECK) == ["pledge-missing"]
    assert codes(PLEDGE) == ["record-check-missing"]


def test_a_post_without_children_asks_for_neither_and_whoever_has_no_post_is_with_them():
    assert codes(of=post(child_contact=False)) == []
    assert codes(of=post()) == codes() == ["pledge-missing", "record-check-missing"]


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_record_check_is_valid_on_the_last_day_or_not_at_all(days):
    check = clearance(ClearanceKind.RECORD_CHECK, valid_until=LAST_DAY + days * DAY)

    assert codes(PLEDGE, check) == (["record-check-ends"] if days < 0 else [])
    assert codes(PLEDGE, clearance(ClearanceKind.RECORD_CHECK, valid_until=None)) != []


def test_a_check_that_is_running_is_enough_to_be_thought_of_and_not_for_the_day():
    assert codes(PLEDGE, PENDING, stage=Stage.PAIRING) == []
    assert codes(PLEDGE, PENDING) == ["record-check-pending"]
    assert codes(PLEDGE, SHORT, stage=Stage.PAIRING) == ["record-check-ends"]


def test_the_pledge_has_no_switch_and_counts_in_todays_text_only():
    older = clearance(ClearanceKind.PLEDGE, text_version="older")

    assert codes(older, CHECK) == ["pledge-missing"]
    assert codes(CHECK, rules=NO_CHECKS) == ["pledge-missing"]
    assert codes(PLEDGE, rules=NO_CHECKS) == []


@pytest.mark.parametrize("rules", [EVERYTHING, NO_CHECKS])
def test_no_switch_lets_an_objection_or_a_suspension_through(rules):
    for stage in Stage:
        assert codes(PLEDGE, OBJECTION, rules=rules, stage=stage) == ["record-check-objection"]
        assert codes(PLEDGE, CHECK, rules=rules, stage=stage, suspended=True) == ["suspended"]


@pytest.mark.parametrize(
    ("held", "rules", "counted"),
    [
        ((PLEDGE, CHECK), EVERYTHING, True),
        ((PLEDGE, PENDING), EVERYTHING, False),
        ((PLEDGE, PENDING), NO_CHECKS, False),
        ((PLEDGE,), EVERYTHING, False),
        ((PLEDGE,), NO_CHECKS, True),
        ((CHECK,), EVERYTHING, False),
    ],
)
def test_whose_check_is_pending_is_never_one_of_the_two_adults(held, rules, counted):
    assert counts_as_adult(held, LAST_DAY, rules, trained=True) is counted
    assert not counts_as_adult(held, LAST_DAY, rules, trained=False)
    assert not counts_as_adult(held, LAST_DAY, rules, trained=True, suspended=True)


@pytest.mark.parametrize(
    ("differing", "found"),
    [
        ({}, []),
        ({"label": "红十字会急救证"}, []),  # other words for the same field
        ({"label": "心理咨询师"}, ["qualification-missing"]),
        ({"reference": ""}, ["qualification-missing"]),
        ({"checked_by": ""}, ["qualification-missing"]),
        ({"outcome": Outcome.PENDING}, ["qualification-missing"]),
        ({"valid_until": LAST_DAY - DAY}, ["qualification-ends"]),
        ({"valid_until": None}, []),
    ],
)
def test_a_qualification_has_a_number_and_a_checker_and_is_valid(differing, found):
    held = clearance(ClearanceKind.QUALIFICATION, **differing)

    assert [gap.code for gap in qualification_gaps(post(), [held], LAST_DAY)] == found
    assert qualification_gaps(post(qualification=""), [], LAST_DAY) == ()
    assert qualification_gaps(None, [], LAST_DAY) == ()


@pytest.mark.parametrize(
    ("name", "asks"),
    [("校医", True), ("First aid", True), ("心理疏导", True), ("摄影", False)],
)
def test_a_post_whose_name_says_so_is_proposed_a_qualification(name, asks):
    assert bool(qualifications.proposed(post(name=name, qualification=""))) is asks
    assert qualifications.proposed(post(name=name)) == ""


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (0, 0, []),
        (-1, 1, []),
        (1, 1, ["insurance-short"]),
        (-1, -1, ["insurance-short"]),
        (None, 0, ["insurance-short"]),
        (0, None, ["insurance-short"]),
    ],
)
def test_an_insurance_covers_every_day(first, last, found):
    policy = clearance(
        ClearanceKind.INSURANCE,
        covers_from=None if first is None else LAST_DAY + first * DAY,
        valid_until=None if last is None else LAST_DAY + last * DAY,
    )

    assert [gap.code for gap in insurance_gaps(outing(), [policy])] == found
    assert [gap.code for gap in insurance_gaps(outing(), [])] == ["insurance-missing"]


def test_with_risk_no_switch_does_without_an_insurance_and_at_home_nobody_needs_one():
    assert insurance_gaps(outing(), [], NO_INSURANCE) == ()
    assert insurance_gaps(outing(risk=True), [], NO_INSURANCE) != ()
    assert insurance_gaps(outing(off_campus=False), []) == ()
    assert insurance_gaps(outing(off_campus=False, overnight=True), []) != ()


any_clearance = st.builds(
    clearance,
    st.sampled_from(ClearanceKind),
    outcome=st.sampled_from([Outcome.CLEAR, Outcome.PENDING]),
    valid_until=st.none() | st.dates(LAST_DAY - 2 * DAY, LAST_DAY + 2 * DAY),
    covers_from=st.none() | st.dates(LAST_DAY - 2 * DAY, LAST_DAY + 2 * DAY),
    text_version=st.sampled_from(["", "older", PLEDGE_VERSION]),
    reference=st.sampled_from(["", "K-1"]),
    label=st.sampled_from(["", "急救员证", "心理咨询师"]),
)
any_rules = st.builds(Safeguards, record_check=st.booleans(), insurance=st.booleans())


@given(st.lists(any_clearance, max_size=6), any_rules, st.booleans(), st.data())
def test_taking_a_clearance_away_never_opens_a_gate(held, rules, risk, data):
    fewer = [one for one in held if data.draw(st.booleans())]
    activity = outing(risk=risk)
    gates = (
        *(lambda some, s=s: contact_gaps(None, some, LAST_DAY, rules, stage=s) for s in Stage),
        lambda some: qualification_gaps(post(), some, LAST_DAY),
        lambda some: insurance_gaps(activity, some, rules),
    )
    for gate in gates:
        assert not gate(held) or gate(fewer)


@given(st.lists(any_clearance, max_size=6), any_rules, st.booleans())
def test_what_speaks_against_somebody_never_opens_a_gate(held, rules, trained):
    against = [one for one in held if one.kind is not ClearanceKind.RECORD_CHECK]

    def adult(some, **said):
        return counts_as_adult(some, LAST_DAY, rules, **{"trained": trained} | said)

    assert not adult([*against, OBJECTION]) and not adult([*against, PENDING])
    assert not adult(held, suspended=True) and not adult(held, trained=False)
    assert set(codes(*held, suspended=True)) > set(codes(*held))


@given(st.lists(any_clearance, max_size=6))
def test_a_gate_with_its_rule_on_is_never_wider_than_with_it_off(held):
    assert set(codes(*held, rules=NO_CHECKS)) <= set(codes(*held))
    assert set(insurance_gaps(outing(), held, NO_INSURANCE)) <= set(insurance_gaps(outing(), held))


@pytest.mark.parametrize("days", [0, LONGEST_CHECK])
def test_a_clear_check_may_end_today_and_within_twelve_months(days):
    refuse_endless(NewCheck(outcome=Outcome.CLEAR, valid_until=LAST_DAY + days * DAY), LAST_DAY)


@pytest.mark.parametrize("days", [-1, LONGEST_CHECK + 1, None])
def test_a_clear_check_without_an_end_in_those_months_is_refused(days):
    until = None if days is None else LAST_DAY + days * DAY

    with pytest.raises(CheckNeedsEnd):
        refuse_endless(NewCheck(outcome=Outcome.CLEAR, valid_until=until), LAST_DAY)


def test_a_check_that_is_not_clear_needs_no_end():
    refuse_endless(NewCheck(outcome=Outcome.NOT_CLEAR), LAST_DAY)


def test_what_is_noted_says_what_its_kind_needs():
    proof = {"label": "急救员证", "reference": "K-1", "checked_by": "陈老师"}
    for missing in proof:
        with pytest.raises(QualificationNeedsProof):
            new = NewClearance(kind=ClearanceKind.QUALIFICATION, **proof | {missing: " "})
            refuse_unproven(new, LAST_DAY)
    dates = {"covers_from": LAST_DAY, "valid_until": LAST_DAY}
    for differing in (
        {"covers_from": None},
        {"valid_until": None},
        {"covers_from": LAST_DAY + DAY},
    ):
        with pytest.raises(CoverNeedsDates):
            refuse_unproven(
                NewClearance(kind=ClearanceKind.INSURANCE, **dates | differing), LAST_DAY
            )
    refuse_unproven(NewClearance(kind=ClearanceKind.QUALIFICATION, **proof), LAST_DAY)
    refuse_unproven(NewClearance(kind=ClearanceKind.INSURANCE, **dates), LAST_DAY)
    refuse_unproven(NewClearance(kind=ClearanceKind.INSURANCE, outcome=Outcome.PENDING), LAST_DAY)
