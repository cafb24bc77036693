"""The form of one participant: what was posted, what is stored, and what can be chosen."""

from typing import Any

from events.rules.activities import Activity
from kit import forms
from kit.i18n import gettext
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.participants import (
    ADULTS,
    AGE_NAMES,
    NEEDS,
    AgeBand,
    NewParticipant,
    Participant,
)


def posted(data: dict[str, Any]) -> NewParticipant:
    """Read the form, in which gender is asked only as part of a wish."""
    wish = forms.text(data, "wish")
    return forms.parse(
        NewParticipant, {**data, "gender": wish, "same_gender": "yes" if wish else ""}
    )


def typed(who: Participant) -> dict[str, Any]:
    """Return what an entry says, as if it had been typed."""
    return {
        "codename": who.codename,
        "partner_row": who.partner_row,
        "age_band": who.age_band.value,
        "grade": who.grade or "",
        "wish": who.gender.value if who.same_gender else "",
        "priority": str(who.priority),
        **{
            name: "yes" if getattr(who, name) else ""
            for name in ("under_14", "allergy", "mobility", "ask_lead")
        },
    }


def chosen(who: Participant) -> dict[str, list[str]]:
    """Return the tags of an entry."""
    return {name: list(getattr(who, name)) for name in ("interests", "needs", "languages", "free")}


def ticked(data: dict[str, Any]) -> dict[str, list[str]]:
    """Return the tags that were ticked in a form."""
    return {name: forms.texts(data, name) for name in ("interests", "needs", "languages", "free")}


def offers(activity: Activity, band: AgeBand) -> dict[str, Any]:
    """Return the options of the form in the reader's language: children's ages or adults'."""
    fitting = [
        one for one in AGE_NAMES if one is band or (one in ADULTS) is not activity.involves_minors
    ]
    named = {"interests": INTERESTS, "needs": NEEDS, "languages": LANGUAGES, "free": FREE_TIMES}
    return {
        "ages": [
            *([("", gettext("Not known"))] if activity.involves_minors else []),
            *((one.value, gettext(AGE_NAMES[one])) for one in fitting),
        ],
        "grades": [("", "–"), *((str(n), str(n)) for n in range(1, 13))],
        "wishes": [
            ("", gettext("No wish")),
            (Gender.FEMALE.value, gettext("A girl, would like a woman")),
            (Gender.MALE.value, gettext("A boy, would like a man")),
        ],
        "offered": {
            field: [(key, gettext(name)) for key, name in names.items()]
            for field, names in named.items()
        },
    }
