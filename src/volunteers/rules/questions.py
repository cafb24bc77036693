"""What a call asks besides the usual: kinds of questions, and how each may be written."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext

MOST_QUESTIONS = 30
FEWEST_OPTIONS, MOST_OPTIONS = 2, 30
LONGEST_OPTION = 100
LONGEST_ANSWER, USUAL_ANSWER = 2_000, 500
LARGEST = 999_999_999
AGREED = "yes"


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    CONSENT = "consent"


KIND_NAMES: dict[QuestionKind, str] = {
    QuestionKind.TEXT: N_("Written answer"),
    QuestionKind.CHOICE: N_("One of several"),
    QuestionKind.SEVERAL: N_("Any of several"),
    QuestionKind.NUMBER: N_("A number"),
    QuestionKind.DATE: N_("A day"),
    QuestionKind.CONSENT: N_("Agreement to tick"),
}
CHOOSING = (QuestionKind.CHOICE, QuestionKind.SEVERAL)


class Question(msgspec.Struct, frozen=True):
    """One question of a call. `least` and `most` bound a number, the length of a text, or how many are ticked."""

    id: UUID
    kind: QuestionKind
    label: str
    help: str
    options: tuple[str, ...]
    required: bool
    least: int | None
    most: int | None
    position: int
    version: int

    @property
    def field(self) -> str:
        """Its name in the form of the public page."""
        return f"q-{self.id}"


Bound = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]


class NewQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as a planner writes it."""

    kind: QuestionKind
    label: Annotated[str, msgspec.Meta(max_length=200)]
    help: Annotated[str, msgspec.Meta(max_length=300)] = ""
    options: tuple[str, ...] = ()
    required: bool = False
    least: Bound | None = None
    most: Bound | None = None


def tidied(new: NewQuestion) -> NewQuestion:
    """Return `new` without what its kind does not use."""
    choosing = new.kind in CHOOSING
    bounded = new.kind in (QuestionKind.NUMBER, QuestionKind.TEXT, QuestionKind.SEVERAL)
    return msgspec.structs.replace(
        new,
        options=tuple(dict.fromkeys(new.options)) if choosing else (),
        least=new.least if bounded and new.kind is not QuestionKind.TEXT else None,
        most=new.most if bounded else None,
    )


def wrong_fields(new: NewQuestion) -> dict[str, str]:
    """Return a sentence for each field of a tidied question that does not fit."""
    wrong: dict[str, str] = {}
    if new.kind in CHOOSING:
        if not FEWEST_OPTIONS <= len(new.options) <= MOST_OPTIONS:
            wrong["options"] = gettext("Write %(fewest)s to %(most)s answers, one a line.") % {
                "fewest": FEWEST_OPTIONS,
                "most": MOST_OPTIONS,
            }
        elif max(map(len, new.options)) > LONGEST_OPTION:
            wrong["options"] = gettext("An answer has at most %(most)s characters.") % {
                "most": LONGEST_OPTION
            }
    if new.least is not None and new.most is not None and new.least > new.most:
        wrong["most"] = gettext("The most is less than the least.")
    elif limits := _limits(new):
        lowest, highest = limits
        for name in ("least", "most"):
            bound = getattr(new, name)
            if bound is not None and not lowest <= bound <= highest:
                wrong[name] = gettext("Between %(lowest)s and %(highest)s.") % {
                    "lowest": lowest,
                    "highest": highest,
                }
    return wrong


def options_of(question: Question) -> tuple[str, ...]:
    """Return which answers a question that is ticked can have."""
    return (AGREED,) if question.kind is QuestionKind.CONSENT else question.options


def refuse_changing(before: Question, new: NewQuestion, answered: int) -> None:
    """Raise if `new` would make the answers that were given to `before` say something else.

    Raises:
        AlreadyAnswered
    """
    if not answered:
        return
    reworded = before.kind is QuestionKind.CONSENT and (before.label, before.help) != (
        new.label,
        new.help,
    )
    if new.kind is not before.kind or reworded:
        raise AlreadyAnswered(count=answered)


def _limits(new: NewQuestion) -> tuple[int, int] | None:
    """Return between what the bounds of a question may lie."""
    if new.kind is QuestionKind.TEXT:
        return 1, LONGEST_ANSWER
    if new.kind is QuestionKind.SEVERAL:
        return 0, len(new.options)
    return None


class NoSuchQuestion(Refusal):
    status = 404
    message = N_("There is no such question.")


class QuestionChanged(Refusal):
    message = N_("Somebody else has changed this question. Here is what it says now.")


class TooManyQuestions(Refusal):
    message = N_("A call asks at most %(most)s questions: whoever reads on a phone gives up.")


class AlreadyAnswered(Refusal):
    """What people have agreed to, or answered, never changes under them."""

    message = N_(
        "%(count)s people have answered this already. Remove the question and add a new one; their "
        "answers are kept."
    )


class RuleLooksAtIt(Refusal):
    message = N_("The rule “%(rule)s” looks at the answers. Change or remove the rule first.")
