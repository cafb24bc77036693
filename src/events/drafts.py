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
    """Return start and end; a day without an hour starts at midnight, and an end is read off the steps."""
    when, zone = plan.when, ZoneInfo(plan.traits.zone)
    if when.start_date is None:
        return None, None
    start = rules.time_of(when.start_time) if when.start_time else time()
    starts_at = datetime.combine(when.start_date, start, zone)
    last = when.end_time or max((_end(step) for step in plan.schedule), default="")
    if not last:
        return starts_at, None
    ends_at = datetime.combine(when.end_date or when.start_date, rules.time_of(last), zone)
    return starts_at, ends_at if ends_at > starts_at else None


def _end(step: Step) -> str:
    if step.end:
        return step.end
    if step.start:
        return rules.clock_of(rules.minute(step.start) + (step.minutes or 0))
    return ""


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
    if not (step.start and step.end):
        return None
    minutes = rules.minute(step.end) - rules.minute(step.start)
    return minutes if minutes > 0 else None


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
            period=_one_of(Period, promise.per, Period.MONTH),
            starts_on=moves.day_after(activity),
            periods=promise.periods,
        )
        for promise in plan.obligations
    ]


def _one_of(enum: type[E], value: str, otherwise: E) -> E:
    """Return the member called `value`; a document from elsewhere may use words we do not know."""
    try:
        return enum(value)  # type: ignore[call-arg]
    except ValueError:
        return otherwise
