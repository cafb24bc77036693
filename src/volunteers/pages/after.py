"""What comes after the day: who kept in touch, what is still to do, and the volunteer's own log."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor, Permission
from events import activities, findings, tasks
from events.rules.tasks import Phase
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, contacts, partners
from volunteers.contacts import FollowUp, Kept
from volunteers.rules.contacts import (
    CHANNEL_NAMES,
    PERIODS,
    SILENT_DAYS,
    STATE_NAMES,
    ContactInTheFuture,
    ContactTooEarly,
    NewContact,
    NoContactNow,
    State,
    period,
)

MARKS: dict[State, tuple[str, str]] = {
    State.MET: ("check", "jade"),
    State.ATTEMPTED: ("phone-off", "amber"),
    State.DUE: ("circle-dot", "sky"),
    State.SOON: ("bell", "amber"),
    State.OVERDUE: ("x", "brick"),
    State.UPCOMING: ("circle", "muted"),
    State.EXEMPT: ("minus", "muted"),
}
Wrong = (forms.WrongForm, ContactInTheFuture, ContactTooEarly, NoContactNow)


class WhichPair(msgspec.Struct, frozen=True):
    pair: UUID


class AfterPages(Controller):
    path = "/a/{activity_id:uuid}/after"

    @get(name="after", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        pair: FromQuery[UUID | None] = None,
    ) -> Template:
        return await _page(actor, activity_id, typed={"pair": str(pair)} if pair else None)

    @post("/contacts", name="after.log", policy=Policy.MEMBER)
    async def log(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            pair_id = forms.parse(WhichPair, data).pair
            new = forms.parse(NewContact, data)
            contact_id = await contacts.log(actor, activity_id, pair_id, new)
        except Wrong as refusal:
            return await _page(actor, activity_id, refusal=_of_field(refusal), typed=data)
        here = f"/a/{activity_id}/after"
        return pages.redirect(here, N_("Noted."), undo=f"{here}/contacts/{contact_id}/undo")

    @post("/contacts/{contact_id:uuid}/undo", name="after.undo", policy=Policy.MEMBER)
    async def undo(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        contact_id: FromPath[UUID],
    ) -> Redirect:
        await contacts.take_back(actor, activity_id, contact_id)
        return pages.redirect(f"/a/{activity_id}/after", N_("Taken back."))


class MyContactPages(Controller):
    path = "/v/{key:str}/contacts"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.contact")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _own_page(holder, key)

    @post(name="mine.log_contact")
    async def log(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await contacts.log_own(holder, forms.parse(NewContact, data))
        except Wrong as refusal:
            return await _own_page(holder, key, refusal=_of_field(refusal), typed=data)
        return pages.redirect(f"/v/{key}", N_("Noted. Thank you for keeping in touch."))


def _of_field(refusal: Refusal) -> Refusal:
    """Put what is wrong with the day beside the day."""
    if isinstance(refusal, ContactInTheFuture | ContactTooEarly):
        return forms.WrongForm({"happened_on": str(refusal)})
    return refusal


async def _page(
    actor: Actor, activity_id: UUID, *, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    kept = await contacts.overview(actor, activity_id)
    todo = await tasks.of(actor, activity_id)
    return await pages.page(
        "volunteers/after.html",
        actor,
        kept.activity,
        current="after",
        refusal=refusal,
        typed=typed,
        kept=kept,
        months=_months(kept),
        rows=sorted(kept.rows, key=_most_urgent),
        tasks=[task for task in todo if task.phase is Phase.FOLLOW_UP],
        today=findings.today(kept.activity),
        marks={state.value: mark for state, mark in MARKS.items()},
        state_names={state.value: name for state, name in STATE_NAMES.items()},
        channels=CHANNEL_NAMES,
        silent_days=SILENT_DAYS,
        may_log=actor.may(Permission.CHANGE_PAIRS),
        may_see=actor.may(Permission.SEE_PAIRS),
    )


async def _own_page(
    holder: Holder, key: str, *, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    me = await applications.of_link(holder)
    shown = await activities.of(holder.organization_id, me.activity)
    return await pages.page(
        "volunteers/after_mine.html",
        None,
        refusal=refusal,
        typed=typed,
        path=f"/v/{key}",
        me=me,
        shown=shown,
        channels=CHANNEL_NAMES,
        marks={state.value: mark for state, mark in MARKS.items()},
        state_names={state.value: name for state, name in STATE_NAMES.items()},
        **await partners.of_volunteer(holder, me),
        **await contacts.of_volunteer(holder, me),
    )


def _months(kept: FollowUp) -> list[tuple[int, Any, Any]]:
    """Return number, first and last day of each period."""
    if kept.start is None:
        return []
    return [(number, *period(kept.start, number)) for number in range(1, PERIODS + 1)]


def _most_urgent(row: Kept) -> tuple[bool, int, int]:
    return not row.standing.late, -row.standing.silent_days, row.listed.number
