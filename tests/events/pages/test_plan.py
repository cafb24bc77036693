from datetime import date

import pytest
import time_machine

from accounts.rules.permissions import Role
from events import activities, blueprints, plans, sections, tasks
from events.rules.activities import Status
from events.rules.blueprints import Answers
from events.rules.plan_files import read
from tests import make
from web import wiring


@pytest.fixture(autouse=True)
def connected():
    """The slices hear of one another, as they do in the site."""
    wiring.connect()
    with time_machine.travel("2026-11-10T02:00:00Z", tick=True):
        yield


async def planned(actor, template="one-to-one"):
    answers = Answers(title="Spring visit", start_date=date(2026, 12, 5), place="Tianfu school")
    return await plans.create(actor, blueprints.plan(template), answers)


async def test_the_document_numbers_its_sections_and_shows_the_data(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    async with browser(actor) as page:
        shown = (await page.get(f"/a/{activity.id}/plan")).text
    for piece in ("一、活动背景", "十、安全预案", "08:00–09:10", "2390.00", "2026年12月5日"):
        assert piece in shown


async def test_a_section_is_edited_in_place_and_what_is_typed_is_only_text(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    section = (await sections.of(activity))[0]
    here = f"/a/{activity.id}/plan"
    async with browser(actor) as page:
        assert (
            f'action="{here}/sections/{section.id}"'
            in (await page.get(f"{here}?edit={section.id}")).text
        )
        new = {"version": "1", "heading": "Why", "text": "<script>alert(1)</script>\n{{ 7*7 }}"}
        saved = await page.post(f"{here}/sections/{section.id}", data=new)
        shown = (await page.get(here)).text
    assert saved.status_code == 303
    assert "&lt;script&gt;" in shown
    assert "{{ 7*7 }}" in shown
    assert "<script>alert" not in shown


async def test_two_people_writing_one_section_see_both_texts(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    section = (await sections.of(activity))[0]
    address = f"/a/{activity.id}/plan/sections/{section.id}"
    async with browser(actor) as page:
        await page.post(address, data={"version": "1", "heading": "Why", "text": "Hers"})
        conflict = await page.post(address, data={"version": "1", "heading": "Why", "text": "His"})
        assert conflict.status_code == 409
        assert "Hers" in conflict.text
        assert "His" in conflict.text
        assert 'name="version" value="2"' in conflict.text
        again = await page.post(address, data={"version": "2", "heading": "Why", "text": "His"})
    assert again.status_code == 303


async def test_a_plan_is_submitted_once_it_is_whole(db, browser):
    actor = await make.actor()
    await make.no_chain(actor)
    activity = await planned(actor)
    safety = next(s for s in await sections.of(activity) if s.key == "safety")
    here = f"/a/{activity.id}/plan"
    async with browser(actor) as page:
        await page.post(
            f"{here}/sections/{safety.id}", data={"version": "1", "heading": "Safety", "text": ""}
        )
        stopped = await page.post(f"{here}/submit", data={"version": str(activity.version)})
        assert stopped.status_code == 409
        assert "安全预案" in stopped.text
        await page.post(
            f"{here}/sections/{safety.id}",
            data={"version": "2", "heading": "Safety", "text": "Count."},
        )
        assert (
            await page.post(f"{here}/submit", data={"version": str(activity.version)})
        ).status_code == 303
        shown = (await page.get(here)).text
    assert (await activities.find(actor, activity.id)).status is Status.APPROVED
    assert "/plan/submit" not in shown


async def test_units_are_named_in_rows_and_empty_rows_fall_away(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    rows = {
        "role.0": "host",
        "name.0": "Union",
        "role.1": "media",
        "name.1": "",
        "role.2": "king",
        "name.2": "X",
    }
    async with browser(actor) as page:
        assert (await page.post(f"/a/{activity.id}/plan/parties", data=rows)).status_code == 303
    assert [(p.role, p.name) for p in await activities.parties(activity)] == [("host", "Union")]


async def test_tasks_are_ticked_left_out_and_added(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    first = (await tasks.of(actor, activity.id))[0]
    here = f"/a/{activity.id}/plan/tasks"
    async with browser(actor) as page:
        assert (
            await page.post(f"{here}/{first.id}/skip", data={"version": "1", "reason": ""})
        ).status_code == 422
        assert (
            await page.post(f"{here}/{first.id}/done", data={"version": "1"})
        ).status_code == 303
        assert (
            await page.post(f"{here}/{first.id}/done", data={"version": "1"})
        ).status_code == 409
        assert (
            await page.post(f"{here}/{first.id}/melt", data={"version": "2"})
        ).status_code == 404
        assert (await page.post(here, data={"title": ""})).status_code == 422
        assert (await page.post(f"{here}/{first.id}/reopen?seen=2")).status_code == 303
        await page.post(here, data={"title": "Order cake", "due": "2026-12-03", "phase": "prepare"})
        shown = (await page.get(here)).text
    assert "Order cake" in shown
    assert "T−2" in shown


async def test_the_plan_is_given_as_a_file_and_money_only_to_those_who_may_see_it(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    viewer = await make.actor(Role.VIEWER, of=actor)
    async with browser(actor) as page:
        whole = await page.get(f"/a/{activity.id}/plan/plan.json")
    async with browser(viewer) as page:
        part = await page.get(f"/a/{activity.id}/plan/plan.json")
        shown = (await page.get(f"/a/{activity.id}/plan")).text
    assert len(read(whole.content).budget.lines) == 8
    assert read(part.content).budget.lines == ()
    assert "700.00" not in shown
    assert "?edit=" not in shown


@pytest.mark.parametrize(
    "page_name", ["", "/plan", "/plan/tasks", "/plan/plan.json", "/settings", "/findings"]
)
async def test_strangers_find_no_activity(db, browser, page_name):
    actor = await make.actor()
    activity = await planned(actor)
    async with browser(actor) as page:
        assert (await page.get(f"/a/{activity.id}{page_name}")).status_code == 200
    async with browser(await make.actor()) as page:
        hidden = await page.get(f"/a/{activity.id}{page_name}")
    assert hidden.status_code == 404
    assert "Spring visit" not in hidden.text
