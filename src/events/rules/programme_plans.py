"""The plan document of a programme: what its parts become, what a template asks, and the way back."""

from collections.abc import Iterable
from datetime import date

import msgspec

from events.rules.activities import PartyRole
from events.rules.obligations import PARENTS, NewObligation, Obligation
from events.rules.plan_parts import PlanWork
from events.rules.plans import Plan, PlanParty, PlanPost, Promise, When
from events.rules.reading import Reading
from events.rules.seats import MOST_SEATS, Seat
from events.rules.spans import Period
from events.rules.work import NewWork, WorkItem
from kit.i18n import N_, gettext, ngettext

MOST_ITEMS = 200
ROLES = {"organiser": PartyRole.ORGANIZER, "co_organiser": PartyRole.CO_ORGANIZER}
WRITTEN_ROLES = {role: written for written, role in ROLES.items()}
POSTS = N_("Posts")
RECURRING = {Period.WEEK, Period.MONTH, Period.TERM, Period.YEAR}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a template of a programme asks. Without days it is planned all the same."""

    title: str = ""
    period: str = ""
    first: date | None = None
    last: date | None = None
    units: tuple[str, ...] = ()


def becomes_programme(plan: Plan) -> bool:
    """Say whether this is standing work; a report offers what it promises for such (E3)."""
    return plan.kind in ("programme", "report")


class Picked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody takes over from a text: numbers of promises and of work items, and who takes part."""

    promises: frozenset[int] = frozenset()
    work: frozenset[int] = frozenset()
    parties: tuple[PlanParty, ...] = ()


def with_parents(found: Reading) -> Plan:
    """Return the plan that was read, its promises about calls of parents marked as such.

    The words around a promise may say whom it is about; in the programme it stands alone.
    """
    below = [
        span for remark in found.findings if remark.code == "contact-floor" for span in remark.spans
    ]
    marked = tuple(
        msgspec.structs.replace(promise, key=PARENTS)
        if set(found.spans.get(f"obligations.{n}", ())) & set(below)
        else promise
        for n, promise in enumerate(found.plan.obligations)
    )
    return msgspec.structs.replace(found.plan, obligations=marked)


def taken(plan: Plan, picked: Picked) -> Plan:
    """Return what is taken over of a text that was read; of a report that is only what it promises."""
    kept = tuple(one for n, one in enumerate(plan.obligations) if n in picked.promises)
    if plan.kind == "report":
        return Plan(
            title=plan.title,
            kind="programme",
            language=plan.language,
            obligations=kept,
            traits=plan.traits,
        )
    return msgspec.structs.replace(
        plan,
        obligations=kept,
        recurrence=tuple(one for n, one in enumerate(plan.recurrence) if n in picked.work),
        parties=picked.parties,
    )


def about(plan: Plan, item: WorkItem) -> Plan:
    """Return `plan` for an activity that is made of a work item: what it holds is its background."""
    return msgspec.structs.replace(
        plan,
        sections=tuple(
            msgspec.structs.replace(one, text=item.text)
            if one.key == "background" and not one.text
            else one
            for one in plan.sections
        ),
    )


def own_units(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """Return the kind and the names of the units a document speaks of; both empty if of none.

    Where it names none, the kind is that of the first promise that is made to somebody.
    """
    named = [promise for promise in plan.obligations if promise.units]
    for promise in named or [promise for promise in plan.obligations if promise.subject]:
        return promise.subject or "", promise.units
    return "", ()


def fitted(plan: Plan, asked: Asked) -> Plan:
    """Return `plan` with the answers in it: the units take the place of the document's own."""
    kind, own = own_units(plan)
    return msgspec.structs.replace(
        plan,
        title=asked.title or plan.title,
        period=asked.period or plan.period,
        when=When(start_date=asked.first, end_date=asked.last),
        obligations=tuple(
            msgspec.structs.replace(promise, units=asked.units)
            if asked.units and (promise.subject or "") == kind and bool(promise.units) == bool(own)
            else promise
            for promise in plan.obligations
        ),
    )


def parties(plan: Plan) -> list[tuple[PartyRole, str]]:
    """Return who takes part, each once per role; an unknown role counts as partner."""
    known = set(PartyRole)
    once = dict.fromkeys(
        (
            ROLES.get(one.role, PartyRole(one.role) if one.role in known else PartyRole.PARTNER),
            one.name,
        )
        for one in plan.parties
    )
    return list(once)


def promises(plan: Plan) -> list[NewObligation]:
    """Return what is to be kept up."""
    return [promised(one) for one in plan.obligations[:MOST_ITEMS]]


def promised(one: Promise) -> NewObligation:
    return NewObligation(
        title=one.text,
        actor=(one.actor or "")[:60],
        unit_kind=(one.subject or "")[:20],
        units=tuple(dict.fromkeys(unit[:60] for unit in one.units)),
        at_least=max(1, one.at_least),
        at_most=one.at_most,
        period=Period(one.per) if one.per in set(Period) else Period.MONTH,
        weekday=one.weekday,
        periods=max(1, one.periods),
        key=one.key[:30],
    )


def work(plan: Plan) -> list[NewWork]:
    """Return the work items, and after them the posts: a programme keeps those as a list to staff."""
    return [_item(one) for one in plan.recurrence[:MOST_ITEMS]] + [
        _post(one) for one in plan.posts[:MOST_ITEMS]
    ]


def _item(one: PlanWork) -> NewWork:
    return NewWork(
        title=one.title,
        area=one.area[:100],
        text=one.text,
        per=one.per if one.per in RECURRING else "",
        weekday=one.weekday,
        clock=one.start or "",
        minutes=one.minutes,
    )


def _post(one: PlanPost) -> NewWork:
    people = ngettext("%(n)s person", "%(n)s people", one.needed) % {"n": one.needed}
    said = [people if one.needed else "", one.description]
    return NewWork(
        title=one.name[:200], area=gettext(POSTS), text="\n".join(line for line in said if line)
    )


def seats(plan: Plan) -> list[Seat]:
    """Return who answers for what; what is blank in the document stays a blank."""
    return [
        Seat(
            group=one.group[:100],
            role=one.role[:60],
            holder=(one.holder or "")[:200],
            duty=one.duty[:1000],
        )
        for one in plan.responsibilities[:MOST_SEATS]
    ]


def written_promises(several: Iterable[Obligation]) -> tuple[Promise, ...]:
    return tuple(
        Promise(
            text=one.title,
            at_least=one.at_least,
            at_most=one.at_most,
            per=one.period,
            weekday=one.weekday,
            units=one.units,
            actor=one.actor or None,
            subject=one.unit_kind or None,
            periods=one.periods,
            key=one.key,
        )
        for one in several
    )


def written_work(several: Iterable[WorkItem]) -> tuple[PlanWork, ...]:
    return tuple(
        PlanWork(
            title=one.title,
            area=one.area,
            text=one.text,
            per=one.per or None,
            weekday=one.weekday,
            start=one.clock or None,
            minutes=one.minutes,
        )
        for one in several
    )
