"""Who may help: hard rules that refuse, soft ones that ask for a reason (V3).

What applicants say of themselves counts when they apply; our records count besides when somebody decides.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules.answers import ticked_of
from volunteers.rules.questions import AGREED, Question, QuestionKind, options_of

MOST_RULES = 20
LONGEST_REASON = 300


class EligibilityKind(StrEnum):
    TICK = "tick"  # the applicant says so
    ANSWER = "answer"  # the answer to a question is one of those expected
    AT_LEAST = "at_least"  # the number or date answered is not below
    AT_MOST = "at_most"
    EARLIER = "earlier"  # took part in this association before


KIND_NAMES: dict[EligibilityKind, str] = {
    EligibilityKind.TICK: N_("Applicants tick that it is so"),
    EligibilityKind.ANSWER: N_("The answer to a question is one of …"),
    EligibilityKind.AT_LEAST: N_("The number or date they give is at least …"),
    EligibilityKind.AT_MOST: N_("The number or date they give is at most …"),
    EligibilityKind.EARLIER: N_("They took part in one of our activities before"),
}
TICKED = (EligibilityKind.TICK, EligibilityKind.EARLIER)
COMPARING = (EligibilityKind.AT_LEAST, EligibilityKind.AT_MOST)
COMPARED = (QuestionKind.NUMBER, QuestionKind.DATE)
MATCHED = (QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.CONSENT)
JUDGED = (*MATCHED, *COMPARED)  # a rule can look at their answers


class Rule(msgspec.Struct, frozen=True):
    """One condition of a call. `expected` holds the answers that fit, or the one bound."""

    id: UUID
    text: str
    hard: bool
    kind: EligibilityKind
    question: UUID | None
    expected: tuple[str, ...]
    position: int
    version: int


class NewRule(msgspec.Struct, frozen=True, kw_only=True):
    """A condition as a planner writes it."""

    text: Annotated[str, msgspec.Meta(max_length=200)]
    hard: bool = False
    kind: EligibilityKind = EligibilityKind.TICK
    question: UUID | None = None
    expected: tuple[str, ...] = ()


class Unmet(msgspec.Struct, frozen=True):
    """A rule somebody does not meet; one that is not `hard` may be overridden with a reason."""

    rule: Rule
    hard: bool


class Applicant(Protocol):
    """Whoever is judged: what they ticked, and whether our records know them (None: not looked up)."""

    @property
    def ticked(self) -> tuple[UUID, ...]: ...

    @property
    def earlier(self) -> bool | None: ...


def unmet(
    rules: Iterable[Rule], application: Applicant, answers: Mapping[UUID, str]
) -> tuple[Unmet, ...]:
    """Return the rules that `application` with these answers (by question) does not meet.

    Who says they took part before, and is not in our records, is somebody to ask: never refused.
    """
    return tuple(
        Unmet(rule, rule.hard and not _is_unproven(rule, application))
        for rule in rules
        if not _is_met(rule, application, answers)
    )


def refuse_accepting(unmet: Iterable[Unmet], reason: str) -> None:
    """Raise unless somebody with these unmet rules may get a place, for this reason.

    Raises:
        NotEligible: one of them is hard.
        OverrideNeedsReason: all are soft, and there is no reason.
    """
    several = list(unmet)
    if refused := [one.rule.text for one in several if one.hard]:
        raise NotEligible(rules=gettext("; ").join(refused))
    if several and not reason.strip():
        raise OverrideNeedsReason(rules=gettext("; ").join(one.rule.text for one in several))


def sentences(unmet: Iterable[Unmet]) -> dict[str, str]:
    """Return a sentence for each hard rule that is not met, by the field of the form it stands at."""
    said: dict[str, str] = {}
    for one in unmet:
        if one.hard:
            sentence = (
                gettext("Required to take part.")
                if one.rule.kind in TICKED
                else gettext("Needed to take part: %(rule)s") % {"rule": one.rule.text}
            )
            field = field_of(one.rule)
            said[field] = f"{said[field]} {sentence}" if field in said else sentence
    return said


def field_of(rule: Rule) -> str:
    """Return the name of the form's field that a rule looks at."""
    return f"q-{rule.question}" if rule.question else f"rule-{rule.id}"


