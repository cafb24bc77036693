"""A plan as a whole: a document becomes an activity, and an activity gives its document back."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from piccolo.table import Table

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import moves, tables
from events.rules import plans as rules
from events.rules.activities import Activity, DateState, Kind, PartyRole
from events.rules.blueprints import Answers, fitted
from events.rules.obligations import Period
from events.rules.plans import Plan, PlanTask, Step
from events.rules.schedule import Audience, StartKind
from events.rules.tasks import OffsetUnit, due
from kit import clock, database
from kit.hooks import Hook
from kit.settings import settings

E = TypeVar("E")

TONES = ("a", "b", "c")
HEADS = {
    "volunteer": "volunteers",
    "participant": "participants",
    "crew": "crew",
    "guest": "guests",
}
ROLES = {"organiser": PartyRole.ORGANIZER, "co_organiser": PartyRole.CO_ORGANIZER}


class Planned(msgspec.Struct, frozen=True):
    """A document has just become `activity`; `lanes` are its lanes by name, for what refers to them."""

    actor: Actor
    activity: Activity
    plan: Plan
    lanes: dict[str, UUID]


activity_planned: Hook[Planned] = Hook("activity planned")


async def create(actor: Actor, plan: Plan, answers: Answers | None = None) -> Activity:
    """Make an activity of a document; with `answers`, the document is a template fitted to them first.

    Raises:
        NotAllowed
    """
    actor.must(Permission.CHANGE_PLAN)
    if answers is not None:
        plan = fitted(plan, answers)
    async with database.transaction():
        row = _activity(actor, plan)
        await tables.Activity.insert(row)
        activity = database.fact(Activity, row.to_dict())
        lanes = await _write_lanes(activity, plan)
        await _insert(_parties(activity, plan))
        await _insert(_sections(activity, plan))
        await _insert(_tasks(activity, plan))
        await _insert(_blocks(activity, plan, lanes))
        await _insert(_obligations(activity, plan))
        await traces.leave(actor, "activity.planned", activity.id, activity_id=activity.id)
        await activity_planned.tell(Planned(actor, activity, plan, lanes))
    return activity


def _activity(actor: Actor, plan: Plan) -> tables.Activity:
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
        **{column: plan.heads(kind) for kind, column in HEADS.items()},
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


async def _write_lanes(activity: Activity, plan: Plan) -> dict[str, UUID]:
    named = plan.lanes or tuple(dict.fromkeys(s.lane for s in plan.schedule if s.lane))
    rows = [
        tables.Lane(
            id=uuid4(), activity=activity.id, name=name, position=n, tone=TONES[n % len(TONES)]
        )
        for n, name in enumerate(named)
    ]
    await _insert(rows)
    return {row.name: row.id for row in rows}


def _parties(activity: Activity, plan: Plan) -> list[tables.Party]:
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


def _sections(activity: Activity, plan: Plan) -> list[tables.PlanSection]:
    return [
        tables.PlanSection(
            id=uuid4(), activity=activity.id, key=s.key, heading=s.heading, text=s.text, position=n
        )
        for n, s in enumerate(plan.sections)
    ]


def _tasks(activity: Activity, plan: Plan) -> list[tables.Task]:
    return [
        tables.Task(
            id=uuid4(),
            activity=activity.id,
            key=task.key,
            phase=rules.PHASES.get(task.phase, rules.Phase.PREPARE),
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


def _due(activity: Activity, task: PlanTask) -> Any:
    unit = _one_of(OffsetUnit, task.offset_unit, OffsetUnit.DAYS)
    return due(activity.first_day, task.offset_days, unit) or task.due


def _blocks(activity: Activity, plan: Plan, lanes: dict[str, UUID]) -> list[tables.Block]:
    return [
        tables.Block(
            id=uuid4(),
            activity=activity.id,
            lane=lanes.get(step.lane or ""),
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


def _obligations(activity: Activity, plan: Plan) -> list[tables.Obligation]:
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


async def _insert(rows: list[Any]) -> None:
    if rows:
        table: type[Table] = type(rows[0])
        await table.insert(*rows)


def _one_of(enum: type[E], value: str, otherwise: E) -> E:
    """Return the member called `value`; a document from elsewhere may use words we do not know."""
    try:
        return enum(value)  # type: ignore[call-arg]
    except ValueError:
        return otherwise
