"""Lessons of an edition: written after the day, checked by the next one."""

from typing import Any
from uuid import UUID, uuid4

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, series, tables
from events.rules import lessons as rules
from events.rules.activities import Activity
from events.rules.lessons import T_OFFSET, Lesson, LessonChanged, NewLesson, NoSuchLesson
from events.rules.tasks import OffsetUnit, Phase, due
from kit import clock, database
from kit.settings import settings


async def of(actor: Actor, activity_id: UUID) -> list[Lesson]:
    """Return what an activity has learned, in its order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    await activities.find(actor, activity_id)
    return await _of(activity_id)


async def of_editions(actor: Actor, series_id: UUID) -> dict[UUID, list[Lesson]]:
    """Return what each edition of a series has learned."""
    n = tables.Lesson
    rows = (
        await n.select()
        .where(n.activity.series == series_id, n.activity.organization == actor.organization_id)
        .order_by(n.position)
    )
    found: dict[UUID, list[Lesson]] = {}
    for lesson in database.facts(Lesson, rows):
        found.setdefault(lesson.activity, []).append(lesson)
    return found


async def add(actor: Actor, activity_id: UUID, new: NewLesson) -> Lesson:
    """Write a lesson down, at the end.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        known = await _of(activity_id)
        row = tables.Lesson(
            id=uuid4(),
            activity=activity_id,
            text=new.text,
            position=1 + max((one.position for one in known), default=-1),
            created_at=clock.now(),
        )
        await tables.Lesson.insert(row)
        await traces.leave(actor, "lesson.added", row.id, activity_id=activity_id)
    return database.fact(Lesson, row.to_dict())


async def change(
    actor: Actor, activity_id: UUID, lesson_id: UUID, version: int, new: NewLesson
) -> None:
    """Say a lesson in other words; a check that it has become keeps its own.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLesson, LessonChanged
    """
    actor.must(Permission.CHANGE_PLAN)
    n = tables.Lesson
    async with database.transaction():
        await _find(actor, activity_id, lesson_id)
        done = (
            await n.update({n.text: new.text, n.version: n.version + 1})
            .where(n.id == lesson_id, n.activity == activity_id, n.version == version)
            .returning(n.id)
        )
        if not done:
            raise LessonChanged
        await traces.leave(actor, "lesson.changed", lesson_id, activity_id=activity_id)


async def remove(actor: Actor, activity_id: UUID, lesson_id: UUID, version: int) -> None:
    """Take a lesson out; a check that it has become stays a task.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLesson, LessonChanged
    """
    actor.must(Permission.CHANGE_PLAN)
    n = tables.Lesson
    async with database.transaction():
        await _find(actor, activity_id, lesson_id)
        done = (
            await n.delete()
            .where(n.id == lesson_id, n.activity == activity_id, n.version == version)
            .returning(n.id)
        )
        if not done:
            raise LessonChanged
        await traces.leave(actor, "lesson.removed", lesson_id, activity_id=activity_id)


async def move(actor: Actor, activity_id: UUID, lesson_id: UUID, by: int) -> None:
    """Move a lesson `by` places down, or up where that is negative.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLesson
    """
    actor.must(Permission.CHANGE_PLAN)
    n = tables.Lesson
    async with database.transaction():
        await _find(actor, activity_id, lesson_id)
        known = await _of(activity_id)
        order = rules.moved([one.id for one in known], lesson_id, by)
        places = {one: place for place, one in enumerate(order)}
        await n.update({n.position: database.by_id(places)}).where(n.activity == activity_id)


async def hand_on(before: Activity, after: Activity) -> None:
    """Make every lesson of an edition a check of the next, inside the caller's transaction."""
    await _insert(after, await _of(before.id))


async def waiting(activity: Activity) -> list[Lesson]:
    """Return the lessons of the edition before that this one has not taken over yet."""
    last = await series.before(activity)
    if last is None:
        return []
    t = tables.Task
    rows = await t.select(t.lesson).where(t.activity == activity.id, t.lesson.is_not_null())
    taken = {row["lesson"] for row in rows}
    return [one for one in await _of(last.id) if one.id not in taken]


async def take(actor: Actor, activity_id: UUID, lesson_id: UUID) -> None:
    """Take over a lesson that was written after the copy was made; once.

    Raises:
        NotAllowed, NoSuchActivity
        NoSuchLesson: not one of the edition before.
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        last = await series.before(activity)
        known = {one.id: one for one in await _of(last.id)} if last else {}
        if lesson_id not in known:
            raise NoSuchLesson
        t = tables.Task
        if await t.exists().where(t.activity == activity_id, t.lesson == lesson_id):
            return
        await _insert(activity, [known[lesson_id]])
        await activities.touch(activity_id)
        await traces.leave(actor, "lesson.taken", lesson_id, activity_id=activity_id)


async def _of(activity_id: UUID) -> list[Lesson]:
    n = tables.Lesson
    rows = await n.select().where(n.activity == activity_id).order_by(n.position, n.created_at)
    return database.facts(Lesson, rows)


async def _find(actor: Actor, activity_id: UUID, lesson_id: UUID) -> None:
    """Let nobody else change the lessons until the transaction ends; see that this one is there."""
    await activities.find(actor, activity_id, lock=True)
    n = tables.Lesson
    if not await n.exists().where(n.id == lesson_id, n.activity == activity_id):
        raise NoSuchLesson


async def _insert(activity: Activity, handed: list[Lesson]) -> None:
    if not handed:
        return
    t, now = tables.Task, clock.now().replace(microsecond=0)
    behind: int = await t.count().where(t.activity == activity.id)
    rows: list[Any] = [
        t(
            id=uuid4(),
            activity=activity.id,
            phase=Phase.PREPARE,
            title=lesson.text,
            lesson=lesson.id,
            offset=T_OFFSET,
            due=due(activity.first_day, T_OFFSET, OffsetUnit.DAYS),
            position=behind + n,
            calendar_uid=f"task-{uuid4()}@{settings().domain}",
            calendar_modified=now,
        )
        for n, lesson in enumerate(handed)
    ]
    await t.insert(*rows)
