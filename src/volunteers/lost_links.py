"""A lost link is mailed again, to the address of the application and to no other."""

import hashlib

from accounts import throttles
from kit import clock, database
from volunteers import notices, recruitment
from volunteers.recruitment import PublicCall
from volunteers.rules.applications import Application, student_number
from volunteers.rules.selection import AGAIN_WITHIN
from volunteers.tables import applications as tables

LINKS_AN_HOUR = 3


async def send(slug: str, student_no: str, email: str) -> None:
    """Mail a fresh link if number and address belong together; nobody learns whether they do.

    Raises:
        NoSuchActivity, TooOften
    """
    found, number = await recruitment.door(slug), student_number(student_no)
    if await _tries(found, number) > LINKS_AN_HOUR:
        raise throttles.TooOften
    await _mail(found, number, email.strip().lower())


async def remind(slug: str, student_no: str) -> None:
    """Mail a fresh link to the address of the application with this number, if there is any.

    Whoever typed the number learns nothing of it; three times an hour, then nothing is sent.

    Raises:
        NoSuchActivity
    """
    found, number = await recruitment.door(slug), student_number(student_no)
    if await _tries(found, number) <= LINKS_AN_HOUR:
        await _mail(found, number)


async def _tries(found: PublicCall, number: str) -> int:
    """Count one more wish for the link of a number, and return how many there were this hour."""
    bucket = hashlib.sha256(f"{found.activity.id}:{number}".encode()).hexdigest()[:40]
    return await throttles.count(f"link-again:{bucket}", AGAIN_WITHIN, clock.now())


async def _mail(found: PublicCall, number: str, email: str | None = None) -> None:
    a = tables.Application
    async with database.transaction():
        query = a.select().where(
            a.activity == found.activity.id, a.student_no == number, a.email != ""
        )
        row = await (query if email is None else query.where(a.email == email)).first()
        if row:
            await notices.tell(
                found.activity, database.fact(Application, row), "link-again", fresh=True
            )
