from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.applications import Gender
from volunteers.rules.consent import NEEDED, NoSuchStep, refuse_step, roster_gaps
from volunteers.rules.participants import (
    AgeBand,
    Consent,
    ConsentState,
    GivenBy,
    Method,
    Participant,
    Purpose,
)

WHO = UUID(int=1)
TODAY = date(2026, 11, 20)


def participant(**differing):
    usual = {
        "id": WHO,
        "activity": UUID(int=2),
        "codename": "小满",
        "partner_row": "1",
        "age_band": AgeBand.A12_13,
        "under_14": True,
        "grade": 7,
        "gender": Gender.UNSAID,
        "same_gender": False,
        "interests": (),
        "needs": (),
        "languages": (),
        "free": (),
        "priority": 0,
        "allergy": False,
        "mobility": False,
        "ask_lead": False,
        "retain_until": date(2027, 1, 4),
        "version": 1,
    }
    return Participant(**usual | differing)


def consent(purpose, **differing):
    usual = {
        "participant": WHO,
        "purpose": purpose,
        "state": ConsentState.GRANTED,
        "given_by": GivenBy.GUARDIAN,
        "method": Method.PAPER,
        "text_version": "",
        "on": TODAY,
        "expires_on": None,
        "recorded_at": datetime(2026, 11, 20, tzinfo=UTC),
        "own_word": True,
    }
    return Consent(**usual | differing)


def codes(*consents, who=None):
    return [gap.code for gap in roster_gaps(who or participant(), consents, TODAY)]


def test_both_needed_purposes_open_the_roster():
    assert codes(*map(consent, NEEDED)) == []
    assert codes(consent(Purpose.DATA)) == ["consent-participate"]
    assert codes() == ["consent-participate", "consent-data"]


@pytest.mark.parametrize("state", [s for s in ConsentState if s is not ConsentState.GRANTED])
def test_no_other_state_counts_as_a_yes(state):
    answers = consent(Purpose.PARTICIPATE), consent(Purpose.DATA, state=state)

    assert codes(*answers) == ["consent-data"]


def test_a_consent_counts_on_its_last_day_and_not_on_the_next():
    def until(day):
        return codes(consent(Purpose.PARTICIPATE), consent(Purpose.DATA, expires_on=day))

    assert until(TODAY) == []
    assert until(date(2026, 11, 19)) == ["consent-data"]


@pytest.mark.parametrize(
    ("band", "under_14", "open_"),
    [
        (AgeBand.A12_13, True, False),
        (AgeBand.A16_17, False, False),
        (AgeBand.UNKNOWN, False, False),
        (AgeBand.A18_59, False, True),
    ],
)
def test_only_adults_agree_for_themselves(band, under_14, open_):
    who = participant(age_band=band, under_14=under_14)
    own = [consent(purpose, given_by=GivenBy.SELF) for purpose in NEEDED]

    assert (codes(*own, who=who) == []) is open_


def test_another_childs_consent_opens_nothing():
    answers = [consent(purpose, participant=UUID(int=9)) for purpose in NEEDED]

    assert codes(*answers) == ["consent-participate", "consent-data"]


any_consent = st.builds(
    consent,
    st.sampled_from(Purpose),
    state=st.sampled_from(ConsentState),
    given_by=st.sampled_from(GivenBy),
    participant=st.sampled_from([WHO, UUID(int=9)]),
    expires_on=st.none() | st.dates(date(2026, 11, 18), date(2026, 11, 22)),
)


@given(st.lists(any_consent, max_size=6), st.sampled_from(AgeBand), st.data())
def test_taking_a_consent_away_never_opens_the_roster(consents, band, data):
    who = participant(age_band=band, under_14=data.draw(st.booleans()))
    fewer = [one for one in consents if data.draw(st.booleans())]

    if roster_gaps(who, consents, TODAY):
        assert roster_gaps(who, fewer, TODAY)


def test_answers_follow_each_other_only_as_written():
    """Domain reference §2.1, consent."""
    allowed = {
        (before, to) for before in (None, *ConsentState) for to in ConsentState if _may(before, to)
    }
    s = ConsentState

    assert allowed == {
        *((None, to) for to in (s.ASKED, s.GRANTED, s.REFUSED)),
        *((s.ASKED, to) for to in (s.GRANTED, s.REFUSED)),
        *((s.GRANTED, to) for to in (s.WITHDRAWN, s.EXPIRED)),
        *((before, s.ASKED) for before in (s.REFUSED, s.WITHDRAWN, s.EXPIRED)),
    }


def _may(before, to):
    try:
        refuse_step(before, to)
    except NoSuchStep:
        return False
    return True
