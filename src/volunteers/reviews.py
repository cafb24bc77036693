"""Reviewing: each reviewer gives points of their own, and sees the others' only afterwards."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Changed
from kit import clock, database, forms
from volunteers import places, questions
from volunteers.questions import Answered
from volunteers.rules import reviews as rules
from volunteers.rules.applications import (
    Application,
    ApplicationStatus,
    Mode,
    NoSuchApplication,
    Recruitment,
)
from volunteers.rules.reviews import Criterion
from volunteers.tables import applications as tables
from volunteers.tables.reviews import Review as Table

OPEN = (ApplicationStatus.APPLIED, ApplicationStatus.RESERVED)


class Review(msgspec.Struct, frozen=True):
    """What one reviewer gave: points for each criterion, in their order."""

    application: UUID
    reviewer: UUID
    name: str
    points: tuple[int, ...]
    comment: str
    version: int


class Given(msgspec.Struct, frozen=True):
    """Points as a form sends them (`points-0`, …); `version` is that of one's own earlier ones."""

    points: Mapping[str, str]
    version: int = 0
    comment: str = ""


class Score(msgspec.Struct, frozen=True):
    """One application in the table; `mean` and `spread` are None where they may not be seen."""

    application: Application
    given: int
    complete: bool
    own: int | None
    mean: int | None
    spread: int | None
    reviews: tuple[Review, ...]


class Sheet(msgspec.Struct, frozen=True):
    """One application as a reviewer reads it."""

    call: Recruitment
    criteria: tuple[Criterion, ...]
    number: int
    name: str
    about: str
    application: Application
    answers: tuple[Answered, ...]
    own: Review | None
    others: tuple[Review, ...]
    mean: int | None
    spread: int | None
    given: int


async def sheet(actor: Actor, activity_id: UUID, number: int) -> Sheet:
    """Return one application to be read; in blind mode without name, number and phone.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication
    """
    actor.must(Permission.REVIEW_APPLICATIONS)
    activity, call = await call_of(actor, activity_id)
    one = await _numbered(activity, number)
    several = (await given(activity, call, one.id)).get(one.id, [])
    known = score(actor, call, one, several)
    own = next((r for r in several if r.reviewer == actor.account_id), None)
    answers = await questions.said(activity.id, one.id)
    if call.blind:
        answers = [
            msgspec.structs.replace(said, value=rules.blinded(said.value, one.name))
            for said in answers
        ]
    return Sheet(
        call=call,
        criteria=rules.criteria(call),
        number=one.number,
        name="" if call.blind else one.name,
        about="" if call.blind else " · ".join(part for part in (one.college, one.year) if part),
        application=_blinded(one) if call.blind else one,
        answers=tuple(answers),
        own=own,
        others=tuple(r for r in known.reviews if r.reviewer != actor.account_id),
        mean=known.mean,
        spread=known.spread,
        given=known.given,
    )


async def give(
    actor: Actor,
    activity_id: UUID,
    number: int,
    given_now: Given,
) -> None:
    """Give points, or change one's own; the application's score follows in the same transaction.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication, NotUnderReview, ScoredAlready, Changed
        WrongForm
    """
    actor.must(Permission.REVIEW_APPLICATIONS)
    async with database.transaction():
        activity, call = await call_of(actor, activity_id)
        one = await _numbered(activity, number, lock=True)
        if call.mode is not Mode.REVIEW or one.status not in OPEN:
            raise rules.NotUnderReview
        points, wrong = rules.read_points(given_now.points, len(rules.criteria(call)))
        if wrong:
            raise forms.WrongForm(wrong)
        several = (await given(activity, call, one.id)).get(one.id, [])
        own = next((r for r in several if r.reviewer == actor.account_id), None)
        rules.refuse_late(own=own is not None, complete=rules.is_complete(len(several), call))
        if own and own.version != given_now.version and own.points != points:
            raise Changed
        await _write(actor, one, own, points, given_now.comment)
        await _rescore(activity, call, one)
        await traces.leave(actor, "application.review", one.id, activity_id=activity.id)


