import lxml.html
import pytest
import time_machine

from accounts.rules.permissions import Role
from events import (
    activities,
    obligations,
    programme_findings,
    programme_sections,
    programmes,
    seats,
    work,
)
from tests import make
from tests.events.rules.reading.seeds import text as seed_text

OWN = "一、工作内容\n各班每周至少上一节陪伴课。\n每周六上午组织功课辅导。\n二、组织领导\n成立陪伴工作领导小组，由王老师任组长，李老师为副组长。"


@pytest.fixture(autouse=True)
def before_the_term():
    with time_machine.travel("2026-08-20T02:00:00Z", tick=True):
        yield


def form_of(page) -> dict:
    """Return the fields of the programme's form as a browser would send them."""
    [form] = lxml.html.fromstring(page.text).xpath("//form[@action='/new/paste/programme']")
    sent: dict = {}
    for name, value in form.form_values():
        if not name.startswith("_"):
            sent.setdefault(name, []).append(value)
    return sent


async def made(browser, actor, text, **answers):
    async with browser(actor) as page:
        read = await page.post("/new/paste", data={"text": text})
        assert await programmes.of_organization(actor) == []
        answer = await page.post("/new/paste/programme", data=form_of(read) | answers)
    [programme] = await programmes.of_organization(actor)
    assert answer.headers["location"] == f"/programmes/{programme.id}"
    return programme


async def test_a_text_of_our_own_becomes_a_programme_with_its_units(db, browser):
    actor = await make.actor()

    programme = await made(
        browser,
        actor,
        OWN,
        title="陪伴一学期",
        first="2026-08-31",
        last="2027-01-03",
        units="一班\n二班",
        **{"party.0": "青山小学"},
    )

    lesson, tutoring = await obligations.of_programme(programme)
    assert (programme.title, str(programme.ends_on)) == ("陪伴一学期", "2027-01-03")
    assert (lesson.units, lesson.period, tutoring.weekday) == (("一班", "二班"), "week", 5)
    assert [one.name for one in await programmes.parties(programme)] == ["青山小学"]
    assert "王老师" in {one.holder for one in await seats.of_programme(programme)}


async def test_only_what_is_ticked_is_taken_over(db, browser):
    actor = await make.actor()

    programme = await made(browser, actor, OWN, title="陪伴", promise=["1"], item=[])

    assert len(await obligations.of_programme(programme)) == 1
    assert await work.of(programme) == []


async def test_an_end_before_the_start_is_refused_and_what_was_typed_stays(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        read = await page.post("/new/paste", data={"text": OWN})
        wrong = {"title": "陪伴", "first": "2026-09-01", "last": "2026-08-31", "promise": ["1"]}

        answer = await page.post("/new/paste/programme", data=form_of(read) | wrong)

    again = form_of(answer)
    assert answer.status_code == 422
    assert (again["last"], again["promise"]) == (["2026-08-31"], ["1"])
    assert await programmes.of_organization(actor) == []


async def test_a_plan_of_one_activity_becomes_a_programme_where_somebody_says_so(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        text = "春日徒步策划书\n一、活动时间\n2026年12月5日 9:00\n二、活动流程\n1、集合\n2、出发\n三、经费预算\n水:30x2=60"

        answer = await page.post("/new/paste/programme", data={"text": text, "title": "徒步"})

    assert answer.status_code == 303
    assert [one.title for one in await programmes.of_organization(actor)] == ["徒步"]


async def test_a_viewer_pastes_nothing(db, browser):
    owner = await make.actor()
    viewer = await make.actor(Role.VIEWER, of=owner)
    async with browser(viewer) as page:
        answer = await page.post("/new/paste/programme", data={"text": OWN, "title": "陪伴"})

    assert answer.status_code == 403


async def test_the_term_of_a_school_counts_six_classes_in_eighteen_weeks(db, browser):
    """Plan 1: five areas, a lesson a week for each class."""
    actor = await make.actor()
    classes = "\n".join(f"{n} 班" for n in range(1, 7))

    programme = await made(
        browser,
        actor,
        seed_text(1),
        title="关爱计划",
        first="2026-08-31",
        last="2027-01-03",
        units=classes,
    )

    [lesson] = await obligations.of_programme(programme)
    assert len(await programme_sections.of(programme)) == 5
    assert len(lesson.spans(programme.starts_on, programme.ends_on)) * len(lesson.units) == 108
    found = {one.code for one in await programme_findings.of(actor, programme)}
    assert found == {"cadence-missing", "private-home", "qualification-missing", "stray-mark"}


async def test_the_campaign_keeps_its_two_blanks_and_its_posts(db, browser):
    """Plan 2: an office without director and members; seven kinds of place with two duties."""
    actor = await make.actor()

    programme = await made(browser, actor, seed_text(2), title="志愿服务行动")

    listed = await seats.of_programme(programme)
    assert sum(bool(one.role and not one.holder) for one in listed) == 2
    posts = [one for one in await work.of(programme) if one.area == "岗位"]
    assert len(posts) == 14
    codes = [one.code for one in await programme_findings.of(actor, programme)]
    assert codes.count("placeholder-left") == 2
    assert {"period-missing", "cadence-missing"} < set(codes)


async def test_a_report_offers_what_it_promises_one_by_one(db, browser):
    """Plan 3: a call and a letter a month, 12 a year, against a floor of 52."""
    actor = await make.actor()
    async with browser(actor) as page:
        read = await page.post("/new/paste", data={"text": seed_text(3)})
    assert "这像一份总结" in read.text
    assert "promise" not in form_of(read)

    programme = await made(browser, actor, seed_text(3), title="班级陪伴记录", promise=["0", "1"])

    call, letter = await obligations.of_programme(programme)
    assert (call.yearly, letter.yearly) == (12, 12)
    assert await programme_sections.of(programme) == []
    assert await work.of(programme) == []
    floor = [
        one.sentence
        for one in await programme_findings.of(actor, programme)
        if one.code == "contact-floor"
    ]
    assert len(floor) == 1
    assert "12" in floor[0]
    assert "52" in floor[0]


async def test_the_year_of_a_community_has_52_saturdays_and_one_to_two_meetings(db, browser):
    """Plan 7: leading group, duties, Saturday mornings, and who has a duty without being a member."""
    actor = await make.actor()

    programme = await made(
        browser, actor, seed_text(7), title="年度方案", first="2026-01-01", last="2026-12-31"
    )

    promised = await obligations.of_programme(programme)
    saturday = next(one for one in promised if one.weekday == 5)
    meeting = next(one for one in promised if one.at_most == 2)
    assert len(saturday.spans(programme.starts_on, programme.ends_on)) == 52
    assert (meeting.at_least, meeting.period) == (1, "year")
    listed = await seats.of_programme(programme)
    assert {"社区支部书记", "居委会主任"} < {one.holder for one in listed}
    found = await programme_findings.of(actor, programme)
    unplanned = [one.sentence for one in found if one.code == "announced-but-unplanned"]
    assert len(unplanned) == 2
    assert any("综治" in sentence for sentence in unplanned)
    assert await activities.of_organization(actor) == []
