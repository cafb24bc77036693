"""Who needs which clearance, noting them for one or many, and reminding whom it is about."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor
from events.findings import today
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_, ngettext
from kit.policy import Policy
from volunteers import clearances, matrices, posts, reminders
from volunteers.rules.clearance import (
    KIND_NAMES,
    OUTCOME_NAMES,
    CheckNeedsEnd,
    CoverNeedsDates,
    NewCheck,
    NewClearance,
    NotedNobody,
    QualificationNeedsProof,
)
from volunteers.rules.matrix import COLUMN_NAMES, Column
from volunteers.rules.training import ClearanceKind, NotInTraining

WRONG = (forms.WrongForm, CheckNeedsEnd, CoverNeedsDates, QualificationNeedsProof, NotedNobody)


class ClearanceBoard(Controller):
    """Everybody across everything their post needs."""

    path = "/a/{activity_id:uuid}/clearances"

    @get(name="clearances", policy=Policy.MEMBER)
    async def show(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        show: FromQuery[str] = "",
        tick: FromQuery[str] = "",
    ) -> Template:
        return await _board(actor, activity_id, show=show, tick=tick == "all")

    @post(name="clearances.record", policy=Policy.MEMBER)
    async def record(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            people = forms.parse(_People, data).people
            new = forms.parse(NewClearance, data)
            if not people:
                raise NotedNobody
            count = await clearances.record(actor, activity_id, people, new)
        except WRONG as refusal:
            return await _board(actor, activity_id, refusal=refusal, typed=data)
        said = ngettext("Noted for %(num)s person.", "Noted for %(num)s people.", count)
        return pages.redirect(f"/a/{activity_id}/clearances", said % {"num": count})

    @post("/remind", name="clearances.remind", policy=Policy.MEMBER)
    async def remind(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        people = forms.parse(_People, data).people
        sent = await reminders.send(actor, activity_id, people)
        return pages.redirect(f"/a/{activity_id}/clearances", _told(sent, ticked=bool(people)))

    @post("/ask", name="clearances.ask", policy=Policy.MEMBER)
    async def ask(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        asked = forms.parse(_Asked, data)
        await posts.ask_for(actor, activity_id, asked.post, asked.qualification)
        return pages.redirect(
            f"/a/{activity_id}/clearances", N_("The post asks for this qualification now.")
        )


class ClearancePages(Controller):
    """One person's clearances, and pledges on paper."""

    path = "/a/{activity_id:uuid}/training"

    @post("/pledges", name="clearances.pledges", policy=Policy.MEMBER)
    async def pledges(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        signed = forms.parse(_Signed, data)
        await clearances.record_pledges(actor, activity_id, signed.people, signed.on)
        said = N_("The pledges are noted.") if signed.people else N_("Tick somebody first.")
        return pages.redirect(f"/a/{activity_id}/training#people", said)

    @get("/people/{application_id:uuid}", name="clearances.one", policy=Policy.MEMBER)
    async def one(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Template:
        return await _person(actor, activity_id, application_id)

    @post("/people/{application_id:uuid}/check", name="clearances.check", policy=Policy.MEMBER)
    async def check(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            if forms.text(data, "kind"):
                new = forms.parse(NewClearance, data)
                await clearances.record(actor, activity_id, [application_id], new)
            else:
                check = forms.parse(NewCheck, data)
                await clearances.record_check(actor, activity_id, application_id, check)
        except WRONG as refusal:
            return await _person(actor, activity_id, application_id, refusal=refusal, typed=data)
        return pages.redirect(f"/a/{activity_id}/training/people/{application_id}", N_("Noted."))

    @post(
        "/people/{application_id:uuid}/unpledge", name="clearances.unpledge", policy=Policy.MEMBER
    )
    async def unpledge(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        application_id: FromPath[UUID],
    ) -> Redirect:
        await clearances.withdraw_pledge(actor, activity_id, application_id)
        return pages.redirect(
            f"/a/{activity_id}/training/people/{application_id}", N_("Taken back.")
        )


class _Signed(msgspec.Struct, frozen=True):
    on: date
    people: tuple[UUID, ...] = ()


class _People(msgspec.Struct, frozen=True):
    people: tuple[UUID, ...] = ()


class _Asked(msgspec.Struct, frozen=True):
    post: UUID
    qualification: str


async def _board(
    actor: Actor,
    activity_id: UUID,
    *,
    show: str = "",
    tick: bool = False,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    board = await matrices.of(actor, activity_id)
    shown = board.shown(show)
    ticked = set(forms.texts(typed, "people")) if typed else set()
    return await pages.page(
        "volunteers/clearances.html",
        actor,
        board.activity,
        current="training",
        refusal=refusal,
        typed=typed,
        board=board,
        groups=board.by_post(shown),
        showing=show,
        shown=len(shown),
        filters=board.filters(),
        ticked={str(one.who.id) for one in shown} if tick else ticked,
        kinds=[(one.value, i18n.gettext(KIND_NAMES[one])) for one in _kinds(board.columns)],
        outcomes=[(one.value, i18n.gettext(name)) for one, name in OUTCOME_NAMES.items()],
        column_names=COLUMN_NAMES,
        today=today(board.activity),
    )


async def _person(
    actor: Actor,
    activity_id: UUID,
    application_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    board = await matrices.of(actor, activity_id)  # others do not learn what a check came to (§6.3)
    row = next((one for one in board.rows if one.who.id == application_id), None)
    if row is None:
        raise NotInTraining
    return await pages.page(
        "volunteers/training_person.html",
        actor,
        board.activity,
        current="training",
        refusal=refusal,
        typed=typed,
        board=board,
        row=row,
        kinds=[(one.value, i18n.gettext(KIND_NAMES[one])) for one in _kinds(board.columns)],
        kind_names=KIND_NAMES,
        outcomes=[(one.value, i18n.gettext(name)) for one, name in OUTCOME_NAMES.items()],
        outcome_names=OUTCOME_NAMES,
        column_names=COLUMN_NAMES,
        last_day=board.terms.last_day,
        today=today(board.activity),
    )


def _kinds(columns: tuple[Column, ...]) -> list[ClearanceKind]:
    """Return what can be noted here, what is asked for first."""
    asked = [one for one in ClearanceKind if one.value in {column.value for column in columns}]
    return [*asked, *(one for one in ClearanceKind if one not in asked)]


def _told(sent: reminders.Sent, *, ticked: bool) -> str:
    if not ticked:
        return N_("Tick somebody first.")
    if not sent.sent and sent.already:
        return N_("They were reminded today already. One mail a day is enough.")
    if not sent.sent and sent.no_address:
        return N_("They have left no e-mail address. A word in the group reaches them.")
    if not sent.sent:
        return N_("There is nothing these people can still do themselves.")
    said = ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", sent.sent)
    return said % {"num": sent.sent}
