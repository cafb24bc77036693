"""Camper registration: places per school, and which conditions everybody meets."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, conditions, quotas
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import histories, joining, participants
from volunteers.joining import Ticked
from volunteers.rules.registration import joining_gaps, seats

ON_A_PAGE = 100


class RegistrationPages(Controller):
    path = "/a/{activity_id:uuid}/participants/registration"

    @get(name="registration", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        page: FromQuery[int] = 1,
    ) -> Template:
        return await _page(actor, activity_id, page)

    @post(name="registration.save", policy=Policy.MEMBER)
    async def save(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        shown = int(forms.text(data, "page") or "1") if forms.text(data, "page").isdecimal() else 1
        try:
            await joining.save(actor, activity_id, _ticked(data))
        except forms.WrongForm as refusal:
            return await _page(actor, activity_id, shown, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}/participants/registration?page={shown}", N_("Saved.")
        )


def _ticked(data: dict[str, Any]) -> dict[UUID, Ticked]:
    """Return what was said of everybody who stood on the page."""
    found: dict[UUID, Ticked] = {}
    everybody = forms.texts(data, "everybody")
    for name in forms.texts(data, "shown"):
        met = (forms.identity(one) for one in (*everybody, *forms.texts(data, f"met-{name}")))
        if (participant := forms.identity(name)) is not None:
            found[participant] = Ticked(
                frozenset(one for one in met if one is not None),
                forms.text(data, f"reason-{name}"),
            )
    return found


async def _page(
    actor: Actor,
    activity_id: UUID,
    shown: int,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    everybody = await participants.of_activity(actor, activity_id)
    activity = await activities.find(actor, activity_id)
    asked = await conditions.of(activity)
    reasons = await histories.reasons(activity_id)
    first = max(0, shown - 1) * ON_A_PAGE
    said = _ticked(typed) if typed else {}
    return await pages.page(
        "volunteers/participants_registration.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        places=seats(await quotas.of(activity), [one.source for one in everybody]),
        conditions=asked,
        all_conditions=[(str(one.id), one.text) for one in asked],
        entries=[
            (
                one,
                said[one.id].met if one.id in said else frozenset(one.met),
                said[one.id].reason if one.id in said else reasons.get(one.id, ""),
                {gap.code for gap in joining_gaps(one, asked, reasons)},
            )
            for one in everybody[first : first + ON_A_PAGE]
        ],
        total=len(everybody),
        page=max(1, shown),
        last=max(1, -(-len(everybody) // ON_A_PAGE)),
        wished=any(not one.hard for one in asked),
        may_change=actor.may(Permission.CHANGE_PARTICIPANTS),
    )
