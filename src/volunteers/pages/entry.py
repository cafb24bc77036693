"""One participant: what is kept, what was changed, who cares for them, and when it is all deleted."""

from datetime import date
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
from events.rules.activities import Changed
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import (
    carers,
    consents,
    histories,
    letters,
    named_mode,
    participants,
    retention,
    safeguards,
)
from volunteers.pages import entry_form, history
from volunteers.rules import carers as carer_rules
from volunteers.rules.consent import (
    NEEDED,
    PURPOSE_NAMES,
    STATE_NAMES,
    needs_guardian,
    needs_own_word,
    roster_gaps,
)
from volunteers.rules.named_mode import FIELD_NAMES, FIELDS, gaps
from volunteers.rules.participants import CodenameTaken, InALivePair, Purpose
from volunteers.rules.registration import (
    NoPlaceInAll,
    NoPlaceLeft,
    UnknownSource,
    joining_gaps,
    tie_problems,
)
from volunteers.rules.retention import NotRenewed, latest_renewal


class Longer(msgspec.Struct, frozen=True):
    until: date


class EntryPages(Controller):
    path = "/a/{activity_id:uuid}/participants/{participant_id:uuid}"

    @get(name="participants.one", policy=Policy.MEMBER)
    async def one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template:
        return await one_page(actor, activity_id, participant_id)

    @post(name="participants.change", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            before = await participants.find(actor, activity_id, participant_id)
            await participants.change(
                actor,
                activity_id,
                participant_id,
                forms.version(data),
                entry_form.posted(data, before.codename),
                reason=forms.text(data, "reason"),
            )
        except (
            *(forms.WrongForm, CodenameTaken, Changed),
            *(UnknownSource, NoPlaceLeft, NoPlaceInAll),
        ) as refusal:
            return await one_page(actor, activity_id, participant_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/participants/{participant_id}", N_("Saved."))

    @get("/remove", name="participants.removing", policy=Policy.MEMBER)
    async def ask_before_removing(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _removal(actor, activity_id, participant_id)

    @post("/remove", name="participants.remove", policy=Policy.MEMBER)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await participants.remove(actor, activity_id, participant_id)
        except InALivePair as refusal:
            return await _removal(actor, activity_id, participant_id, refusal)
        return pages.redirect(f"/a/{activity_id}/participants", N_("Deleted for good."))

    @post("/longer", name="participants.longer", policy=Policy.MEMBER)
    async def keep_longer(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            until = forms.parse(Longer, data).until
            await retention.keep_longer(actor, activity_id, participant_id, until)
        except (forms.WrongForm, NotRenewed) as refusal:
            return await one_page(actor, activity_id, participant_id, refusal=refusal)
        return pages.redirect(f"/a/{activity_id}/participants/{participant_id}#kept", N_("Saved."))


async def one_page(
    actor: Actor,
    activity_id: UUID,
    participant_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    """Answer with the page of one entry: what is kept of it, and its consents."""
    activity = await activities.find(actor, activity_id)
    everybody = await participants.of_activity(actor, activity_id)
    who = await participants.find(actor, activity_id, participant_id)
    answers = {
        one.purpose: one
        for one in await consents.of_activity(actor, activity_id)
        if one.participant == who.id
    }
    more = await entry_form.choices(activity)
    changes = await histories.of(actor, activity_id, who.id)
    reasons = await histories.reasons(activity_id)
    mode = await named_mode.find(activity_id)
    held = await safeguards.of(activity_id)
    guardian = needs_guardian(who, held)
    asked = (await letters.asking(activity)).purposes
    return await pages.page(
        "volunteers/participants_one.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed if typed is not None else entry_form.typed(who, reasons.get(who.id, "")),
        chosen=entry_form.ticked(typed) if typed is not None else entry_form.chosen(who),
        asks_name=entry_form.asks_name(typed),
        who=who,
        purposes=[
            (p, PURPOSE_NAMES[p], answers.get(p)) for p in Purpose if p in asked or p in answers
        ],
        child_speaks=needs_own_word(who, held),
        needed=NEEDED,
        state_names=STATE_NAMES,
        guardian=guardian,
        gaps=roster_gaps(who, answers.values(), today(activity), held),
        joining=joining_gaps(who, more.conditions, reasons),
        ties=[one for one in tie_problems(everybody) if one.participant == who.id],
        pair=(await participants.paired(activity_id)).get(who.id),
        longest=await retention.longest(who.id),
        renewable=latest_renewal(answers.values(), activity.last_day, guardian=guardian),
        carers=await carers.of(who.id),
        carer_kinds=carer_rules.KIND_NAMES,
        relations=carer_rules.RELATIONS,
        times=carer_rules.TIMES,
        named=not gaps(mode, today(activity)),
        mode=mode,
        sealed=[(name, FIELD_NAMES[name], getattr(who, name) is not None) for name in FIELDS],
        history=history.told(changes, more),
        today=today(activity),
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
        may_reveal=actor.may(Permission.SEE_CHILDREN_REAL),
        **entry_form.offers(activity, who.age_band, more, who.previous_helper),
    )


async def _removal(
    actor: Actor, activity_id: UUID, participant_id: UUID, refusal: Refusal | None = None
) -> Template:
    return await pages.page(
        "volunteers/participants_remove.html",
        actor,
        await activities.find(actor, activity_id),
        current="participants",
        refusal=refusal,
        who=await participants.find(actor, activity_id, participant_id),
    )
