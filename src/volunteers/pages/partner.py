"""The partner's own pages, behind its link and without an account: what is asked of it, and by when."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import organizations
from accounts.rules.links import Holder, Kind
from events import releases
from events.rules.activities import OVER
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import gate_lists, liaisons, named_mode, partner_adults, partner_steps
from volunteers.pages import when
from volunteers.rules.liaisons import (
    AdultTwice,
    Answer,
    DayOver,
    NewAdult,
    Step,
    Visit,
    still_waiting,
)

STEP_NAMES: dict[Step, str] = {
    Step.DATES: N_("Time and place"),
    Step.LIST: N_("Your list"),
    Step.LETTERS: N_("Letters from families"),
    Step.VOLUNTEERS: N_("Who is coming"),
    Step.PAIRS: N_("Pairs"),
    Step.ADULTS: N_("Your adults on the day"),
    Step.GATE: N_("List for the gate"),
}


class PartnerPages(Controller):
    path = "/p/{key:str}"
    opt = {"policy": Policy.LINK, "kind": Kind.PARTNER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="partner")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        """Say on one calm page what is asked, step by step, and what is done already."""
        visit = await liaisons.visit(holder)
        steps = (await partner_steps.of(visit.activity, await liaisons.of(visit.activity.id)))[
            visit.liaison.id
        ]
        return await page(
            "start",
            visit,
            key,
            leaf=when.leaf(visit.activity),
            steps=steps,
            waiting=still_waiting(steps),
            names=STEP_NAMES,
            named=await _named(visit),
        )

    @get("/dates", name="partner.dates")
    async def dates(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _dates(await liaisons.visit(holder), key)

    @post("/dates", name="partner.answer")
    async def answer(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Keep the answer; the two buttons say whether day and place suit."""
        try:
            said = forms.parse(Answer, data)
            await liaisons.answer(holder, said)
        except (forms.WrongForm, DayOver) as refusal:
            return await _dates(await liaisons.visit(holder), key, refusal=refusal, typed=data)
        if said.confirmed:
            return pages.redirect(f"/p/{key}", N_("Thank you. Time and place are confirmed."))
        return pages.redirect(f"/p/{key}", N_("Thank you. The association will call you."))

    @get("/volunteers", name="partner.volunteers")
    async def volunteers(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        visit = await liaisons.visit(holder)
        return await page("volunteers", visit, key, shown=await gate_lists.volunteers(visit))

    @get("/gate", name="partner.gate")
    async def gate(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        visit = await liaisons.visit(holder)
        return await page("gate", visit, key, shown=await gate_lists.gate(visit))

    @get("/adults", name="partner.adults")
    async def adults(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _adults(await liaisons.visit(holder), key)

    @post("/adults", name="partner.name_adult")
    async def name_adult(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await partner_adults.add(holder, forms.parse(NewAdult, data))
        except (forms.WrongForm, AdultTwice, DayOver) as refusal:
            return await _adults(await liaisons.visit(holder), key, refusal=refusal, typed=data)
        return pages.redirect(f"/p/{key}/adults", N_("On the list."))

    @post("/adults/{adult_id:uuid}/remove", name="partner.remove_adult")
    async def remove_adult(
        self, holder: NamedDependency[Holder], key: FromPath[str], adult_id: FromPath[UUID]
    ) -> Redirect:
        await partner_adults.remove(holder, adult_id)
        return pages.redirect(f"/p/{key}/adults", N_("Taken off the list."))


async def _named(visit: Visit) -> bool:
    """Say whether the partner is asked about real names, or has agreed to them."""
    mode = await named_mode.find(visit.activity.id)
    return mode is not None and mode.assessed_on is not None and mode.closed_at is None


async def page(
    name: str,
    visit: Visit,
    key: str,
    *,
    refusal: Refusal | None = None,
    typed: Any = None,
    **more: Any,
) -> Template:
    """Answer with one of the partner's pages; `path` is where its own addresses begin."""
    return await pages.page(
        f"volunteers/partner/{name}.html",
        None,
        refusal=refusal,
        typed=typed,
        path=f"/p/{key}",
        expires_at=visit.holder.expires_at,
        liaison=visit.liaison,
        shown_activity=visit.activity,
        minors=visit.activity.involves_minors,
        over=visit.activity.status in OVER,
        association=(await organizations.publisher(visit.activity.organization)).name,
        **more,
    )


async def _dates(
    visit: Visit, key: str, *, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    liaison = visit.liaison
    return await page(
        "dates",
        visit,
        key,
        refusal=refusal,
        typed=typed or {"training_room": liaison.training_room, "note": liaison.note},
        leaf=when.leaf(visit.activity),
        programme=await _programme(visit),
    )


class Item(msgspec.Struct, frozen=True):
    """One line of the programme: when, what, where. Whoever leads it is nobody's business here."""

    at: str
    title: str
    place: str


async def _programme(visit: Visit) -> list[Item]:
    """Return what takes place with the partner's participants, as far as it has been released."""
    activity = visit.activity
    released = await releases.current(activity.organization, activity.id)
    if released is None:
        return []
    return [
        Item(i18n.clock(block.starts_at, activity.zone), block.title, block.place)
        for block in released[1].blocks
        if block.starts_at and (block.with_children or block.public)
    ]


async def _adults(
    visit: Visit, key: str, *, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    return await page(
        "adults",
        visit,
        key,
        refusal=refusal,
        typed=typed,
        adults=await partner_adults.of(visit.liaison.id),
    )
