"""What is performed: each act with its people, its things and its rehearsals, in the order of the show."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Response, Template

from accounts.rules.permissions import Actor, Permission
from events import rehearsals
from events.findings import today
from events.rules import rehearsals as rules
from events.rules.activities import Status
from events.rules.rehearsals import NewRehearsal, Verdict
from kit import forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from kit.sheet_writer import CSV, XLSX
from volunteers import performers
from volunteers.rules.performers import NobodyChosen, NotToPerform

LABELS = {
    "on": N_("Day"),
    "at": N_("Time"),
    "place": N_("Place"),
    "checked_by": N_("Who looks at it"),
    "note": N_("Note"),
}
WRONG = (
    forms.WrongForm,
    rules.RehearsalAhead,
    rules.RehearsalChanged,
    rules.RehearsalSeen,
    rules.TooManyRehearsals,
    NobodyChosen,
    NotToPerform,
)
Posted = URLEncodedBody[dict[str, Any]]


class _Chosen(msgspec.Struct, frozen=True):
    participants: tuple[UUID, ...] = ()
    people: tuple[UUID, ...] = ()


class ActPages(Controller):
    path = "/a/{activity_id:uuid}/acts"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="acts")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _page(actor, activity_id)

    @get("/list.csv", name="acts.csv", media_type=CSV)
    async def csv(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        return _file(await performers.exported(actor, activity_id, "csv"), "csv", CSV)

    @get("/list.xlsx", name="acts.xlsx", media_type=XLSX)
    async def xlsx(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        return _file(await performers.exported(actor, activity_id, "xlsx"), "xlsx", XLSX)

    @post("/{act_id:uuid}/move", name="acts.move")
    async def move(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        act_id: FromPath[UUID],
        data: Posted,
    ) -> Redirect:
        await rehearsals.move(actor, activity_id, act_id, up=forms.text(data, "to") == "up")
        return pages.redirect(f"/a/{activity_id}/acts#act-{act_id}")

    @post("/{act_id:uuid}/performers", name="acts.perform")
    async def perform(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        act_id: FromPath[UUID],
        data: Posted,
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PARTICIPANTS)
        try:
            who = forms.parse(_Chosen, data)
            await performers.add(actor, activity_id, act_id, who.participants, who.people)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data, at=act_id)
        return pages.redirect(f"/a/{activity_id}/acts#act-{act_id}", N_("Saved."))

    @post("/performers/{performer_id:uuid}/remove", name="acts.leave")
    async def leave(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        performer_id: FromPath[UUID],
    ) -> Redirect:
        await performers.remove(actor, activity_id, performer_id)
        return pages.redirect(f"/a/{activity_id}/acts", N_("Removed."))

    @post("/{act_id:uuid}/rehearsals", name="acts.rehearse")
    async def rehearse(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        act_id: FromPath[UUID],
        data: Posted,
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PLAN)
        try:
            await rehearsals.plan(actor, activity_id, act_id, forms.parse(NewRehearsal, data))
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data, at=act_id)
        return pages.redirect(f"/a/{activity_id}/acts#act-{act_id}", N_("Saved."))

    @post("/rehearsals/{rehearsal_id:uuid}/sign", name="acts.sign")
    async def sign(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        rehearsal_id: FromPath[UUID],
        data: Posted,
    ) -> Template | Redirect:
        """Note that a rehearsal passed, or that the act is to be rehearsed once more; with a way back."""
        actor.must(Permission.CHANGE_PLAN)
        here = f"/a/{activity_id}/acts"
        try:
            verdict, version = forms.parse(Verdict, data), forms.version(data)
            await rehearsals.sign(actor, activity_id, rehearsal_id, version, verdict)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, data, at=rehearsal_id)
        said = N_("Signed off.") if verdict.passed else N_("Noted: once more.")
        return pages.redirect(f"{here}#rehearsal-{rehearsal_id}", said)

    @post("/rehearsals/{rehearsal_id:uuid}/undo", name="acts.unsign")
    async def unsign(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        rehearsal_id: FromPath[UUID],
        data: Posted,
    ) -> Template | Redirect:
        actor.must(Permission.CHANGE_PLAN)
        try:
            version = forms.version(data)
            await rehearsals.take_back(actor, activity_id, rehearsal_id, version)
        except WRONG as refusal:
            return await _page(actor, activity_id, refusal, at=rehearsal_id)
        return pages.redirect(f"/a/{activity_id}/acts#rehearsal-{rehearsal_id}", N_("Taken back."))

    @post("/rehearsals/{rehearsal_id:uuid}/remove", name="acts.call_off")
    async def call_off(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        rehearsal_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await rehearsals.remove(actor, activity_id, rehearsal_id)
        except rules.RehearsalSeen as refusal:
            return await _page(actor, activity_id, refusal)
        return pages.redirect(f"/a/{activity_id}/acts", N_("Removed."))


async def _page(
    actor: Actor,
    activity_id: UUID,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
    *,
    at: UUID | None = None,
) -> Template:
    activity, show = await performers.of_activity(actor, activity_id)
    lasts = activity.status not in {Status.CLOSED, Status.CANCELLED}
    return await pages.page(
        "volunteers/acts.html",
        actor,
        activity,
        current="participants",
        refusal=refusal,
        typed=typed or {},
        labels=LABELS,
        show=show,
        at=at,
        today=today(activity),
        may_plan=lasts and actor.may(Permission.CHANGE_PLAN),
        may_cast=lasts and actor.may(Permission.CHANGE_PARTICIPANTS),
    )


def _file(content: bytes, ending: str, media: str) -> Response[bytes]:
    return Response(
        content,
        media_type=media,
        headers={
            "content-disposition": f'attachment; filename="acts.{ending}"',
            "cache-control": "no-store",
        },
    )
