"""The partner's letters behind its link: the heap it holds, and a consent taken back for a family."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.links import Holder, Kind
from events.findings import today
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import liaisons, own_letters, own_school
from volunteers.pages.partner import page
from volunteers.rules.consent import (
    FREE,
    NEEDED,
    PURPOSE_NAMES,
    STATE_NAMES,
    Batch,
    CountDiffers,
    NoSuchStep,
    NotYet,
    SaidNo,
)
from volunteers.rules.liaisons import DayOver, Visit
from volunteers.rules.participants import Purpose


class PartnerLetterPages(Controller):
    path = "/p/{key:str}"
    opt = {"policy": Policy.LINK, "kind": Kind.PARTNER}  # noqa: RUF012 -- Litestar's way to declare it

    @get("/consents", name="partner.letters")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _letters(await liaisons.visit(holder), key)

    @post("/consents", name="partner.batch")
    async def batch(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await own_letters.confirm(holder, forms.parse(Batch, data))
        except (forms.WrongForm, CountDiffers, SaidNo, NotYet, DayOver) as refusal:
            return await _letters(await liaisons.visit(holder), key, refusal=refusal, typed=data)
        return pages.redirect(f"/p/{key}/consents", N_("The letters are noted."))

    @get("/participants/{participant_id:uuid}/withdraw", name="partner.withdrawing")
    async def ask_before_withdrawing(
        self, holder: NamedDependency[Holder], key: FromPath[str], participant_id: FromPath[UUID]
    ) -> Template:
        return await _withdrawal(await liaisons.visit(holder), key, participant_id)

    @post("/participants/{participant_id:uuid}/withdraw", name="partner.withdraw")
    async def withdraw(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            purpose = forms.parse(_Chosen, data).purpose
            await own_letters.withdraw(holder, participant_id, purpose)
        except (forms.WrongForm, NoSuchStep) as refusal:
            return await _withdrawal(await liaisons.visit(holder), key, participant_id, refusal)
        return pages.redirect(f"/p/{key}/consents", N_("Taken back. It counts from this moment."))


class _Chosen(msgspec.Struct, frozen=True):
    purpose: Purpose


async def _letters(
    visit: Visit,
    key: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    everybody = await own_letters.of(visit)
    waiting = [one for one in everybody if not one.agreed and not one.refuses]
    return await page(
        "letters",
        visit,
        key,
        refusal=refusal,
        typed=typed or {"on": today(visit.activity).isoformat()},
        waiting=waiting[: forms.MOST],
        later=max(0, len(waiting) - forms.MOST),
        refusing=[one for one in everybody if one.refuses],
        agreed=[one for one in everybody if one.agreed],
        total=len(everybody),
        ticked=forms.texts(typed, "participants") if typed else [],
        free=[(purpose.value, gettext(PURPOSE_NAMES[purpose])) for purpose in FREE],
        covered=forms.texts(typed, "covers") if typed else [],
        today=today(visit.activity),
        state_names=STATE_NAMES,
    )


async def _withdrawal(
    visit: Visit, key: str, participant_id: UUID, refusal: Refusal | None = None
) -> Template:
    who = await own_school.find(visit, participant_id)
    lettered = next(one for one in await own_letters.of(visit) if one.who.id == who.id)
    return await page(
        "withdraw",
        visit,
        key,
        refusal=refusal,
        who=who,
        granted=[(one, PURPOSE_NAMES[one], one in NEEDED) for one in lettered.granted],
    )
