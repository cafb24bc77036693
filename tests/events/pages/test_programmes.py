from datetime import date

import lxml.html
import pytest
import time_machine

from accounts.rules.permissions import Role
from events import activities, discharges, obligations, programme_sections, programmes, seats, work
from events.rules.discharges import Kept
from events.rules.obligations import NewObligation
from events.rules.plan_files import read
from events.rules.seats import Seat
from events.rules.work import NewWork
from tests import make

SATURDAY = NewWork(
    title="周六功课辅导",
    area="爱心学校",
    text="两位老师带队。",
    per="week",
    weekday=5,
    clock="09:00",
)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-26T02:00:00Z", tick=True):
        yield


async def test_the_list_is_empty_at_first_and_costs_the_same_with_one_and_with_three(
    db, browser, statements
):
    actor = await make.actor()
    async with browser(actor) as page:
        assert "/programmes/" not in (await page.get("/programmes")).text
        await make.programme(actor)
        statements.clear()
        one = await page.get("/programmes")
        told = len(statements)
        for n in range(2):
            await make.programme(actor, title=f"Programme {n}")

        statements.clear()
        three = await page.get("/programmes")

    assert (one.status_code, one.text.count('href="/programmes/')) == (200, 1)
    assert (three.text.count('href="/programmes/'), len(statements)) == (3, told)


async def test_a_strangers_programme_is_like_one_that_does_not_exist(db, browser):
    ours, theirs = await make.actor(), await make.actor()
    programme = await make.programme(theirs)
    async with browser(ours) as page:
        for path in ("", "/plan", "/obligations", "/work", "/people", "/year", "/settings"):
            answer = await page.get(f"/programmes/{programme.id}{path}")
            assert answer.status_code == 404, path


async def test_the_first_page_lists_what_goes_on_beside_the_activities(db, browser):
    actor = await make.actor()
    await make.programme(actor, title="Going on")
    over = await make.programme(actor, title="All over")
    await programmes.close(actor, over.id)

    async with browser(actor) as page:
        home = await page.get("/")

    assert "Going on" in home.text
    assert "All over" not in home.text


async def test_the_overview_says_what_comes_next_and_what_is_missing(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor, involves_minors=True)
    await work.add(actor, programme.id, SATURDAY)
    await programme_sections.add(actor, programme.id, "工作")
    await seats.write_for_programme(actor, programme.id, [Seat(group="办公室", role="主任")])

    async with browser(actor, language="en") as page:
        overview = (await page.get(f"/programmes/{programme.id}")).text

    assert "Sat 28 Nov; Sat 5 Dec; Sat 12 Dec" in overview
    assert "Nobody is named yet" in overview


