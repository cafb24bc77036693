"""The organisers' side of a partner: its contact, its link, what it has done, and what it was shown."""

import base64
import io
from typing import Any
from uuid import UUID

import msgspec
import segno
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import NoSuchLink
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import (
    applications,
    disclosures,
    liaisons,
    partner_adults,
    partner_links,
    partner_steps,
    sharing,
)
from volunteers.pages.partner import STEP_NAMES
from volunteers.rules.liaisons import (
    DayOver,
    Liaison,
    LiaisonChanged,
    NameTaken,
    NewLiaison,
    NoAddress,
    PartnerTwice,
    still_waiting,
)
from volunteers.rules.sharing import FIELD_NAMES


class LiaisonPages(Controller):
    path = "/a/{activity_id:uuid}/partner"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="liaisons")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _board(actor, activity_id)

    @get("/new", name="liaisons.new")
    async def new(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        actor.must(Permission.SHARE_WITH_PARTNER)
        return await _form(actor, activity_id)

    @post("/new", name="liaisons.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await liaisons.add(actor, activity_id, forms.parse(NewLiaison, data))
        except (forms.WrongForm, PartnerTwice) as refusal:
            return await _form(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/partner", N_("Saved. Now make the link."))

    @get("/{liaison_id:uuid}", name="liaisons.one")
    async def one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        liaison_id: FromPath[UUID],
    ) -> Template:
        actor.must(Permission.SHARE_WITH_PARTNER)
        found = await liaisons.find(actor, activity_id, liaison_id)
        return await _form(actor, activity_id, found)

    @post("/{liaison_id:uuid}", name="liaisons.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        liaison_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            new = forms.parse(NewLiaison, data)
            ended = await liaisons.change(actor, activity_id, liaison_id, forms.version(data), new)
        except (forms.WrongForm, PartnerTwice, NameTaken, LiaisonChanged) as refusal:
            found = await liaisons.find(actor, activity_id, liaison_id)
            return await _form(actor, activity_id, found, refusal=refusal, typed=data)
        said = N_("Saved. The link before has ended: make a new one.") if ended else N_("Saved.")
        return pages.redirect(f"/a/{activity_id}/partner", said)

    @post("/{liaison_id:uuid}/link", name="liaisons.link", status_code=200)
    async def link(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        liaison_id: FromPath[UUID],
    ) -> Template:
        """Make a link and show it this once, to be handed over; an earlier one ends."""
        try:
            address = await partner_links.link(actor, activity_id, liaison_id)
        except DayOver as refusal:
            return await _board(actor, activity_id, refusal=refusal)
        return await _board(actor, activity_id, fresh=(liaison_id, address))

    @get("/{liaison_id:uuid}/link", name="liaisons.link_gone")
    async def link_is_gone(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], liaison_id: FromPath[UUID]
    ) -> Redirect:
        """Lead back: the page that showed a link cannot be opened again."""
        await liaisons.find(actor, activity_id, liaison_id)
        return pages.redirect(f"/a/{activity_id}/partner")

    @post("/{liaison_id:uuid}/send", name="liaisons.send")
    async def send(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], liaison_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await partner_links.send(actor, activity_id, liaison_id)
        except (NoAddress, DayOver) as refusal:
            return await _board(actor, activity_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/partner", N_("A new link is on its way by e-mail; earlier ones end.")
        )

    @post("/{liaison_id:uuid}/renew", name="liaisons.renew")
    async def renew(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], liaison_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await partner_links.renew(actor, activity_id, liaison_id)
        except (NoSuchLink, DayOver):
            return pages.redirect(
                f"/a/{activity_id}/partner", N_("There is no link any more. Make a new one.")
            )
        return pages.redirect(f"/a/{activity_id}/partner", N_("The link goes on."))

    @post("/{liaison_id:uuid}/revoke", name="liaisons.revoke")
    async def revoke(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], liaison_id: FromPath[UUID]
    ) -> Redirect:
        await partner_links.revoke(actor, activity_id, liaison_id)
        return pages.redirect(
            f"/a/{activity_id}/partner", N_("The link does not open anything any more.")
        )


async def _board(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    fresh: tuple[UUID, str] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    everybody = await liaisons.of_activity(actor, activity_id)
    steps = await partner_steps.of(activity, everybody)
    volunteers = await applications.of_activity(actor, activity_id)
    return await pages.page(
        "volunteers/partners.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        everybody=everybody,
        living=await partner_links.living(activity),
        steps=steps,
        waiting={one: still_waiting(each) for one, each in steps.items()},
        names=STEP_NAMES,
        answers=await sharing.answers(volunteers, [one.partner for one in everybody]),
        adults=await partner_adults.of_several([one.id for one in everybody]),
        fresh=fresh,
        qr=_drawn(fresh[1]) if fresh else "",
        may_share=actor.may(Permission.SHARE_WITH_PARTNER),
        handed_over=await disclosures.of_activity(actor, activity_id)
        if actor.may(Permission.SEE_ACCESS_LOG)
        else None,
        field_names=FIELD_NAMES,
    )


async def _form(
    actor: Actor,
    activity_id: UUID,
    found: Liaison | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    stored = msgspec.structs.asdict(found) if found else {}
    if stored:
        stored["needs_gender"] = "yes" if stored["needs_gender"] else ""
    return await pages.page(
        "volunteers/partners_form.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed if typed is not None else stored,
        found=found,
        known=await liaisons.partners(activity),
        minors=activity.involves_minors,
    )


def _drawn(address: str) -> str:
    """Draw an address as a QR code, for a phone that is held against the screen."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=6, border=3)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
