"""Date, place, people, what makes an activity special, and calling it off."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, programmes
from events.rules.activities import (
    MOVES,
    Activity,
    AlreadyOver,
    CancelNeedsReason,
    CannotBecome,
    Changed,
    DateState,
    DayIsOver,
    Status,
)
from events.rules.findings import FIXED_ALREADY
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy

Heads = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Short = Annotated[str, msgspec.Meta(max_length=40)]
Name = Annotated[str, msgspec.Meta(max_length=100)]
Long = Annotated[str, msgspec.Meta(max_length=200)]

ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Europe/London",
    "UTC",
)


class SettingsForm(msgspec.Struct, frozen=True):
    """Everything on the page; without a date the day is unknown, without a time the hour is."""

    version: int
    title: Long
    short_title: Short = ""
    start_date: date | None = None
    start_time: time | None = None
    end_date: date | None = None
    end_time: time | None = None
    tentative: bool = False
    zone: str = "Asia/Shanghai"
    place: Long = ""
    address: Annotated[str, msgspec.Meta(max_length=300)] = ""
    volunteers: Heads | None = None
    participants: Heads | None = None
    crew: Heads | None = None
    guests: Heads | None = None
    involves_minors: bool = False
    off_campus: bool = False
    overnight: bool = False
    risk: bool = False
    contact_name: Name = ""
    contact_phone: Short = ""
    programme: UUID | None = None


class SettingsPages(Controller):
    """`/a/{activity_id}/settings`."""

    path = "/a/{activity_id:uuid}/settings"

    @get(policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Show what can be set."""
        return await _page(actor, await activities.find(actor, activity_id))

    @post(policy=Policy.MEMBER)
    async def save(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Save it all; what hangs on the date moves with it."""
        try:
            form = forms.parse(SettingsForm, data)
            if form.programme:
                await programmes.find(actor, form.programme)
            form = _whole(form, await activities.find(actor, activity_id))
            await activities.change(actor, activity_id, form.version, _columns(form))
        except DayIsOver as refusal:
            activity = await activities.find(actor, activity_id)
            wrong = forms.WrongForm({"start_date": str(refusal)})
            return await _page(actor, activity, refusal=wrong, typed=data)
        except (forms.WrongForm, Changed) as refusal:
            activity = await activities.find(actor, activity_id)
            return await _page(actor, activity, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/settings", N_("Saved."))

    @post("/settle", policy=Policy.MEMBER)
    async def settle(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Redirect:
        """Say that the tentative date holds."""
        here = f"/a/{activity_id}/settings"
        if not await activities.settle(actor, activity_id):
            return pages.redirect(f"{here}#when", FIXED_ALREADY)
        return pages.redirect(
            f"{here}#when", N_("The date is settled."), undo=f"{here}/settle/back"
        )

    @post("/settle/back", policy=Policy.MEMBER)
    async def unsettle(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Redirect:
        """Say that the date may still move."""
        await activities.settle(actor, activity_id, undo=True)
        return pages.redirect(f"/a/{activity_id}/settings#when", N_("The date is tentative again."))

    @get("/cancel", policy=Policy.MEMBER)
    async def ask(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """Ask for the reason before an activity is called off."""
        return await _cancel_page(actor, activity_id)

    @post("/cancel", policy=Policy.MEMBER)
    async def cancel(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Call it off."""
        try:
            version = forms.version(data)
            await activities.cancel(actor, activity_id, version, forms.text(data, "reason")[:300])
        except (forms.WrongForm, CancelNeedsReason, AlreadyOver, CannotBecome, Changed) as refusal:
            return await _cancel_page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}", N_("The activity is cancelled. Calendars show it as cancelled.")
        )


async def _page(
    actor: Actor,
    activity: Activity,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    return await pages.page(
        "events/settings.html",
        actor,
        activity,
        current="settings",
        refusal=refusal,
        typed=typed if typed is not None else _stored(activity),
        stored=_stored(activity),
        programmes=await _programmes(actor, activity),
        zones=[(zone, zone) for zone in dict.fromkeys((activity.zone, *ZONES))],
        may_write=actor.may(Permission.CHANGE_PLAN),
        may_cancel=actor.may(Permission.CHANGE_PLAN) and Status.CANCELLED in MOVES[activity.status],
    )


async def _programmes(actor: Actor, activity: Activity) -> list[tuple[str, str]]:
    """Return the programmes it may belong to: the open ones, and its own even where that is closed."""
    several = [
        (f"{one.id}", one.title)
        for one in await programmes.of_organization(actor)
        if one.is_open or one.id == activity.programme
    ]
    return [("", gettext("no programme")), *several] if several else []


async def _cancel_page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_PLAN)
    activity = await activities.find(actor, activity_id)
    return await pages.page(
        "events/cancel.html", actor, activity, current="settings", refusal=refusal, typed=typed
    )


def _whole(form: SettingsForm, before: Activity) -> SettingsForm:
    """Let the last day follow where only the first one was moved: it lasts as long as before (E9)."""
    first, last = before.first_day, before.last_day
    if form.start_date is None or first is None or last is None or form.end_date != last:
        return form
    return msgspec.structs.replace(form, end_date=last + (form.start_date - first))


def _columns(form: SettingsForm) -> dict[str, Any]:
    """Return the columns the form stands for.

    Raises:
        WrongForm: a zone nobody knows, or an end before the start.
    """
    if form.zone not in available_timezones():
        raise forms.WrongForm({"zone": gettext("Please choose one of the options.")})
    zone = ZoneInfo(form.zone)
    kept = {
        name: getattr(form, name)
        for name in form.__struct_fields__
        if name not in {"version", "start_date", "start_time", "end_date", "end_time", "tentative"}
    }
    if form.start_date is None:
        return {**kept, "starts_at": None, "ends_at": None, "date_state": DateState.UNKNOWN}
    starts_at = datetime.combine(form.start_date, form.start_time or time(), zone)
    ends_at = None
    if form.end_time or form.end_date:
        last = form.end_date or form.start_date
        ends_at = (
            datetime.combine(last, form.end_time, zone)
            if form.end_time
            else datetime.combine(last, time(), zone) + timedelta(days=1)
        )
        if ends_at <= starts_at:
            raise forms.WrongForm({"end_time": gettext("The end has to come after the start.")})
    state = DateState.TENTATIVE if form.tentative else DateState.FIXED
    return {**kept, "starts_at": starts_at, "ends_at": ends_at, "date_state": state}


def _stored(activity: Activity) -> dict[str, Any]:
    """Return what is stored, as the form's fields write it."""
    zone = ZoneInfo(activity.zone)
    starts = activity.starts_at.astimezone(zone) if activity.starts_at else None
    ends = activity.ends_at.astimezone(zone) if activity.ends_at else None
    written = {
        name: _written(getattr(activity, name))
        for name in SettingsForm.__struct_fields__
        if hasattr(activity, name)
    }
    return written | {
        "start_date": f"{starts:%Y-%m-%d}" if starts else "",
        "start_time": f"{starts:%H:%M}" if starts and activity.has_clock_time else "",
        "end_date": f"{activity.last_day:%Y-%m-%d}" if activity.days > 1 else "",
        "end_time": f"{ends:%H:%M}" if ends and activity.has_end_time else "",
        "tentative": "yes" if activity.date_state is DateState.TENTATIVE else "",
    }


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else value
