import msgspec
import pytest

from kit import i18n
from tests.exports.sample_papers import letter as sample
from volunteers.rules import letters
from volunteers.rules.letters import ASKS, WHY, Letter
from volunteers.rules.participants import Purpose

LETTER = Letter(
    activity="春日",
    when="12-05",
    place="A",
    who="生物学会",
    school="天府中学",
    recipients=("生物学会", "天府中学"),
    purposes=("participate", "data", "public_web"),
    ends=("a", "b", "c"),
)


def changed(**differing):
    return msgspec.structs.replace(LETTER, **differing)


def test_each_purpose_has_its_question_and_its_reason():
    assert set(ASKS) == set(WHY) == set(Purpose)


@pytest.mark.parametrize(
    "differing",
    [{"place": "B"}, {"when": "12-06"}, {"ends": ("a", "b", "d")}, {"words": ("hello",)}],
)
def test_another_wording_is_another_version_of_the_same_substance(differing):
    other = changed(**differing)

    assert letters.version(other) != letters.version(LETTER)
    assert not any(
        letters.reworded(agreed, letters.versions(other), purpose)
        for purpose, agreed in letters.versions(LETTER).items()
    )


@pytest.mark.parametrize(
    "differing", [{"recipients": ("生物学会", "天府中学", "报社")}, {"named": True}]
)
def test_another_recipient_or_more_details_ask_anew(differing):
    other = letters.versions(changed(**differing))

    assert all(
        letters.reworded(agreed, other, purpose)
        for purpose, agreed in letters.versions(LETTER).items()
    )


def test_what_was_agreed_to_before_texts_were_kept_stands():
    assert not letters.reworded("", letters.versions(LETTER), Purpose.DATA)
    assert not letters.reworded("2ab9c1d", letters.versions(LETTER), Purpose.DATA)


def test_the_substance_is_one_in_every_language():
    found = set()
    for language in i18n.LOCALES:
        with i18n.speaking(language):
            found.add((letters.version(sample()), letters.substance(sample(), "data")))

    assert len({version for version, _ in found}) == 2
    assert len({substance for _, substance in found}) == 1


def test_a_letter_says_all_that_must_be_said_before_a_yes():
    """PIPL 17, 30, 31: who, what for, what, where and how long, who sees it, a no, back, complaint."""
    with i18n.speaking("en"):
        text = letters.text(LETTER)

    for words in (
        "生物学会",
        "What we need it for",
        "codename",
        "thirteen months",
        "天府中学",
        "two adults",
    ):
        assert words in text
    for words in (
        "You may say no",
        "Take a yes back",
        "12345",
        "Photos on public pages",
        "Until c",
    ):
        assert words in text
