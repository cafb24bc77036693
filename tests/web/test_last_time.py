import re
from datetime import time

import pytest

import budget.tables
from accounts.rules.permissions import Role
from budget import lines
from events import copies, lessons, schedule, tasks
from events.rules.editions import NextEdition
from events.rules.lessons import NewLesson
from events.schedule import Wanted
from tests import make
from tests.exports import planned
from web import wiring


@pytest.fixture
async def actor(db):
    wiring.connect()
    return await make.actor()


@pytest.fixture
async def both(actor):
    """A released activity and its copy, which plans another length and another price."""
    last = await planned.released(actor)
    made = await copies.create(actor, last.id, NextEdition(edition=2, title="又一届"))
    return last, made


def cells(html):
    """Return each row of the tables as the texts of its cells."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    strip = re.compile(r"<[^>]+>")
    return [
        [
            " ".join(strip.sub(" ", cell).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        ]
        for row in rows
    ]


async def seen(browser, actor, activity):
    async with browser(actor, language="en") as page:
        answer = await page.get(f"/a/{activity.id}/last-time")
    assert answer.status_code == 200
    return answer.text


async def test_released_times_stand_beside_the_new_plan_even_if_the_draft_went_on(
    browser, actor, both
):
    last, made = both
    opening = (await schedule.of_activity(actor, last.id)).blocks[0]
    await schedule.change(
        actor, last.id, opening.id, opening.version, Wanted("启动仪式", time(7), 10)
    )
    now = (await schedule.of_activity(actor, made.id)).blocks[0]
    await schedule.change(actor, made.id, now.id, now.version, Wanted("启动仪式", time(9), 45))

    rows = cells(await seen(browser, actor, made))

    (row,) = [row for row in rows if row[0].startswith("启动仪式")]
    assert row[1] == "09:00 · 40 minutes"
    assert row[2].endswith("45 minutes")
    assert row[3] == "5 minutes longer"


async def test_prices_of_last_time_stand_beside_the_new_ones(browser, actor, both):
    _, made = both
    b = budget.tables.BudgetLine
    await b.update({b.planned: 90_00, b.factor_a: 60}).where(
        b.activity == made.id, b.label == "水费"
    )
    await b.delete().where(b.activity == made.id, b.label == "面包")
    await lines.add(actor, made.id, {"label": "雨衣", "planned": "120"})

    rows = {row[0]: row[1:] for row in cells(await seen(browser, actor, made)) if row}

    assert rows["水费"] == ["¥75.00 50 × 1.5", "¥90.00 60 × 1.5", "+15.00"]
    assert rows["面包"][1:] == ["–", "not this time"]
    assert rows["雨衣"] == ["–", "¥120.00", "new"]
    assert rows["路费"] == ["¥400.00", "¥400.00", ""]


async def test_whoever_sees_only_totals_is_told_the_totals(browser, actor, both):
    reader = await make.actor(Role.VIEWER, of=actor)
    shown = await seen(browser, reader, both[1])
    assert "Planned last time: ¥2,360.00. Planned now: ¥2,360.00." in shown
    assert "水费" not in shown
    safeguarding = await make.actor(Role.SAFEGUARDING, of=actor)
    assert "2,360" not in await seen(browser, safeguarding, both[1])


async def test_a_lesson_written_afterwards_is_offered_and_taken_once(browser, actor, both):
    last, made = both
    lesson = await lessons.add(actor, last.id, NewLesson("多带两箱水"))
    before = await seen(browser, actor, made)
    async with browser(actor) as page:
        for _ in range(2):
            await page.post(f"/a/{made.id}/last-time/{lesson.id}", data={})
    assert f'action="/a/{made.id}/last-time/{lesson.id}"' in before
    assert f'action="/a/{made.id}/last-time/{lesson.id}"' not in await seen(browser, actor, made)
    assert [t.title for t in await tasks.of(actor, made.id)].count("多带两箱水") == 1


async def test_the_first_edition_has_nothing_to_compare_with(browser, actor):
    shown = await seen(browser, actor, await make.activity(actor))
    assert "This is the first edition" in shown
