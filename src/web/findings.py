"""What the plan check found in every slice: the whole list, and warnings that are let stand."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities, findings
from events.rules.activities import Activity
from events.rules.findings import (
    AcceptNeedsReason,
    Finding,
    NoSuchFinding,
    NotAcceptable,
    bunched,
    by_urgency,
    gates,
    ranked,
)
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from web import doors


async def still_open(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what every slice found and nobody has accepted, the most pressing first."""
    return ranked(await findings.unaccepted(activity, await _everything(actor, activity)))


class FindingPages(Controller):
    path = "/a/{activity_id:uuid}/findings"

    @get(policy=Policy.MEMBER)
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        """List everything the check found, and what was accepted."""
        return await _page(actor, activity_id)

    @post("/accept", policy=Policy.MEMBER)
    async def accept(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        """Let the warnings of one kind stand, all or those that were ticked, with a reason."""
        actor.must(Permission.CHANGE_PLAN)
        activity = await activities.find(actor, activity_id)
        code = forms.text(data, "code")
        subjects = dict.fromkeys(forms.texts(data, "subject") or [""])
        try:
            found = await _everything(actor, activity)
            chosen = [_pick(found, code, subject) for subject in subjects]
            await findings.accept(actor, activity_id, chosen, forms.text(data, "reason"))
        except (AcceptNeedsReason, NotAcceptable) as refusal:
            return await _page(actor, activity_id, refusal=refusal, typed={"code": code})
        return pages.redirect(f"/a/{activity_id}/findings", N_("Noted. It is off the list."))

    @post("/return", policy=Policy.MEMBER)
    async def take_back(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        """Put an accepted warning back on the list."""
        await findings.take_back(
            actor, activity_id, forms.text(data, "code"), forms.text(data, "subject")
        )
        return pages.redirect(f"/a/{activity_id}/findings", N_("It is back on the list."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    activity = await activities.find(actor, activity_id)
    everything = await _everything(actor, activity)
    known = {(f.code, f.subject): f for f in everything}
    let_stand = await findings.accepted(activity)
    quiet = {(one.code, one.subject) for one in let_stand}
    still = ranked(f for key, f in known.items() if key not in quiet)
    return await pages.page(
        "web/findings.html",
        actor,
        activity,
        current="overview",
        refusal=refusal,
        typed=typed,
        total=len(bunched(still)),
        groups=by_urgency(still),
        gates=gates(activity.status, still),
        accepted=[
            (one, known[one.code, one.subject])
            for one in let_stand
            if (one.code, one.subject) in known
        ],
        may_accept=actor.may(Permission.CHANGE_PLAN),
    )


async def _everything(actor: Actor, activity: Activity) -> list[Finding]:
    return [doors.led(actor, finding) for finding in await findings.everything(actor, activity)]


def _pick(found: list[Finding], code: str, subject: str) -> Finding:
    for finding in found:
        if (finding.code, finding.subject) == (code, subject):
            return finding
    raise NoSuchFinding
