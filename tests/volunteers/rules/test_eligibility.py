"""Who may take part: what refuses, what asks for a reason, and each bound from both sides (V3)."""

from uuid import uuid4

import msgspec
import pytest

from kit import i18n
from tests.volunteers.rules.test_questions import ask
from volunteers.rules import eligibility as rules
from volunteers.rules.eligibility import EligibilityKind as E
from volunteers.rules.eligibility import NewRule, Rule
from volunteers.rules.questions import QuestionKind as K

ASKED = ask(K.NUMBER)


@pytest.fixture(autouse=True)
def english():
    with i18n.speaking("en"):
        yield


class Somebody(msgspec.Struct, frozen=True):
    ticked: tuple = ()
    earlier: bool | None = None


def rule(kind: E, *expected: str, hard: bool = True, question=ASKED) -> Rule:
    looks_at = None if kind in rules.TICKED else question.id
    return Rule(uuid4(), "From the third year", hard, kind, looks_at, expected, 0, 1)


@pytest.mark.parametrize(
    ("kind", "expected", "answer", "met"),
    [
        (E.AT_LEAST, "3", "3", True),
        (E.AT_LEAST, "3", "2", False),
        (E.AT_LEAST, "3", "10", True),
        (E.AT_MOST, "3", "3", True),
        (E.AT_MOST, "3", "4", False),
        (E.AT_LEAST, "2008-09-01", "2008-09-01", True),
        (E.AT_LEAST, "2008-09-01", "2008-08-31", False),
        (E.AT_MOST, "2008-09-01", "2008-09-01", True),
        (E.AT_MOST, "2008-09-01", "2008-09-02", False),
        (E.AT_LEAST, "3", "", False),
        (E.AT_LEAST, "3", "2008-09-01", False),
        (E.ANSWER, "A", "A", True),
        (E.ANSWER, "A", "C\nA", True),
        (E.ANSWER, "A", "AB", False),
        (E.ANSWER, "A", "", False),
    ],
)
def test_an_answer_meets_a_rule_or_does_not(kind, expected, answer, met):
    known = rule(kind, expected)

    unmet = rules.unmet([known], Somebody(), {ASKED.id: answer})

    assert unmet == (() if met else (rules.Unmet(known, hard=True),))


def test_a_tick_meets_a_rule_and_a_rule_without_its_question_is_never_met():
    tick, lost = rule(E.TICK), msgspec.structs.replace(rule(E.ANSWER, "A"), question=None)

    assert rules.unmet([tick], Somebody((tick.id,)), {}) == ()
    assert [one.rule for one in rules.unmet([tick, lost], Somebody(), {ASKED.id: "A"})] == [
        tick,
        lost,
    ]


def test_our_records_count_when_somebody_decides_and_refuse_nobody_who_says_they_were_there():
    was_here = rule(E.EARLIER)
    says_so = (was_here.id,)

    assert rules.unmet([was_here], Somebody(says_so), {}) == ()
    assert rules.unmet([was_here], Somebody((), earlier=True), {}) == ()
    assert [one.hard for one in rules.unmet([was_here], Somebody(says_so, earlier=False), {})] == [
        False
    ]
    assert [one.hard for one in rules.unmet([was_here], Somebody((), earlier=False), {})] == [True]


def test_nothing_overrides_a_hard_rule_and_a_reason_overrides_a_soft_one():
    hard, soft = rules.Unmet(rule(E.TICK), hard=True), rules.Unmet(rule(E.TICK), hard=False)

    rules.refuse_accepting([], "")
    rules.refuse_accepting([soft], "A trained guide")
    with pytest.raises(rules.OverrideNeedsReason):
        rules.refuse_accepting([soft], "  ")
    with pytest.raises(rules.NotEligible):
        rules.refuse_accepting([soft, hard], "A trained guide")


def test_a_refusal_says_each_hard_rule_beside_its_field():
    tick, answer, soft = rule(E.TICK), rule(E.AT_LEAST, "3"), rule(E.TICK, hard=False)

    said = rules.sentences(rules.unmet([tick, answer, soft], Somebody(), {}))

    assert said == {
        f"rule-{tick.id}": "Required to take part.",
        ASKED.field: "Needed to take part: From the third year",
    }


@pytest.mark.parametrize(
    ("kind", "question", "expected", "wrong"),
    [
        (E.TICK, None, (), set()),
        (E.ANSWER, None, ("A",), {"question"}),
        (E.ANSWER, ask(K.NUMBER), ("3",), {"question"}),
        (E.ANSWER, ask(K.CHOICE), ("A",), set()),
        (E.ANSWER, ask(K.CHOICE), ("D",), {"expected"}),
        (E.ANSWER, ask(K.CHOICE), (), {"expected"}),
        (E.ANSWER, ask(K.CONSENT), (), set()),
        (E.AT_LEAST, ask(K.CHOICE), ("3",), {"question"}),
        (E.AT_LEAST, ask(K.NUMBER), ("3",), set()),
        (E.AT_LEAST, ask(K.NUMBER), ("three",), {"expected"}),
        (E.AT_MOST, ask(K.DATE), ("20080901",), set()),
        (E.AT_MOST, ask(K.DATE), ("3",), {"expected"}),
    ],
)
def test_a_rule_looks_only_at_what_its_question_can_be_answered_with(
    kind, question, expected, wrong
):
    known = {question.id: question} if question else {}
    new = NewRule(
        text="Word", kind=kind, question=question.id if question else None, expected=expected
    )

    tidied = rules.tidied(new, known)

    assert set(rules.wrong_fields(tidied, known)) == wrong
    if kind is E.AT_MOST and not wrong:
        assert tidied.expected == ("2008-09-01",)
