"""The partner's word on keeping real names, and what it may see of its own children (V11)."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import access_log
from accounts.rules.grants import FIELD_NAMES, Field
from accounts.rules.links import Holder, Kind
from accounts.throttles import TooOften
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import liaisons, named_fields, named_mode, own_school, partner_word, reveals
from volunteers.pages.partner import page
from volunteers.reveals import Line
from volunteers.rules.liaisons import Visit
from volunteers.rules.named_mode import QUESTIONS, NamedModeClosed, NotAssessed


class Look(msgspec.Struct, frozen=True):
    """Which details somebody wants to see, and what for."""

    fields: Annotated[tuple[Field, ...], msgspec.Meta(min_length=1)]
    purpose: Annotated[str, msgspec.Meta(min_length=4, max_length=200)]


class PartnerNamedPages(Controller):
    path = "/p/{key:str}/named"
    opt = {"policy": Policy.LINK, "kind": Kind.PARTNER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="partner.named")
    async def show(self, holder: NamedDependency[Holder], key: FromPath[str]) -> Template:
        return await _named(await liaisons.visit(holder), key)

    @post(name="partner.say_named")
    async def say(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Keep the answer; a no erases at once what is real of this partner's children."""
        try:
            if _answer(data) == "no":
                await partner_word.refuse(holder)
                return pages.redirect(f"/p/{key}", N_("Only codenames are kept."))
            await partner_word.agree(holder)
        except (forms.WrongForm, NotAssessed) as refusal:
            return await _named(await liaisons.visit(holder), key, refusal)
        return pages.redirect(f"/p/{key}", N_("Thank you. You can take this back at any time."))

    @get("/{participant_id:uuid}", name="partner.before_reveal")
    async def ask(
        self, holder: NamedDependency[Holder], key: FromPath[str], participant_id: FromPath[UUID]
    ) -> Template:
        return await _one(await liaisons.visit(holder), key, participant_id)

    @post("/{participant_id:uuid}", name="partner.reveal", once=False, status_code=200)
    async def reveal(
        self,
        holder: NamedDependency[Holder],
        key: FromPath[str],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        """Show what was asked for; `once` is off so that the log is committed before."""
        visit = await liaisons.visit(holder)
        try:
            look = forms.parse(Look, data)
            shown = await named_fields.opened_for_partner(
                holder, participant_id, look.fields, look.purpose
            )
        except (forms.WrongForm, NamedModeClosed, TooOften) as refusal:
            return await _one(visit, key, participant_id, refusal=refusal, typed=data)
        return await _one(visit, key, participant_id, shown=shown)


def _answer(data: forms.Posted) -> str:
    """Return `yes` or `no`: nothing else erases anything.

    Raises:
        WrongForm
    """
    answer = forms.text(data, "answer")
    if answer not in ("yes", "no"):
        raise forms.WrongForm({"answer": gettext("Please choose one of the two.")})
    return answer


async def _named(visit: Visit, key: str, refusal: Refusal | None = None) -> Template:
    mode = await named_mode.find(visit.activity.id)
    if mode and (mode.assessed_on is None or mode.closed_at):
        mode = None
    own = await own_school.of(visit)
    is_open = not await named_mode.missing(visit.activity)
    return await page(
        "named",
        visit,
        key,
        refusal=refusal,
        mode=mode,
        answers=mode.answers if mode else None,
        questions=QUESTIONS,
        alone=visit.alone,
        refused=visit.liaison.partner in await partner_word.refused(visit.activity, mode),
        kept=await reveals.several(own) if is_open else [],
        seen=await _seen(visit, [one.id for one in own]),
        field_names=FIELD_NAMES,
    )


async def _one(
    visit: Visit,
    key: str,
    participant_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: Any = None,
    shown: tuple[Line, ...] = (),
) -> Template:
    who = await own_school.find(visit, participant_id)
    is_open = not await named_mode.missing(visit.activity)
    kept = await reveals.kept_of(who.id) if is_open else ()
    return await page(
        "reveal",
        visit,
        key,
        refusal=refusal,
        typed=typed,
        who=who,
        kept=kept,
        chosen=forms.texts(typed, "fields") if typed else [one.value for one in kept[:1]],
        shown=shown,
        seen=await _seen(visit, [who.id]),
        field_names=FIELD_NAMES,
    )


async def _seen(visit: Visit, own: list[UUID]) -> list[access_log.Seen]:
    return await access_log.of_subjects(visit.activity.organization, own)
