"""Who may take part: the rules of a call, written one by one or taken over from the plan."""

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
from volunteers import eligibility, questions, recruitment
from volunteers.pages.questions import Step
from volunteers.rules import eligibility as rules
from volunteers.rules.eligibility import EligibilityKind, NewRule, Rule
from volunteers.rules.questions import AGREED, Question


class RuleForm(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as the form has it: the answers that fit in one text, one a line."""

    text: Annotated[str, msgspec.Meta(max_length=200)]
    hard: bool = False
    kind: EligibilityKind = EligibilityKind.TICK
    question: UUID | None = None
    expected: Annotated[str, msgspec.Meta(max_length=4000)] = ""


class RulePages(Controller):
    path = "/a/{activity_id:uuid}/people/rules"
    opt = {"policy": Policy.MEMBER}  # noqa: RUF012 -- Litestar's way to declare it

    @get(name="rules")
    async def show(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _list(actor, activity_id)

    @get("/new", name="rules.new")
    async def new(self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]) -> Template:
        return await _form(actor, activity_id)

    @post("/new", name="rules.add")
    async def add(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            await eligibility.add(actor, activity_id, _new(data))
        except (forms.WrongForm, rules.TooManyRules) as refusal:
            return await _form(actor, activity_id, refusal=refusal, typed=data)
        return pages.redirect(_here(activity_id), N_("The rule holds from now on."))

    @post("/from-plan", name="rules.take_over")
    async def take_over(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID]
    ) -> Template | Redirect:
        try:
            await eligibility.take_over(actor, activity_id)
        except rules.TooManyRules as refusal:
            return await _list(actor, activity_id, refusal)
        return pages.redirect(_here(activity_id), N_("Taken over from the plan."))

    @get("/{rule_id:uuid}", name="rules.edit")
    async def edit(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], rule_id: FromPath[UUID]
    ) -> Template:
        return await _form(actor, activity_id, rule_id)

    @post("/{rule_id:uuid}", name="rules.change")
    async def change(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        rule_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Template | Redirect:
        try:
            version = forms.version(data)
            await eligibility.change(actor, activity_id, rule_id, version, _new(data))
        except forms.WrongForm as refusal:
            return await _form(actor, activity_id, rule_id, refusal=refusal, typed=data)
        except rules.RuleChanged as refusal:
            return await _form(actor, activity_id, rule_id, refusal=refusal)
        return pages.redirect(_here(activity_id), N_("Saved."))

    @post("/{rule_id:uuid}/move", name="rules.move")
    async def move(
        self,
        actor: NamedDependency[Actor],
        activity_id: FromPath[UUID],
        rule_id: FromPath[UUID],
        data: URLEncodedBody[dict[str, Any]],
    ) -> Redirect:
        await eligibility.move(actor, activity_id, rule_id, forms.parse(Step, data).by)
        return pages.redirect(f"{_here(activity_id)}#n-{rule_id}")

    @post("/{rule_id:uuid}/remove", name="rules.remove")
    async def remove(
        self, actor: NamedDependency[Actor], activity_id: FromPath[UUID], rule_id: FromPath[UUID]
    ) -> Redirect:
        await eligibility.remove(actor, activity_id, rule_id)
        return pages.redirect(_here(activity_id), N_("The rule holds no longer."))


def _here(activity_id: UUID) -> str:
    return f"/a/{activity_id}/people/rules"


def _new(data: dict[str, Any]) -> NewRule:
    form = forms.parse(RuleForm, data)
    written = [line.strip() for line in form.expected.splitlines()]
    return NewRule(
        **msgspec.structs.asdict(form) | {"expected": tuple(one for one in written if one)}
    )


async def _list(actor: Actor, activity_id: UUID, refusal: Refusal | None = None) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    labels = {one.id: one.label for one in await questions.of(activity.id)}
    known = await eligibility.of(activity.id)
    return await pages.page(
        "volunteers/rules.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        call=await recruitment.of_activity(actor, activity_id),
        rules=known,
        explained={one.id: _explained(one, labels) for one in known},
        proposed=await eligibility.proposed(activity),
        most=rules.MOST_RULES,
        here=_here(activity_id),
    )


def _explained(rule: Rule, labels: dict[UUID, str]) -> str:
    """Say in words what a rule looks at."""
    asked = labels.get(rule.question, "") if rule.question else ""
    expected = i18n.gettext(", ").join(one for one in rule.expected if one != AGREED)
    said = {
        EligibilityKind.TICK: N_("Applicants tick it."),
        EligibilityKind.EARLIER: N_("Applicants tick it; our records are compared."),
        EligibilityKind.ANSWER: N_("“%(question)s” is answered with %(expected)s.")
        if expected
        else N_("“%(question)s” is agreed to."),
        EligibilityKind.AT_LEAST: N_("“%(question)s” is at least %(expected)s."),
        EligibilityKind.AT_MOST: N_("“%(question)s” is at most %(expected)s."),
    }[rule.kind]
    return i18n.gettext(said) % {"question": asked, "expected": expected}


async def _form(
    actor: Actor,
    activity_id: UUID,
    rule_id: UUID | None = None,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, Any] | None = None,
) -> Template:
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    rule = await eligibility.find(activity.id, rule_id) if rule_id else None
    asked = [one for one in await questions.of(activity.id) if one.kind in rules.JUDGED]
    return await pages.page(
        "volunteers/rule.html",
        actor,
        activity,
        current="people",
        refusal=refusal,
        typed=typed if typed is not None else _typed(rule),
        rule=rule,
        kinds=[(one.value, i18n.gettext(name)) for one, name in rules.KIND_NAMES.items()],
        asked=[(str(one.id), _called(one)) for one in asked],
        here=_here(activity_id),
    )


def _called(question: Question) -> str:
    """Name a question with the answers it can have, so that nobody needs to look them up."""
    options = i18n.gettext(", ").join(question.options)
    return f"{question.label} ({options})" if options else question.label


def _typed(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"hard": "yes"}
    return {
        "text": rule.text,
        "hard": "yes" if rule.hard else "",
        "kind": rule.kind.value,
        "question": str(rule.question or ""),
        "expected": "\n".join(rule.expected),
        "version": rule.version,
    }
