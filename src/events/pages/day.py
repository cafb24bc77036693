"""The day's schedule: a timeline on laptops, an agenda on phones, and its releases."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, lanes, releases, schedule
from events.rules import half_days, timeline, when
from events.rules.activities import Activity
from events.rules.releases import (
    NothingChanged,
    NothingToRelease,
    Snapshot,
    StillOpen,
    affected,
    next_snapshot,
)
from events.rules.schedule import Block, BlockChanged, Day, LaneNotEmpty, ends_at
from events.schedule import Wanted
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.i18n import clock as hours_and_minutes
from kit.policy import Policy


class DayPages(Controller):
    path = "/a/{activity_id:uuid}/day"

    @get(name="day", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        block: FromQuery[UUID | None] = None,
        lane: FromQuery[UUID | None] = None,
    ) -> Template:
        return await _page(actor, activity_id, chosen=block, only=lane)

    @post("/blocks", name="day.add", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            block_id = await schedule.add(actor, activity_id, forms.parse(Wanted, data))
        except forms.WrongForm as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data, adding=True)
        return pages.redirect(f"/a/{activity_id}/day?block={block_id}", N_("Added to the day."))

    @get("/new", name="day.new", policy=Policy.MEMBER)
    async def new(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id, adding=True)

    @post("/blocks/{block_id:uuid}", name="day.change", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        block_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        here = f"/a/{activity_id}/day?block={block_id}"
        if step := forms.text(data, "nudge"):
            start, length = _steps(step)
            await schedule.nudge(actor, activity_id, block_id, start=start, length=length)
            in_list = f"/a/{activity_id}/day#at-{block_id}"
            return pages.redirect(in_list if forms.text(data, "list") else here)
        try:
            version = forms.version(data)
            await schedule.change(actor, activity_id, block_id, version, forms.parse(Wanted, data))
        except (forms.WrongForm, BlockChanged) as refusal:
            return await _page(actor, activity_id, chosen=block_id, refusal=refusal, typed=data)
        return pages.redirect(here, N_("Saved."))

    @post("/blocks/{block_id:uuid}/lane", name="day.lane", policy=Policy.MEMBER)
    async def to_lane(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        block_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        lane = forms.parse(_Lane, data).lane
        await schedule.move_to_lane(actor, activity_id, block_id, lane)
        return pages.redirect(f"/a/{activity_id}/day?block={block_id}", N_("Moved."))

    @post("/blocks/{block_id:uuid}/remove", name="day.remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        block_id: FromPath[UUID],
    ) -> Redirect:
        await schedule.remove(actor, activity_id, block_id)
        day = f"/a/{activity_id}/day"
        return pages.redirect(
            day, N_("Taken out of the day."), undo=f"{day}/blocks/{block_id}/back"
        )

    @post("/blocks/{block_id:uuid}/back", name="day.back", policy=Policy.MEMBER)
    async def put_back(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        block_id: FromPath[UUID],
    ) -> Redirect:
        await schedule.remove(actor, activity_id, block_id, undo=True)
        return pages.redirect(f"/a/{activity_id}/day?block={block_id}", N_("It is back."))

    @post("/lanes", name="day.add_lane", policy=Policy.MEMBER)
    async def add_lane(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        if name := forms.text(data, "name")[:60]:
            await lanes.add(actor, activity_id, name)
        return pages.redirect(f"/a/{activity_id}/day")

    @post("/lanes/{lane_id:uuid}/remove", name="day.remove_lane", policy=Policy.MEMBER)
    async def remove_lane(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        lane_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await lanes.remove(actor, activity_id, lane_id)
        except LaneNotEmpty as refusal:
            return await _page(actor, activity_id, refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/day", N_("The lane is gone."))

    @post("/release", name="day.release", policy=Policy.MEMBER)
    async def release(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await releases.release(actor, activity_id, note=forms.text(data, "note"))
        except (StillOpen, NothingToRelease, NothingChanged) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}/day",
            N_("Released. Papers, calendars and volunteers show this version now."),
        )


class _Lane(msgspec.Struct, frozen=True):
    lane: UUID | None = None


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    chosen: UUID | None = None,
    only: UUID | None = None,
    adding: bool = False,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    day = await schedule.of_activity(actor, activity_id)
    released = await releases.current(actor.organization_id, activity_id)
    block = next((b for b in day.blocks if b.id == chosen), None)
    return await pages.page(
        "events/day.html",
        actor,
        activity,
        current="day",
        refusal=refusal,
        typed=typed if typed is not None else _as_typed(block, activity),
        day=day,
        timelines=timeline.by_day(day, activity.zone, only),
        days=_days(activity, day),
        calls=half_days.roll_calls(activity, day) if activity.days > 1 else (),
        chosen=block,
        chosen_clashes=[c for c in day.clashes if block and block.id in (c.first.id, c.second.id)],
        only=only,
        lane_options=[(str(lane.id), lane.name) for lane in day.lanes],
        adding=adding,
        ends_at=ends_at,
        release=released[0] if released else None,
        history=await releases.of_activity(actor, activity_id),
        waiting=_waiting(day, released[1] if released else None),
        may_change=actor.may(Permission.CHANGE_PLAN),
        may_release=actor.may(Permission.RELEASE_DAY),
    )


def _waiting(day: Day, before: Snapshot | None) -> int:
    """Return how many blocks differ from what is released."""
    return len(affected(next_snapshot(day.lanes, day.blocks, before, clock.now()), before))


def _days(activity: Activity, day: Day) -> list[tuple[int, str]]:
    """Return the days a block may be on, by what they are called; while the date is unknown, one more."""
    last = max((_day_of(block, activity) for block in day.blocks), default=1)
    return when.days(activity, max(last, activity.days) if activity.first_day else last + 1)


def _steps(nudge: str) -> tuple[int, int]:
    """Read `start:+5` or `minutes:-5` as (start, length) in minutes; anything else as nothing."""
    name, _, step = nudge.partition(":")
    try:
        minutes = max(-60, min(60, int(step)))
    except ValueError:
        return 0, 0
    return (minutes, 0) if name == "start" else (0, minutes if name == "minutes" else 0)


def _day_of(block: Block, activity: Activity) -> int:
    """Return on which day of the activity a block starts, counted from 1."""
    if block.starts_at is None or activity.first_day is None:
        return block.day
    local = block.starts_at.astimezone(ZoneInfo(activity.zone)).date()
    return (local - activity.first_day).days + 1


def _as_typed(block: Block | None, activity: Activity) -> dict[str, Any]:
    if block is None:
        return {}
    return {
        **{k: str(v) for k, v in msgspec.structs.asdict(block).items() if isinstance(v, str | int)},
        "day": str(_day_of(block, activity)),
        "start": hours_and_minutes(block.starts_at, activity.zone)
        if block.starts_at
        else block.clock,
        "minutes": str(block.minutes or ""),
        "lane": str(block.lane or ""),
        "people": "、".join(block.people),
        **{
            name: "yes" if getattr(block, name) else ""
            for name in ("hard_end", "with_children", "counts_as_service", "public", "tentative")
        },
    }
