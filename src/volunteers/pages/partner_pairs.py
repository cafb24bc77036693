"""The partner's pairs behind its link: what is proposed and why; its word decides (V12)."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import liaisons, own_pairs
from volunteers.pages.partner import page
from volunteers.rules.liaisons import DayOver, PairWaits, Visit
from volunteers.rules.pairs import (
    STATUS_NAMES,
    NoSuchPair,
    PairChanged,
    ParticipantPaired,
    WhyMissing,
    school_year,
)

CHOICES = 60


class PartnerPairPages(Controller):
    path = "/p/{key:str}/pairs"
    opt = {"policy": Policy.LINK, "kind": Kind.PARTNER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="partner.pairs")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _pairs(await liaisons.visit(holder), key)

    @post("/confirm", name="partner.confirm_all")
    async def confirm_all(
        self, holder: NamedDependency[Holder], key: FromPath[str]
    ) -> Template | Redirect:
        try:
            _, waiting = await own_pairs.confirm_all(holder)
        except DayOver as refusal:
            return await _pairs(await liaisons.visit(holder), key, refusal)
        said = N_("Some pairs have to wait; the rest is agreed.") if waiting else N_("Agreed.")
        return pages.redirect(f"/p/{key}/pairs", said)

    @post("/{pair_id:uuid}/confirm", name="partner.confirm")
    async def confirm(
        self, holder: NamedDependency[Holder], key: FromPath[str], pair_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await own_pairs.confirm(holder, pair_id)
        except (PairChanged, PairWaits, DayOver) as refusal:
            return await _pairs(await liaisons.visit(holder), key, refusal)
        return pages.redirect(f"/p/{key}/pairs", N_("Agreed."))

    @get("/{pair_id:uuid}/no", name="partner.declining")
    async def ask_before_declining(
        self, holder: NamedDependency[Holder], key: FromPath[str], pair_id: FromPath[UUID]
    ) -> Template:
        return await _no(await liaisons.visit(holder), key, pair_id)

    @post("/{pair_id:uuid}/no", name="partner.decline")
    async def decline(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        pair_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        reason = forms.text(data, "reason")
        try:
            await own_pairs.decline(holder, pair_id, forms.version(data), reason)
        except (forms.WrongForm, WhyMissing, PairChanged, DayOver) as refusal:
            return await _no(await liaisons.visit(holder), key, pair_id, refusal, typed=data)
        return pages.redirect(
            f"/p/{key}/pairs",
            N_("Both are free again. Choose somebody else, or leave it to the association."),
        )

    @get("/new/{participant_id:uuid}", name="partner.choosing")
    async def choose(
        self, holder: NamedDependency[Holder], key: FromPath[str], participant_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            return await _choose(await liaisons.visit(holder), key, participant_id)
        except ParticipantPaired:
            return pages.redirect(f"/p/{key}/pairs")

    @post("/new/{participant_id:uuid}", name="partner.propose")
    async def propose(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            chosen = forms.parse(_Chosen, data)
            await own_pairs.propose(holder, participant_id, chosen.volunteer)
        except ParticipantPaired as refusal:
            return await _pairs(await liaisons.visit(holder), key, refusal)
        except (forms.WrongForm, PairWaits, DayOver) as refusal:
            return await _choose(await liaisons.visit(holder), key, participant_id, refusal)
        return pages.redirect(f"/p/{key}/pairs", N_("This pair is agreed."))


class _Chosen(msgspec.Struct, frozen=True):
    volunteer: UUID


async def _pairs(visit: Visit, key: str, refusal: Refusal | None = None) -> Template:
    own = await own_pairs.of(visit)
    return await page(
        "pairs",
        visit,
        key,
        refusal=refusal,
        proposed=[one for one in own.pairs if not one.agreed],
        agreed=[one for one in own.pairs if one.agreed],
        alone=own.alone,
        state_names=STATUS_NAMES,
        school_year=school_year,
    )


async def _no(
    visit: Visit, key: str, pair_id: UUID, refusal: Refusal | None = None, typed: Any = None
) -> Template:
    own = await own_pairs.of(visit)
    one = next((one for one in own.pairs if one.pair.id == pair_id), None)
    if one is None:
        raise NoSuchPair
    return await page("no", visit, key, refusal=refusal, typed=typed, one=one)


async def _choose(
    visit: Visit, key: str, participant_id: UUID, refusal: Refusal | None = None
) -> Template:
    child, choices = await own_pairs.choices(visit, participant_id)
    return await page(
        "choose",
        visit,
        key,
        refusal=refusal,
        child=child,
        choices=choices[:CHOICES],
        more=max(0, len(choices) - CHOICES),
        school_year=school_year,
    )
