from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.applications import Gender
from volunteers.rules.consent import (
    NEEDED,
    NoSuchStep,
    Publication,
    photo_gaps,
    publication_gaps,
    refuse_step,
    roster_gaps,
)
from volunteers.rules.participants import (
    AgeBand,
    Consent,
    ConsentState,
    GivenBy,
    Method,
    Participant,
    Purpose,
)
from volunteers.rules.terms import PICTURES, lasts

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


USE = Purpose.PUBLIC_WEB
YES = (consent(Purpose.PHOTO_TAKEN), consent(USE))


def test_a_picture_needs_the_yes_to_being_in_it_and_to_its_use_of_every_face():
    other = participant(id=UUID(int=9), codename="阿飞")
    theirs = [consent(p, participant=other.id) for p in (Purpose.PHOTO_TAKEN, USE)]

    def missing(*consents):
        return [
            (g.code, g.subject) for g in photo_gaps([participant(), other], consents, USE, TODAY)
        ]

    assert missing(*YES, *theirs) == []
    assert missing(*YES) == [("no-photo_taken", "阿飞"), ("no-public_web", "阿飞")]
    assert missing(YES[0], *theirs) == [("no-public_web", "小满")]
    assert missing(YES[0], consent(USE, expires_on=date(2026, 11, 19)), *theirs) == [
        ("no-public_web", "小满")
    ]


def test_a_picture_goes_out_only_when_two_others_than_its_author_released_it():
    author, a, b = UUID(int=11), UUID(int=12), UUID(int=13)

    def missing(*approvers):
        item = Publication(USE, author)
        return [g.code for g in publication_gaps(item, [participant()], YES, approvers, TODAY)]

    assert missing(a, b) == []
    assert missing(a, a) == missing(a, author) == missing(a) == ["two-release"]


@given(st.lists(any_consent, max_size=6), st.sampled_from(PICTURES), st.data())
def test_taking_a_consent_away_never_lets_a_picture_be_taken(consents, use, data):
    fewer = [one for one in consents if data.draw(st.booleans())]

    assert set(photo_gaps([participant()], fewer, use, TODAY)) >= set(
        photo_gaps([participant()], consents, use, TODAY)
    )


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 12, 5), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 7, 31)),
        (date(2027, 8, 1), date(2028, 1, 31)),
    ],
)
def test_a_direct_contact_ends_with_the_term(day, last):
    assert lasts(Purpose.DIRECT_CONTACT, day, date(2027, 1, 4), None) == last
