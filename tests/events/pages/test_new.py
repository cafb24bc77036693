import re

import pytest
import time_machine

from accounts.rules.permissions import Role
from budget import lines
from events import activities, blueprints, proposals
from tests import make
from volunteers import places, training

FORM = {
    "title": "Spring visit",
    "start_date": "2026-12-05",
    "start_time": "08:00",
    "place": "Tianfu school",
    "partner": "Tianfu school",
    "volunteers": "30",
    "participants": "30",
}


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-10T02:00:00Z", tick=True):
        yield


@pytest.mark.parametrize(("day", "status"), [("2026-11-10", 303), ("2026-11-09", 422)])
async def test_nothing_is_planned_for_a_day_that_is_over(db, browser, day, status):
    async with browser(await make.actor()) as page:
        answer = await page.post("/new/one-to-one", data=FORM | {"start_date": day})
    assert answer.status_code == status
    assert ("这一天已经过去了" in answer.text) is (status == 422)


async def test_a_date_nobody_can_mean_is_refused_with_a_sentence(db, browser):
    async with browser(await make.actor()) as page:
        answer = await page.post("/new/one-to-one", data=FORM | {"start_date": "9999-12-31"})
    assert answer.status_code == 422
    assert 'value="9999-12-31"' in answer.text


async def test_what_was_due_before_planning_began_is_not_late_for_two_days(db, browser):
    actor = await make.actor()
    near = FORM | {"start_date": "2026-11-13"}
    async with browser(actor, language="en") as page:
        here = (await page.post("/new/one-to-one", data=near)).headers["location"]
        found = (await page.get(f"{here}/findings")).text
        assert "is to be done now" in found
        assert "was due on" not in found
        assert "overdue</span>" not in (await page.get(f"{here}/plan/tasks")).text
    with time_machine.travel("2026-11-13T02:00:00Z", tick=True):
        async with browser(actor, language="en") as page:
            assert "was due on" in (await page.get(f"{here}/findings")).text
            assert "overdue</span>" in (await page.get(f"{here}/plan/tasks")).text


async def test_a_template_is_chosen_and_answered_and_makes_a_full_plan(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        gallery = await page.get("/new")
        assert "一对一关爱（半天）" in gallery.text
        assert 'href="/new/one-to-one"' in gallery.text
        assert (await page.get("/new/one-to-one")).status_code == 200
        made = await page.post("/new/one-to-one", data=FORM)

    assert made.status_code == 303
    [activity] = await activities.of_organization(actor)
    assert made.headers["location"] == f"/a/{activity.id}"
    assert await lines.total(actor, activity.id) == 239000
    call = await places.call_of(activity)
    assert (call.quota, call.reserve) == (30, 3)
    [session] = await training.of(activity.id)
    assert session.starts_at.isoformat() == "2026-11-25T11:00:00+00:00"
    document = await proposals.document(actor, activity.id)
    assert (len(document.sections), len(document.tasks), len(document.schedule)) == (10, 18, 13)
    assert document.budget.computed_total in {"2390", "2390.00"}


async def test_a_form_that_does_not_fit_comes_back_with_what_was_typed(db, browser):
    async with browser(await make.actor()) as page:
        wrong = await page.post(
            "/new/one-to-one", data=FORM | {"title": "", "volunteers": "thirty"}
        )
    assert wrong.status_code == 422
    assert wrong.text.count('aria-invalid="true"') == 2
    assert 'value="thirty"' in wrong.text
    assert 'value="Tianfu school"' in wrong.text


async def test_a_date_may_wait(db, browser):
    actor = await make.actor()
    async with browser(actor, language="en") as page:
        made = await page.post("/new/empty", data={"title": "Fair"})
        overview = await page.get(made.headers["location"])
    assert "The date is not set yet" in overview.text


async def test_the_gallery_speaks_english_and_its_plans_too(db, browser):
    actor = await make.actor()
    async with browser(actor, language="en") as page:
        assert "One-to-one visit (half a day)" in (await page.get("/new")).text
        made = await page.post("/new/one-to-one", data=FORM)
        plan = await page.get(f"{made.headers['location']}/plan")
    assert re.search(r"10\. Safety plan", plan.text)
    assert "Opening · meeting hand in hand" in plan.text


async def test_readers_make_no_activities_and_unknown_templates_are_not_found(db, browser):
    async with browser(await make.actor(Role.VIEWER)) as page:
        assert (await page.get("/new")).status_code == 403
        assert (await page.post("/new/one-to-one", data=FORM)).status_code == 403
    async with browser(await make.actor()) as page:
        assert (await page.get("/new/nothing")).status_code == 404
        assert (await page.get("/new/..%2Fempty")).status_code == 404


async def test_the_gallery_leads_to_every_template_and_says_what_each_brings(db, browser):
    async with browser(await make.actor(), language="en") as page:
        gallery = (await page.get("/new")).text
    for one in blueprints.GALLERY:
        assert f'href="/new/{one.key}"' in gallery
    assert 'href="/new/paste"' in gallery
    assert (
        "<span>18 tasks</span><span>13 schedule blocks</span><span>8 budget lines</span>" in gallery
    )
    assert "<span>25 work items</span><span>8 promises to keep</span>" in gallery


async def test_a_camp_is_asked_for_its_first_day_and_lasts_three(db, browser):
    actor = await make.actor()
    async with browser(actor, language="en") as page:
        assert "First of 3 days" in (await page.get("/new/camp")).text
        assert "First of" not in (await page.get("/new/one-to-one")).text
        await page.post("/new/camp", data=FORM | {"start_time": "09:00", "participants": "24"})
    [camp] = await activities.of_organization(actor)
    plan = await proposals.document(actor, camp.id)
    assert plan.when.end_date.isoformat() == "2026-12-07"
    assert sum(quota.places for quota in plan.quotas) == 24
