"""A plan in a few lines, for somebody who decides on it with a phone in one hand."""

import msgspec

from events.rules.changes import HEADS, SWITCHES
from events.rules.money_changes import shown_total
from events.rules.plans import Plan
from events.rules.sections import is_safety
from kit.i18n import day_and_weekday, gettext, number


class Summary(msgspec.Struct, frozen=True):
    """The facts as (icon, what, value), what is special about it, and its safety plan."""

    facts: tuple[tuple[str, str, str], ...]
    special: tuple[str, ...]
    safety: str


def summary(plan: Plan, *, sees_total: bool) -> Summary:
    """Return when, where, who, how much and what makes it special; unknown is said to be unknown."""
    unknown = gettext("not settled yet")
    facts = [
        ("calendar", gettext("When"), _when(plan) or unknown),
        ("map-pin", gettext("Place"), " · ".join(plan.places) or unknown),
        ("users", gettext("People"), _heads(plan) or unknown),
        ("user-round", gettext("Responsible"), plan.traits.contact_name or unknown),
    ]
    if sees_total:
        facts.insert(3, ("wallet", gettext("Total"), shown_total(plan)))
    special = tuple(gettext(label) for trait, label in SWITCHES if getattr(plan.traits, trait))
    safety = "\n\n".join(s.text for s in plan.sections if is_safety(s) and s.text.strip())
    return Summary(tuple(facts), special, safety)


def _when(plan: Plan) -> str:
    when = plan.when
    if when.start_date is None:
        return ""
    said = day_and_weekday(when.start_date)
    if when.end_date and when.end_date != when.start_date:
        said += f" – {day_and_weekday(when.end_date)}"
    if when.start_time:
        said += f" {when.start_time}" + (f"–{when.end_time}" if when.end_time else "")
    return said + (f" ({gettext('tentative')})" if when.tentative else "")


def _heads(plan: Plan) -> str:
    known = [(gettext(label), plan.heads(kind)) for kind, label in HEADS]
    return " · ".join(f"{name} {number(count)}" for name, count in known if count)
