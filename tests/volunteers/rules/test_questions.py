"""A call's own questions: what may be asked, and which answers fit."""

from uuid import uuid4

import pytest

from kit import i18n
from volunteers.rules import answers
from volunteers.rules import questions as rules
from volunteers.rules.questions import AGREED, NewQuestion, Question
from volunteers.rules.questions import QuestionKind as K


@pytest.fixture(autouse=True)
def english():
    with i18n.speaking("en"):
        yield


def ask(kind: K, **differing) -> Question:
    usual = {
        "id": uuid4(),
        "kind": kind,
        "label": "Word",
        "help": "",
        "options": ("A", "B", "C"),
        "required": False,
        "least": None,
        "most": None,
        "position": 0,
        "version": 1,
    }
    return Question(**usual | differing)


def answered(question: Question, posted: object) -> tuple[str, bool]:
    """Return the stored answer, and whether the field was wrong."""
    given, wrong = answers.read([question], {question.field: posted})
    return given.get(question.id, ""), question.field in wrong


@pytest.mark.parametrize(
    ("kind", "differing", "posted", "stored", "wrong"),
    [
        (K.TEXT, {"most": 3}, "abc", "abc", False),
        (K.TEXT, {"most": 3}, "abcd", "", True),
        (K.TEXT, {}, "x" * 500, "x" * 500, False),
        (K.TEXT, {}, "x" * 501, "", True),
        (K.TEXT, {}, "a\x00\x07b\ud800", "ab", False),
        (K.TEXT, {}, "<script>alert(1)</script>", "<script>alert(1)</script>", False),
        (K.CHOICE, {}, "B", "B", False),
        (K.CHOICE, {}, "D", "", True),
        (K.CHOICE, {}, ["A", "B"], "B", False),
        (K.SEVERAL, {}, ["C", "A", "A"], "A\nC", False),
        (K.SEVERAL, {}, ["A", "A\nB"], "", True),
        (K.SEVERAL, {"most": 2}, ["A", "B"], "A\nB", False),
        (K.SEVERAL, {"most": 2}, ["A", "B", "C"], "", True),
        (K.SEVERAL, {"least": 2}, ["A", "B"], "A\nB", False),
        (K.SEVERAL, {"least": 2}, ["A"], "", True),
        (K.NUMBER, {"least": 3, "most": 9}, "3", "3", False),
        (K.NUMBER, {"least": 3, "most": 9}, "2", "", True),
        (K.NUMBER, {"least": 3, "most": 9}, "9", "9", False),
        (K.NUMBER, {"least": 3, "most": 9}, "10", "", True),
        (K.NUMBER, {}, "-07", "-7", False),
        (K.NUMBER, {}, "1,000", "1000", False),
        (K.NUMBER, {}, "٣", "", True),
        (K.NUMBER, {}, "1e9", "", True),
        (K.NUMBER, {}, "9" * 10, "", True),
        (K.DATE, {}, "2008-02-29", "2008-02-29", False),
        (K.DATE, {}, "2009-02-29", "", True),
        (K.DATE, {}, "1899-12-31", "", True),
        (K.DATE, {}, "1900-01-01", "1900-01-01", False),
        (K.CONSENT, {}, "yes", AGREED, False),
        (K.CONSENT, {}, "on", "", False),
    ],
)
def test_an_answer_fits_or_is_named(kind, differing, posted, stored, wrong):
    assert answered(ask(kind, **differing), posted) == (stored, wrong)


@pytest.mark.parametrize("kind", list(K))
@pytest.mark.parametrize("required", [True, False])
def test_only_a_required_question_asks_for_an_answer(kind, required):
    assert answered(ask(kind, required=required), "") == ("", required)


@pytest.mark.parametrize(
    ("new", "wrong"),
    [
        (NewQuestion(kind=K.CHOICE, label="Word", options=("A",)), {"options"}),
        (NewQuestion(kind=K.CHOICE, label="Word", options=("A", "A")), {"options"}),
        (NewQuestion(kind=K.CHOICE, label="Word", options=("A", "B")), set()),
        (
            NewQuestion(kind=K.SEVERAL, label="Word", options=tuple(map(str, range(30)))),
            set(),
        ),
        (
            NewQuestion(kind=K.SEVERAL, label="Word", options=tuple(map(str, range(31)))),
            {"options"},
        ),
        (NewQuestion(kind=K.CHOICE, label="Word", options=("A", "x" * 100)), set()),
        (NewQuestion(kind=K.CHOICE, label="Word", options=("A", "x" * 101)), {"options"}),
        (NewQuestion(kind=K.NUMBER, label="Word", least=3, most=3), set()),
        (NewQuestion(kind=K.NUMBER, label="Word", least=4, most=3), {"most"}),
        (NewQuestion(kind=K.TEXT, label="Word", most=2_000), set()),
        (NewQuestion(kind=K.TEXT, label="Word", most=2_001), {"most"}),
        (NewQuestion(kind=K.DATE, label="Word", least=9, most=3, options=("A",)), set()),
    ],
)
def test_a_question_stays_within_its_bounds(new, wrong):
    assert set(rules.wrong_fields(rules.tidied(new))) == wrong


def test_what_was_agreed_to_or_answered_keeps_its_meaning():
    consent, text = ask(K.CONSENT), ask(K.TEXT)
    reworded = NewQuestion(kind=K.CONSENT, label="Other word")

    rules.refuse_changing(consent, reworded, 0)
    rules.refuse_changing(text, NewQuestion(kind=K.TEXT, label="Other word"), 1)
    for before, new in ((consent, reworded), (text, NewQuestion(kind=K.DATE, label="Word"))):
        with pytest.raises(rules.AlreadyAnswered):
            rules.refuse_changing(before, new, 1)


def test_stored_answers_come_back_as_they_were_typed():
    several, number = ask(K.SEVERAL), ask(K.NUMBER)
    stored = {several.id: "A\nC", number.id: "7"}

    typed = answers.as_typed([several, number], stored)

    assert typed == {several.field: ["A", "C"], number.field: "7"}
    assert answers.read([several, number], typed) == (stored, {})
    assert answers.in_words(several, "A\nC") == "A, C"
