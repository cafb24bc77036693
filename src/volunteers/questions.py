"""A call's own questions: asked on the public page, their answers kept with each application."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database, forms
from volunteers.rules import ordering
from volunteers.rules import questions as rules
from volunteers.rules.answers import in_words
from volunteers.rules.questions import NewQuestion, Question
from volunteers.tables import applications as tables


class Answered(msgspec.Struct, frozen=True):
    """A question with what one applicant said."""

    question: Question
    value: str

    @property
    def words(self) -> str:
        """The answer as somebody reads it."""
        return in_words(self.question, self.value)


async def of(activity_id: UUID) -> list[Question]:
    """Return what the call of an activity that whoever asks may see asks now, in order."""
    q = tables.Question
    rows = (
        await q.select()
        .where(q.activity == activity_id, q.removed_at.is_null())
        .order_by(q.position, q.id)
    )
    return database.facts(Question, rows)


async def of_activity(actor: Actor, activity_id: UUID) -> list[Question]:
    """Return the questions for whoever may change them.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    return await of((await activities.find(actor, activity_id)).id)


async def counts(activity_id: UUID) -> dict[UUID, int]:
    """Return how many have answered each question."""
    rows = await tables.ApplicationAnswer.raw(
        "SELECT question, count(*) AS n FROM application_answer "
        "WHERE question IN (SELECT id FROM question WHERE activity = {}) GROUP BY question",
        activity_id,
    )
    return {row["question"]: row["n"] for row in rows}


async def answers(activity_id: UUID) -> dict[UUID, dict[UUID, str]]:
    """Return every answer of an activity by application and question, removed questions included."""
    n = tables.ApplicationAnswer
    rows = await n.select(n.application, n.question, n.value).where(
        n.application.activity == activity_id
    )
    given: dict[UUID, dict[UUID, str]] = {}
    for row in rows:
        given.setdefault(row["application"], {})[row["question"]] = row["value"]
    return given


async def answers_of(application_id: UUID) -> dict[UUID, str]:
    """Return the answers of one application that was found for whoever asks, by question."""
    n = tables.ApplicationAnswer
    rows = await n.select(n.question, n.value).where(n.application == application_id)
    return {row["question"]: row["value"] for row in rows}


async def asked(activity_id: UUID) -> list[Question]:
    """Return what the call asks or has asked, the removed ones last: for lists of answers."""
    q = tables.Question
    rows = await q.select().where(q.activity == activity_id).order_by(q.position, q.id)
    rows.sort(key=lambda row: row["removed_at"] is not None)
    return database.facts(Question, rows)


async def said(activity_id: UUID, application_id: UUID) -> list[Answered]:
    """Return what one applicant answered, in the order of the questions."""
    given = await answers_of(application_id)
    if not given:
        return []
    known = await asked(activity_id)
    return [Answered(one, given[one.id]) for one in known if one.id in given]


async def write(application_id: UUID, given: Mapping[UUID, str]) -> None:
    """Write the answers of a new application; part of the caller's transaction."""
    n = tables.ApplicationAnswer
    if given:
        await n.insert(
            *(
                n(id=uuid4(), application=application_id, question=question, value=value)
                for question, value in given.items()
            )
        )


async def rewrite(
    application_id: UUID, asked: Iterable[Question], given: Mapping[UUID, str]
) -> None:
    """Replace the answers to the questions that are asked; others stay as they were."""
    n = tables.ApplicationAnswer
    ids = [one.id for one in asked]
    if ids:
        await n.delete().where(n.application == application_id, n.question.is_in(ids))
    await write(application_id, given)


async def add(actor: Actor, activity_id: UUID, new: NewQuestion) -> UUID:
    """Ask one more question, after the others.

    Raises:
        NotAllowed, NoSuchActivity, WrongForm, TooManyQuestions
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    new, q = _fitting(new), tables.Question
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        known = await of(activity.id)
        if len(known) >= rules.MOST_QUESTIONS:
            raise rules.TooManyQuestions(most=rules.MOST_QUESTIONS)
        question_id = uuid4()
        await q.insert(
            q(
                id=question_id,
                activity=activity.id,
                position=known[-1].position + 1 if known else 0,
                **_columns(new),
            )
        )
        await traces.leave(actor, "question.add", question_id, activity_id=activity.id)
    return question_id


async def change(
    actor: Actor, activity_id: UUID, question_id: UUID, version: int, new: NewQuestion
) -> None:
    """Ask it differently; whatever was answered keeps its meaning.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchQuestion, QuestionChanged, AlreadyAnswered, WrongForm,
        RuleLooksAtIt
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    new, q = _fitting(new), tables.Question
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        before = await find(activity.id, question_id)
        if before.version != version:
            raise rules.QuestionChanged
        rules.refuse_changing(before, new, (await counts(activity.id)).get(question_id, 0))
        if new.kind is not before.kind or set(before.options) - set(new.options):
            await _refuse_while_judged(question_id)
        await q.update(
            {getattr(q, k): v for k, v in _columns(new).items()} | {q.version: version + 1}
        ).where(q.id == question_id, q.activity == activity.id)
        await traces.leave(actor, "question.change", question_id, activity_id=activity.id)


async def move(actor: Actor, activity_id: UUID, question_id: UUID, by: int) -> None:
    """Ask it earlier or later.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchQuestion
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(activity.id, question_id)
        ids = ordering.moved([one.id for one in await of(activity.id)], question_id, by)
        q = tables.Question
        await q.update({q.position: database.by_id(ordering.numbered(ids))}).where(q.id.is_in(ids))


async def remove(actor: Actor, activity_id: UUID, question_id: UUID) -> None:
    """Ask it no longer; what was answered stays with the applications.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchQuestion, RuleLooksAtIt
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await find(activity.id, question_id)
        await _refuse_while_judged(question_id)
        q = tables.Question
        await q.update({q.removed_at: clock.now(), q.version: q.version + 1}).where(
            q.id == question_id, q.activity == activity.id
        )
        await traces.leave(actor, "question.remove", question_id, activity_id=activity.id)


async def restore(actor: Actor, activity_id: UUID, question_id: UUID) -> None:
    """Ask a removed question again.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchQuestion, TooManyQuestions
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if len(await of(activity.id)) >= rules.MOST_QUESTIONS:
            raise rules.TooManyQuestions(most=rules.MOST_QUESTIONS)
        q = tables.Question
        back = (
            await q.update({q.removed_at: None, q.version: q.version + 1})
            .where(q.id == question_id, q.activity == activity.id)
            .returning(q.id)
        )
        if not back:
            raise rules.NoSuchQuestion
        await traces.leave(actor, "question.restore", question_id, activity_id=activity.id)


async def find(activity_id: UUID, question_id: UUID) -> Question:
    """Return one question that is asked now, of an activity that was found for whoever asks.

    Raises:
        NoSuchQuestion
    """
    known = {one.id: one for one in await of(activity_id)}
    if question_id not in known:
        raise rules.NoSuchQuestion
    return known[question_id]


async def _refuse_while_judged(question_id: UUID) -> None:
    e = tables.Eligibility
    row = await e.select(e.text).where(e.question == question_id).first()
    if row:
        raise rules.RuleLooksAtIt(rule=row["text"])


def _fitting(new: NewQuestion) -> NewQuestion:
    new = rules.tidied(new)
    if wrong := rules.wrong_fields(new):
        raise forms.WrongForm(wrong)
    return new


def _columns(new: NewQuestion) -> dict[str, Any]:
    return msgspec.structs.asdict(new) | {"options": list(new.options)}
