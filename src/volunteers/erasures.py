"""Erasures: what somebody asked to have deleted is deleted, but for what the law makes us keep (A5).

Kept three years, without a name or codename: that there was a consent and when it ended, to whom
details went, who saw them (PIPL 56). Of a volunteer also the bare row that places, hours and pairs hang on.
"""

from uuid import UUID

from accounts import links, traces
from accounts.rules.links import Kind
from accounts.rules.permissions import Actor
from events import activities
from events.rules.activities import OVER
from volunteers import (
    applications,
    identity,
    interviews,
    partings,
    places,
    stands,
    steps,
)
from volunteers.pairs import fact
from volunteers.rules.applications import LIVE, ApplicationStatus
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.rules.requests import DataRequest
from volunteers.rules.selection import frees_a_place
from volunteers.rules.sharing import SubjectKind
from volunteers.tables import applications as people
from volunteers.tables import pairs as pair_tables
from volunteers.tables import participants as tables
from volunteers.tables import records, reviews, shifts, training

ERASED = "erased-on-request"
NAMELESS = "—"
WORDLESS = '{"note": "", "override_reason": ""}'
_BLANK = {"college": "", "year": "", "phone": "", "email": "", "skills": [], "interests": []}
_BLANK |= {"languages": [], "free": [], "note": ""}


async def carry_out(actor: Actor, request: DataRequest) -> None:
    """Delete what a request is about, inside the caller's transaction."""
    if request.subject_kind is SubjectKind.PARTICIPANT and request.activity_id:
        await _participant(actor, request.activity_id, request.subject_id)
    elif request.subject_kind is SubjectKind.VOLUNTEER:
        await _volunteer(actor, request.subject_id)


async def _participant(actor: Actor, activity_id: UUID, participant_id: UUID) -> None:
    """Let the pair go, then delete the entry with all that hangs on it."""
    await activities.find(actor, activity_id, lock=True)
    p, pair = tables.Participant, pair_tables.Pair
    rows = await pair.select().where(
        pair.participant == participant_id,
        pair.activity == activity_id,
        pair.status.is_in(list(LIVE_PAIRS)),
    )
    await partings.release([fact(row) for row in rows], ERASED)
    await p.delete().where(p.id == participant_id, p.activity == activity_id)
    await traces.leave(actor, "participant.removed", participant_id, activity_id=activity_id)


async def _volunteer(actor: Actor, volunteer_id: UUID) -> None:
    """Give back the places, then blank the person and every application; numbers stay.

    Whoever asked through the link of an entry that was merged is the person it was merged into.
    """
    a, v = people.Application, people.Volunteer
    family = await identity.family(volunteer_id)
    rows = (
        await a.select(a.id, a.activity)
        .where(a.volunteer.is_in(family), a.activity.organization == actor.organization_id)
        .order_by(a.activity, a.id)
    )
    for row in rows:
        await _step_back(actor, row["activity"], row["id"])
        await links.revoke(actor.organization_id, Kind.FEED, row["id"])
    if ids := [row["id"] for row in rows]:
        await stands.let_go(ids, "")
        await _blank(ids)
    await v.select(v.id).where(v.id.is_in(family)).order_by(v.id).lock_rows("UPDATE")
    for one in family:
        await v.update(
            {
                **{getattr(v, name): value for name, value in _BLANK.items()},
                v.name: NAMELESS,
                v.student_no: f"x{one.hex[:20]}",  # nobody's, and no two alike
                v.pinyin: "",
                v.sex: None,
                v.birth_date: None,
                v.id_number: None,
                v.version: v.version + 1,
            }
        ).where(v.id == one, v.organization == actor.organization_id)
        await traces.leave(actor, "volunteer.erased", one)
    await records.Merge.delete().where(records.Merge.kept.is_in(family))


async def _blank(application_ids: list[UUID]) -> None:
    """Empty what these applications say, and what others wrote about them in words."""
    a, said = people.Application, people.ApplicationAnswer
    review, at, stand = reviews.Review, training.Attendance, shifts.ShiftPerson
    await said.delete().where(said.application.is_in(application_ids))
    await a.update(
        {
            **{getattr(a, name): value for name, value in _BLANK.items()},
            a.name: NAMELESS,
            a.student_no: "",
            a.gender: "",
            a.motivation: "",
            a.experience: 0,
            a.override_reason: "",
        }
    ).where(a.id.is_in(application_ids))
    await review.update({review.comment: ""}).where(review.application.is_in(application_ids))
    await at.update({at.note: ""}).where(at.application.is_in(application_ids))
    await stand.update({stand.reason: ""}).where(stand.application.is_in(application_ids))
    await _blank_verdicts(application_ids)


async def _blank_verdicts(application_ids: list[UUID]) -> None:
    """Empty what a decision keeps of these people in words, so that taking it back brings none up."""
    await reviews.Verdict.raw(
        "UPDATE verdict SET changes = (SELECT coalesce(jsonb_agg(CASE "
        "WHEN (c->>'id')::uuid = ANY({}) THEN c || {}::jsonb ELSE c END ORDER BY n), '[]')::text "
        "FROM jsonb_array_elements(changes::jsonb) WITH ORDINALITY AS each(c, n)) "
        "WHERE activity IN (SELECT activity FROM application WHERE id = ANY({}))",
        application_ids,
        WORDLESS,
        application_ids,
    )


async def _step_back(actor: Actor, activity_id: UUID, application_id: UUID) -> None:
    """Give a place back to those who wait, as if the volunteer had stepped back."""
    activity = await activities.find(actor, activity_id, lock=True)
    await places.call_of(activity, lock=True)
    before = await applications.one(activity.id, application_id, lock=True)
    if before.status not in LIVE or activity.status in OVER:
        return
    after = await steps.move(before, ApplicationStatus.WITHDRAWN)
    if frees_a_place(before.status, after.status):
        await steps.place_lost.tell([after])
        await places.free(activity, before)
    await interviews.release(before.id)
    await activities.touch(activity.id)