async def test_a_chapter_is_written_and_whoever_is_second_sees_both_texts(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor)
    chapter = await programme_sections.add(actor, programme.id, "为什么做")
    here = f"/programmes/{programme.id}/plan/sections/{chapter.id}"
    async with browser(actor) as page:
        form = {"version": "1", "heading": "为什么做"}
        first = await page.post(here, data=form | {"text": "第一稿"})
        second = await page.post(here, data=form | {"text": "第二稿"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "第一稿" in second.text
    assert "第二稿" in second.text
    assert (await programme_sections.of(programme))[0].text == "第一稿"


async def test_settings_refuse_an_end_before_the_start_and_keep_what_was_typed(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor)
    form = {"version": "1", "title": "Reading", "starts_on": "2026-09-01"}
    async with browser(actor) as page:
        here = f"/programmes/{programme.id}/settings"
        refused = await page.post(here, data=form | {"ends_on": "2026-08-31"})
        saved = await page.post(here, data=form | {"ends_on": "2026-09-02", "purposes": "a\nb"})

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert 'value="2026-08-31"' in refused.text
    assert 'aria-describedby="ends_on-wrong"' in refused.text
    now = await programmes.find(actor, programme.id)
    assert (now.ends_on, now.purposes) == (date(2026, 9, 2), ("a", "b"))


async def test_a_viewer_finds_no_form_and_none_that_works(db, browser):
    owner = await make.actor()
    viewer = await make.actor(Role.VIEWER, of=owner)
    programme = await make.programme(owner)
    here = f"/programmes/{programme.id}"
    async with browser(viewer) as page:
        shown = await page.get(f"{here}/settings")
        asked = await page.get(f"{here}/work/new")
        posted = await page.post(f"{here}/close")

    assert f'action="{here}/close"' not in shown.text
    assert (shown.status_code, asked.status_code, posted.status_code) == (200, 403, 403)
    assert (await programmes.find(owner, programme.id)).is_open


async def test_a_list_of_seats_is_written_row_by_row_and_a_ticked_row_falls_away(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor)
    rows = [("领导小组", "组长", "王书记", ""), ("领导小组", "成员", "妇联", ""), ("", "", "", "")]
    form = {
        f"{name}.{n}": value
        for n, row in enumerate(rows)
        for name, value in zip(("group", "role", "holder", "duty"), row, strict=True)
    }
    async with browser(actor) as page:
        here = f"/programmes/{programme.id}/people"
        form["known"] = known((await page.get(f"{here}/edit")).text)
        await page.post(f"{here}/edit", data=form)
        form["known"] = known((await page.get(f"{here}/edit")).text)
        long = await page.post(f"{here}/edit", data=form | {"role.0": "长" * 61})
        form["known"] = known(long.text)
        await page.post(f"{here}/edit", data=form | {"out.1": "yes"})

    assert long.status_code == 422
    assert 'aria-describedby="role.0-wrong"' in long.text
    assert await seats.of_programme(programme) == [
        Seat(group="领导小组", role="组长", holder="王书记")
    ]


async def test_settings_say_why_days_with_records_stay_and_keep_what_was_typed(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor)
    promise = await obligations.add(actor, programme.id, NewObligation(title="Call home"))
    done = Kept(unit="", period=1, done_on=programme.starts_on, evidence="call list")
    await discharges.record(actor, programme.id, promise.id, done)
    form = {"version": "1", "title": "Reading", "starts_on": "2026-03-02", "ends_on": "2026-12-31"}
    async with browser(actor, language="en") as page:
        here = f"/programmes/{programme.id}/settings"
        refused = await page.post(here, data=form)
        saved = await page.post(here, data=form | {"starts_on": str(programme.starts_on)})

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert "would count for other days" in refused.text
    assert 'value="2026-03-02"' in refused.text


async def test_the_calendar_of_the_year_shows_52_saturdays_and_seven_holidays_among_them(
    db, browser
):
    actor = await make.actor()
    programme = await make.programme(actor)
    await work.add(actor, programme.id, SATURDAY)
    async with browser(actor, language="en") as page:
        year = (await page.get(f"/programmes/{programme.id}/year")).text
        items = (await page.get(f"/programmes/{programme.id}/work")).text

    assert year.count("<small>A</small>") == 52
    assert "December 2026" in year
    assert "52 days, 7 of them public holidays" in items


async def test_what_is_for_the_spring_festival_falls_due_in_its_month_once_that_is_published(
    db, browser
):
    actor = await make.actor()
    known, unknown = date(2026, 1, 1), date(2096, 1, 1)
    family = NewObligation(title="每年春节办一次亲子活动", period="year")
    for starts_on in (known, unknown):
        programme = await make.programme(
            actor, starts_on=starts_on, ends_on=starts_on.replace(month=12, day=31)
        )
        await obligations.add(actor, programme.id, family)
        async with browser(actor, language="en") as page:
            year = (await page.get(f"/programmes/{programme.id}/year")).text
        before, _, months = year.partition('<div class="year">')
        february = months.partition("February")[2].partition("</section>")[0]
        assert year.count(family.title) == 1
        assert (family.title in february) is (starts_on == known)
        assert (family.title in before) is (starts_on == unknown)


async def test_a_work_item_becomes_an_activity_of_its_programme(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor)
    item = await work.add(actor, programme.id, SATURDAY)
    belongs = {"programme": str(programme.id), "work": str(item.id)}
    async with browser(actor) as page:
        asked = await page.get("/new/empty", params=belongs)
        form = {"title": "周六功课辅导", "start_date": "2026-11-28", "start_time": "09:00"}
        made = await page.post("/new/empty", data=form | belongs)
        document = await page.get(f"{made.headers['location']}/plan/plan.json")
        overview = await page.get(made.headers["location"])

    assert 'value="2026-11-28"' in asked.text
    assert 'value="09:00"' in asked.text
    [activity] = await activities.of_organization(actor)
    assert activity.programme == programme.id
    assert read(document.content).sections[0].text == "两位老师带队。"
    assert f'href="/programmes/{programme.id}"' in overview.text


async def test_no_activity_is_made_for_a_strangers_programme(db, browser):
    ours, theirs = await make.actor(), await make.actor()
    foreign = await make.programme(theirs)
    async with browser(ours) as page:
        form = {"title": "Theirs", "start_time": "09:00", "programme": str(foreign.id)}
        answer = await page.post("/new/empty", data=form)

    assert answer.status_code == 404
    assert await activities.of_organization(ours) == []


async def test_an_activity_is_put_into_a_programme_in_its_settings(db, browser):
    ours, theirs = await make.actor(), await make.actor()
    programme, foreign = await make.programme(ours), await make.programme(theirs)
    activity = await make.activity(ours)
    form = {"version": "1", "title": "Clean-up", "zone": "Asia/Shanghai"}
    async with browser(ours) as page:
        here = f"/a/{activity.id}/settings"
        refused = await page.post(here, data=form | {"programme": str(foreign.id)})
        saved = await page.post(here, data=form | {"programme": str(programme.id)})

    assert (refused.status_code, saved.status_code) == (404, 303)
    assert (await activities.find(ours, activity.id)).programme == programme.id


async def test_a_template_of_standing_work_leads_to_a_programme(db, browser):
    actor = await make.actor()
    form = {"title": "一学期", "first": "2026-08-31", "last": "2027-01-03", "units": "一班\n二班"}
    async with browser(actor) as page:
        asked = await page.get("/new/school-term")
        refused = await page.post("/new/school-term", data=form | {"last": "2026-08-30"})
        made = await page.post("/new/school-term", data=form)

    assert 'name="units"' in asked.text
    assert refused.status_code == 422
    [programme] = await programmes.of_organization(actor)
    assert made.headers["location"] == f"/programmes/{programme.id}"


async def test_who_writes_the_seats_second_sees_what_the_first_has_written(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor)
    here = f"/programmes/{programme.id}/people/edit"
    async with browser(actor) as page:
        read = known((await page.get(here)).text)
        await seats.write_for_programme(actor, programme.id, [Seat(role="主任", holder="罗老师")])
        long = await page.post(here, data={"role.0": "长" * 61, "known": read})
        sent = {"group.0": "", "role.0": "主任", "holder.0": "吴老师", "duty.0": ""}

        refused = await page.post(here, data=sent | {"known": read})
        unread = await page.post(here, data=sent)
        kept = await seats.of_programme(programme)
        saved = await page.post(here, data=sent | {"known": known(refused.text)})

    assert (long.status_code, known(long.text)) == (422, read)
    assert (refused.status_code, unread.status_code, saved.status_code) == (409, 409, 303)
    assert "罗老师" in refused.text
    assert "吴老师" in refused.text
    assert [seat.holder for seat in kept] == ["罗老师"]
    assert [seat.holder for seat in await seats.of_programme(programme)] == ["吴老师"]


def known(page: str) -> str:
    [value] = lxml.html.fromstring(page).xpath("//input[@name='known']/@value")
    return value
