"""The rules of a call: written by planners, asked when somebody applies and again when they are accepted."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from piccolo.columns.combination import And, Or
from piccolo.custom_types import Combinable

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, conditions
from events.rules.activities import HELD, Activity, Status
from kit import clock, database, forms
from volunteers import questions
from volunteers.rules import eligibility as rules
from volunteers.rules import ordering
from volunteers.rules.applications import HOLDING, Application
from volunteers.rules.eligibility import NewRule, Rule, Unmet
from volunteers.rules.questions import Question
from volunteers.tables import applications as tables

LONGEST_RULE = 200
HISTORY = 20


class Proposed(msgspec.Struct, frozen=True):
    """A condition that stands in the plan and is no rule of the call yet."""

    text: str
    hard: bool


async def of(activity_id: UUID) -> list[Rule]:
    """Return the rules of an activity that whoever asks may see: they are public."""
    e = tables.Eligibility
    rows = await e.select().where(e.activity == activity_id).order_by(e.position, e.id)
    return database.facts(Rule, rows)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Rule]:
    """Return the rules for whoever may change them.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    return await of((await activities.find(actor, activity_id)).id)


async def unmet(application: Application) -> tuple[Unmet, ...]:
    """Return the rules an application does not meet as things stand now."""
    known = await of(application.activity)
    if not known:
        return ()
    return rules.unmet(known, application, await questions.answers_of(application.id))


async def unmet_of(
    applications: list[Application], activity_id: UUID
) -> dict[UUID, tuple[Unmet, ...]]:
    """Return the unmet rules of several applications of one activity, by application."""
    known = await of(activity_id)
    if not known:
        return {}
    given = await questions.answers(activity_id)
    return {one.id: rules.unmet(known, one, given.get(one.id, {})) for one in applications}


async def earlier(organization_id: UUID, volunteer_id: UUID, activity_id: UUID) -> bool:
    """Say whether our records know this person from another activity that took place."""
    a = tables.Application
    return bool(await a.exists().where(_took_part(organization_id, volunteer_id, activity_id)))


async def history(
    organization_id: UUID, application: Application
) -> list[tuple[str, datetime | None]]:
    """Return title and begin of the other activities in which this person took part, the last first."""
    a = tables.Application
    rows = (
        await a.select(
            a.activity._.title.as_alias("title"), a.activity._.starts_at.as_alias("starts_at")
        )
        .where(_took_part(organization_id, application.volunteer, application.activity))
        .order_by(a.activity._.starts_at, ascending=False)
        .limit(HISTORY)
    )
    return [(row["title"], row["starts_at"]) for row in rows]


def _took_part(organization_id: UUID, volunteer_id: UUID, but: UUID) -> Combinable:
    """Match applications with a place in an activity of this association that took place."""
    a = tables.Application
    return And(
        And(a.volunteer == volunteer_id, a.activity != but),
        And(
            And(
                a.activity._.organization == organization_id,
                a.activity._.status != Status.CANCELLED,
            ),
            And(
                Or(a.activity._.status.is_in(list(HELD)), a.activity._.ends_at < clock.now()),
                a.status.is_in(list(HOLDING)),
            ),
        ),
    )


async def add(actor: Actor, activity_id: UUID, new: NewRule) -> UUID:
    """Write one more rule, after the others.

    Raises:
        NotAllowed, NoSuchActivity, WrongForm, TooManyRules
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        new = _fitting(new, await questions.of(activity.id))
        [rule_id] = await _insert(activity, [new])
        await traces.leave(actor, "eligibility.add", rule_id, activity_id=activity.id)
    return rule_id


async def proposed(activity: Activity) -> list[Proposed]:
    """Return the conditions of the plan that no rule says yet."""
    known = {one.text for one in await of(activity.id)}
    return [
        Proposed(one.text[:LONGEST_RULE], one.hard)
        for one in await conditions.of(activity)
        if one.text[:LONGEST_RULE] not in known
    ]


async def take_over(actor: Actor, activity_id: UUID) -> int:
    """Make the plan's conditions rules that applicants tick; return how many were new.

    Raises:
        NotAllowed, NoSuchActivity, TooManyRules
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        fresh = [NewRule(text=one.text, hard=one.hard) for one in await proposed(activity)]
        for rule_id in await _insert(activity, fresh):
            await traces.leave(actor, "eligibility.add", rule_id, activity_id=activity.id)
    return len(fresh)


async def change(
    actor: Actor, activity_id: UUID, rule_id: UUID, version: int, new: NewRule
) -> None:
    """Write a rule differently.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchRule, RuleChanged, WrongForm
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    e = tables.Eligibility
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await find(activity.id, rule_id)
        if before.version != version:
            raise rules.RuleChanged
        new = _fitting(new, await questions.of(activity.id))
        await e.update(
            {getattr(e, k): v for k, v in _columns(new).items()} | {e.version: version + 1}
        ).where(e.id == rule_id, e.activity == activity.id)
        await traces.leave(actor, "eligibility.change", rule_id, activity_id=activity.id)


async def move(actor: Actor, activity_id: UUID, rule_id: UUID, by: int) -> None:
    """Name it earlier or later.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchRule
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(activity.id, rule_id)
        ids = ordering.moved([one.id for one in await of(activity.id)], rule_id, by)
        e = tables.Eligibility
        await e.update({e.position: database.by_id(ordering.numbered(ids))}).where(e.id.is_in(ids))


async def remove(actor: Actor, activity_id: UUID, rule_id: UUID) -> None:
    """Ask for it no longer.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchRule
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(activity.id, rule_id)
        e = tables.Eligibility
        await e.delete().where(e.id == rule_id, e.activity == activity.id)
        await traces.leave(actor, "eligibility.remove", rule_id, activity_id=activity.id)


async def find(activity_id: UUID, rule_id: UUID) -> Rule:
    """Return one rule of an activity that was found for whoever asks.

    Raises:
        NoSuchRule
    """
    known = {one.id: one for one in await of(activity_id)}
    if rule_id not in known:
        raise rules.NoSuchRule
    return known[rule_id]


async def _insert(activity: Activity, several: list[NewRule]) -> list[UUID]:
    e, known = tables.Eligibility, await of(activity.id)
    if len(known) + len(several) > rules.MOST_RULES:
        raise rules.TooManyRules(most=rules.MOST_RULES)
    first = known[-1].position + 1 if known else 0
    rows = [
        e(id=uuid4(), activity=activity.id, position=first + at, **_columns(new))
        for at, new in enumerate(several)
    ]
    if rows:
        await e.insert(*rows)
    return [row.id for row in rows]


def _fitting(new: NewRule, asked: list[Question]) -> NewRule:
    by_id = {one.id: one for one in asked}
    new = rules.tidied(new, by_id)
    if wrong := rules.wrong_fields(new, by_id):
        raise forms.WrongForm(wrong)
    return new


def _columns(new: NewRule) -> dict[str, Any]:
    return msgspec.structs.asdict(new) | {"expected": list(new.expected)}
