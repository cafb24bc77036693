"""A published call for volunteers and people who answer it, for the tests of this slice."""

from typing import Any
from uuid import uuid4

import accounts.tables
import events.tables
from accounts.rules.permissions import Actor
from events.rules.activities import Activity, Status
from kit import clock, i18n
from tests import make
from volunteers import applying
from volunteers.rules.applications import NewApplication
from volunteers.tables import applications as tables


async def opened(of: Actor, **differing: Any) -> Activity:
    """An open activity whose call takes two people at once and has a reserve list."""
    activity = await make.activity(of, status=Status.OPEN)
    usual = {
        "id": uuid4(),
        "activity": activity.id,
        "quota": 2,
        "reserve": 1,
        "published_at": clock.now(),
        "risk_statement": "A long bus ride, and rain in the afternoon.",
    }
    await tables.Recruitment(**usual | differing).save()
    return activity


def person(number: int, **differing: Any) -> NewApplication:
    usual = {
        "name": f"许诺{number}",
        "student_no": f"2022{number:05}",
        "email": f"p{number}@example.org",
        "consent": True,
    }
    return NewApplication(**usual | differing)


async def apply(activity: Activity, *numbers: int, **differing: Any) -> list[str]:
    """Let these people apply one after the other and return their tokens."""
    with i18n.speaking("zh_Hans"):
        return [await applying.send(activity.slug, person(n, **differing)) for n in numbers]


async def crowd(activity: Activity, count: int) -> None:
    """Let so many have applied, in few statements, where how they did so does not matter."""
    now, v, a = clock.now(), tables.Volunteer, tables.Application
    people = [person(n) for n in range(1, count + 1)]
    known = [
        v(
            id=uuid4(),
            organization=activity.organization,
            name=one.name,
            student_no=one.student_no,
            created_at=now,
        )
        for one in people
    ]
    await v.insert(*known)
    await a.insert(
        *(
            a(
                id=uuid4(),
                activity=activity.id,
                volunteer=volunteer.id,
                number=number,
                name=one.name,
                student_no=one.student_no,
                email=one.email,
                consent_version="1",
                consented_at=now,
                applied_at=now,
                calendar_modified=now.replace(microsecond=0),
            )
            for number, (one, volunteer) in enumerate(zip(people, known, strict=True), start=1)
        )
    )


async def forget(of: Actor, activity: Activity) -> None:
    """Delete what a test left outside a transaction: the association and all it has."""
    home, keys = of.organization_id, accounts.tables.FormKey
    await keys.delete().where(keys.holder == activity.id)
    for table in (tables.Application, tables.Recruitment):
        await table.delete().where(table.activity == activity.id)
    await events.tables.Activity.delete().where(events.tables.Activity.id == activity.id)
    for table in (
        tables.Volunteer,
        accounts.tables.CapabilityLink,
        accounts.tables.OutboxMail,
        accounts.tables.Membership,
    ):
        await table.delete().where(table.organization == home)
    await accounts.tables.Account.delete().where(accounts.tables.Account.id == of.account_id)
    await accounts.tables.Organization.delete().where(accounts.tables.Organization.id == home)
