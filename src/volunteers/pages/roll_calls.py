"""Roll calls: which there are, and one of them to count at with a thumb."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import roll_calls
from volunteers.rules import roll_calls as rules
from volunteers.rules.roll_calls import SEEN_NAMES, NewCall
from volunteers.rules.rooms import Seen

LABELS = {
    "title": N_("What this count is for"),
    "on": N_("Day"),
    "at": N_("Time"),
    "counted_by": N_("Who counted"),
    "seen": N_("Seen"),
}


class _Mark(msgspec.Struct, frozen=True):
    seen: Seen = Seen.UNKNOWN


class RollCallPages(Controller):
    path = "/a/{activity_id:uuid}/roll-calls"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="roll_calls")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post("/make", name="roll_calls.make")
    async def make(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await roll_calls.make(actor, activity_id)
        except (rules.NoDayYet, rules.TooManyCalls) as refusal:
            return await _page(actor, activity_id, refusal)
        return pages.redirect(
            f"/a/{activity_id}/roll-calls", N_("There is a roll call for each half-day and block.")
        )

    @post(name="roll_calls.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            call_id = await roll_calls.add(actor, activity_id, forms.parse(NewCall, data))
        except (forms.WrongForm, rules.TooManyCalls) as refusal:
            return await _page(actor, activity_id, refusal, data)
        return pages.redirect(_at(activity_id, call_id), N_("Saved."))

    @get("/{call_id:uuid}", name="roll_calls.one")
    async def one(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], call_id: FromPath[UUID]
    ) -> Template:
        return await _one_page(actor, activity_id, call_id)

    @post("/{call_id:uuid}/marks/{participant_id:uuid}", name="roll_calls.mark")
    async def mark(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        call_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            seen = forms.parse(_Mark, data).seen
            await roll_calls.mark(actor, activity_id, call_id, participant_id, seen)
        except (forms.WrongForm, rules.CallClosed, rules.NotOnTheRoster) as refusal:
            return await _one_page(actor, activity_id, call_id, refusal)
        return Redirect(f"{_at(activity_id, call_id)}#c-{participant_id}", status_code=303)

    @post("/{call_id:uuid}/rest", name="roll_calls.rest")
    async def rest(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], call_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await roll_calls.mark_rest(actor, activity_id, call_id)
        except rules.CallClosed as refusal:
            return await _one_page(actor, activity_id, call_id, refusal)
        return pages.redirect(_at(activity_id, call_id), N_("Noted."))

    @post("/{call_id:uuid}/close", name="roll_calls.close")
    async def close(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        call_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await roll_calls.close(actor, activity_id, call_id, forms.text(data, "counted_by"))
        except (
            forms.WrongForm,
            rules.CallClosed,
            rules.NobodyToCount,
            rules.NotAllCounted,
            rules.StillMissing,
        ) as refusal:
            return await _one_page(actor, activity_id, call_id, refusal, data)
        return pages.redirect(
            f"/a/{activity_id}/roll-calls",
            N_("Everybody is accounted for; the roll call is closed."),
            undo=f"{_at(activity_id, call_id)}/reopen",
        )

    @post("/{call_id:uuid}/reopen", name="roll_calls.reopen")
    async def reopen(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], call_id: FromPath[UUID]
    ) -> Redirect:
        await roll_calls.reopen(actor, activity_id, call_id)
        return pages.redirect(_at(activity_id, call_id), N_("The roll call is open again."))

    @post("/{call_id:uuid}/remove", name="roll_calls.remove")
    async def remove(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], call_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await roll_calls.remove(actor, activity_id, call_id)
        except rules.CallClosed as refusal:
            return await _one_page(actor, activity_id, call_id, refusal)
        return pages.redirect(f"/a/{activity_id}/roll-calls", N_("Removed."))


def _at(activity_id: UUID, call_id: UUID) -> str:
    return f"/a/{activity_id}/roll-calls/{call_id}"


async def _page(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    by_day: dict[Any, list[Any]] = {}
    for call, count in await roll_calls.of_activity(actor, activity_id):
        by_day.setdefault(call.on, []).append((call, count))
    return await pages.page(
        "volunteers/roll_calls.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        days=by_day,
        today=today(activity),
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
    )


async def _one_page(
    actor: Actor,
    activity_id: UUID,
    call_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    called = await roll_calls.one(actor, activity_id, call_id)
    return await pages.page(
        "volunteers/roll_call.html",
        actor,
        await activities.find(actor, activity_id),
        current="participants",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        called=called,
        call=called.call,
        count=called.count,
        names=SEEN_NAMES,
        presses=[one for one in SEEN_NAMES if one],
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
    )
