"""The settings of the call: how places are given, when, and what the public page says."""

import re
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, Parameter, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Changed
from events.rules.findings import FIXED_ALREADY
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import recruitment
from volunteers.rules import selection as judged
from volunteers.rules.applications import Mode, Recruitment


class CallForm(msgspec.Struct, frozen=True, kw_only=True):
    """The settings as the form has them: times on the activity's own clock, criteria in one text."""

    version: int
    mode: Mode
    quota: Annotated[int, msgspec.Meta(ge=0, le=5000)]
    reserve: Annotated[int, msgspec.Meta(ge=0, le=5000)] = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    risk_statement: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    summary: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    criteria: Annotated[str, msgspec.Meta(max_length=400)] = ""


class CallPages(Controller):
    path = "/a/{activity_id:uuid}/people/call"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="people.call")
    async def show_call(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template:
        return await _call(actor, activity_id)

    @post(name="people.change_call")
    async def change_call(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            activity = await activities.find(actor, activity_id)
            new = _settings(forms.parse(CallForm, data), activity)
            await recruitment.change(actor, activity_id, new)
        except (forms.WrongForm, judged.QuotaTooSmall, judged.NoRiskStatement, Changed) as refusal:
            return await _call(actor, activity_id, refusal, data)
        return pages.redirect(f"/a/{activity_id}/people", N_("Saved."))

    @post("/reserve", name="people.reserve")
    async def plan_reserve(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Redirect:
        here = f"/a/{activity_id}/people/call"
        before = await recruitment.plan_reserve(actor, activity_id)
        if before is None:
            return pages.redirect(here, FIXED_ALREADY)
        undo = f"{here}/reserve/back?was={before}"
        return pages.redirect(f"{here}#reserve", N_("The reserves are planned."), undo=undo)

    @post("/reserve/back", name="people.unreserve")
    async def unplan_reserve(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        was: FromQuery[Annotated[int, Parameter(ge=0, le=5000)]] = 0,
    ) -> Redirect:
        await recruitment.plan_reserve(actor, activity_id, was)
        return pages.redirect(f"/a/{activity_id}/people/call#reserve", N_("Taken back."))


async def _call(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    call = await recruitment.of_activity(actor, activity_id)
    return await pages.page(
        "volunteers/people_call.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=_typed(call, activity) | (typed or {}),
        call=call,
        proposed=await recruitment.proposed_reserve(activity, call.quota),
        here=f"/a/{activity_id}/people",
    )


def _settings(form: CallForm, activity: Activity) -> recruitment.Settings:
    zone = ZoneInfo(activity.zone)
    return recruitment.Settings(
        version=form.version,
        mode=form.mode,
        quota=form.quota,
        reserve=form.reserve,
        opens_at=form.opens_at and form.opens_at.replace(tzinfo=zone),
        closes_at=form.closes_at and form.closes_at.replace(tzinfo=zone),
        risk_statement=form.risk_statement,
        summary=form.summary,
        criteria=tuple(
            one[:60] for part in re.split(r"[,，、;；\n]", form.criteria) if (one := part.strip())
        )[:10],
    )


def _typed(call: Recruitment, activity: Activity) -> dict[str, Any]:
    """Return the stored settings as the form shows them."""
    zone = ZoneInfo(activity.zone)

    def local(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""

    return {
        "version": call.version,
        "mode": call.mode,
        "quota": call.quota,
        "reserve": call.reserve,
        "opens_at": local(call.opens_at),
        "closes_at": local(call.closes_at),
        "risk_statement": call.risk_statement,
        "summary": call.summary,
        "criteria": "、".join(call.criteria)
        if i18n.locale() == "zh_Hans"
        else ", ".join(call.criteria),
    }
