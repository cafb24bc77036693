"""One date as a file, to be put into a calendar once. Its UID is the one of the feeds."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from exports import calendars, dates
from exports.rules import agenda
from exports.rules.entries import Entry
from kit.policy import Policy
from volunteers import applications, recruitment

MOST_MINUTES = 7 * 24 * 60


class EventFiles(Controller):
    @get(
        "/a/{activity_id:uuid}/{row:str}/event.ics",
        policy=Policy.MEMBER,
        name="event_files.of_crew",
    )
    async def of_crew(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        row: FromPath[str],
        alarm: FromQuery[int | None] = None,
    ) -> Response[bytes]:
        """Give a block or a task; `row` is the part of its UID before the @."""
        actor.must(Permission.SEE_PLAN)
        activity = await activities.find(actor, activity_id)
        return _file(_named(row, await dates.of_crew(activity)), alarm)

    @get("/v/{key:str}/{row:str}/event.ics", policy=Policy.LINK, name="event_files.of_volunteer")
    async def of_volunteer(
        self,
        holder: NamedDependency[Holder],
        row: FromPath[str],
        alarm: FromQuery[int | None] = None,
    ) -> Response[bytes]:
        """Give one of the volunteer's own dates."""
        application = await applications.of_link(holder)
        activity = await activities.of(holder.organization_id, application.activity)
        return _file(_named(row, await dates.of_volunteer(holder, application, activity)), alarm)

    @get("/e/{slug:str}/event.ics", policy=Policy.PUBLIC, name="event_files.public")
    async def public(
        self, slug: FromPath[str], alarm: FromQuery[int | None] = None
    ) -> Response[bytes]:
        """Give the activity to whoever reads its public page."""
        found = dates.of_public([(await recruitment.public(slug)).activity])
        if not found:
            raise NotFoundException
        return _file(found[0], alarm)


def _named(row: str, entries: list[Entry]) -> Entry:
    for entry in entries:
        if entry.uid.partition("@")[0] == row:
            return entry
    raise NotFoundException


def _file(entry: Entry, alarm: int | None) -> Response[Any]:
    """Answer with the file; `alarm` is how many minutes before it a reminder rings, if at all."""
    if alarm is not None and 0 <= alarm <= MOST_MINUTES:
        entry = agenda.ringing(entry, timedelta(minutes=alarm))
    name = quote(f"{entry.title}.ics", safe="")
    return Response(
        calendars.single(entry),
        media_type="text/calendar",
        headers={
            "content-disposition": f"attachment; filename=\"banxing.ics\"; filename*=UTF-8''{name}",
            "cache-control": "no-store",
            "referrer-policy": "no-referrer",
        },
    )
