import re
from datetime import time

import msgspec
import pytest

from events import schedule
from events.schedule import Wanted
from tests import make


async def filled(count):
    actor = await make.actor()
    activity = await make.activity(actor)
    for n in range(count):
        await schedule.add(actor, activity.id, Wanted(f"Block {n}", time(9 + n), 30, lead="何嘉"))
    return actor, activity


async def test_a_posted_block_is_on_the_page_that_follows(browser):
    actor, activity = await filled(0)

    async with browser(actor) as page:
        answer = await page.post(
            f"/a/{activity.id}/day/blocks",
            data={"title": "Opening", "start": "9:30", "minutes": "30", "place": "Flag"},
            follow_redirects=True,
        )

    assert answer.status_code == 200
    assert "Opening" in answer.text
    assert "09:30–10:00" in answer.text


async def test_a_wrong_time_comes_back_with_what_was_typed(browser):
    actor, activity = await filled(0)

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/day/blocks", data={"title": "Opening", "start": "soon"}
        )

    assert answer.status_code == 422
    assert 'value="Opening"' in answer.text
    assert "Please enter a time, for example 08:30." in answer.text


async def test_the_stepper_moves_a_block_by_five_minutes_without_a_script(browser):
    actor, activity = await filled(1)
    day = await schedule.of_activity(actor, activity.id)

    async with browser(actor) as page:
        answer = await page.post(
            f"/a/{activity.id}/day/blocks/{day.blocks[0].id}",
            data={"nudge": "start:+5"},
            follow_redirects=True,
        )

    assert "09:05–09:35" in answer.text


async def test_saving_a_block_as_it_stands_changes_nothing_of_it(browser):
    actor, activity = await filled(0)
    new = Wanted("Stand", time(9), 30, hard_end=True, public=True, tentative=True, people="何嘉")
    block_id = await schedule.add(actor, activity.id, new)
    (before,) = (await schedule.of_activity(actor, activity.id)).blocks

    async with browser(actor) as page:
        form = (await page.get(f"/a/{activity.id}/day?block={block_id}")).text
        ticked = set(re.findall(r'<input[^>]*name="(\w+)"[^>]* checked', form))
        await page.post(
            f"/a/{activity.id}/day/blocks/{block_id}",
            data={
                "title": "Stand",
                "start": "09:00",
                "minutes": "30",
                "people": "何嘉",
                "version": "1",
            }
            | dict.fromkeys(ticked - {"start_kind", "theme", "language"}, "yes"),
        )

    (after,) = (await schedule.of_activity(actor, activity.id)).blocks
    assert after == msgspec.structs.replace(before, version=2)


async def test_a_person_in_two_places_is_shown_at_once(browser):
    actor, activity = await filled(1)
    await schedule.add(actor, activity.id, Wanted("Stand", time(9, 15), 30, lead="何嘉"))

    async with browser(actor, language="en") as page:
        answer = await page.get(f"/a/{activity.id}/day")

    assert "is in two places from 09:15 to 09:30" in answer.text


@pytest.mark.parametrize("count", [1, 3])
async def test_the_page_costs_the_same_with_one_block_and_with_three(browser, statements, count):
    actor, activity = await filled(count)

    async with browser(actor) as page:
        statements.clear()
        await page.get(f"/a/{activity.id}/day")

    assert len(statements) <= 14


async def test_a_release_from_the_page_is_in_force(browser):
    actor, activity = await filled(1)
    await make.settled(actor, activity.id)

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/day/release", data={"note": ""}, follow_redirects=True
        )

    assert "Release 1 is in force" in answer.text
