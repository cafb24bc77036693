"""What a pair would be, in words: what speaks for it, what forbids it, and who is offered first."""

from uuid import uuid4

import msgspec

from kit import i18n
from tests.volunteers.crowds import AT, TODAY
from volunteers.rules import fits
from volunteers.rules.applications import Application, Gender
from volunteers.rules.fits import Gates
from volunteers.rules.matching import Criterion, Rule, Weights
from volunteers.rules.pairing_rules import USUAL
from volunteers.rules.participants import AgeBand, Participant


def volunteer(**differing) -> Application:
    usual = dict.fromkeys(Application.__struct_fields__) | {
        "id": uuid4(),
        "name": "许诺",
        "gender": Gender.UNSAID,
        "free": (),
        "skills": (),
        "interests": (),
        "languages": (),
        "experience": 0,
        "applied_at": AT,
    }
    return Application(**usual | differing)


def child(**differing) -> Participant:
    usual = dict.fromkeys(Participant.__struct_fields__) | {
        "id": uuid4(),
        "codename": "小满",
        "age_band": AgeBand.A12_13,
        "gender": Gender.UNSAID,
        "same_gender": False,
        "free": (),
        "needs": (),
        "interests": (),
        "languages": (),
        "priority": 0,
        "retain_until": TODAY,
    }
    return Participant(**usual | differing)


def _open(helper: Application, *children: Participant) -> Gates:
    everybody = frozenset({helper.id})
    return Gates(frozenset(one.id for one in children), everybody, everybody)


def test_what_both_share_is_said_the_telling_things_first():
    helper = volunteer(
        interests=("paper", "chess"),
        skills=("maths",),
        languages=("mandarin", "sichuan"),
        free=("sat-am",),
        experience=1,
    )
    other = child(
        interests=("chess", "paper", "singing"),
        needs=("maths",),
        languages=("mandarin", "sichuan"),
        free=("sat-am",),
    )

    with i18n.speaking("en"):
        assert fits.alike(helper, other) == (
            "Both like Paper folding and crafts, Board games and chess",
            "Can help: Maths",
            "Both speak Sichuan dialect",
            "Free at the same times",
            "Has done this before",
        )
        assert fits.alike(volunteer(languages=("mandarin",)), child(languages=("mandarin",))) == ()


def test_the_best_fit_comes_first_and_who_may_not_be_paired_comes_last():
    helper = volunteer(interests=("chess",), gender=Gender.MALE)
    good, weak = child(interests=("chess",)), child(interests=("singing",))
    forbidden = child(interests=("chess",), same_gender=True, gender=Gender.FEMALE)

    offered = fits.chances(helper, [forbidden, weak, good], _open(helper, good, weak, forbidden))

    assert [one.participant for one in offered] == [good, weak, forbidden]
    assert [one.best for one in offered] == [True, False, False]
    assert [bool(one.why_not) for one in offered] == [False, False, True]
    assert offered[0].fit > offered[1].fit


def test_nobody_is_best_where_all_are_forbidden():
    helper, other = volunteer(), child()

    [only] = fits.chances(helper, [other], _open(helper))

    assert only.best is False and only.why_not


def test_a_volunteer_lacks_what_is_not_there_and_nothing_without_minors():
    helper = volunteer()

    assert Gates(frozenset(), frozenset(), frozenset()).of(helper.id) == (
        Rule.CLEARANCE,
        Rule.TRAINING,
    )
    assert Gates(frozenset(), frozenset({helper.id}), frozenset()).of(helper.id) == (
        Rule.CLEARANCE,
    )
    assert Gates(frozenset(), frozenset(), frozenset(), with_minors=False).of(helper.id) == ()


def test_a_consent_that_was_taken_back_is_not_called_missing():
    rules = [Rule.CONSENT, Rule.SAME_GENDER]
    with i18n.speaking("en"):
        assert fits.why_not(rules)[0] == "The consent of the guardian is not there yet."
        assert fits.why_not(rules, taken_back=True)[0] == "The consent was taken back."
        assert fits.why_not(rules)[1] == fits.why_not(rules, taken_back=True)[1]


def test_every_criterion_with_a_weight_has_a_name():
    named = {criterion.value for criterion in fits.CRITERIA}

    assert named == set(Weights.__struct_fields__)
    assert set(fits.WHY_NOT) == set(Rule) - {Rule.NOT_NAMED}
    assert Criterion.GIVEN not in fits.CRITERIA


def test_whose_rule_asks_for_the_same_gender_is_said_as_it_is():
    own = msgspec.structs.replace(USUAL, same_gender=True)
    helper, girl = volunteer(gender=Gender.MALE), child(gender=Gender.FEMALE)
    nobody_knows, asked = child(), child(gender=Gender.FEMALE, same_gender=True)
    everybody = frozenset({girl.id, nobody_knows.id, asked.id})
    gates = Gates(everybody, frozenset({helper.id}), frozenset({helper.id}), rules=own)

    with i18n.speaking("en"):
        said = fits.broken([(helper, one) for one in (girl, nobody_knows, asked)], gates)
        [without] = fits.broken([(helper, girl)], msgspec.structs.replace(gates, rules=USUAL))

    assert said == [
        ("Your own rules pair only the same gender.",),
        ("Your own rules pair only the same gender, and of one of the two it is not known.",),
        ("The school asks for the same gender here.",),
    ]
    assert without == ()
