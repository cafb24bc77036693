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
from volunteers import applications, interviews, partings, places, steps
from volunteers.pairs import fact
from volunteers.rules.applications import LIVE, ApplicationStatus
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.rules.requests import DataRequest
from volunteers.rules.selection import frees_a_place
from volunteers.rules.sharing import SubjectKind
from volunteers.tables import applications as people
from volunteers.tables import pairs as pair_tables
from volunteers.tables import participants as tables
from volunteers.tables import records

ERASED = "erased-on-request"
NAMELESS = "—"
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
    """Give back the places, then blank the person and every application; numbers stay."""
    v, a, said = people.Volunteer, people.Application, people.ApplicationAnswer
    rows = (
        await a.select(a.id, a.activity, a.status)
        .where(
            (a.volunteer == volunteer_id) | (a.volunteer.merged_into == volunteer_id),
            a.activity.organization == actor.organization_id,
        )
        .order_by(a.activity, a.id)
    )
    for row in rows:
        await _step_back(actor, row["activity"], row["id"])
        await links.revoke(actor.organization_id, Kind.FEED, row["id"])
    ids = [row["id"] for row in rows]
    if ids:
        await said.delete().where(said.application.is_in(ids))
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
        ).where(a.id.is_in(ids))
    for one in await v.select(v.id).where(
        (v.id == volunteer_id) | (v.merged_into == volunteer_id),
        v.organization == actor.organization_id,
    ):
        await v.update(
            {
                **{getattr(v, name): value for name, value in _BLANK.items()},
                v.name: NAMELESS,
                v.student_no: f"x{one['id'].hex[:20]}",  # nobody's, and no two alike
                v.pinyin: "",
                v.sex: None,
                v.birth_date: None,
                v.id_number: None,
                v.version: v.version + 1,
            }
        ).where(v.id == one["id"])
    await records.Merge.delete().where(records.Merge.kept == volunteer_id)
    await traces.leave(actor, "volunteer.erased", volunteer_id)


async def _step_back(actor: Actor, activity_id: UUID, application_id: UUID) -> None:
    """Give a place back to those who wait, as if the volunteer had stepped back."""
    activity = await activities.find(actor, activity_id, lock=True)
    await places.call_of(activity, lock=True)
    before = await applications.one(activity.id, application_id, lock=True)
    if before.status not in LIVE or activity.status in OVER:
        return
    after = await steps.move(before, ApplicationStatus.WITHDRAWN)
    if frees_a_place(before.status, after.status):
        await steps.place_lost.tell(after)
        await places.free(activity, before)
    await interviews.release(before.id)
    await activities.touch(activity.id)
