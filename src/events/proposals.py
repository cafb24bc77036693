"""An activity gives its plan back as one document, for the plan page, for copies and for exports."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import (
    activities,
    acts,
    conditions,
    obligations,
    quotas,
    schedule,
    seats,
    sections,
    tasks,
)
from events.rules import list_parts
from events.rules import plans as rules
from events.rules.activities import Activity, DateState, Party
from events.rules.obligations import Obligation
from events.rules.plans import (
    Headcount,
    Plan,
    PlanBudget,
    PlanParty,
    PlanSection,
    PlanTask,
    Promise,
    Step,
    Traits,
    When,
)
from events.rules.schedule import Block, StartKind
from events.rules.tasks import OffsetUnit, Task
from kit import i18n
from kit.hooks import Hook

WRITTEN_ROLES = {"organizer": "organiser", "co_organizer": "co_organiser"}


class Gathering(msgspec.Struct):
    """A document being written; each slice above adds its part to `plan`, as far as `actor` may see it.

    `lanes` holds the names of the lanes, for what refers to them.
    """

    actor: Actor
    activity: Activity
    plan: Plan
    lanes: dict[UUID, str]


plan_gathered: Hook[Gathering] = Hook("plan gathered")


async def document(actor: Actor, activity_id: UUID) -> Plan:
    """Return the activity as `banxing-plan/1`.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    activity = await activities.find(actor, activity_id)
    day = await schedule.of_activity(actor, activity_id)
    names = {lane.id: lane.name for lane in day.lanes}
    plan = Plan(
        title=activity.title,
        language=i18n.locale(),
        theme=activity.theme,
        purposes=activity.purposes,
        parties=tuple(_party(party) for party in await activities.parties(activity)),
        when=_when(activity),
        places=(activity.place,) if activity.place else (),
        headcounts=_heads(activity),
        tasks=tuple(_task(task) for task in await tasks.of_activity(activity_id)),
        schedule=tuple(_step(activity, block, names) for block in day.blocks),
        budget=PlanBudget(currency=activity.currency),
        obligations=tuple(_promise(one) for one in await obligations.of(activity)),
        sections=tuple(
            PlanSection(heading=s.heading, text=s.text, key=s.key)
            for s in await sections.of(activity)
        ),
        traits=_traits(activity),
        lanes=tuple(lane.name for lane in day.lanes),
        responsibilities=list_parts.written_seats(await seats.of_activity(activity)),
        quotas=list_parts.written_quotas(await quotas.of(activity)),
        eligibility=list_parts.written_conditions(await conditions.of(activity)),
        acts=list_parts.written_acts(await acts.of(activity)),
    )
    gathering = Gathering(actor, activity, plan, names)
    await plan_gathered.tell(gathering)
    return gathering.plan


def _party(party: Party) -> PlanParty:
    return PlanParty(role=WRITTEN_ROLES.get(party.role, party.role), name=party.name)


def _when(activity: Activity) -> When:
    zone = ZoneInfo(activity.zone)
    starts = activity.starts_at.astimezone(zone) if activity.starts_at else None
    ends = activity.ends_at.astimezone(zone) if activity.ends_at else None
    return When(
        start_date=starts.date() if starts else None,
        end_date=activity.last_day if ends else None,
        start_time=f"{starts:%H:%M}" if starts and activity.has_clock_time else None,
        end_time=f"{ends:%H:%M}" if ends and activity.has_end_time else None,
        tentative=activity.date_state is DateState.TENTATIVE,
    )


def _heads(activity: Activity) -> tuple[Headcount, ...]:
    counted = {
        "volunteer": activity.volunteers,
        "participant": activity.participants,
        "crew": activity.crew,
        "guest": activity.guests,
    }
    return tuple(
        Headcount(kind=kind, count=count) for kind, count in counted.items() if count is not None
    )


def _task(task: Task) -> PlanTask:
    return PlanTask(
        phase=rules.WRITTEN_PHASES[task.phase],
        text=task.title,
        owner=task.owner or None,
        due=task.due,
        offset_days=task.offset,
        offset_unit="wd" if task.offset_unit is OffsetUnit.WORKING_DAYS else "days",
        key=task.key,
    )


def _step(activity: Activity, block: Block, lanes: dict[UUID, str]) -> Step:
    zone = ZoneInfo(activity.zone)
    starts = block.starts_at.astimezone(zone) if block.starts_at else None
    ends = starts + timedelta(minutes=block.minutes) if starts and block.minutes else None
    first = activity.first_day
    return Step(
        title=block.title,
        day=(starts.date() - first).days + 1 if starts and first else block.day,
        start=f"{starts:%H:%M}" if starts else block.clock or None,
        end=f"{ends:%H:%M}" if ends else None,
        minutes=block.minutes,
        place=block.place or None,
        owner=block.lead or None,
        lane=lanes.get(block.lane) if block.lane else None,
        people=block.people,
        floating=block.start_kind is StartKind.FLOATING,
        hard_end=block.hard_end,
        with_children=block.with_children,
        service=block.counts_as_service,
        public=block.public,
        tentative=block.tentative,
        note=block.note,
    )


def _promise(one: Obligation) -> Promise:
    return Promise(
        text=one.title,
        at_least=one.at_least,
        at_most=one.at_most,
        per=one.period,
        weekday=one.weekday,
        units=one.units,
        actor=one.actor or None,
        subject=one.unit_kind,
        periods=one.periods,
        key=one.key,
    )


def _traits(activity: Activity) -> Traits:
    return Traits(
        kind=activity.kind,
        short_title=activity.short_title,
        involves_minors=activity.involves_minors,
        off_campus=activity.off_campus,
        overnight=activity.overnight,
        risk=activity.risk,
        zone=activity.zone,
        address=activity.address,
        contact_name=activity.contact_name,
        contact_phone=activity.contact_phone,
    )
