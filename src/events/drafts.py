"""The rows a plan document becomes: nothing is written here."""

import secrets
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from accounts.rules.permissions import Actor
from events import moves, tables
from events.rules import plans as rules
from events.rules.activities import Activity, DateState, Kind, PartyRole
from events.rules.plans import Plan, PlanTask, Step
from events.rules.schedule import LANE_TONES, Audience, StartKind
from events.rules.spans import Period
from events.rules.tasks import OffsetUnit, Phase, due
from kit import clock
from kit.settings import settings

E = TypeVar("E")

ROLES = {"organiser": PartyRole.ORGANIZER, "co_organiser": PartyRole.CO_ORGANIZER}


def activity(actor: Actor, plan: Plan) -> tables.Activity:
    """Return the activity itself, with a new public address and a calendar identity."""
    now = clock.now().replace(microsecond=0)
    starts_at, ends_at = _span(plan)
    state = DateState.UNKNOWN
    if starts_at:
        state = DateState.TENTATIVE if plan.when.tentative else DateState.FIXED
    traits = plan.traits
    return tables.Activity(
        id=uuid4(),
        organization=actor.organization_id,
        slug=secrets.token_hex(5),
        title=plan.title,
        short_title=traits.short_title,
        kind=_one_of(Kind, traits.kind, Kind.OTHER),
        theme=plan.theme,
        purposes=list(plan.purposes),
        date_state=state,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=traits.zone,
        place=plan.places[0] if plan.places else "",
        address=traits.address,
        volunteers=plan.heads("volunteer"),
        participants=plan.heads("participant"),
        crew=plan.heads("crew"),
        guests=plan.heads("guest"),
        involves_minors=traits.involves_minors,
        off_campus=traits.off_campus,
        overnight=traits.overnight,
        risk=traits.risk,
        contact_name=traits.contact_name,
        contact_phone=traits.contact_phone,
        currency=plan.budget.currency,
        created_at=now,
        created_by=actor.account_id,
        calendar_uid=f"act-{uuid4()}@{settings().domain}",
        calendar_modified=now,
    )


def _span(plan: Plan) -> tuple[datetime | None, datetime | None]:
    """Return start and end; what is not said is read off the steps.

    A day without an hour starts at midnight; several days without an hour of the end last until the
    midnight after the last one. An end before the start is the morning after.
    """
    when, zone = plan.when, ZoneInfo(plan.traits.zone)
    if when.start_date is None:
        return None, None
    start = rules.time_of(when.start_time) if when.start_time else time()
    starts_at = datetime.combine(when.start_date, start, zone)
    days = max((step.day for step in plan.schedule), default=1)
    last_day = when.end_date or when.start_date + timedelta(days=days - 1)
    midnight = datetime.combine(last_day, time(), zone)
    last = (last_day - when.start_date).days + 1
    minutes = (
        rules.minute(when.end_time)
        if when.end_time
        else max((_end(step) for step in plan.schedule if step.day == last), default=0) or None
    )
    if minutes is None:
        return starts_at, midnight + timedelta(days=1) if last > 1 else None
    ends_at = midnight + timedelta(minutes=minutes)
    if ends_at <= starts_at and when.end_date is None and (plan.traits.overnight or not minutes):
        ends_at += timedelta(days=1)
    return starts_at, ends_at if ends_at > starts_at else None


def _end(step: Step) -> int:
    """Return at which minute of its day a step ends, beyond 1440 on the next; 0 if nobody knows."""
    if step.start is None:
        return rules.minute(step.end) if step.end else 0
    return rules.minute(step.start) + (step.minutes or _between(step) or 0)


def lanes(activity: Activity, plan: Plan) -> list[tables.Lane]:
    """Return the lanes that are named, or else those the steps name."""
    named = plan.lanes or tuple(dict.fromkeys(s.lane for s in plan.schedule if s.lane))
    return [
        tables.Lane(
            id=uuid4(),
            activity=activity.id,
            name=name,
            position=n,
            tone=LANE_TONES[n % len(LANE_TONES)],
        )
        for n, name in enumerate(named)
    ]


