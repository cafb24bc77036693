"""Changes of an entry in words: which field, from what to what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from kit.i18n import N_, gettext
from volunteers.pages.entry_form import Choices
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.carers import KIND_NAMES
from volunteers.rules.histories import SEALED, Change
from volunteers.rules.named_mode import FIELD_NAMES
from volunteers.rules.participants import AGE_NAMES, NEEDS

LABELS: dict[str, str] = {
    "codename": N_("Codename"),
    "partner_row": N_("Number on the school's list"),
    "age_band": N_("Age"),
    "under_14": N_("Under 14"),
    "grade": N_("Grade"),
    "gender": N_("Gender"),
    "same_gender": N_("Wish for the pair"),
    "interests": N_("Likes"),
    "needs": N_("Would be glad of"),
    "languages": N_("Languages and dialects"),
    "free": N_("Good times for contact"),
    "priority": N_("First in line for a pair"),
    "allergy": N_("Has an allergy"),
    "mobility": N_("Needs help to move"),
    "ask_lead": N_("Ask the school's lead before the day"),
    "source": N_("School"),
    "earlier": N_("Took part before"),
    "previous_helper": N_("Helper of last time"),
    "together": N_("Stays together with"),
    "apart": N_("Stays apart from"),
    "met": N_("Conditions that are met"),
    "reason": N_("Reason for an exception"),
    "carer": N_("Guardians and caregivers"),
    "room": N_("Room"),
    **FIELD_NAMES,
}
_WORDS: dict[str, dict[str, str]] = {
    "age_band": {key.value: name for key, name in AGE_NAMES.items()},
    "gender": {Gender.FEMALE.value: N_("girl or woman"), Gender.MALE.value: N_("boy or man")},
    "interests": INTERESTS,
    "needs": NEEDS,
    "languages": LANGUAGES,
    "free": FREE_TIMES,
    "carer": {key.value: name for key, name in KIND_NAMES.items()},
}


class Line(msgspec.Struct, frozen=True):
    """One field that was changed; of a sealed one `before` and `after` are "" and only `changed` tells."""

    label: str
    before: str
    after: str


class Told(msgspec.Struct, frozen=True):
    at: datetime
    who: str
    lines: list[Line]


def told(changes: Iterable[Change], more: Choices) -> list[Told]:
    """Return changes in the reader's language."""
    words = {
        **_WORDS,
        "met": {str(one.id): one.text for one in more.conditions},
        "previous_helper": {str(one.id): one.name for one in more.helpers},
    }
    return [
        Told(
            one.at,
            one.who,
            [
                Line(
                    gettext(LABELS.get(field, field)),
                    _said(field, old, words),
                    _said(field, new, words),
                )
                for field, (old, new) in one.changes.items()
            ],
        )
        for one in changes
    ]


def _said(field: str, value: Any, words: dict[str, dict[str, str]]) -> str:
    if value == SEALED:
        return ""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return "、".join(_said(field, one, words) for one in value)
    known = words.get(field, {})
    return gettext(known[value]) if value in known else str(value)
