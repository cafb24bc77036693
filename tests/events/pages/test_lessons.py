import pytest

from accounts.rules.permissions import Role
from events import lessons
from events.rules.lessons import NewLesson
from tests import make


@pytest.fixture
async def actor(db):
    return await make.actor()


@pytest.fixture
async def activity(actor):
    return await make.activity(actor)


async def texts(actor, activity):
    return [one.text for one in await lessons.of(actor, activity.id)]


def here(activity, lesson=None, step=""):
    return f"/a/{activity.id}/lessons" + (f"/{lesson.id}{step}" if lesson else "")


async def test_lessons_are_written_moved_changed_and_taken_out(browser, actor, activity):
    async with browser(actor) as page:
        for text in ("多带水", "早点出发"):
            await page.post(here(activity), data={"text": text})
        first, second = await lessons.of(actor, activity.id)
        await page.post(here(activity, second, "/up"), data={})
        await page.post(here(activity, first), data={"text": "多带两箱水", "version": "1"})
        assert await texts(actor, activity) == ["早点出发", "多带两箱水"]
        await page.post(here(activity, second, "/down"), data={})
        await page.post(here(activity, first, "/remove"), data={"version": "2"})
    assert await texts(actor, activity) == ["早点出发"]


@pytest.mark.parametrize(("length", "status"), [(200, 303), (201, 422), (0, 422)])
async def test_a_lesson_is_one_sentence(browser, actor, activity, length, status):
    async with browser(actor) as page:
        answer = await page.post(here(activity), data={"text": "长" * length})
    assert answer.status_code == status
    assert len(await texts(actor, activity)) == (status == 303)


async def test_two_editors_see_each_other(browser, actor, activity):
    lesson = await lessons.add(actor, activity.id, NewLesson("多带水"))
    async with browser(actor) as page:
        await page.post(here(activity, lesson), data={"text": "多带饼干", "version": "1"})
        answer = await page.post(here(activity, lesson), data={"text": "带伞", "version": "1"})
    assert answer.status_code == 409
    assert "带伞</textarea>" in answer.text
    assert "多带饼干" in answer.text
    assert 'name="version" value="2"' in answer.text


async def test_readers_read(browser, actor, activity):
    await lessons.add(actor, activity.id, NewLesson("多带水"))
    reader = await make.actor(Role.VIEWER, of=actor)
    async with browser(reader) as page:
        shown = (await page.get(here(activity))).text
        refused = await page.post(here(activity), data={"text": "带伞"})
    assert "多带水" in shown
    assert "<textarea" not in shown
    assert refused.status_code == 403