def parties(activity: Activity, plan: Plan) -> list[tables.Party]:
    """Return who takes part, each once per role; an unknown role counts as partner."""
    once = dict.fromkeys((p.role, p.name) for p in plan.parties)
    return [
        tables.Party(
            id=uuid4(),
            activity=activity.id,
            role=ROLES.get(role, _one_of(PartyRole, role, PartyRole.PARTNER)),
            name=name,
            position=n,
        )
        for n, (role, name) in enumerate(once)
    ]


def sections(activity: Activity, plan: Plan) -> list[tables.PlanSection]:
    """Return the chapters in their order."""
    return [
        tables.PlanSection(
            id=uuid4(), activity=activity.id, key=s.key, heading=s.heading, text=s.text, position=n
        )
        for n, s in enumerate(plan.sections)
    ]


def tasks(activity: Activity, plan: Plan) -> list[tables.Task]:
    """Return the tasks, due where T is known."""
    return [
        tables.Task(
            id=uuid4(),
            activity=activity.id,
            key=task.key,
            phase=rules.PHASES.get(task.phase, Phase.PREPARE),
            title=task.text,
            owner=task.owner or "",
            offset=task.offset_days,
            offset_unit=_one_of(OffsetUnit, task.offset_unit, OffsetUnit.DAYS),
            due=_due(activity, task),
            position=n,
            calendar_uid=f"task-{uuid4()}@{settings().domain}",
            calendar_modified=activity.calendar_modified,
        )
        for n, task in enumerate(plan.tasks)
    ]


def _due(activity: Activity, task: PlanTask) -> date | None:
    unit = _one_of(OffsetUnit, task.offset_unit, OffsetUnit.DAYS)
    return due(activity.first_day, task.offset_days, unit) or task.due


def blocks(activity: Activity, plan: Plan, lane_ids: dict[str, UUID]) -> list[tables.Block]:
    """Return the blocks; while the date is unknown they keep their clock time."""
    return [
        tables.Block(
            id=uuid4(),
            activity=activity.id,
            lane=lane_ids.get(step.lane or ""),
            position=n,
            title=step.title,
            place=step.place or "",
            start_kind=StartKind.FLOATING if step.floating else StartKind.FIXED,
            starts_at=_start(activity, step),
            clock="" if activity.first_day else step.start or "",
            day=step.day,
            minutes=step.minutes or _between(step),
            hard_end=step.hard_end,
            audience=Audience.LANE if step.lane else Audience.ALL,
            lead=step.owner or "",
            people=list(step.people),
            with_children=step.with_children,
            counts_as_service=step.service,
            public=step.public,
            tentative=step.tentative,
            note=step.note,
            created_at=activity.created_at,
            calendar_uid=f"block-{uuid4()}@{settings().domain}",
            calendar_modified=activity.calendar_modified,
        )
        for n, step in enumerate(plan.schedule)
    ]


def _start(activity: Activity, step: Step) -> datetime | None:
    if activity.first_day is None or step.start is None:
        return None
    day = activity.first_day + timedelta(days=step.day - 1)
    return datetime.combine(day, rules.time_of(step.start), ZoneInfo(activity.zone))


def _between(step: Step) -> int | None:
    """Return how long a step takes; one that ends before it starts ends the next day."""
    if not (step.start and step.end):
        return None
    return (rules.minute(step.end) - rules.minute(step.start)) % rules.DAY or None


def obligations(activity: Activity, plan: Plan) -> list[tables.Obligation]:
    """Return the promises, from the day after the activity."""
    return [
        tables.Obligation(
            id=uuid4(),
            activity=activity.id,
            key=promise.key,
            title=promise.text,
            actor=promise.actor or "",
            unit_kind=promise.subject or "pair",
            at_least=promise.at_least,
            at_most=promise.at_most,
            weekday=promise.weekday,
            units=[unit[:60] for unit in promise.units],
            period=_one_of(Period, promise.per, Period.MONTH),
            starts_on=moves.day_after(activity),
            periods=promise.periods,
            position=n,
        )
        for n, promise in enumerate(plan.obligations)
    ]


def _one_of(enum: type[E], value: str, otherwise: E) -> E:
    """Return the member called `value`; a document from elsewhere may use words we do not know."""
    try:
        return enum(value)  # type: ignore[call-arg]
    except ValueError:
        return otherwise
