"""What the slices know of an activity, gathered for its papers, as far as somebody may see it."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from accounts import organizations, traces
from accounts import papers as looks
from accounts.rules.permissions import Actor, Permission
from budget import lines, materials, sources
from events import (
    activities,
    acts,
    approvals,
    changes,
    conditions,
    obligations,
    quotas,
    releases,
    schedule,
    seats,
    sections,
    tasks,
)
from events.findings import today
from events.rules.activities import Activity
from exports.rules import profiles
from exports.rules.filled.facts import Facts, Occasion, Roster, Stood
from exports.rules.filled.volunteers import LISTED
from exports.rules.kinds import PERMISSIONS, Kind
from exports.rules.profiles import Profile
from volunteers import (
    applications,
    changes_today,
    concerns,
    consents,
    handovers,
    invitation,
    letters,
    pairs,
    participants,
    places,
    posts,
    shift_rosters,
    training,
)
from volunteers.rules.participants import Participant
from volunteers.rules.training import Answer

_PEOPLE = {Kind.PAIRS, Kind.SIGN_IN_SHEET, Kind.BADGES, Kind.CODENAME_BADGES}
_TODAY = {Kind.PAIRS, Kind.SIGN_IN_SHEET, Kind.CHANGES}
_HANDED = {Kind.PAIRS, Kind.VOLUNTEER_LIST}
_CALLED = {Kind.POSTER, Kind.SELECTION_LIST, Kind.BADGES}
_COSTED = {Kind.BUDGET, Kind.PROPOSAL, Kind.APPROVAL_FORM}
_PLANNED = {
    Kind.PROPOSAL,
    Kind.APPROVAL_FORM,
    Kind.LEADING_GROUP,
    Kind.NOTICE,
    Kind.CONSENT_LETTER,
    Kind.SAFETY_PLEDGE,
}
_AGREED = {Kind.APPROVAL_FORM, Kind.DIFF_SHEET}
_BUDGET = ("budget.%", "source.%")


async def gather(actor: Actor, activity_id: UUID, kinds: Collection[Kind]) -> Facts:
    """Return what the papers of these kinds need, as far as the actor may see it.

    Raises:
        NotAllowed: the actor may not see one of these papers.
        NoSuchActivity
    """
    for kind in kinds:
        actor.must(PERMISSIONS[kind])
    activity = await activities.find(actor, activity_id)
    released = await releases.current(actor.organization_id, activity_id)
    ordered = set(kinds)
    what = _BUDGET if ordered == {Kind.BUDGET} else ("%",)
    facts = Facts(
        activity=activity,
        association=(await organizations.publisher(actor.organization_id)).name,
        parties=tuple(await activities.parties(activity)),
        release=released[0] if released else None,
        snapshot=released[1] if released else None,
        changed_at=await traces.last(activity_id, what) or activity.created_at,
        profile=await _look(activity),
        concern=concerns.address() if activity.involves_minors else "",
    )
    if ordered & _COSTED and actor.may(Permission.SEE_BUDGET):
        facts = await _with_costs(actor, facts)
    if ordered & _PLANNED:
        facts = await _with_plan(actor, facts)
    if ordered & _AGREED:
        facts = await _with_agreement(actor, facts)
    if ordered & _CALLED:
        facts = await _with_call(actor, facts, applicants=Kind.SELECTION_LIST in ordered)
    if Kind.SHIFT_ROSTER in ordered:
        facts = msgspec.structs.replace(facts, rosters=await _rosters(actor, activity))
    if ordered & (_HANDED | _TODAY):
        facts = await _with_handed(actor, facts, ordered)
    if ordered & _PEOPLE:
        facts = await _with_people(actor, facts)
    elif Kind.ROLL_CALL in ordered:
        facts = msgspec.structs.replace(facts, participants=await _rostered(actor, activity))
    return facts


async def _with_handed(actor: Actor, facts: Facts, ordered: set[Kind]) -> Facts:
    """Add which partner may see whom, and who is beside somebody else today."""
    activity = facts.activity
    if ordered & _HANDED:
        facts = msgspec.structs.replace(facts, handed=await handovers.of(activity))
    if ordered & _TODAY:
        different = await changes_today.of(actor, activity.id)
        facts = msgspec.structs.replace(facts, different=different)
    return facts


async def _rostered(actor: Actor, activity: Activity) -> tuple[Participant, ...]:
    """Return who may stand on a list: of children only those whose consent is there today (V9, V10)."""
    everybody = await participants.of_activity(actor, activity.id)
    if not activity.involves_minors:
        return tuple(everybody)
    agreed = await consents.rostered(activity.id, today(activity))
    return tuple(one for one in everybody if one.id in agreed)


async def _look(activity: Activity) -> Profile:
    """Return how the papers of an activity look; a pasted plan keeps its own order and headings."""
    profile = profiles.read(await looks.look(activity.organization))
    if profile.chapters and await traces.last(activity.id, ("plan.pasted",)):
        return msgspec.structs.replace(profile, chapters=())
    return profile


async def _with_costs(actor: Actor, facts: Facts) -> Facts:
    activity_id = facts.activity.id
    return msgspec.structs.replace(
        facts,
        lines=tuple(await lines.of_activity(actor, activity_id)),
        sources=tuple(await sources.of_activity(actor, activity_id)),
    )


async def _with_plan(actor: Actor, facts: Facts) -> Facts:
    activity = facts.activity
    day = await schedule.of_activity(actor, activity.id)
    call = await places.call_of(activity)
    return msgspec.structs.replace(
        facts,
        sections=tuple(await sections.of(activity)),
        tasks=tuple(await tasks.of_activity(activity.id)),
        draft=(day.lanes, day.blocks),
        seats=tuple(await seats.of_activity(activity)),
        quotas=tuple(await quotas.of(activity)),
        conditions=tuple(await conditions.of(activity)),
        acts=tuple(await acts.of(activity)),
        materials=tuple(await materials.of(activity)),
        promises=tuple(await obligations.of(activity)),
        risks=call.risk_statement if call else "",
        asked=(await letters.asking(activity)).purposes,
        named_mode=await letters.names_children(activity.id),
    )


async def _with_agreement(actor: Actor, facts: Facts) -> Facts:
    standing = await approvals.standing(actor, facts.activity)
    return msgspec.structs.replace(
        facts, standing=standing, changes=changes.visible(actor, standing.changes)
    )


async def _with_call(actor: Actor, facts: Facts, *, applicants: bool) -> Facts:
    activity = facts.activity
    call = await places.call_of(activity)
    several = await applications.of_activity(actor, activity.id, LISTED) if applicants else []
    return msgspec.structs.replace(
        facts,
        call=call,
        posts=tuple(await posts.of(activity)),
        page=invitation.address(activity),
        risks=call.risk_statement if call else "",
        applicants=tuple(several),
    )


async def _rosters(actor: Actor, activity: Activity) -> tuple[Roster, ...]:
    """Return the living shifts with names, place by place."""
    _, several = await shift_rosters.of_activity(actor, activity.id)
    return tuple(
        Roster(
            at.place.name if at.place else "",
            at.place.address if at.place else "",
            tuple(
                Stood(one.shift, one.post.name, tuple(stand.name for stand in one.people))
                for one in at.lines
            ),
        )
        for at in several
    )


async def _with_people(actor: Actor, facts: Facts) -> Facts:
    activity_id = facts.activity.id
    trained = await training.overview(actor, activity_id)
    taught = await posts.module_names(actor.organization_id)
    return msgspec.structs.replace(
        facts,
        pairs=tuple(await pairs.listing(actor, activity_id)),
        volunteers=tuple(await applications.of_activity(actor, activity_id)),
        participants=await _rostered(actor, facts.activity),
        occasions=tuple(
            Occasion(
                held.session,
                tuple(
                    one
                    for one in held.people
                    if one.id not in held.attendances
                    or held.attendances[one.id].answer is not Answer.NOT_COMING
                ),
                tuple(taught[one] for one in held.session.modules if one in taught),
            )
            for held in trained.sessions
            if held.session.cancelled_at is None
        ),
    )
