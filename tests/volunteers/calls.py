"""A published call for volunteers and people who answer it, for the tests of this slice."""

from typing import Any
from uuid import uuid4

from accounts.rules.permissions import Actor
from events.rules.activities import Activity, Status
from kit import clock, i18n
from tests import make
from volunteers import applications
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
        return [await applications.apply(activity.slug, person(n, **differing)) for n in numbers]
