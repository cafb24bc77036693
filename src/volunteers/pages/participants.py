"""The list of those the activity serves, and one entry of it."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, quotas
from events.findings import today
from events.rules.activities import Activity
from kit import forms, pages
from kit.errors import Gap, Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import consents, joining, participants, safeguards
from volunteers.pages import entry_form
from volunteers.rules.applications import INTERESTS
from volunteers.rules.consent import (
    NEEDED,
    STATE_NAMES,
    Wish,
    contact_wish,
    roster_gaps,
)
from volunteers.rules.participants import (
    AGE_NAMES,
    AgeBand,
    CodenameTaken,
    Consent,
    ConsentState,
    Participant,
    Purpose,
    TooManyParticipants,
)
from volunteers.rules.registration import (
    NoPlaceInAll,
    NoPlaceLeft,
    UnknownSource,
    seats,
    tie_problems,
)


class Entry(msgspec.Struct, frozen=True):
    """A line of the list.

    `consent` is the worst of the needed answers, None where nobody was asked; `contact` is what was
    said about contact after the day, which nobody needs. `joining` are the conditions that are not met.
    """

    who: Participant
    agreed: bool
    consent: ConsentState | None
    contact: Wish
    pair: int | None
    joining: tuple[Gap, ...] = ()


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
        except (
            *(forms.WrongForm, CodenameTaken, TooManyParticipants),
            *(UnknownSource, NoPlaceLeft, NoPlaceInAll),
        ) as refusal:
            return await _form(actor, activity_id, refusal=refusal, typed=data)
        here = f"/a/{activity_id}/participants"
        return pages.redirect(f"{here}/new" if "another" in data else here, N_("On the list."))


async def entries(actor: Actor, activity: Activity) -> list[Entry]:
    """Return the whole list with what each entry still lacks."""
    answers: dict[UUID, list[Consent]] = {}
    for one in await consents.of_activity(actor, activity.id):
        answers.setdefault(one.participant, []).append(one)
    pairs, now = await participants.paired(activity.id), today(activity)
    held, lacking = await safeguards.of(activity.id), await joining.gaps(activity)
    return [
        Entry(
            who,
            agreed=not roster_gaps(who, answers.get(who.id, []), now, held),
            consent=_worst(answers.get(who.id, [])),
            contact=_contact(answers.get(who.id, [])),
            pair=pairs.get(who.id),
            joining=lacking.get(who.id, ()),
        )
        for who in await participants.of_activity(actor, activity.id)
    ]


async def _list(actor: Actor, activity_id: UUID, *, show: str = "", wanted: str = "") -> Template:
    activity = await activities.find(actor, activity_id)
    everybody = await entries(actor, activity)
    lacking = [one for one in everybody if not one.agreed]
    alone = [one for one in everybody if one.pair is None]
    outside = [one for one in everybody if one.joining]
    shown = {"consent": lacking, "alone": alone, "conditions": outside}.get(show, everybody)
    if wanted:
        shown = [one for one in everybody if wanted.casefold() in one.who.codename.casefold()]
    places = seats(await quotas.of(activity), [one.who.source for one in everybody])
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
        outside=len(outside),
        places=places,
        ties=tie_problems([one.who for one in everybody]),
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
        asks_name=entry_form.asks_name(typed),
        **entry_form.offers(activity, AgeBand.UNKNOWN, await entry_form.choices(activity)),
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
