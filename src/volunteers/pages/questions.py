"""The call's own questions: written, put in order, taken away, and seen as applicants see them."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import forms, i18n, pages
from kit.errors import Refusal
from kit.i18n import N_
from kit.policy import Policy
from volunteers import questions, recruitment
from volunteers.pages import entry_fields
from volunteers.rules import questions as rules
from volunteers.rules.entries import Asked
from volunteers.rules.questions import Bound, NewQuestion, Question, QuestionKind

EXPLAINED: dict[QuestionKind, str] = {
    QuestionKind.TEXT: N_("They write a few words."),
    QuestionKind.CHOICE: N_("They choose exactly one answer."),
    QuestionKind.SEVERAL: N_("They tick as many answers as fit."),
    QuestionKind.NUMBER: N_("They write a whole number."),
    QuestionKind.DATE: N_("They choose a day."),
    QuestionKind.CONSENT: N_("They tick that they agree to something."),
}


class QuestionForm(msgspec.Struct, frozen=True, kw_only=True):
    """A question as the form has it: its answers in one text, one a line."""

    kind: QuestionKind
    label: Annotated[str, msgspec.Meta(max_length=200)]
    help: Annotated[str, msgspec.Meta(max_length=300)] = ""
    options: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    required: bool = False
    least: Bound | None = None
    most: Bound | None = None


class Step(msgspec.Struct, frozen=True):
    """By how many places a thing moves in its list: up is less, nothing stays."""

    by: Annotated[int, msgspec.Meta(ge=-100, le=100)] = 0


class QuestionPages(Controller):
    path = "/a/{activity_id:uuid}/people/questions"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="questions")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _list(actor, activity_id)

    @get("/new", name="questions.new")
    async def new(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _form(actor, activity_id)

    @post("/new", name="questions.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await questions.add(actor, activity_id, _new(data))
        except (forms.WrongForm, rules.TooManyQuestions) as refusal:
            return await _form(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(_here(activity_id), N_("The question stands on the public page now."))

    @get("/{question_id:uuid}", name="questions.edit")
    async def edit(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        question_id: FromPath[UUID],
    ) -> Template:
        return await _form(actor, activity_id, question_id)

    @post("/{question_id:uuid}", name="questions.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        question_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            version = forms.version(data)
            await questions.change(actor, activity_id, question_id, version, _new(data))
        except (
            forms.WrongForm,
            rules.AlreadyAnswered,
            rules.RuleLooksAtIt,
        ) as refusal:
            return await _form(actor, activity_id, question_id, refusal=refusal, typed=data)
        except rules.QuestionChanged as refusal:
            return await _form(actor, activity_id, question_id, refusal=refusal)
        return pages.redirect(_here(activity_id), N_("Saved."))

    @post("/{question_id:uuid}/move", name="questions.move")
    async def move(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        question_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        await questions.move(actor, activity_id, question_id, forms.parse(Step, data).by)
        return pages.redirect(f"{_here(activity_id)}#n-{question_id}")

    @post("/{question_id:uuid}/remove", name="questions.remove")
    async def remove(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        question_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await questions.remove(actor, activity_id, question_id)
        except rules.RuleLooksAtIt as refusal:
            return await _list(actor, activity_id, refusal)
        here = _here(activity_id)
        return pages.redirect(
            here,
            N_("The question is asked no longer. Answers that were given are kept."),
            undo=f"{here}/{question_id}/restore",
        )

    @post("/{question_id:uuid}/restore", name="questions.restore")
    async def restore(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        question_id: FromPath[UUID],
    ) -> Template | Redirect:
        try:
            await questions.restore(actor, activity_id, question_id)
        except rules.TooManyQuestions as refusal:
            return await _list(actor, activity_id, refusal)
        return pages.redirect(_here(activity_id), N_("It is asked again."))


def _here(activity_id: UUID) -> str:
    return f"/a/{activity_id}/people/questions"


def _new(data: dict[str, Any]) -> NewQuestion:
    form = forms.parse(QuestionForm, data)
    written = [line.strip() for line in form.options.splitlines()]
    return NewQuestion(
        **msgspec.structs.asdict(form) | {"options": tuple(one for one in written if one)}
    )


async def _list(actor: Actor, activity_id: UUID, refusal: Refusal | None = None) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    known = await questions.of(activity.id)
    return await pages.page(
        "volunteers/questions.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        call=await recruitment.of_activity(actor, activity_id),
        questions=known,
        counts=await questions.counts(activity.id),
        kinds={one.value: i18n.gettext(name) for one, name in rules.KIND_NAMES.items()},
        most=rules.MOST_QUESTIONS,
        asked=Asked(questions=tuple(known)),
        at_a_glance=entry_fields.AT_A_GLANCE,
        here=_here(activity_id),
    )


async def _form(
    actor: Actor,
    activity_id: UUID,
    question_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    question = await questions.find(activity.id, question_id) if question_id else None
    return await pages.page(
        "volunteers/question.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed if typed is not None else _typed(question),
        question=question,
        answered=(await questions.counts(activity.id)).get(question.id, 0) if question else 0,
        kinds=[
            (one.value, i18n.gettext(name), i18n.gettext(EXPLAINED[one]))
            for one, name in rules.KIND_NAMES.items()
        ],
        here=_here(activity_id),
    )


def _typed(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {}
    return {
        "kind": question.kind.value,
        "label": question.label,
        "help": question.help,
        "options": "\n".join(question.options),
        "required": "yes" if question.required else "",
        "least": "" if question.least is None else question.least,
        "most": "" if question.most is None else question.most,
        "version": question.version,
    }
