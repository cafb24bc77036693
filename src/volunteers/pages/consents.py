"""Noting consents: one answer, a withdrawal in two clicks, and the school's batch of letters."""

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
from kit.i18n import N_, gettext
from kit.policy import Policy
from volunteers import consents, letters, participants
from volunteers.pages.entry import one_page
from volunteers.pages.participants import entries
from volunteers.rules.consent import (
    FREE,
    PURPOSE_NAMES,
    STATE_NAMES,
    Batch,
    CountDiffers,
    GuardianOnly,
    NewConsent,
    NoSuchStep,
    NotAGuardian,
    NotYet,
    SaidNo,
    Wish,
)
from volunteers.rules.participants import AGE_NAMES, ConsentState, Purpose


class ConsentPages(Controller):
    path = "/a/{activity_id:uuid}/participants"

    @get("/consents", name="consents", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _batch(actor, activity_id)

    @post("/consents", name="consents.batch", policy=Policy.MEMBER)
    async def batch(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        here = f"/a/{activity_id}/participants"
        if "asked" in data:
            chosen = forms.parse(_Chosen, data)
            await consents.ask(actor, activity_id, chosen.participants, chosen.covers)
            return pages.redirect(f"{here}/consents", N_("Noted: the letters have gone out."))
        try:
            await consents.confirm_batch(actor, activity_id, forms.parse(Batch, data))
        except (forms.WrongForm, CountDiffers, SaidNo, NotYet) as refusal:
            return await _batch(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(here, N_("The consents are noted."))

    @post("/{participant_id:uuid}/consents", name="consents.record", policy=Policy.MEMBER)
    async def record(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await consents.record(actor, activity_id, participant_id, forms.parse(NewConsent, data))
        except (forms.WrongForm, NoSuchStep, GuardianOnly, NotAGuardian, NotYet) as refusal:
            return await one_page(actor, activity_id, participant_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/participants/{participant_id}#consents", N_("Noted.")
        )

    @post("/{participant_id:uuid}/own-word", name="consents.own_word", policy=Policy.MEMBER)
    async def own_word(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template | Redirect:
        """Note that a child of eight or older wants to take part, too."""
        try:
            await consents.note_own_word(actor, activity_id, participant_id)
        except NoSuchStep as refusal:
            return await one_page(actor, activity_id, participant_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/participants/{participant_id}#consents", N_("Noted.")
        )

    @get("/{participant_id:uuid}/withdraw/{purpose:str}", policy=Policy.MEMBER)
    async def ask_before_withdrawing(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        purpose: FromPath[Purpose],
    ) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await pages.page(
            "volunteers/participants_withdraw.html",
            actor,
            await activities.find(actor, activity_id),
            current="participants",
            who=await participants.find(actor, activity_id, participant_id),
            purpose=purpose,
            purpose_names=PURPOSE_NAMES,
            pair=(await participants.paired(activity_id)).get(participant_id),
        )

    @post("/{participant_id:uuid}/withdraw/{purpose:str}", policy=Policy.MEMBER)
    async def withdraw(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        purpose: FromPath[Purpose],
    ) -> Template | Redirect:
        try:
            await consents.withdraw(actor, activity_id, participant_id, purpose)
        except NoSuchStep as refusal:
            return await one_page(actor, activity_id, participant_id, refusal=refusal)
        return pages.redirect(
            f"/a/{activity_id}/participants/{participant_id}",
            N_("Withdrawn. It counts from this moment."),
        )


class _Chosen(msgspec.Struct, frozen=True):
    participants: tuple[UUID, ...] = ()
    covers: tuple[Purpose, ...] = ()


async def _batch(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    everybody = await entries(actor, activity)
    no = (ConsentState.REFUSED, ConsentState.WITHDRAWN)
    lacking = [one for one in everybody if not one.agreed and one.consent not in no]
    silent = [one for one in everybody if one.agreed and one.contact is Wish.OPEN]
    waiting = lacking + silent
    asked = (await letters.asking(activity)).purposes
    return await pages.page(
        "volunteers/participants_consents.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed or {"on": today(activity).isoformat()},
        waiting=waiting[: forms.MOST],
        later=max(0, len(waiting) - forms.MOST),
        refusing=[one for one in everybody if not one.agreed and one.consent in no],
        ticked=forms.texts(typed, "participants")
        if typed
        else [str(one.who.id) for one in lacking or silent],
        free=[
            (purpose.value, gettext(PURPOSE_NAMES[purpose])) for purpose in FREE if purpose in asked
        ],
        covered=forms.texts(typed, "covers") if typed else [],
        age_names=AGE_NAMES,
        state_names=STATE_NAMES,
        today=today(activity),
    )
