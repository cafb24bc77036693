"""A volunteer's own shifts: those they stand in, those they could take, and swaps."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from events import activities
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import applications, shifts, stands, swaps
from volunteers.rules import shifts as rules
from volunteers.rules.applications import NoSuchApplication

TAKING = (
    rules.ShiftOver,
    rules.ShiftFull,
    rules.AlreadyThere,
    rules.InTwoPlaces,
    rules.NotReady,
    rules.NotTheirs,
    rules.NotOffered,
    rules.NotOpenForChoice,
    NoSuchApplication,
)


class MyShifts(Controller):
    path = "/v/{key:str}/shifts"
    opt = {"policy": Policy.LINK, "kind": Kind.VOLUNTEER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="mine.shifts")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _mine(holder, key)

    @post("/{shift_id:uuid}/take", name="mine.take_shift")
    async def take(
        self, holder: NamedDependency[Holder], key: FromPath[str], shift_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await swaps.take(holder, shift_id)
        except TAKING as refusal:
            return await _mine(holder, key, refusal)
        return pages.redirect(f"/v/{key}/shifts", N_("This shift is yours."))

    @post("/{shift_id:uuid}/offer", name="mine.offer_shift")
    async def offer(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        shift_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await swaps.offer(holder, shift_id, forms.text(data, "reason"))
        except (rules.NotTheirs, rules.ShiftOver) as refusal:
            return await _mine(holder, key, refusal)
        said = N_("Others see it now. It stays yours until somebody takes it.")
        return pages.redirect(f"/v/{key}/shifts", said)

    @post("/{shift_id:uuid}/keep", name="mine.keep_shift")
    async def keep(
        self, holder: NamedDependency[Holder], key: FromPath[str], shift_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await swaps.keep(holder, shift_id)
        except rules.NotTheirs as refusal:
            return await _mine(holder, key, refusal)
        return pages.redirect(f"/v/{key}/shifts", N_("Good, it stays yours."))


async def _mine(holder: Holder, key: str, refusal: Refusal | None = None) -> Template:
    application = await applications.of_link(holder)
    activity = await activities.of(holder.organization_id, application.activity)
    board = await shifts.board(activity)
    return await pages.page(
        "volunteers/shifts_mine.html",
        None,
        refusal=refusal,
        path=f"/v/{key}",
        shown=activity,
        board=board,
        mine=await stands.of_person(application.id),
        open=await swaps.open_to(holder, application),
        now=clock.now(),
        begun=rules.begun,
    )
