"""Volunteers with a place who are trained, pledged and checked, and children on the roster: ready to be paired."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from accounts.rules.permissions import Actor
from events.rules.activities import Activity, Status
from kit import clock
from tests import make
from volunteers.rules.applications import CONSENT_VERSION, ApplicationStatus
from volunteers.rules.consent import NEEDED
from volunteers.rules.participants import AgeBand, ConsentState, Method, Purpose
from volunteers.rules.pledge import PLEDGE_VERSION
from volunteers.rules.training import ClearanceKind, Presence
from volunteers.tables import applications, participants, training

LIKED = ("drawing", "paper", "plants", "insects", "stories", "football")
AT = clock.now().replace(microsecond=0)
CHECKED_UNTIL = date(2099, 12, 31)
TODAY = AT.astimezone(ZoneInfo("Asia/Shanghai")).date()


async def ready(actor: Actor, volunteers: int, children: int, **differing: Any) -> Activity:
    """An activity whose call is full and whose children may all join."""
    activity = await make.activity(actor, **{"status": Status.OPEN} | differing)
    await applications.Recruitment(
        id=uuid4(),
        activity=activity.id,
        quota=volunteers,
        taken=volunteers,
        published_at=AT,
        risk_statement="Rain.",
    ).save()
    people = await _volunteers(activity, volunteers)
    await trained(activity, people)
    await pledged(people)
    await checked(people)
    await rostered(await _children(activity, children))
    return activity


async def everybody(activity: Activity) -> tuple[list[UUID], list[UUID]]:
    """Return the ids of the volunteers by number, and of the children in the partner's order."""
    a, p = applications.Application, participants.Participant
    rows = await a.select(a.id).where(a.activity == activity.id).order_by(a.number)
    children = await p.select(p.id).where(p.activity == activity.id).order_by(p.codename)
    return [row["id"] for row in rows], [row["id"] for row in children]


async def trained(activity: Activity, people: list[UUID]) -> None:
    session = training.TrainingSession(
        id=uuid4(),
        activity=activity.id,
        title="Training",
        starts_at=AT,
        ends_at=AT + timedelta(hours=2),
        created_at=AT,
        calendar_uid=make.uid("training"),
        calendar_modified=AT,
    )
    await session.save()
    t = training.Attendance
    if people:
        await t.insert(
            *(
                t(id=uuid4(), session=session.id, application=one, presence=Presence.PRESENT)
                for one in people
            )
        )


async def pledged(people: list[UUID]) -> None:
    c, a = training.Clearance, applications.Application
    if people:
        rows = await a.select(a.id, a.volunteer).where(a.id.is_in(people))
        await c.insert(
            *(
                c(
                    id=uuid4(),
                    volunteer=row["volunteer"],
                    application=row["id"],
                    kind=ClearanceKind.PLEDGE,
                    on=AT.date(),
                    text_version=PLEDGE_VERSION,
                    created_at=AT,
                )
                for row in rows
            )
        )


async def checked(people: list[UUID]) -> None:
    """Note a clear record check for each; it stays valid as long as any day a test is about."""
    c, a = training.Clearance, applications.Application
    if people:
        rows = await a.select(a.id, a.volunteer).where(a.id.is_in(people))
        await c.insert(
            *(
                c(
                    id=uuid4(),
                    volunteer=row["volunteer"],
                    application=row["id"],
                    kind=ClearanceKind.RECORD_CHECK,
                    on=AT.date(),
                    valid_until=CHECKED_UNTIL,
                    created_at=AT,
                )
                for row in rows
            )
        )


async def rostered(children: list[UUID]) -> None:
    c = participants.Consent
    if children:
        await c.insert(
            *(
                c(
                    id=uuid4(),
                    participant=one,
                    purpose=purpose,
                    state=ConsentState.GRANTED,
                    method=Method.PARTNER_BATCH,
                    own_word=True,
                    on=date(2026, 11, 1),
                    recorded_at=AT,
                )
                for one in children
                for purpose in (*NEEDED, Purpose.PAIRING_CONTACT)
            )
        )


async def _volunteers(activity: Activity, count: int) -> list[UUID]:
    a, v = applications.Application, applications.Volunteer
    people = [
        v(
            id=uuid4(),
            organization=activity.organization,
            name=f"许诺{n}",
            student_no=f"2022{n:05}",
            created_at=AT,
        )
        for n in range(1, count + 1)
    ]
    if not people:
        return []
    await v.insert(*people)
    rows = [
        a(
            id=uuid4(),
            activity=activity.id,
            volunteer=one.id,
            number=n,
            name=one.name,
            student_no=one.student_no,
            college="生命科学学院",
            year="大二",
            status=ApplicationStatus.ACCEPTED,
            interests=[LIKED[n % len(LIKED)]],
            consent_version=CONSENT_VERSION,
            consented_at=AT,
            applied_at=AT,
            calendar_modified=AT,
        )
        for n, one in enumerate(people, start=1)
    ]
    await a.insert(*rows)
    return [row.id for row in rows]


async def _children(activity: Activity, count: int) -> list[UUID]:
    p = participants.Participant
    rows = [
        p(
            id=uuid4(),
            activity=activity.id,
            codename=f"小满{n:02}",
            partner_row=str(n),
            age_band=AgeBand.A12_13,
            grade=7,
            interests=[LIKED[n % len(LIKED)]],
            retain_until=AT.date() + timedelta(days=300),
            created_at=AT,
        )
        for n in range(1, count + 1)
    ]
    if rows:
        await p.insert(*rows)
    return [row.id for row in rows]
