"""The fields of an application: what was typed, and what can be chosen, in the reader's words."""

from typing import Any

from events.taking_part import TakingPart
from kit import forms
from kit.i18n import gettext, ngettext
from volunteers.rules import applications as rules
from volunteers.rules.applications import Mode, Post, Recruitment
from volunteers.rules.eligibility import Rule
from volunteers.rules.entries import Asked
from volunteers.rules.questions import QuestionKind
from volunteers.rules.sources import Source

SEVERAL = ("free", "skills", "interests", "languages")
AT_A_GLANCE = 6  # options that stand side by side; more of them go into a list to open


def typed(asked: Asked, posted: forms.Posted) -> dict[str, Any]:
    """Return a posted form as the fields show it again."""
    ticked = [one.field for one in asked.questions if one.kind is QuestionKind.SEVERAL]
    return {name: forms.text(posted, name) for name in posted} | {
        name: forms.texts(posted, name) for name in (*SEVERAL, *ticked)
    }


def offers(asked: Asked, call: Recruitment) -> dict[str, Any]:
    """Return what the template of the fields needs besides what was typed."""
    return {
        "asked": asked,
        "choices": choices(),
        "sources": [(str(one.id), _source(one, call)) for one in asked.sources],
        "wishes": [(str(one.id), _wish(one, call)) for one in asked.posts],
        "labels": _labels(asked),
        "at_a_glance": AT_A_GLANCE,
    }


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return the closed lists of the form in the reader's language."""
    lists = {
        "free": rules.FREE_TIMES,
        "skills": rules.SKILLS,
        "interests": rules.INTERESTS,
        "languages": rules.LANGUAGES,
    }
    return {
        name: [(key, gettext(text)) for key, text in listed.items()]
        for name, listed in lists.items()
    }


def conditions(several: tuple[Rule, ...], known: TakingPart) -> dict[str, list[str]]:
    """Return who may take part, each condition once: by the call's rules and by the plan."""
    hard = dict.fromkeys([rule.text for rule in several if rule.hard])
    soft = dict.fromkeys([rule.text for rule in several if not rule.hard])
    said = {*hard, *soft}
    return {
        "hard": [*hard, *(text for text in known.hard if text not in said)],
        "soft": [*soft, *(text for text in known.soft if text not in said)],
    }


def _labels(asked: Asked) -> dict[str, str]:
    """Return the name of each field, for the list of what needs another look."""
    return {
        "name": gettext("Your name"),
        "student_no": gettext("Student number"),
        "phone": gettext("Phone"),
        "email": gettext("E-mail"),
        "motivation": gettext("Why would you like to come?"),
        "consent": gettext("Consent"),
        "source": gettext("Where are you from?"),
        "post": gettext("What would you like to do?"),
        **{f"rule-{rule.id}": rule.text for rule in asked.ticks},
        **{one.field: one.label.rstrip("?？.。!！") for one in asked.questions},
    }


def _source(source: Source, call: Recruitment) -> str:
    return _with_places(source.name, source.left if call.mode is Mode.FIRST_COME else None)


def _wish(post: Post, call: Recruitment) -> str:
    bounded = post.quota is not None and call.mode is Mode.FIRST_COME
    return _with_places(post.name, max(0, (post.quota or 0) - post.taken) if bounded else None)


def _with_places(name: str, left: int | None) -> str:
    if left is None:
        return name
    if left == 0:
        return gettext("%(name)s (full)") % {"name": name}
    said = ngettext("%(name)s (%(count)s place left)", "%(name)s (%(count)s places left)", left)
    return said % {"name": name, "count": left}
