"""Where plans stand with those who have to agree: read, for one activity and for everybody's list."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from msgspec.structs import replace

from accounts import memberships, organizations
from accounts.rules.memberships import Member
from accounts.rules.permissions import Actor, Permission, Role
from events import chains, proposals, tables
from events.rules import plan_files, standings
from events.rules.activities import Activity, Status
from events.rules.approval import (
    DECIDABLE,
    Approval,
    NotApprovedAnyMore,
    Submission,
)
from events.rules.chains import Step, deciders, in_force
from events.rules.histories import History, in_doubt, waits, whose_turn
from events.rules.plans import Plan
from events.rules.standings import Standing
from kit import database, i18n
from kit.i18n import gettext


class Decidable(msgspec.Struct, frozen=True):
    """An activity that waits for a step which somebody may decide."""

    activity: Activity
    step: Step
    submission: Submission


async def standing(actor: Actor, activity: Activity, now: Plan | None = None) -> Standing:
    """Return every step of the chain an activity goes by, its state, and what has changed.

    `now` is the plan as it stands, money included, where the caller has it already.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_PLAN)
    past = await history(activity)
    if not past.submissions:
        now = Plan(title=activity.title)  # there is nothing to compare it with
    return standings.stands(past, activity.status, now or await as_it_is(activity))


async def as_it_is(activity: Activity) -> Plan:
    """Return the plan as a reader within the house sees it, money included, in the house's language."""
    reader = Actor(UUID(int=0), activity.organization, Role.OWNER)
    spoken = (await organizations.publisher(activity.organization)).locale
    with i18n.speaking(spoken):
        return await proposals.document(reader, activity.id)


async def history(activity: Activity) -> History:
    """Return all that was handed in and said about an activity whoever asks has been let in to."""
    submissions = (await _submissions([activity.id]))[activity.id]
    approvals = (await _approvals([activity.id]))[activity.id]
    frozen = await _frozen(one.id for one in submissions)
    return History(await _chain(activity, submissions), submissions, approvals, frozen)


async def waiting_for(actor: Actor) -> list[Decidable]:
    """Return the activities that wait for a step the actor may decide, the nearest first.

    The list goes by what was handed in, never by the plans as they stand now: the number of
    statements does not grow with the activities, and only those submissions are read that tell
    whose turn it is. A change that was put back stays in it until somebody confirms that.
    """
    t = tables.Activity
    rows = (
        await t.select()
        .where(
            t.organization == actor.organization_id,
            t.status.is_in([one.value for one in DECIDABLE]),
        )
        .order_by(t.starts_at, t.id)
    )
    coming = database.facts(Activity, rows)
    ids = [one.id for one in coming]
    submissions, approvals = await _submissions(ids), await _approvals(ids)
    ever = await chains.ever(actor.organization_id)
    members = await memberships.living(actor)
    asked: list[tuple[Activity, History]] = []
    reading: set[UUID] = set()
    for activity in coming:
        if handed_in := submissions[activity.id]:
            steps = in_force(ever, handed_in[-1].submitted_at)
            past = History(steps, handed_in, approvals[activity.id], {})
            doubtful, to_read = in_doubt(past)
            mine = any(may_decide(actor, one, handed_in[-1], members) for one in doubtful)
            if mine and waits(past, activity.status):
                asked.append((activity, past))
                reading |= to_read
    frozen = await _frozen(reading)
    found = []
    for activity, past in asked:
        step, latest = whose_turn(replace(past, frozen=frozen)), past.submissions[-1]
        if step is not None and may_decide(actor, step, latest, members):
            found.append(Decidable(activity, step, latest))
    return found


async def must_hold(activity: Activity) -> None:
    """Let go on only what everybody agrees to as it stands now.

    Raises:
        NotApprovedAnyMore
    """
    past = await history(activity)
    if past.submissions:
        now = await as_it_is(activity)
        if missing := [step.name for step in past.steps if not past.holds(step, now)]:
            raise NotApprovedAnyMore(who=gettext(", ").join(missing))


def may_decide(
    actor: Actor, step: Step, submission: Submission | None, members: Sequence[Member]
) -> bool:
    """Say whether a step is the actor's to decide; nobody decides on what they handed in (A2)."""
    if submission is None:
        return False
    able = deciders(step, members, submission.submitted_by)
    return actor.account_id in {one.account_id for one in able}


async def _chain(activity: Activity, submissions: Sequence[Submission]) -> Sequence[Step]:
    """Return the steps an activity goes by: of its last submission, or those it will meet.

    What was approved before there were submissions goes by none.
    """
    if activity.status in (Status.DRAFT, Status.RETURNED):
        return await chains.of(activity.organization)
    if not submissions:
        return ()
    return in_force(await chains.ever(activity.organization), submissions[-1].submitted_at)


async def _submissions(activity_ids: Sequence[UUID]) -> dict[UUID, list[Submission]]:
    """Return what was handed in for each activity, in order, with the name of who did."""
    s, found = tables.Submission, defaultdict[UUID, list[Submission]](list)
    if activity_ids:
        rows = (
            await s.select(
                s.id,
                s.activity,
                s.number,
                s.sha256,
                s.note,
                s.submitted_by,
                s.submitted_at,
                s.submitted_by.name.as_alias("name"),
            )
            .where(s.activity.is_in(list(activity_ids)))
            .order_by(s.number)
        )
        for one in database.facts(Submission, [row | {"name": row["name"] or ""} for row in rows]):
            found[one.activity].append(one)
    return found


async def _approvals(activity_ids: Sequence[UUID]) -> dict[UUID, list[Approval]]:
    a, found = tables.Approval, defaultdict[UUID, list[Approval]](list)
    if activity_ids:
        rows = await a.select().where(a.activity.is_in(list(activity_ids)))
        for row in rows:
            found[row["activity"]].append(database.fact(Approval, row))
    return found


async def _frozen(submission_ids: Iterable[UUID]) -> dict[UUID, Plan]:
    """Return the plans these submissions froze."""
    s, ids = tables.Submission, list(submission_ids)
    if not ids:
        return {}
    rows = await s.select(s.id, s.snapshot).where(s.id.is_in(ids))
    return {row["id"]: plan_files.read(row["snapshot"]) for row in rows}
