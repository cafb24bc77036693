"""Requests about people's data as the association sees them: what is due, and the written answer."""

from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts import organizations
from accounts.rules.permissions import Actor, Permission
from accounts.rules.switches import AnswerTime
from kit import clock, forms, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import requests, subjects
from volunteers.rules.requests import (
    KIND_LINES,
    KIND_NAMES,
    STATE_NAMES,
    AnsweredAlready,
    AnswerInWords,
    NewAnswer,
)


class RequestPages(Controller):
    path = "/association/requests"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="requests")
    async def show(self, actor: NamedDependency[Actor]) -> Template:
        return await _list(actor)

    @post("/time", name="requests.time")
    async def promise(
        self, actor: NamedDependency[Actor], data: URLEncodedBody[dict[str, Any]]
    ) -> Template | Redirect:
        try:
            await organizations.promise_answers(actor, forms.parse(AnswerTime, data))
        except forms.WrongForm as refusal:
            return await _list(actor, refusal=refusal, typed=data)
        return pages.redirect("/association/requests", N_("Saved. It counts for new requests."))

    @get("/{request_id:uuid}", name="requests.one")
    async def one(self, actor: NamedDependency[Actor], request_id: FromPath[UUID]) -> Template:
        return await _one(actor, request_id)

    @post("/{request_id:uuid}", name="requests.answer")
    async def answer(
        self,
        actor: NamedDependency[Actor],
        request_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await requests.answer(actor, request_id, forms.parse(NewAnswer, data))
        except (forms.WrongForm, AnswerInWords, AnsweredAlready) as refusal:
            return await _one(actor, request_id, refusal=refusal, typed=data)
        return pages.redirect(
            "/association/requests", N_("Answered. It stands on the page of whoever asked.")
        )


async def _list(
    actor: Actor, *, refusal: Refusal | None = None, typed: dict[str, Any] | None = None
) -> Template:
    found = await requests.of_association(actor)
    today = clock.day()
    return await pages.page(
        "volunteers/requests.html",
        actor,
        current="association",
        refusal=refusal,
        typed=typed,
        waiting=[one for one in found if one.is_open],
        done=[one for one in found if not one.is_open],
        overdue=sum(one.urgency(today) == "overdue" for one in found),
        about=await subjects.names(actor, found),
        kind_names=KIND_NAMES,
        state_names=STATE_NAMES,
        today=today,
        answer_days=(await organizations.answer_time(actor.organization_id)).answer_days,
        manages=actor.may(Permission.MANAGE_MEMBERS),
    )


async def _one(
    actor: Actor,
    request_id: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    found = await requests.find(actor, request_id)
    return await pages.page(
        "volunteers/requests_one.html",
        actor,
        current="association",
        refusal=refusal,
        typed=typed,
        one=found,
        about=(await subjects.names(actor, [found])).get(found.id),
        kind_names=KIND_NAMES,
        kind_lines=KIND_LINES,
        state_names=STATE_NAMES,
        today=clock.day(),
    )
