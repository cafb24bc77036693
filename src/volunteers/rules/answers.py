"""Answers to the questions of a call: read from a form, stored as text, told in words."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from kit import forms, i18n
from kit.i18n import gettext
from volunteers.rules.questions import (
    AGREED,
    CHOOSING,
    USUAL_ANSWER,
    Question,
    QuestionKind,
)

SEPARATOR = "\n"  # between several answers: options are lines of one box, so none contains it
FIRST_DAY = date(1900, 1, 1)  # of birth, say


def read(
    questions: Iterable[Question], posted: forms.Posted
) -> tuple[dict[UUID, str], dict[str, str]]:
    """Return the answers in `posted` by question, and a sentence for each field that does not fit.

    An answer that was not given is left out; whatever the call does not ask for is not looked at.
    """
    given: dict[UUID, str] = {}
    wrong: dict[str, str] = {}
    for question in questions:
        try:
            answer = _READERS[question.kind](question, posted)
        except _DoesNotFit as unfit:
            wrong[question.field] = str(unfit)
            continue
        if answer:
            given[question.id] = answer
        elif question.required:
            wrong[question.field] = (
                gettext("Without your agreement you cannot apply here.")
                if question.kind is QuestionKind.CONSENT
                else gettext("Please choose one.")
                if question.kind in CHOOSING
                else gettext("Please fill this in.")
            )
    return given, wrong


def as_typed(
    questions: Iterable[Question], given: Mapping[UUID, str]
) -> dict[str, str | list[str]]:
    """Return stored answers as the form shows them, by field."""
    return {
        one.field: ticked_of(given.get(one.id, ""))
        if one.kind is QuestionKind.SEVERAL
        else given.get(one.id, "")
        for one in questions
    }


def in_words(question: Question, answer: str) -> str:
    """Return a stored answer as somebody reads it."""
    if question.kind is QuestionKind.CONSENT:
        return gettext("Has agreed")
    if question.kind is QuestionKind.SEVERAL:
        return gettext(", ").join(ticked_of(answer))
    if question.kind is QuestionKind.DATE:
        return i18n.day(date.fromisoformat(answer))
    return answer


def ticked_of(answer: str) -> list[str]:
    """Return the single answers of a stored one."""
    return answer.split(SEPARATOR) if answer else []


class _DoesNotFit(ValueError):
    """Carries the sentence of an answer that does not fit."""


def _text(question: Question, posted: forms.Posted) -> str:
    answer, most = forms.text(posted, question.field), question.most or USUAL_ANSWER
    if len(answer) > most:
        raise _DoesNotFit(
            gettext("This is too long: at most %(most)s characters.") % {"most": most}
        )
    return answer


def _choice(question: Question, posted: forms.Posted) -> str:
    answer = forms.text(posted, question.field)
    if answer and answer not in question.options:
        raise _DoesNotFit(gettext("Please choose one of the options."))
    return answer


def _several(question: Question, posted: forms.Posted) -> str:
    ticked = set(forms.texts(posted, question.field))
    if ticked - set(question.options):
        raise _DoesNotFit(gettext("Please choose one of the options."))
    if question.most is not None and len(ticked) > question.most:
        raise _DoesNotFit(gettext("Choose at most %(most)s.") % {"most": question.most})
    if ticked and question.least is not None and len(ticked) < question.least:
        raise _DoesNotFit(gettext("Choose at least %(least)s.") % {"least": question.least})
    return SEPARATOR.join(one for one in question.options if one in ticked)


def _number(question: Question, posted: forms.Posted) -> str:
    written = re.sub(r"[,，\s]", "", forms.text(posted, question.field))
    if not written:
        return ""
    if not re.fullmatch(r"[+-]?\d{1,9}", written, re.ASCII):
        raise _DoesNotFit(gettext("Please enter a whole number."))
    number = int(written)
    if question.least is not None and number < question.least:
        raise _DoesNotFit(gettext("At least %(least)s.") % {"least": question.least})
    if question.most is not None and number > question.most:
        raise _DoesNotFit(gettext("At most %(most)s.") % {"most": question.most})
    return str(number)


def _date(question: Question, posted: forms.Posted) -> str:
    written = forms.text(posted, question.field)
    if not written:
        return ""
    try:
        day = date.fromisoformat(written)
    except ValueError as unfit:
        raise _DoesNotFit(gettext("Please enter a date.")) from unfit
    if not FIRST_DAY <= day <= forms.LATEST:
        raise _DoesNotFit(gettext("Please check the year of this date."))
    return day.isoformat()


def _consent(question: Question, posted: forms.Posted) -> str:
    return AGREED if forms.text(posted, question.field) == AGREED else ""


_READERS = {
    QuestionKind.TEXT: _text,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.CONSENT: _consent,
}
