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
from volunteers import invitation, recruitment, sources
from volunteers.rules import selection as judged
from volunteers.rules.applications import AlreadyDrawn, Mode, Recruitment
from volunteers.rules.reviews import CriteriaJudged, PointsLost
from volunteers.rules.sources import SourcesExceedQuota

REFUSALS = (
    forms.WrongForm,
    judged.QuotaTooSmall,
    judged.NoRiskStatement,
    AlreadyDrawn,
    CriteriaJudged,
    PointsLost,
    SourcesExceedQuota,
    Changed,
)
MOST_CRITERIA, LONGEST_CRITERION, MOST_WEIGHT = 10, 60, 100
_WEIGHED = re.compile(r"(.+?)\s*[×x*:：]\s*([-−–]?\d{1,9}(?:[.,]\d+)?)")


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
    criteria: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    reviewers: Annotated[int, msgspec.Meta(ge=1, le=9)] = 2
    blind: bool = False
    answer_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 48
    asks_wish: bool = False
    without_points: bool = False


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
            form = forms.parse(CallForm, data)
            new, sure = _settings(form, activity), form.without_points
            await recruitment.change(actor, activity_id, new, without_points=sure)
        except REFUSALS as refusal:
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
        typed=_typed(call, activity) | (_unticked() | typed if typed else {}),
        call=call,
        sourced=await sources.total(activity.id),
        points_lost=isinstance(refusal, PointsLost) or bool(typed and typed.get("without_points")),
        published=call.published_at is not None,
        **passed_on(activity, call),
        proposed=await recruitment.proposed_reserve(activity, call.quota),
        here=f"/a/{activity_id}/people",
    )


def passed_on(activity: Activity, call: Recruitment) -> dict[str, Any]:
    """Return what `_share.html` shows: the text in the reader's language, then in the other."""
    shared, tongue = [], i18n.locale()
    for locale, named in (("zh_Hans", N_("Text in Chinese")), ("en", N_("Text in English"))):
        label = i18n.gettext(named)
        with i18n.speaking(locale):
            shared.append((label, recruitment.shared(activity, call), i18n.language()))
    if tongue != "zh_Hans":
        shared.reverse()
    return {"shared": shared, "address": invitation.address(activity)}


def _settings(form: CallForm, activity: Activity) -> recruitment.Settings:
    zone = ZoneInfo(activity.zone)
    if form.opens_at and form.closes_at and form.closes_at <= form.opens_at:
        raise forms.WrongForm({"closes_at": i18n.gettext("This is before it opens.")})
    closes_at = form.closes_at and form.closes_at.replace(tzinfo=zone)
    wrong = {}
    if closes_at and activity.starts_at and closes_at > activity.starts_at:
        wrong["closes_at"] = i18n.gettext("The activity has begun by then.")
    weighed = _criteria(form.criteria)
    if sentence := _wrong_criteria(weighed):
        wrong["criteria"] = sentence
    if wrong:
        raise forms.WrongForm(wrong)
    return recruitment.Settings(
        version=form.version,
        mode=form.mode,
        quota=form.quota,
        reserve=form.reserve,
        opens_at=form.opens_at and form.opens_at.replace(tzinfo=zone),
        closes_at=closes_at,
        risk_statement=form.risk_statement,
        summary=form.summary,
        criteria=tuple(name for name, _ in weighed),
        weights=tuple(int(weight) for _, weight in weighed),
        reviewers=form.reviewers,
        blind=form.blind,
        answer_hours=form.answer_hours,
        asks_wish=form.asks_wish,
    )


def _criteria(text: str) -> list[tuple[str, str]]:
    """Read criteria, one a line or between commas, with their weights: 1 where none is written."""
    weighed: dict[str, str] = {}
    for part in re.split(r"[,，、;；\n]", text):
        found = _WEIGHED.fullmatch(part.strip())
        name, weight = (found[1], found[2]) if found else (part.strip(), "1")
        if name:
            weighed[name] = weight
    return list(weighed.items())


def _wrong_criteria(weighed: list[tuple[str, str]]) -> str:
    """Return what does not fit about criteria as they were typed, "" if all does."""
    if len(weighed) > MOST_CRITERIA:
        return i18n.gettext("At most %(most)s, please.") % {"most": MOST_CRITERIA}
    for name, weight in weighed:
        if len(name) > LONGEST_CRITERION:
            return i18n.gettext("“%(start)s…” is too long: at most %(most)s characters each.") % {
                "start": name[:12],
                "most": LONGEST_CRITERION,
            }
        if not weight.isdecimal() or not 1 <= int(weight) <= MOST_WEIGHT:
            return i18n.gettext("“%(name)s”: a weight is a whole number from 1 to %(most)s.") % {
                "name": name,
                "most": MOST_WEIGHT,
            }
    return ""


def _unticked() -> dict[str, Any]:
    """A box that was not ticked is not posted: it shows as it was left."""
    return {"blind": "", "asks_wish": "", "without_points": ""}


def _typed(call: Recruitment, activity: Activity) -> dict[str, Any]:
    """Return the stored settings as the form shows them."""
    zone = ZoneInfo(activity.zone)

    def local(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if moment else ""

    weights = call.weights if len(call.weights) == len(call.criteria) else (1,) * len(call.criteria)
    return {
        "version": call.version,
        "mode": call.mode,
        "quota": call.quota,
        "reserve": call.reserve,
        "opens_at": local(call.opens_at),
        "closes_at": local(call.closes_at),
        "risk_statement": call.risk_statement,
        "summary": call.summary,
        "criteria": "\n".join(
            f"{name} ×{weight}" if weight != 1 else name
            for name, weight in zip(call.criteria, weights, strict=True)
        ),
        "reviewers": call.reviewers,
        "answer_hours": call.answer_hours,
        "blind": "yes" if call.blind else "",
        "asks_wish": "yes" if call.asks_wish else "",
    }
