"""The first pages: my activities, and where one of them stands and what comes next."""

from collections.abc import Container
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from accounts.rules.traces import Trace
from events import (
    activities,
    approvals,
    assignments,
    findings,
    programmes,
    running,
    schedule,
    series,
)
from events.rules import cadences, timeline
from events.rules.activities import (
    NOT_BEGUN,
    OVER,
    PAST_APPROVAL,
    STATUS_NAMES,
    Activity,
    PartyRole,
    Status,
)
from events.rules.findings import bunched
from events.rules.programmes import Programme
from events.rules.standing_words import Told, told
from events.rules.when import written
from kit import forms, i18n, pages
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import cases, requests
from volunteers.rules.concerns import Concern, ConcernState
from web import doors, stages, standing
from web.findings import still_open
from web.news import sentence

SHOWN = 4  # findings below the first one


class Card(msgspec.Struct, frozen=True):
    """An activity in the list of mine."""

    activity: Activity
    status: str
    tone: str
    days: int | None


class Standing(msgspec.Struct, frozen=True):
    """A programme in the list beside the activities; `runs` says when."""

    programme: Programme
    runs: str


class HomePages(Controller):
    """`/`."""

    path = "/"

    @get(policy=Policy.MEMBER)
    async def mine(self, actor: NamedDependency[Actor]) -> Template:
        """Show the association's activities: coming ones by date, then what is over."""
        waiting = await approvals.waiting_for(actor)
        again = {one.activity.id for one in waiting if one.activity.status in PAST_APPROVAL}
        cards = [_card(one, again) for one in await activities.of_organization(actor)]
        return await pages.page(
            "web/home.html",
            actor,
            current="home",
            coming=[c for c in cards if c.activity.status not in OVER],
            past=[c for c in reversed(cards) if c.activity.status in OVER],
            may_plan=actor.may(Permission.CHANGE_PLAN),
            programmes=[
                Standing(one, cadences.runs(one))
                for one in await programmes.of_organization(actor)
                if one.is_open
            ],
            mine=await assignments.mine(actor),
            waiting=waiting,
            reports=await _reports(actor),
            asked_about=await requests.waiting(actor.organization_id)
            if actor.may(Permission.ANSWER_REQUESTS)
            else 0,
        )


async def _reports(actor: Actor) -> list[Concern]:
    """Return the reports that nobody has taken up, for whoever may read them and is not named."""
    if not actor.may(Permission.SEE_CONCERNS):
        return []
    return [one for one in await cases.listed(actor) if one.state is ConcernState.OPEN]


class OverviewPages(Controller):
    """`/a/{activity_id}`."""

    path = "/a/{activity_id:uuid}"

    @get(policy=Policy.MEMBER)
    async def overview(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template:
        """Show where the activity stands and the one thing to do first."""
        activity = await activities.find(actor, activity_id)
        found = await still_open(actor, activity)
        day = await schedule.of_activity(actor, activity.id)
        reached = await standing.of(actor, activity, day)
        bunches = bunched(found)
        return await pages.page(
            "web/overview.html",
            actor,
            activity,
            current="overview",
            facts=await _facts(activity),
            belongs=await programmes.find(actor, activity.programme)
            if activity.programme
            else None,
            series=await series.of(activity),
            editions=await series.siblings(activity),
            may_plan=activity.status in OVER and actor.may(Permission.CHANGE_PLAN),
            days=_days_to_go(activity),
            stages=stages.of(activity, reached),
            step=_step(actor, activity),
            told=await _told(actor, activity),
            reached=reached,
            may_see_budget=doors.opens(actor, "budget"),
            first=bunches[0] if bunches else None,
            following=bunches[1 : SHOWN + 1],
            total=len(bunches),
            day=timeline.miniature(day, activity),
            several_days=activity.days > 1 or any(block.day > 1 for block in day.blocks),
            news=_news(await traces.recent(actor, activity.id), activity),
        )

    @post("/begin", policy=Policy.MEMBER)
    async def begin(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Let the day begin."""
        await running.begin(actor, activity_id, forms.version(data))
        return pages.redirect(f"/a/{activity_id}", N_("The day has begun. Have a good one."))

    @post("/finish", policy=Policy.MEMBER)
    async def finish(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Wrap the day up."""
        await running.finish(actor, activity_id, forms.version(data))
        return pages.redirect(f"/a/{activity_id}", N_("Done. What follows begins tomorrow."))


async def _told(actor: Actor, activity: Activity) -> Told | None:
    """Return how far the plan is with those who have to agree; once the day is there, nobody asks."""
    if activity.status not in NOT_BEGUN:
        return None
    return told(await approvals.standing(actor, activity), activity.status)


def _news(recent: list[Trace], activity: Activity) -> list[tuple[str, str, str]]:
    """Return (who, what, when), the latest first; the same again and again is told once."""
    told: list[tuple[str, str, str]] = []
    for trace in recent:
        said = sentence(trace)
        who = trace.name or gettext("A volunteer")
        if said and not (told and told[-1][:2] == (who, said)):
            told.append((who, said, i18n.moment(trace.at, activity.zone)))
    return told[:SHOWN]


def _step(actor: Actor, activity: Activity) -> str:
    """Return the step of the day that can be taken now: "begin", "finish" or none."""
    if not actor.may(Permission.RELEASE_DAY):
        return ""
    if activity.status is Status.RUNNING:
        return "finish"
    days = _days_to_go(activity)
    waits = activity.status in {Status.APPROVED, Status.OPEN}
    return "begin" if waits and days is not None and days <= 0 else ""


def _card(activity: Activity, again: Container[UUID] = ()) -> Card:
    """Return an activity as the list shows it; of those in `again` a change waits to be approved."""
    tones = {
        Status.APPROVED: "jade",
        Status.OPEN: "jade",
        Status.RUNNING: "amber",
        Status.CANCELLED: "brick",
    }
    status, tone = gettext(STATUS_NAMES[activity.status]), tones.get(activity.status, "")
    if activity.id in again:
        status, tone = gettext("Approval needed again"), "amber"
    return Card(activity, status, tone, _days_to_go(activity))


def _days_to_go(activity: Activity) -> int | None:
    if activity.first_day is None or activity.status is Status.CANCELLED:
        return None
    return (activity.first_day - findings.today(activity)).days


async def _facts(activity: Activity) -> list[tuple[str, str]]:
    """Return when, where and who, each with its icon."""
    named = [
        p.name
        for p in await activities.parties(activity)
        if p.role in (PartyRole.HOST, PartyRole.ORGANIZER, PartyRole.PARTNER)
    ]
    facts = [("calendar", when(activity))]
    if activity.place:
        facts.append(("map-pin", activity.place))
    if named:
        facts.append(("building-2", " · ".join(dict.fromkeys(named))))
    return facts


def when(activity: Activity) -> str:
    """Return the date and the hours, as far as they are known."""
    return written(activity) or gettext("Date not set yet")
