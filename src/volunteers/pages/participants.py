"""The list of those the activity serves, and one entry of it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from events.rules.activities import Activity, Changed
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import consents, participants, retention
from volunteers.pages import entry_form
from volunteers.rules.applications import INTERESTS
from volunteers.rules.consent import (
    NEEDED,
    PURPOSE_NAMES,
    STATE_NAMES,
    Wish,
    contact_wish,
    needs_guardian,
    roster_gaps,
)
from volunteers.rules.participants import (
    AGE_NAMES,
    AgeBand,
    CodenameTaken,
    Consent,
    ConsentState,
    InALivePair,
    Participant,
    Purpose,
    TooManyParticipants,
)


class Entry(msgspec.Struct, frozen=True):
    """A line of the list.

    `consent` is the worst of the needed answers, None where nobody was asked; `contact` is what was
    said about contact after the day, which nobody needs.
    """

    who: Participant
    agreed: bool
    consent: ConsentState | None
    contact: Wish
    pair: int | None


class ParticipantPages(Controller):
    path = "/a/{activity_id:uuid}/participants"

    @get(name="participants", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        show: FromQuery[str] = "",
    ) -> Template:
        return await _list(actor, activity_id, show=show)

    @get("/search", name="participants.list", policy=Policy.MEMBER)
    async def back_to_list(self, activity_id: FromPath[UUID]) -> Redirect:
        return pages.redirect(f"/a/{activity_id}/participants")

    @post("/search", name="participants.search", policy=Policy.MEMBER, status_code=200)
    async def search(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template:
        """Look for a codename: posted, because an address would keep it."""
        return await _list(actor, activity_id, wanted=forms.text(data, "wanted")[:20])

    @get("/new", name="participants.new", policy=Policy.MEMBER)
    async def new(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _form(actor, activity_id)

    @post("/new", name="participants.add", policy=Policy.MEMBER)
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await participants.add(actor, activity_id, entry_form.posted(data))
        except (forms.WrongForm, CodenameTaken, TooManyParticipants) as refusal:
            return await _form(actor, activity_id, refusal=refusal, typed=data)
        here = f"/a/{activity_id}/participants"
        return pages.redirect(f"{here}/new" if "another" in data else here, N_("On the list."))

    @get("/{participant_id:uuid}", name="participants.one", policy=Policy.MEMBER)
    async def one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template:
        return await one_page(actor, activity_id, participant_id)

    @post("/{participant_id:uuid}", name="participants.change", policy=Policy.MEMBER)
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            version = forms.version(data)
            await participants.change(
                actor, activity_id, participant_id, version, entry_form.posted(data)
            )
        except (forms.WrongForm, CodenameTaken, Changed) as refusal:
            return await one_page(actor, activity_id, participant_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/participants/{participant_id}", N_("Saved."))

    @get("/{participant_id:uuid}/remove", name="participants.removing", policy=Policy.MEMBER)
    async def ask_before_removing(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        participant_id: FromPath[UUID],
    ) -> Template:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        return await _removal(actor, activity_id, participant_id)

    @post("/{participant_id:uuid}/remove", name="participants.remove", policy=Policy.MEMBER)
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
    who = await participants.find(actor, activity_id, participant_id)
    answers = {
        one.purpose: one
        for one in await consents.of_activity(actor, activity_id)
        if one.participant == who.id
    }
    return await pages.page(
        "volunteers/participants_one.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed if typed is not None else entry_form.typed(who),
        chosen=entry_form.ticked(typed) if typed is not None else entry_form.chosen(who),
        who=who,
        purposes=[(p, PURPOSE_NAMES[p], answers.get(p)) for p in Purpose],
        needed=NEEDED,
        state_names=STATE_NAMES,
        guardian=needs_guardian(who),
        gaps=roster_gaps(who, answers.values(), today(activity)),
        pair=(await participants.paired(activity_id)).get(who.id),
        longest=await retention.longest(who.id),
        today=today(activity),
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
        **entry_form.offers(activity, who.age_band),
    )


async def entries(actor: Actor, activity: Activity) -> list[Entry]:
    """Return the whole list with what each entry still lacks."""
    answers: dict[UUID, list[Consent]] = {}
    for one in await consents.of_activity(actor, activity.id):
        answers.setdefault(one.participant, []).append(one)
    pairs, now = await participants.paired(activity.id), today(activity)
    return [
        Entry(
            who,
            agreed=not roster_gaps(who, answers.get(who.id, []), now),
            consent=_worst(answers.get(who.id, [])),
            contact=_contact(answers.get(who.id, [])),
            pair=pairs.get(who.id),
        )
        for who in await participants.of_activity(actor, activity.id)
    ]


async def _list(actor: Actor, activity_id: UUID, *, show: str = "", wanted: str = "") -> Template:
    activity = await activities.find(actor, activity_id)
    everybody = await entries(actor, activity)
    lacking = [one for one in everybody if not one.agreed]
    alone = [one for one in everybody if one.pair is None]
    shown = {"consent": lacking, "alone": alone}.get(show, everybody)
    if wanted:
        shown = [one for one in everybody if wanted.casefold() in one.who.codename.casefold()]
    return await pages.page(
        "volunteers/participants.html",
        actor,
        activity,
        current="participants",
        shown=shown,
        show=show,
        wanted=wanted,
        total=len(everybody),
        lacking=len(lacking),
        alone=len(alone),
        age_names=AGE_NAMES,
        interest_names=INTERESTS,
        state_names=STATE_NAMES,
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
    )


async def _form(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    return await pages.page(
        "volunteers/participants_new.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed,
        chosen=entry_form.ticked(typed or {}),
        **entry_form.offers(activity, AgeBand.UNKNOWN),
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


def _worst(answers: list[Consent]) -> ConsentState | None:
    """Return the needed answer that stands most in the way; a missing one counts as not asked."""
    states = [one.state for one in answers if one.purpose in NEEDED]
    for state in (
        *(ConsentState.WITHDRAWN, ConsentState.REFUSED, ConsentState.EXPIRED),
        ConsentState.ASKED,
    ):
        if state in states:
            return state
    return ConsentState.GRANTED if len(states) == len(NEEDED) else None


def _contact(answers: list[Consent]) -> Wish:
    states = [one.state for one in answers if one.purpose is Purpose.PAIRING_CONTACT]
    return contact_wish(states[0] if states else None)