def score(actor: Actor, call: Recruitment, one: Application, several: list[Review]) -> Score:
    weights = [criterion.weight for criterion in rules.criteria(call)]
    own = next((r for r in several if r.reviewer == actor.account_id), None)
    complete = rules.is_complete(len(several), call)
    seen = bool(several) and rules.may_see_others(own=own is not None, complete=complete)
    points = [review.points for review in several]
    return Score(
        application=one,
        given=len(several),
        complete=complete,
        own=rules.total(own.points, weights) if own else None,
        mean=rules.mean(points, weights) if seen else None,
        spread=rules.spread(points, weights) if seen else None,
        reviews=tuple(several) if seen else (),
    )


async def call_of(actor: Actor, activity_id: UUID) -> tuple[Activity, Recruitment]:
    activity = await activities.find(actor, activity_id)
    call = await places.call_of(activity)
    if call is None:
        raise NoSuchApplication
    return activity, call


async def _numbered(activity: Activity, number: int, *, lock: bool = False) -> Application:
    a = tables.Application
    query = a.select().where(a.activity == activity.id, a.number == number)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchApplication
    return database.fact(Application, rows[0])


async def given(
    activity: Activity, call: Recruitment, application_id: UUID | None = None
) -> dict[UUID, list[Review]]:
    """Return the reviews by application; those of other criteria than today's do not count."""
    t = Table
    query = t.select(*t.all_columns(), t.reviewer._.name.as_alias("name")).where(
        t.application.activity == activity.id
    )
    if application_id:
        query = query.where(t.application == application_id)
    several: dict[UUID, list[Review]] = {}
    for review in database.facts(Review, await query.order_by(t.at, t.id)):
        if len(review.points) == len(rules.criteria(call)):
            several.setdefault(review.application, []).append(review)
    return several


async def _write(
    actor: Actor, one: Application, own: Review | None, points: tuple[int, ...], comment: str
) -> None:
    t, now = Table, clock.now()
    if own:
        await t.update(
            {t.points: list(points), t.comment: comment, t.at: now, t.version: own.version + 1}
        ).where(t.application == own.application, t.reviewer == own.reviewer)
    else:
        await t.insert(
            t(
                id=uuid4(),
                application=one.id,
                reviewer=actor.account_id,
                points=list(points),
                comment=comment,
                at=now,
            )
        )


async def refuse_losing(activity: Activity, call: Recruitment) -> None:
    """Raise PointsLost where somebody has points that another mode would not ask for."""
    if several := await given(activity, call):
        raise rules.PointsLost(count=len(several))


async def judge_anew(activity: Activity, before: Recruitment, after: Recruitment) -> None:
    """Compute all scores again when weights or the number of reviewers changed (V2).

    Raises:
        CriteriaJudged: the criteria themselves changed, and somebody has given points for them.
    """
    if (before.criteria, before.weights, before.reviewers) == (
        after.criteria,
        after.weights,
        after.reviewers,
    ):
        return
    several = await given(activity, before)
    if not several:
        return
    if before.criteria != after.criteria:
        raise rules.CriteriaJudged
    a = tables.Application
    for one in database.facts(
        Application, await a.select().where(a.id.is_in(list(several))).lock_rows("UPDATE")
    ):
        await _rescore(activity, after, one)


async def _rescore(activity: Activity, call: Recruitment, one: Application) -> None:
    """The score counts once all reviewers that are needed have given theirs."""
    several = (await given(activity, call, one.id)).get(one.id, [])
    weights = [criterion.weight for criterion in rules.criteria(call)]
    complete = rules.is_complete(len(several), call)
    a = tables.Application
    await a.update(
        {a.score: rules.mean([r.points for r in several], weights) if complete else None}
    ).where(a.id == one.id)


def _blinded(one: Application) -> Application:
    return msgspec.structs.replace(
        one,
        name="",
        student_no="",
        college="",
        year="",
        phone="",
        email="",
        note="",
        motivation=rules.blinded(one.motivation, one.name),
    )
