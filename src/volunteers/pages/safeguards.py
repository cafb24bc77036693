"""The rules that protect people in one activity: which are locked, which are switched, by whom and why."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.findings import today
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import safeguards
from volunteers.rules.safeguard_texts import LOCKED, SWITCHED
from volunteers.rules.safeguards import NewSwitch, SwitchNeedsEnd, SwitchNeedsReason, is_off


class SafeguardPages(Controller):
    path = "/a/{activity_id:uuid}/safeguards"

    @get(name="safeguards", policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @post("/{rule:str}/off", name="safeguards.off", policy=Policy.MEMBER)
    async def off(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        rule: FromPath[str],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await safeguards.switch_off(actor, activity_id, rule, forms.parse(NewSwitch, data))
        except (forms.WrongForm, SwitchNeedsReason, SwitchNeedsEnd) as refusal:
            return await _page(actor, activity_id, code=rule, refusal=refusal, typed=data)
        return pages.redirect(
            f"/a/{activity_id}/safeguards", N_("The rule is off; everybody who plans sees why.")
        )

    @post("/{rule:str}/on", name="safeguards.on", policy=Policy.MEMBER)
    async def on(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], rule: FromPath[str]
    ) -> Redirect:
        await safeguards.switch_on(actor, activity_id, rule)
        return pages.redirect(f"/a/{activity_id}/safeguards", N_("The rule holds again."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    code: str = "",
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    now = today(activity)
    switches = {one.code: one for one in await safeguards.of_activity(actor, activity_id)}
    return await pages.page(
        "volunteers/safeguards.html",
        actor,
        activity,
        current="training",
        refusal=refusal,
        typed=typed,
        code=code,
        locked=LOCKED if activity.involves_minors else [one for one in LOCKED if one.everywhere],
        rules=[
            (one, switches.get(one.code), one.code in switches and is_off(switches[one.code], now))
            for one in SWITCHED
            if activity.involves_minors or one.everywhere
        ],
        may_switch=actor.may(Permission.SET_SAFEGUARDS),
        today=now,
    )
