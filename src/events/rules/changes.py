"""What differs between two versions of a plan, and whether it touches what somebody agreed to (E5)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from events.rules.activities import KIND_NAMES, ROLE_NAMES
from events.rules.approval import Aspect
from events.rules.differences import Change, bare, between, worded
from events.rules.money_changes import money_changes
from events.rules.plans import Plan
from events.rules.sections import is_safety
from kit.i18n import N_, day, gettext, number

TOLERANCE = 10  # per cent by which a head count may move before somebody has to look again

HEADS: tuple[tuple[str, str], ...] = (
    ("volunteer", N_("Volunteer helpers")),
    ("participant", N_("Children and guests served")),
    ("crew", N_("Crew")),
    ("guest", N_("Guests")),
    ("other", N_("Other people")),
)
SWITCHES: tuple[tuple[str, str], ...] = (
    ("off_campus", N_("Off campus")),
    ("overnight", N_("With a night away")),
    ("risk", N_("With a particular risk")),
    ("involves_minors", N_("With children")),
)


def compared(then: Plan, now: Plan) -> tuple[Change, ...]:
    """Return what differs, in the order of a plan; what is only written differently is not substantial."""
    return tuple(
        change
        for part in (
            _whole,
            _content,
            _time_place,
            _people,
            money_changes,
            _safety,
            _publicity,
            _rest,
        )
        for change in part(then, now)
        if change.old != change.new
    )


def _whole(then: Plan, now: Plan) -> Iterator[Change]:
    """A new responsible person: whoever agreed, agreed to somebody else; a first name replaces nobody."""
    names = then.traits.contact_name, now.traits.contact_name
    another = bool(names[0]) and bare(names[0]) != bare(names[1])
    yield between(None, N_("Responsible"), names, substantial=another)


def _content(then: Plan, now: Plan) -> Iterator[Change]:
    aspect, plans = Aspect.CONTENT, (then, now)
    yield between(aspect, N_("Title"), (then.title, now.title))
    kinds = [gettext(KIND_NAMES.get(plan.traits.kind, plan.traits.kind)) for plan in plans]
    yield between(aspect, N_("Kind"), kinds, substantial=True)
    yield worded(aspect, N_("Theme"), (then.theme, now.theme))
    aims = [{bare(one) for one in plan.purposes} for plan in plans]
    lines = ["\n".join(plan.purposes) for plan in plans]
    yield between(aspect, N_("Purposes"), lines, substantial=aims[0] != aims[1])
    yield between(aspect, N_("Background"), (then.background, now.background))
    for heading, texts in _chapters(plans, safety=False):
        yield between(aspect, N_("Text"), texts, subject=heading)
    yield between(aspect, N_("Period"), (then.period, now.period))


def _time_place(then: Plan, now: Plan) -> Iterator[Change]:
    aspect, both = Aspect.TIME_PLACE, (then.when, now.when)
    days = [_days(when.start_date, when.end_date) for when in both]
    yield between(aspect, N_("Date"), days, substantial=True)
    yield between(aspect, N_("Start"), [when.start_time or "" for when in both], substantial=True)
    yield between(aspect, N_("Ends at"), [when.end_time or "" for when in both])
    yield between(aspect, N_("Tentative date"), [_yes(when.tentative) for when in both])
    yield worded(aspect, N_("Place"), [" · ".join(plan.places) for plan in (then, now)])
    address = then.traits.address, now.traits.address
    moved = all(address) and bare(address[0]) != bare(address[1])  # filled in is not moved
    yield between(aspect, N_("Address"), address, substantial=moved)


def _people(then: Plan, now: Plan) -> Iterator[Change]:
    for kind, label in HEADS:
        heads = then.heads(kind), now.heads(kind)
        shown = ["" if one is None else number(one) for one in heads]
        yield between(Aspect.PEOPLE, label, shown, substantial=moved_far(*heads))


def moved_far(before: int | None, after: int | None) -> bool:
    """Say whether a head count moved by more than a tenth of what it was; unknown is nobody (B3)."""
    was, is_now = before or 0, after or 0
    return abs(is_now - was) * 100 > was * TOLERANCE


def _safety(then: Plan, now: Plan) -> Iterator[Change]:
    aspect, plans = Aspect.SAFETY, (then, now)
    for trait, label in SWITCHES:
        switched = [_yes(getattr(plan.traits, trait)) for plan in plans]
        yield between(aspect, label, switched, substantial=True)
    for heading, texts in _chapters(plans, safety=True):
        yield worded(aspect, N_("Text"), texts, subject=heading)
    told = [plan.recruitment.risk_statement if plan.recruitment else "" for plan in plans]
    yield between(aspect, N_("What volunteers are told about risks"), told)


def _publicity(then: Plan, now: Plan) -> Iterator[Change]:
    outlets = [[p.name for p in plan.parties if p.role == "media"] for plan in (then, now)]
    others = {bare(name) for name in outlets[0]} ^ {bare(name) for name in outlets[1]}
    shown = [gettext(", ").join(names) for names in outlets]
    yield between(Aspect.PUBLICITY, N_("Media"), shown, substantial=bool(others))


def _rest(then: Plan, now: Plan) -> Iterator[Change]:
    """What a plan says besides: it is shown, and voids nothing."""
    for part in LISTS:
        items = [
            {part.known_by(one): one for one in getattr(plan, part.field) if part.counts(one)}
            for plan in (then, now)
        ]
        for key in dict.fromkeys((*items[0], *items[1])):
            shown = [part.shown(one[key]) if key in one else "" for one in items]
            yield between(part.aspect, part.label, shown, subject=key)


class _List(msgspec.Struct, frozen=True):
    """A list of the plan whose items are known by a name; `shown` is what else is said of one."""

    field: str
    aspect: Aspect
    label: str
    known_by: Callable[[Any], str]
    shown: Callable[[Any], str] = lambda _: gettext("listed")
    counts: Callable[[Any], bool] = lambda _: True


LISTS = (
    _List(
        "parties",
        Aspect.CONTENT,
        N_("Unit that takes part"),
        lambda p: p.name,
        lambda p: gettext(ROLE_NAMES.get(p.role.replace("organis", "organiz"), p.role)),
        lambda p: p.role != "media",
    ),
    _List(
        "schedule",
        Aspect.TIME_PLACE,
        N_("Schedule"),
        lambda s: f"{s.title} ({s.lane})" if s.lane else s.title,
        lambda s: " · ".join(filter(None, (s.start, s.place, s.owner))) or gettext("listed"),
    ),
    _List("tasks", Aspect.CONTENT, N_("Task"), lambda t: t.text),
    _List("obligations", Aspect.CONTENT, N_("Obligation"), lambda o: o.text),
    _List(
        "responsibilities",
        Aspect.CONTENT,
        N_("Responsibility"),
        lambda s: " · ".join(filter(None, (s.group, s.role, s.duty))),
        lambda s: s.holder or gettext("nobody yet"),
    ),
    _List("acts", Aspect.CONTENT, N_("Act"), lambda a: a.title),
    _List("materials", Aspect.CONTENT, N_("Material"), lambda m: m.item),
    _List("recurrence", Aspect.CONTENT, N_("Standing work"), lambda w: w.title),
    _List(
        "quotas",
        Aspect.PEOPLE,
        N_("Places per source"),
        lambda q: q.source,
        lambda q: number(q.places),
    ),
    _List("eligibility", Aspect.PEOPLE, N_("Condition"), lambda c: c.text),
    _List(
        "posts", Aspect.PEOPLE, N_("Helper's post"), lambda p: p.name, lambda p: number(p.needed)
    ),
)


def _chapters(plans: tuple[Plan, Plan], *, safety: bool) -> Iterator[tuple[str, tuple[str, str]]]:
    """Return (heading, both texts) of each chapter, known by its key or, if free, by its heading.

    Chapters that are known by the same name count as one.
    """
    before, after = (_texts(plan, safety=safety) for plan in plans)
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        heading, _ = new or before[key]
        yield heading, (old[1] if old else "", new[1] if new else "")


def _texts(plan: Plan, *, safety: bool) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for one in plan.sections:
        if is_safety(one) is safety:
            name = one.key or one.heading
            heading, text = found.get(name, (one.heading, ""))
            found[name] = heading, "\n".join(filter(None, (text, one.text)))
    return found


def _days(first: date | None, last: date | None) -> str:
    if first is None:
        return ""
    return day(first) if last in (None, first) else f"{day(first)} – {day(last or first)}"


def _yes(value: bool) -> str:
    return gettext("yes") if value else gettext("no")
