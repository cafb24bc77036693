import re
from datetime import UTC, datetime, time, timedelta

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


async def three_days(actor):
    first = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)
    activity = await make.activity(actor, starts_at=first, ends_at=first + timedelta(days=2))
    for day in (1, 2, 3):
        await schedule.add(actor, activity.id, Wanted(f"Breakfast {day}", time(7), 30, day=day))
    return activity


async def test_a_run_sheet_of_three_days_has_a_heading_for_each_and_its_roll_calls(browser):
    actor = await make.actor()
    activity = await three_days(actor)
    half_day_visit = await make.activity(actor)

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/day")).text
        other = (await page.get(f"/a/{half_day_visit.id}/day")).text

    headings = re.findall(r'<h2 class="one-day"[^>]*>([^<]*)</h2>', shown)
    assert headings == ["Sat 5 Dec", "Sun 6 Dec", "Mon 7 Dec"]
    assert "5 half-days" in shown
    assert [word in other for word in ("one-day", "Roll calls", 'name="day"')] == [False] * 3


async def test_a_block_of_the_second_day_stays_there_when_it_is_saved(browser):
    actor = await make.actor()
    activity = await three_days(actor)
    block = (await schedule.of_activity(actor, activity.id)).blocks[1]
    there = f"/a/{activity.id}/day"
    typed = {"title": "Late breakfast", "start": "08:00", "minutes": "30", "version": "1"}

    async with browser(actor, language="en") as page:
        form = (await page.get(f"{there}?block={block.id}")).text
        await page.post(f"{there}/blocks/{block.id}", data=typed | {"day": "2"})
        stays = (await schedule.of_activity(actor, activity.id)).blocks[1]
        await page.post(
            f"{there}/blocks/{block.id}", data=typed | {"day": "3", "version": str(stays.version)}
        )
    moved = (await schedule.of_activity(actor, activity.id)).blocks[2]

    assert '<option value="2" selected>Sun 6 Dec</option>' in form
    assert stays.starts_at == datetime(2026, 12, 6, 0, 0, tzinfo=UTC)
    assert (moved.title, moved.starts_at) == (
        "Late breakfast",
        datetime(2026, 12, 7, 0, 0, tzinfo=UTC),
    )


async def test_while_the_date_is_unknown_a_block_keeps_its_day_and_its_hour(browser):
    actor = await make.actor()
    activity = await make.activity(actor, starts_at=None, ends_at=None, date_state="unknown")
    await schedule.add(actor, activity.id, Wanted("Breakfast", time(7), 30, day=2))

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/day")).text

    assert "Day 2 07:00" in shown
