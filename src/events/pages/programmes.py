"""Standing work: the list of programmes, and where one of them stands."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from accounts.rules.permissions import Actor, Permission
from events import discharges, programme_findings, programme_plans, programmes, seats, work
from events.programme_frame import programme_page
from events.rules import cadences, plan_files
from events.rules.activities import ROLE_NAMES, STATUS_NAMES, Activity
from events.rules.discharges import Board, State
from events.rules.programmes import Programme
from events.rules.work import WorkItem, recurring
from kit import clock, pages
from kit.i18n import gettext
from kit.policy import Policy

NEXT = 3  # dates of each recurring item
SHOWN = 6  # findings


class Row(msgspec.Struct, frozen=True):
    """A programme in the list."""

    programme: Programme
    runs: str


class Upcoming(msgspec.Struct, frozen=True):
    """An item that recurs, and its next days."""

    item: WorkItem
    often: str
    days: list[str]
    more: int


class ProgrammePages(Controller):
    """`/programmes`."""

    path = "/programmes"

    @get(policy=Policy.MEMBER)
    async def all(self, actor: NamedDependency[Actor]) -> Template:
        """List the association's programmes."""
        return await pages.page(
            "events/programmes.html",
            actor,
            current="home",
            rows=[Row(one, cadences.runs(one)) for one in await programmes.of_organization(actor)],
            may_plan=actor.may(Permission.CHANGE_PLAN),
        )

    @get("/{programme_id:uuid}", policy=Policy.MEMBER)
    async def overview(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]
    ) -> Template:
        """Show what is due and done, what comes next, and what is missing."""
        programme = await programmes.find(actor, programme_id)
        boards = await discharges.boards(programme)
        found = await programme_findings.of(actor, programme)
        return await programme_page(
            "events/programme.html",
            actor,
            programme,
            boards=[(one, cadences.how_often(one.obligation)) for one in boards],
            sums=_sums(boards),
            upcoming=_upcoming(programme, await work.of(programme)),
            activities=[(one, _status(one)) for one in await programmes.activities_of(programme)],
            parties=[
                (gettext(ROLE_NAMES[one.role]), one.name)
                for one in await programmes.parties(programme)
            ],
            blanks=sum(
                bool(seat.role and not seat.holder) for seat in await seats.of_programme(programme)
            ),
            findings=found[:SHOWN],
            others=found[SHOWN:],
            total=len(found),
        )

    @get("/{programme_id:uuid}/plan.json", policy=Policy.MEMBER)
    async def export(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]
    ) -> Response[bytes]:
        """Give the programme as a banxing-plan/1 file."""
        document = await programme_plans.document(actor, programme_id)
        return Response(
            plan_files.write(document),
            media_type="application/json",
            headers={"content-disposition": 'attachment; filename="programme.json"'},
        )


def _sums(boards: list[Board]) -> dict[str, int]:
    return {
        "due": sum(one.due for one in boards),
        "met": sum(one.met for one in boards),
        "missed": sum(one.count(State.MISSED) for one in boards),
        "now": sum(one.count(State.DUE) for one in boards),
    }


def _upcoming(programme: Programme, items: list[WorkItem]) -> list[Upcoming]:
    """Return what recurs on known days, the next one first."""
    today = clock.day(programme.zone)
    dated: list[tuple[date, Upcoming]] = []
    for one in recurring(items, programme.starts_on, programme.ends_on):
        coming = one.after(today, len(one.days))
        if coming:
            told = Upcoming(
                one.item,
                cadences.recurs(one.item),
                [cadences.dated(day) for day in coming[:NEXT]],
                max(0, len(coming) - NEXT),
            )
            dated.append((coming[0].day, told))
    return [told for _, told in sorted(dated, key=lambda both: both[0])]


def _status(activity: Activity) -> str:
    return gettext(STATUS_NAMES[activity.status])
