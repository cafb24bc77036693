"""Counselling slots and hotline hours of an activity or a programme; there is no field for notes (V7)."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, programmes
from events.programme_frame import programme_page
from events.rules.activities import Activity
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import counselling, participants
from volunteers.counselling import Home
from volunteers.rules import counselling as rules
from volunteers.rules.counselling import NewSlot, Outcome

LABELS = {
    "setting": N_("Where"),
    "on": N_("Day"),
    "begins": N_("From"),
    "ends": N_("To"),
    "place": N_("Room, or public number of the line"),
    "counsellor": N_("Who listens"),
    "qualification": N_("Number of the qualification"),
    "checked_by": N_("Who has looked at it"),
    "participant": N_("Codename"),
    "calls": N_("How many rang"),
    "referral": N_("Where to next"),
}
WRONG = (
    forms.WrongForm,
    rules.SlotChanged,
    rules.NotProven,
    rules.NoConsentToTalk,
    rules.NotToBook,
    rules.TooManySlots,
    rules.NotYet,
)
Posted = URLEncodedBody[dict[str, Any]]


class _Whom(msgspec.Struct, frozen=True):
    participant: UUID


class CounsellingPages(Controller):
    path = "/a/{activity_id:uuid}/counselling"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="counselling")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _of_activity(actor, activity_id)

    @post(name="counselling.add")
    async def add(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], data: Posted
    ) -> Template | Redirect:
        return await _done(actor, await activities.find(actor, activity_id), None, "add", data)

    @post("/{talk_id:uuid}/book", name="counselling.book")
    async def book(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        talk_id: FromPath[UUID],
        data: Posted,
    ) -> Template | Redirect:
        activity = await activities.find(actor, activity_id)
        return await _done(actor, activity, talk_id, "book", data)

    @post("/{talk_id:uuid}/{deed:str}", name="counselling.step")
    async def step(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        talk_id: FromPath[UUID],
        deed: FromPath[str],
        data: Posted,
    ) -> Template | Redirect:
        return await _done(actor, await activities.find(actor, activity_id), talk_id, deed, data)


class ProgrammeCounselling(Controller):
    path = "/programmes/{programme_id:uuid}/counselling"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="programme_counselling")
    async def show(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Template:
        return await _of_programme(actor, programme_id)

    @post(name="programme_counselling.add")
    async def add(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID], data: Posted
    ) -> Template | Redirect:
        return await _done(actor, await programmes.find(actor, programme_id), None, "add", data)

    @post("/{talk_id:uuid}/{deed:str}", name="programme_counselling.step")
    async def step(
        self,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        talk_id: FromPath[UUID],
        deed: FromPath[str],
        data: Posted,
    ) -> Template | Redirect:
        return await _done(actor, await programmes.find(actor, programme_id), talk_id, deed, data)


async def _done(
    actor: Actor, home: Home, slot_id: UUID | None, deed: str, data: dict[str, Any]
) -> Template | Redirect:
    """Do one step and lead back to the list; what was refused comes back as it was typed."""
    try:
        await _do(actor, home, slot_id, deed, data)
    except WRONG as refusal:
        if isinstance(home, Activity):
            return await _of_activity(actor, home.id, refusal, data, slot_id)
        return await _of_programme(actor, home.id, refusal, data, slot_id)
    kind = "a" if isinstance(home, Activity) else "programmes"
    return pages.redirect(f"/{kind}/{home.id}/counselling", N_("Saved."))


async def _do(
    actor: Actor, home: Home, slot_id: UUID | None, deed: str, data: dict[str, Any]
) -> None:
    actor.must(Permission.CHANGE_PARTICIPANTS)
    if slot_id is None:
        await counselling.add(actor, home, forms.parse(NewSlot, data))
    elif deed == "book" and isinstance(home, Activity):
        whom = forms.parse(_Whom, data).participant
        await counselling.book(actor, home.id, slot_id, whom)
    elif deed == "proof":
        number, checker = forms.text(data, "qualification"), forms.text(data, "checked_by")
        await counselling.prove(actor, home, slot_id, number, checker)
    elif deed == "free":
        await counselling.free(actor, home, slot_id)
    elif deed == "outcome":
        await counselling.note(actor, home, slot_id, forms.parse(Outcome, data))
    elif deed == "remove":
        await counselling.remove(actor, home, slot_id)
    else:
        raise rules.NoSuchSlot


async def _of_activity(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    at: UUID | None = None,
) -> Template:
    activity, slots = await counselling.of_activity(actor, activity_id)
    names = {one.id: one.codename for one in await participants.of(activity.id)}
    return await pages.page(
        "volunteers/counselling.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed or {},
        **_context(actor, slots, at),
        back=f"/a/{activity.id}/counselling",
        zone=activity.zone,
        names=names,
        agreed=[(str(one.id), one.codename) for one in await counselling.offered(activity)],
        on_file=sorted(await counselling.counsellors(activity)),
    )


async def _of_programme(
    actor: Actor,
    programme_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    at: UUID | None = None,
) -> Template:
    programme, slots = await counselling.of_programme(actor, programme_id)
    return await programme_page(
        "volunteers/counselling_programme.html",
        actor,
        programme,
        tab="counselling",
        refusal=refusal,
        typed=typed or {},
        **_context(actor, slots, at),
        back=f"/programmes/{programme.id}/counselling",
        zone=programme.zone,
        names={},
        agreed=[],
        on_file=[],
    )


def _context(actor: Actor, slots: list[rules.Slot], at: UUID | None) -> dict[str, Any]:
    return {
        "slots": slots,
        "at": at,
        "now": clock.now(),
        "labels": LABELS,
        "settings": rules.SETTING_NAMES,
        "states": rules.STATE_NAMES,
        "referrals": rules.REFERRAL_NAMES,
        "may_change": actor.may(Permission.CHANGE_PARTICIPANTS),
    }
