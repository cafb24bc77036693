"""A programme as a whole: a document becomes one, and one gives its document back."""

from typing import Any
from uuid import UUID, uuid4

import msgspec
from piccolo.table import Table

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import obligations, programme_sections, programmes, seats, tables, work
from events.rules import list_parts
from events.rules import programme_plans as rules
from events.rules.plan_limits import held_standing
from events.rules.plans import Plan, PlanParty, PlanSection, Traits, When
from events.rules.programme_plans import Asked
from events.rules.programmes import Programme, refuse_days
from kit import clock, database, i18n


async def create(actor: Actor, plan: Plan, asked: Asked | None = None) -> Programme:
    """Make a programme of a document; with `asked`, the answers are put into it first.

    Raises:
        NotAllowed, EndsBeforeStart, RunsTooLong
    """
    actor.must(Permission.CHANGE_PLAN)
    if asked is not None:
        plan = rules.fitted(plan, asked)
    plan = held_standing(plan)
    refuse_days(plan.when.start_date, plan.when.end_date)
    async with database.transaction():
        row = _programme(actor, plan)
        await tables.Programme.insert(row)
        programme = database.fact(Programme, row.to_dict())
        for rows in _parts(plan, programme.id):
            await _insert(rows)
        await traces.leave(actor, "programme.planned", programme.id)
    return programme


async def document(actor: Actor, programme_id: UUID) -> Plan:
    """Return the programme as `banxing-plan/1`.

    Raises:
        NotAllowed, NoSuchProgramme
    """
    programme = await programmes.find(actor, programme_id)
    return Plan(
        title=programme.title,
        kind="programme",
        language=i18n.locale(),
        theme=programme.theme,
        purposes=programme.purposes,
        period=programme.period,
        when=When(start_date=programme.starts_on, end_date=programme.ends_on),
        parties=tuple(
            PlanParty(role=rules.WRITTEN_ROLES.get(one.role, one.role), name=one.name)
            for one in await programmes.parties(programme)
        ),
        sections=tuple(
            PlanSection(heading=one.heading, text=one.text, key=one.key)
            for one in await programme_sections.of(programme)
        ),
        obligations=rules.written_promises(await obligations.of_programme(programme)),
        recurrence=rules.written_work(await work.of(programme)),
        responsibilities=list_parts.written_seats(await seats.of_programme(programme)),
        traits=Traits(kind="other", involves_minors=programme.involves_minors, zone=programme.zone),
    )


def _programme(actor: Actor, plan: Plan) -> tables.Programme:
    return tables.Programme(
        id=uuid4(),
        organization=actor.organization_id,
        title=plan.title,
        theme=plan.theme,
        purposes=list(plan.purposes),
        period=plan.period[:100],
        starts_on=plan.when.start_date,
        ends_on=plan.when.end_date,
        zone=plan.traits.zone,
        involves_minors=plan.traits.involves_minors,
        created_at=clock.now(),
        created_by=actor.account_id,
    )


def _parts(plan: Plan, programme: UUID) -> list[list[Any]]:
    """Return the rows of every part, in the order of the document."""
    return [
        [
            tables.Party(id=uuid4(), programme=programme, role=role, name=name, position=n)
            for n, (role, name) in enumerate(rules.parties(plan))
        ],
        [
            tables.PlanSection(
                id=uuid4(),
                programme=programme,
                key=one.key[:30],
                heading=one.heading,
                text=one.text,
                position=n,
            )
            for n, one in enumerate(plan.sections)
        ],
        [
            tables.Obligation(
                id=uuid4(), programme=programme, position=n, **obligations.columns(one)
            )
            for n, one in enumerate(rules.promises(plan))
        ],
        [
            tables.WorkItem(
                id=uuid4(), programme=programme, position=n, **msgspec.structs.asdict(one)
            )
            for n, one in enumerate(rules.work(plan))
        ],
        seats.rows(rules.seats(plan), programme=programme),
    ]


async def _insert(rows: list[Any]) -> None:
    if rows:
        table: type[Table] = type(rows[0])
        await table.insert(*rows)