def wrong_fields(new: NewRule, questions: Mapping[UUID, Question]) -> dict[str, str]:
    """Return a sentence for each field of a rule that does not fit the call's questions."""
    wrong: dict[str, str] = {}
    if new.kind in TICKED:
        return wrong
    asked = questions.get(new.question) if new.question else None
    if asked is None:
        wrong["question"] = gettext("Choose the question that this rule looks at.")
    elif new.kind in COMPARING:
        if asked.kind not in COMPARED:
            wrong["question"] = gettext("Choose a question that is answered by a number or a date.")
        elif len(new.expected) != 1 or _number(asked.kind, new.expected[0]) is None:
            wrong["expected"] = (
                gettext("Write one date, for example 2008-09-01.")
                if asked.kind is QuestionKind.DATE
                else gettext("Write one whole number.")
            )
    elif asked.kind not in MATCHED:
        wrong["question"] = gettext("Choose a question with answers to tick.")
    elif not new.expected or set(new.expected) - set(options_of(asked)):
        wrong["expected"] = gettext("Write answers of that question, one a line.")
    return wrong


def tidied(new: NewRule, questions: Mapping[UUID, Question]) -> NewRule:
    """Return `new` without what its kind does not use, its bound in one spelling."""
    if new.kind in TICKED:
        return msgspec.structs.replace(new, question=None, expected=())
    asked = questions.get(new.question) if new.question else None
    if asked and asked.kind is QuestionKind.CONSENT and new.kind is EligibilityKind.ANSWER:
        return msgspec.structs.replace(new, expected=(AGREED,))  # nobody expects a refusal
    expected = tuple(dict.fromkeys(new.expected))
    if asked and new.kind in COMPARING:
        expected = tuple(_spelled(asked.kind, one) for one in expected)
    return msgspec.structs.replace(new, expected=expected)


def _is_met(rule: Rule, application: Applicant, answers: Mapping[UUID, str]) -> bool:
    if rule.kind is EligibilityKind.EARLIER:
        known = application.earlier
        return rule.id in application.ticked if known is None else known
    if rule.kind is EligibilityKind.TICK:
        return rule.id in application.ticked
    answer = answers.get(rule.question, "") if rule.question else ""
    if rule.kind is EligibilityKind.ANSWER:
        return not set(ticked_of(answer)).isdisjoint(rule.expected)
    given, bound = _comparable(answer), _comparable(rule.expected[0] if rule.expected else "")
    if given is None or bound is None or (given[0] is not bound[0]):
        return False
    if rule.kind is EligibilityKind.AT_LEAST:
        return given[1] >= bound[1]
    return given[1] <= bound[1]


def _is_unproven(rule: Rule, application: Applicant) -> bool:
    return rule.kind is EligibilityKind.EARLIER and rule.id in application.ticked


def _comparable(text: str) -> tuple[QuestionKind, int] | None:
    for kind in COMPARED:
        number = _number(kind, text)
        if number is not None:
            return kind, number
    return None


def _spelled(kind: QuestionKind, written: str) -> str:
    number = _number(kind, written)
    if number is None:
        return written
    return date.fromordinal(number).isoformat() if kind is QuestionKind.DATE else str(number)


def _number(kind: QuestionKind, text: str) -> int | None:
    """Return what an answer of this kind is compared by, None if it is none."""
    try:
        return date.fromisoformat(text).toordinal() if kind is QuestionKind.DATE else int(text)
    except ValueError:
        return None


class NotEligible(Refusal):
    """A hard rule has no exceptions: whoever wants one makes the rule a soft one, for everybody."""

    message = N_("They cannot get a place, this is required: %(rules)s")


class OverrideNeedsReason(Refusal):
    status = 422
    message = N_("This is expected as a rule and is not so here: %(rules)s. Please give a reason.")


class NoSuchRule(Refusal):
    status = 404
    message = N_("There is no such rule.")


class RuleChanged(Refusal):
    message = N_("Somebody else has changed this rule. Here is what it says now.")


class TooManyRules(Refusal):
    message = N_("A call has at most %(most)s rules.")
