from uuid import uuid4

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import lessons, series, tasks
from events.rules.activities import NoSuchActivity
from events.rules.lessons import LessonChanged, NewLesson, NoSuchLesson
from events.rules.tasks import Phase, TaskStatus
from tests import make


async def written(actor, activity, *texts):
    return [await lessons.add(actor, activity.id, NewLesson(text)) for text in texts]


async def texts(actor, activity):
    return [one.text for one in await lessons.of(actor, activity.id)]


async def test_lessons_keep_their_order_and_can_be_moved_said_anew_and_taken_out(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    first, second, third = await written(actor, activity, "一", "二", "三")

    await lessons.move(actor, activity.id, third.id, -1)
    await lessons.change(actor, activity.id, first.id, first.version, NewLesson("壹"))
    await lessons.remove(actor, activity.id, second.id, second.version)

    assert await texts(actor, activity) == ["壹", "三"]
    await written(actor, activity, "四")
    assert await texts(actor, activity) == ["壹", "三", "四"]


@pytest.mark.parametrize("count", [3, 6])
async def test_moving_a_lesson_costs_the_same_however_many_there_are(db, statements, count):
    actor = await make.actor()
    activity = await make.activity(actor)
    known = await written(actor, activity, *map(str, range(count)))
    statements.clear()

    await lessons.move(actor, activity.id, known[-1].id, -2)

    assert sum(one.startswith("UPDATE") for one in statements) == 1
    *before, second, third, last = map(str, range(count))
    assert await texts(actor, activity) == [*before, last, second, third]


async def test_whoever_was_slower_is_told(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    (lesson,) = await written(actor, activity, "一")
    await lessons.change(actor, activity.id, lesson.id, lesson.version, NewLesson("壹"))
    with pytest.raises(LessonChanged):
        await lessons.change(actor, activity.id, lesson.id, lesson.version, NewLesson("弌"))
    with pytest.raises(LessonChanged):
        await lessons.remove(actor, activity.id, lesson.id, lesson.version)
    assert await texts(actor, activity) == ["壹"]


async def test_lessons_are_closed_to_strangers_and_readers(db):
    actor, stranger = await make.actor(), await make.actor()
    reader = await make.actor(Role.VIEWER, of=actor)
    activity, own = await make.activity(actor), await make.activity(stranger)
    (lesson,) = await written(actor, activity, "一")
    with pytest.raises(NoSuchActivity):
        await lessons.of(stranger, activity.id)
    for step in (
        lessons.change(stranger, own.id, lesson.id, 1, NewLesson("壹")),
        lessons.remove(stranger, own.id, lesson.id, 1),
        lessons.move(stranger, own.id, lesson.id, 1),
        lessons.take(stranger, own.id, lesson.id),
        lessons.move(actor, activity.id, uuid4(), 1),
    ):
        with pytest.raises(NoSuchLesson):
            await step
    with pytest.raises(NotAllowed):
        await lessons.add(reader, activity.id, NewLesson("二"))
    assert await texts(reader, activity) == ["一"]


async def test_a_lesson_written_later_is_taken_over_once(db):
    actor = await make.actor()
    before, after = await make.activity(actor), await make.activity(actor)
    returning = await series.begin(before)
    await series.join(after, returning.id, 2)
    after = await series.editions(actor.organization_id, returning.id)
    (lesson,) = await written(actor, before, "多带水")

    assert [one.text for one in await lessons.waiting(after[0])] == ["多带水"]
    await lessons.take(actor, after[0].id, lesson.id)
    await lessons.take(actor, after[0].id, lesson.id)

    (task,) = await tasks.of(actor, after[0].id)
    assert (task.title, task.lesson, task.phase) == ("多带水", lesson.id, Phase.PREPARE)
    assert (task.offset, task.status) == (-7, TaskStatus.OPEN)
    assert await lessons.waiting(after[0]) == []
    with pytest.raises(NoSuchLesson):
        await lessons.take(actor, before.id, lesson.id)


async def test_a_check_stays_a_task_when_its_lesson_is_taken_out(db):
    actor = await make.actor()
    before, after = await make.activity(actor), await make.activity(actor)
    (lesson,) = await written(actor, before, "多带水")
    await lessons.hand_on(before, after)
    await lessons.remove(actor, before.id, lesson.id, lesson.version)
    (task,) = await tasks.of(actor, after.id)
    assert (task.title, task.lesson) == ("多带水", None)
