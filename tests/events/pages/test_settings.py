from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.rules.permissions import Role
from events import activities
from events.rules.activities import DateState, Status
from tests import make

FORM = {
    "version": "1",
    "title": "Beach clean-up",
    "start_date": "2026-12-05",
    "start_time": "08:00",
    "end_time": "12:00",
    "zone": "Asia/Shanghai",
    "place": "Harbour school",
    "volunteers": "30",
    "participants": "",
    "involves_minors": "yes",
    "contact_name": "Lin",
    "contact_phone": "023 555",
}


async def saved(browser, actor, activity, **differing):
    async with browser(actor) as page:
        return await page.post(f"/a/{activity.id}/settings", data=FORM | differing)


async def test_what_is_set_is_kept(db, browser):
    actor = await make.actor()
    activity = await make.activity(actor)
    assert (
        await saved(browser, actor, activity, start_time="09:30", tentative="yes")
    ).status_code == 303
    now = await activities.find(actor, activity.id)
    assert now.starts_at == datetime(2026, 12, 5, 1, 30, tzinfo=UTC)
    assert now.date_state is DateState.TENTATIVE
    assert (now.volunteers, now.participants, now.contact_name) == (30, None, "Lin")


async def test_the_form_shows_what_is_stored_in_the_activitys_own_zone(db, browser):
    actor = await make.actor()
    activity = await make.activity(actor, zone="Asia/Urumqi")
    async with browser(actor) as page:
        shown = (await page.get(f"/a/{activity.id}/settings")).text
    assert 'value="06:00"' in shown
    assert 'value="2026-12-05"' in shown


async def test_without_a_date_the_day_is_unknown_and_without_a_time_the_hour(db, browser):
    actor = await make.actor()
    activity = await make.activity(actor)
    await saved(browser, actor, activity, start_time="", end_time="")
    assert not (await activities.find(actor, activity.id)).has_clock_time
    await saved(browser, actor, activity, version="2", start_date="")
    now = await activities.find(actor, activity.id)
    assert (now.starts_at, now.date_state) == (None, DateState.UNKNOWN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"end_time": "07:00"},
        {"end_time": "08:00"},
        {"zone": "Moon/Sea"},
        {"crew": "-1"},
    ],
)
async def test_what_does_not_fit_comes_back(db, browser, wrong):
    actor = await make.actor()
    activity = await make.activity(actor)
    answer = await saved(browser, actor, activity, **wrong)
    assert answer.status_code == 422
    assert 'value="023 555"' in answer.text


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(("day", "fits"), [("2026-11-20", True), ("2026-11-19", False)])
async def test_what_has_not_begun_is_not_moved_to_a_day_that_is_over(
    db, browser, status, day, fits
):
    actor = await make.actor()
    activity = await make.activity(actor, status=status)
    with time_machine.travel("2026-11-20T15:59:00Z", tick=True):  # 23:59 in Shanghai
        answer = await saved(browser, actor, activity, start_date=day)
    begun = status in {Status.RUNNING, Status.DONE, Status.CLOSED, Status.CANCELLED}
    assert answer.status_code == (303 if fits or begun else 422)
    if not fits and not begun:
        assert "这一天已经过去了" in answer.text
        assert f'value="{day}"' in answer.text
        assert 'aria-describedby="start_date' in answer.text
        assert (await activities.find(actor, activity.id)).first_day == date(2026, 12, 5)


async def test_what_waits_beyond_its_day_can_still_be_changed(db, browser):
    actor = await make.actor()
    activity = await make.activity(actor, status=Status.OPEN)
    with time_machine.travel("2026-12-07T02:00:00Z", tick=True):
        assert (await saved(browser, actor, activity, place="New hall")).status_code == 303


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_date_nobody_can_mean_is_refused_with_a_sentence(db, browser, day):
    actor = await make.actor()
    activity = await make.activity(actor)
    answer = await saved(browser, actor, activity, start_date=day, end_date=day)
    assert answer.status_code == 422
    assert "2000 年到 2100 年" in answer.text
    assert f'value="{day}"' in answer.text


@pytest.mark.parametrize(
    ("end", "last"), [("2026-12-07", date(2026, 12, 12)), ("2026-12-11", date(2026, 12, 11))]
)
async def test_the_last_day_follows_the_first_unless_it_is_moved_itself(db, browser, end, last):
    actor = await make.actor()
    activity = await make.activity(
        actor,
        starts_at=datetime(2026, 12, 5, 1, tzinfo=UTC),
        ends_at=datetime(2026, 12, 7, 9, tzinfo=UTC),
    )
    moved = {"start_date": "2026-12-10", "end_date": end}
    assert (await saved(browser, actor, activity, **moved)).status_code == 303
    now = await activities.find(actor, activity.id)
    assert (now.first_day, now.last_day) == (date(2026, 12, 10), last)


async def test_a_second_save_from_an_old_page_shows_what_stands_there_now(db, browser):
    actor = await make.actor()
    activity = await make.activity(actor)
    await saved(browser, actor, activity, place="New hall")
    late = await saved(browser, actor, activity, place="Old hall")
    assert late.status_code == 409
    assert "New hall" in late.text
    assert 'value="Old hall"' in late.text


async def test_an_activity_is_called_off_with_a_reason(db, browser):
    actor = await make.actor()
    activity = await make.activity(actor, ends_at=datetime(2126, 12, 5, tzinfo=UTC))
    here = f"/a/{activity.id}/settings/cancel"
    async with browser(actor) as page:
        assert (await page.get(here)).status_code == 200
        assert (await page.post(here, data={"version": "1", "reason": ""})).status_code == 422
        assert (await page.post(here, data={"version": "1", "reason": "Snow"})).status_code == 303
        assert "Snow" in (await page.get(f"/a/{activity.id}")).text
    assert (await activities.find(actor, activity.id)).status is Status.CANCELLED


async def test_readers_see_the_settings_and_change_nothing(db, browser):
    actor = await make.actor()
    activity = await make.activity(actor)
    viewer = await make.actor(Role.VIEWER, of=actor)
    async with browser(viewer) as page:
        shown = (await page.get(f"/a/{activity.id}/settings")).text
        assert "settings/cancel" not in shown
        assert 'name="title"' not in shown
        assert f"<dd>{activity.title}</dd>" in shown
        assert (await page.get(f"/a/{activity.id}/settings/cancel")).status_code == 403
    assert (await saved(browser, viewer, activity)).status_code == 403
