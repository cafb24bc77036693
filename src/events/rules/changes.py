"""What differs between two versions of a plan, and whether it touches what somebody agreed to (E5)."""

from collections.abc import Iterator
from datetime import date

from events.rules.activities import KIND_NAMES
from events.rules.approval import Aspect
from events.rules.differences import Change, bare, between, worded
from events.rules.list_changes import list_changes
from events.rules.money_changes import money_changes
from events.rules.plans import Plan
from events.rules.sections import is_safety
from kit.i18n import N_, day, gettext, number

TOLERANCE = 10  # per cent by which a head count may move before somebody has to look again

HEADS: tuple[tuple[str, str], ...] = (
    ("volunteer", N_("Volunteer helpers")),
    ("participant", N_("Children and guests served")),
    ("crew", N_("Crew members")),
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
            list_changes,
        )
        for change in part(then, now)
        if change.old != change.new
    )


def _whole(then: Plan, now: Plan) -> Iterator[Change]:
    """A new responsible person: whoever agreed, agreed to somebody else; a first name replaces nobody."""
    names = then.traits.contact_name, now.traits.contact_name
    another = bool(names[0]) and bare(names[0]) != bare(names[1])
    yield between(None, N_("Responsible"), names, substantial=another)
    yield between(None, N_("Phone"), (then.traits.contact_phone, now.traits.contact_phone))


def _content(then: Plan, now: Plan) -> Iterator[Change]:
    aspect, plans = Aspect.CONTENT, (then, now)
    yield between(aspect, N_("Title"), (then.title, now.title))
    short = then.traits.short_title, now.traits.short_title
    yield between(aspect, N_("Short title"), short)
    kinds = [gettext(KIND_NAMES.get(plan.traits.kind, plan.traits.kind)) for plan in plans]
    yield between(aspect, N_("Kind"), kinds, substantial=True)
    yield worded(aspect, N_("Theme"), (then.theme, now.theme))
    aims = [{bare(one) for one in plan.purposes} for plan in plans]
    lines = ["\n".join(plan.purposes) for plan in plans]
    yield between(aspect, N_("Purposes"), lines, substantial=aims[0] != aims[1])
    yield between(aspect, N_("Background"), (then.background, now.background))
    yield from _chapters(then, now, safety=False)
    yield between(aspect, N_("Period"), (then.period, now.period))


def _time_place(then: Plan, now: Plan) -> Iterator[Change]:
    aspect, both = Aspect.TIME_PLACE, (then.when, now.when)
    days = [_days(when.start_date, when.end_date) for when in both]
    yield between(aspect, N_("Date"), days, substantial=True)
    yield between(aspect, N_("Start"), [when.start_time or "" for when in both], substantial=True)
    zones = then.traits.zone, now.traits.zone  # the same hour of another zone is another hour
    yield between(aspect, N_("Time zone"), zones, substantial=True)
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
    yield from _chapters(then, now, safety=True)
    told = [plan.recruitment.risk_statement if plan.recruitment else "" for plan in plans]
    silent = bool(bare(told[0])) and not bare(told[1])  # said in other words, they are still told
    yield between(aspect, N_("What volunteers are told about risks"), told, substantial=silent)


def _publicity(then: Plan, now: Plan) -> Iterator[Change]:
    outlets = [[p.name for p in plan.parties if p.role == "media"] for plan in (then, now)]
    others = {bare(name) for name in outlets[0]} ^ {bare(name) for name in outlets[1]}
    shown = [gettext(", ").join(names) for names in outlets]
    yield between(Aspect.PUBLICITY, N_("Media"), shown, substantial=bool(others))


def _chapters(then: Plan, now: Plan, *, safety: bool) -> Iterator[Change]:
    """Compare the text of each chapter, known by its key or, if free, by its heading; and its heading.

    Chapters that are known by the same name count as one.
    """
    aspect, said = (Aspect.SAFETY, worded) if safety else (Aspect.CONTENT, between)
    before, after = (_texts(plan, safety=safety) for plan in (then, now))
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, ("", "")), after.get(key, ("", ""))
        texts = old[1], new[1]
        yield said(aspect, N_("Text"), texts, subject=new[0] or old[0])
        if (key in before and key in after) or not any(texts):
            yield between(aspect, N_("Heading"), (old[0], new[0]), subject=new[0] or old[0])


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
