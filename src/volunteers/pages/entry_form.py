"""The form of one participant: what was posted, what is stored, and what can be chosen."""

import re
from typing import Any
from uuid import UUID

import msgspec

from events import conditions, quotas
from events.rules.activities import Activity
from events.rules.lists import Condition, Quota
from kit import forms
from kit.i18n import gettext
from volunteers import previous
from volunteers.previous import Helper
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.participants import (
    ADULTS,
    AGE_NAMES,
    NEEDS,
    AgeBand,
    NewParticipant,
    Participant,
)
from volunteers.rules.telling import looks_like_a_name, tells_who

NOT_A_NAME = "not_a_name"  # the tick that lets a codename through that looks like a name
TAGS = ("interests", "needs", "languages", "free")
_EARLIER = {"yes": True, "no": False}


class Choices(msgspec.Struct, frozen=True):
    """What the plan adds to the form: schools with places, conditions, helpers of earlier editions."""

    quotas: list[Quota]
    conditions: list[Condition]
    helpers: list[Helper]


NOTHING = Choices([], [], [])


async def choices(activity: Activity) -> Choices:
    """Return what of the plan can be chosen in the form."""
    return Choices(
        await quotas.of(activity), await conditions.of(activity), await previous.helpers(activity)
    )


def posted(data: dict[str, Any], before: str = "") -> NewParticipant:
    """Read the form, in which gender is asked only as part of a wish; `before` is the codename so far.

    Raises:
        WrongForm: also if the codename is built like a real name and nobody has said that it is none.
    """
    wish, earlier = forms.text(data, "wish"), forms.text(data, "earlier")
    new = forms.parse(
        NewParticipant,
        {
            **data,
            "gender": wish,
            "same_gender": "yes" if wish else "",
            "together": _numbers(forms.text(data, "together")),
            "apart": _numbers(forms.text(data, "apart")),
        },
    )
    if new.codename != before and asks_name(data) and forms.text(data, NOT_A_NAME) != "yes":
        asked = gettext("Looks like a real name. Is it really a codename?")
        raise forms.WrongForm({"codename": asked})
    return msgspec.structs.replace(new, earlier=_EARLIER.get(earlier))


def asks_name(data: dict[str, Any] | None) -> bool:
    """Say whether what was typed looks like a real name, so that the form asks about it."""
    return looks_like_a_name(forms.text(data or {}, "codename"))


def typed(who: Participant, reason: str = "") -> dict[str, Any]:
    """Return what an entry says, as if it had been typed."""
    return {
        "codename": who.codename,
        "partner_row": who.partner_row,
        "age_band": who.age_band.value,
        "grade": who.grade or "",
        "wish": who.gender.value if who.same_gender else "",
        "priority": str(who.priority),
        "source": who.source,
        "earlier": "" if who.earlier is None else "yes" if who.earlier else "no",
        "previous_helper": str(who.previous_helper or ""),
        "together": "、".join(who.together),
        "apart": "、".join(who.apart),
        "reason": reason,
        **{
            name: "yes" if getattr(who, name) else ""
            for name in ("under_14", "allergy", "mobility", "ask_lead")
        },
    }


def chosen(who: Participant) -> dict[str, list[str]]:
    """Return the tags of an entry, and the conditions it meets."""
    return {
        **{name: list(getattr(who, name)) for name in TAGS},
        "met": [str(one) for one in who.met],
    }


def ticked(data: dict[str, Any]) -> dict[str, list[str]]:
    """Return the tags and conditions that were ticked in a form."""
    return {name: forms.texts(data, name) for name in (*TAGS, "met")}


def offers(
    activity: Activity, band: AgeBand, more: Choices = NOTHING, now: UUID | None = None
) -> dict[str, Any]:
    """Return the options of the form in the reader's language: children's ages or adults'.

    `now` is the earlier helper who is kept already, though perhaps no longer offered. Without `more`
    it is the form of a school: it sends only its own, and knows nothing of our helpers.
    """
    fitting = [
        one for one in AGE_NAMES if one is band or (one in ADULTS) is not activity.involves_minors
    ]
    named = {"interests": INTERESTS, "needs": NEEDS, "languages": LANGUAGES, "free": FREE_TIMES}
    gone = now and now not in {one.id for one in more.helpers}
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
        "sources": [("", gettext("Not said")), *((one, one) for one in _schools(more.quotas))]
        if more.quotas
        else [],
        "asks_source": more is not NOTHING,
        "earliers": [
            ("", gettext("Nobody has said")),
            ("yes", gettext("Yes, the school says so")),
            ("no", gettext("No, for the first time")),
        ],
        "helpers": [
            ("", gettext("Nobody, or not known")),
            *([(str(now), gettext("Somebody of an earlier edition"))] if gone else []),
            *((str(one.id), one.name) for one in more.helpers),
        ]
        if more.helpers or now
        else [],
        "conditions": [
            (
                str(one.id),
                one.text
                if one.hard
                else gettext("%(condition)s (wished for)") % {"condition": one.text},
            )
            for one in more.conditions
        ],
        "wished": any(not one.hard for one in more.conditions),
    }


def _schools(several: list[Quota]) -> list[str]:
    """Leave out what would say in which class a child is (domain §6.2)."""
    return [one.source for one in several if not tells_who(one.source)]


def _numbers(text: str) -> list[str]:
    return [one for one in re.split(r"[、,，;；\s]+", text) if one]
