"""What differs in the lists of two versions of a plan: blocks, posts, trainings, materials and the rest."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from events.rules.activities import ROLE_NAMES
from events.rules.approval import Aspect
from events.rules.cadences import PERIOD_NAMES, UNIT_NAMES, every
from events.rules.differences import Change, between
from events.rules.plan_parts import PlanAct, PlanMaterial, PlanQuota, PlanWork
from events.rules.plans import Call, Plan, PlanPost, PlanTraining, Promise, Step
from kit.i18n import N_, gettext, number

MODE_NAMES: dict[str, str] = {
    "first_come": N_("First come, first served"),
    "review": N_("We choose after reading"),
}
ORIGIN_NAMES: dict[str, str] = {
    "bought": N_("Bought"),
    "borrowed": N_("Borrowed"),
    "donated": N_("Donated"),
    "made": N_("Made by us"),
    "brought": N_("Brought along"),
}
WHOSE_NAMES: dict[str, str] = {
    "crew": N_("Crew, once"),
    "volunteers": N_("Every volunteer"),
    "participants": N_("Every participant"),
}


class Listed(msgspec.Struct, frozen=True):
    """A list of the plan whose items are known by a name; `shown` is what else is said of one.

    Several may have one name; `near` tells which of them is which. A `moved` item is substantial.
    """

    field: str
    aspect: Aspect
    label: str
    known_by: Callable[[Any], str]
    shown: Callable[[Any], str] = lambda _: ""
    near: Callable[[Any], object] = lambda _: None
    moved: Callable[[Any, Any], bool] = lambda _old, _new: False
    counts: Callable[[Any], bool] = lambda _: True


def list_changes(then: Plan, now: Plan) -> Iterator[Change]:
    """Return what is new, gone or said differently; only a block on another day is substantial (E5)."""
    calls = [_call(plan.recruitment) for plan in (then, now)]
    yield between(Aspect.PEOPLE, N_("Call for volunteers"), calls)
    for listed in LISTS:
        before, after = (_by_name(listed, plan) for plan in (then, now))
        for name in dict.fromkeys((*before, *after)):
            pairs = paired(before.get(name, ()), after.get(name, ()), listed.near)
            for n, (old, new) in enumerate(pairs, start=1):
                shown = ["" if one is None else _shown(listed, one) for one in (old, new)]
                yield between(
                    listed.aspect,
                    listed.label,
                    shown,
                    substantial=bool(old and new and listed.moved(old, new)),
                    subject=name if len(pairs) == 1 else f"{name} ({n})",
                )


def paired(
    before: Sequence[Any], after: Sequence[Any], near: Callable[[Any], object]
) -> list[tuple[Any | None, Any | None]]:
    """Return (old, new) of the items of one name that are not the same; a missing one is None.

    Of several, those that are near each other belong together, then those that stand first.
    """
    gone, fresh = list(before), []
    for one in after:
        if one in gone:
            gone.remove(one)
        else:
            fresh.append(one)
    pairs: list[tuple[Any | None, Any | None]] = []
    for same in (near, lambda _: None):
        for new in tuple(fresh):
            old = next((one for one in gone if same(one) == same(new)), None)
            if old is not None:
                gone.remove(old)
                fresh.remove(new)
                pairs.append((old, new))
    return [*pairs, *((one, None) for one in gone), *((None, one) for one in fresh)]


def _by_name(listed: Listed, plan: Plan) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in getattr(plan, listed.field):
        if listed.counts(one):
            found.setdefault(listed.known_by(one), []).append(one)
    return found


def _shown(listed: Listed, one: Any) -> str:
    return listed.shown(one) or gettext("listed")


def _said(*bits: str | None) -> str:
    return " · ".join(filter(None, bits))


def _with(label: str, value: object) -> str:
    """Return "Places 30", or nothing where there is nothing to say."""
    return f"{gettext(label)} {value}" if value else ""


def _named(names: Mapping[Any, str], value: str | None) -> str:
    return gettext(names.get(value, value)) if value else ""


def _minutes(count: int | None) -> str:
    return gettext("%(n)s min") % {"n": count} if count else ""


def _often(per: str | None, weekday: int | None) -> str:
    return every(weekday) if weekday is not None else _named(PERIOD_NAMES, per)


def _call(call: Call | None) -> str:
    if call is None:
        return ""
    return _said(
        _named(MODE_NAMES, call.mode),
        _with(N_("Places"), call.quota),
        _with(N_("Reserve places"), call.reserve),
        gettext(", ").join(call.criteria),
        call.summary,
    )


def _block(step: Step) -> str:
    told = {
        N_("Follows on"): step.floating,
        N_("Must end on time"): step.hard_end,
        N_("Children are there"): step.with_children,
        N_("Counts as service hours"): step.service,
        N_("May stand on the public page"): step.public,
        N_("Not certain yet"): step.tentative,
    }
    return _said(
        gettext("Day %(n)s") % {"n": step.day} if step.day > 1 else "",
        "–".join(filter(None, (step.start, step.end))),
        _minutes(None if step.start and step.end else step.minutes),
        step.place,
        step.owner,
        gettext(", ").join(step.people),
        *(gettext(name) for name, holds in told.items() if holds),
        step.note,
    )


def _training(one: PlanTraining) -> str:
    day = gettext("Day %(n)s") % {"n": f"{one.offset_days:+}"}
    modules = gettext(", ").join(one.modules)
    return _said(
        day, one.start, _minutes(one.minutes), modules, one.place, one.trainer, one.content
    )


def _post(one: PlanPost) -> str:
    contact = gettext("Children are there") if one.child_contact else ""
    return _said(number(one.needed), contact, one.qualification, one.description)


def _act(one: PlanAct) -> str:
    return _said(one.performers, one.props, _minutes(one.minutes), one.checked_by)


def _material(one: PlanMaterial) -> str:
    origin, whose = _named(ORIGIN_NAMES, one.origin), _named(WHOSE_NAMES, one.whose)
    return _said(one.quantity, origin, whose, one.note)


def _work(one: PlanWork) -> str:
    return _said(_often(one.per, one.weekday), one.start, _minutes(one.minutes), one.area, one.text)


def _promise(one: Promise) -> str:
    return _said(
        _often(one.per, one.weekday),
        f"≥ {one.at_least}",
        f"≤ {one.at_most}" if one.at_most is not None else "",
        f"× {one.periods}",
        gettext(", ").join(one.units),
        one.actor,
        _named(UNIT_NAMES, one.subject),
    )


def _quota(one: PlanQuota) -> str:
    return _said(number(one.places), one.note)


LISTS = (
    Listed(
        "parties",
        Aspect.CONTENT,
        N_("Unit that takes part"),
        lambda p: p.name,
        lambda p: _named(ROLE_NAMES, p.role.replace("organis", "organiz")),
        counts=lambda p: p.role != "media",
    ),
    Listed("lanes", Aspect.TIME_PLACE, N_("Lane"), lambda name: name),
    Listed(
        "schedule",
        Aspect.TIME_PLACE,
        N_("Schedule"),
        lambda s: f"{s.title} ({s.lane})" if s.lane else s.title,
        _block,
        near=lambda s: s.day,
        moved=lambda old, new: old.day != new.day,
    ),
    Listed("notes", Aspect.CONTENT, N_("Note"), lambda text: text),
    Listed("tasks", Aspect.CONTENT, N_("Task"), lambda t: t.text),
    Listed("obligations", Aspect.CONTENT, N_("Obligation"), lambda o: o.text, _promise),
    Listed(
        "responsibilities",
        Aspect.CONTENT,
        N_("Responsibility"),
        lambda s: _said(s.group, s.role, s.duty),
        lambda s: s.holder or gettext("nobody yet"),
    ),
    Listed("acts", Aspect.CONTENT, N_("Act"), lambda a: a.title, _act),
    Listed("materials", Aspect.CONTENT, N_("Material"), lambda m: m.item, _material),
    Listed("recurrence", Aspect.CONTENT, N_("Standing work"), lambda w: w.title, _work),
    Listed("quotas", Aspect.PEOPLE, N_("Places per source"), lambda q: q.source, _quota),
    Listed(
        "eligibility",
        Aspect.PEOPLE,
        N_("Condition"),
        lambda c: c.text,
        lambda c: gettext("Nobody may take part") if c.hard else gettext("A reason is asked for"),
    ),
    Listed("posts", Aspect.PEOPLE, N_("Helper's post"), lambda p: p.name, _post),
    Listed("groups", Aspect.PEOPLE, N_("Group"), lambda g: g.name, lambda g: g.lane or ""),
    Listed("trainings", Aspect.PEOPLE, N_("Training"), lambda t: t.title, _training),
)
