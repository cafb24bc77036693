import io
import re
from pathlib import Path

import docx
import lxml.html
import pytest
import time_machine

from accounts.rules.permissions import Role
from budget import lines
from events import activities, pasting, proposals, schedule, tables
from tests import make
from tests.events.rules.reading.seeds import text as seed_text

OWN = (Path(__file__).parent / "proposal.txt").read_text(encoding="utf-8")
PROPOSALS = Path(__file__).parents[1] / "rules" / "reading" / "proposals"


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-23T02:00:00Z", tick=True):
        yield


def form_of(page):
    """Return the fields of the plan's form as a browser would send them."""
    [form] = lxml.html.fromstring(page.text).xpath("//form[@action='/new/paste/activity']")
    return {name: value for name, value in form.form_values() if not name.startswith("_")}


async def rows():
    return await tables.Activity.count()


async def test_the_gallery_leads_to_the_page_and_the_page_asks_for_a_text(db, browser):
    async with browser(await make.actor()) as page:
        assert 'href="/new/paste"' in (await page.get("/new")).text
        asked = await page.get("/new/paste")
    assert asked.status_code == 200
    assert 'name="text"' in asked.text
    assert 'type="file"' in asked.text


async def test_plan_four_is_read_looked_at_and_made(db, browser):
    actor = await make.actor()
    text = seed_text(4)
    async with browser(actor) as page:
        read = await page.post("/new/paste", data={"text": text})
        assert await rows() == 0
        form = form_of(read)
        made = await page.post("/new/paste/activity", data=form)
    assert read.status_code == 200
    assert form["start_date"] == "2026-12-05"
    assert sum(name.startswith("step.") and bool(form[name]) for name in form) == 8
    assert "2360.00" in read.text
    assert "2026年12月5日" in read.text.replace(" ", "")
    assert "请确认" in read.text
    assert made.status_code == 303
    [activity] = await activities.of_organization(actor)
    assert made.headers["location"] == f"/a/{activity.id}"
    assert activity.date_state == "tentative"
    assert (activity.volunteers, activity.involves_minors) == (30, True)
    assert await lines.total(actor, activity.id) == 236000
    assert len((await schedule.of_activity(actor, activity.id)).blocks) == 8


async def test_what_was_typed_over_the_reading_counts(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        form = form_of(await page.post("/new/paste", data={"text": OWN}))
        typed = {
            "title": "书香日",
            "start_date": "2026-12-12",
            "volunteer": "25",
            "start.0": "9:10",
            "cost.0": "",
            "amount.2": "200",
            "task.1": "买书",
        }
        form.pop("tentative")
        made = await page.post("/new/paste/activity", data=form | typed)
    assert made.status_code == 303
    [activity] = await activities.of_organization(actor)
    assert (activity.title, activity.volunteers) == ("书香日", 25)
    assert (str(activity.first_day), activity.date_state) == ("2026-12-12", "fixed")
    assert await lines.total(actor, activity.id) == 30000
    plan = await proposals.document(actor, activity.id)
    assert [step.start for step in plan.schedule] == ["09:10", "09:30", "10:30"]
    assert [task.text for task in plan.tasks] == ["联系学校", "买书"]


async def test_empty_rows_wait_for_what_the_reading_did_not_find(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        form = form_of(await page.post("/new/paste", data={"text": OWN}))
        spare = {
            name: max(n for n in form if n.startswith(f"{name}.")) for name in ("party", "task")
        }
        steps = sum(name.startswith("step.") for name in form)
        costs = sum(name.startswith("cost.") for name in form)
        typed = {
            f"step.{steps - 1}": "合影",
            f"minutes.{steps - 1}": "15",
            f"cost.{costs - 1}": "茶歇",
            f"amount.{costs - 1}": "80",
            spare["party"]: "青石书店",
            spare["task"]: "写一篇报道",
            "guest": "3",
        }
        unnamed = await page.post("/new/paste/activity", data=form | {f"amount.{costs - 2}": "12"})
        made = await page.post("/new/paste/activity", data=form | typed)
    assert unnamed.status_code == 422
    [cell] = lxml.html.fromstring(unnamed.text).xpath("//input[@aria-invalid='true']")
    assert cell.get("name") == f"cost.{costs - 2}"
    assert made.status_code == 303
    [activity] = await activities.of_organization(actor)
    plan = await proposals.document(actor, activity.id)
    assert activity.guests == 3
    assert (plan.schedule[-1].title, plan.schedule[-1].minutes) == ("合影", 15)
    assert "青石书店" in [party.name for party in plan.parties]
    assert ("after", "写一篇报道") in [(task.phase, task.text) for task in plan.tasks]
    assert "茶歇" in [cost.name for cost in plan.budget.lines]


async def test_where_one_sentence_gives_two_blocks_both_turn_amber(db, browser):
    text = "一、活动时间\n2027年3月6日9:00\n二、活动流程\n1、游戏环节:分为两组,分别同时进行游戏\n2、合影\n"
    async with browser(await make.actor()) as page:
        read = await page.post("/new/paste", data={"text": text})
    marked = lxml.html.fromstring(read.text).xpath(
        "//tr[@class='unsure']//input[@class='cell']/@value"
    )
    assert {"游戏 A", "游戏 B"} <= set(marked)


async def test_each_field_leads_to_its_place_in_the_text(db, browser):
    async with browser(await make.actor()) as page:
        read = await page.post("/new/paste", data={"text": OWN})
    shown = lxml.html.fromstring(read.text)
    links = [a.get("href")[1:] for a in shown.xpath("//a[@class='spot']")]
    assert len(links) > 12
    assert all(len(shown.xpath(f"//*[@id='{one}']")) == 1 for one in links)
    assert shown.xpath(f"string(//mark[@id='{links[0]}'])") == "书香进山策划书"
    lines_ = [li.text_content() for li in shown.xpath("//section[contains(@class,'source')]//li")]
    assert "\n".join(lines_) == OWN.strip()
    ids = [one.get("id") for one in shown.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))


async def test_a_suggested_year_is_said_to_be_one(db, browser):
    async with browser(await make.actor()) as page:
        read = await page.post("/new/paste", data={"text": OWN})
        known = await page.post(
            "/new/paste", data={"text": OWN.replace("12月5日(", "2026年12月5日(")}
        )
    [hint] = lxml.html.fromstring(read.text).xpath("//p[@id='start_date-hint']")
    assert hint.text_content().startswith("请确认：“12月5日”")
    assert form_of(read)["start_date"] == form_of(known)["start_date"] == "2026-12-05"
    assert "没有写年份" not in known.text


async def test_a_doubt_about_a_note_is_not_folded_away(db, browser):
    doubtful = OWN.replace("2、听从安排", "4、听从安排")
    async with browser(await make.actor()) as page:
        kept = await page.post("/new/paste", data={"text": doubtful})
        plain = await page.post("/new/paste", data={"text": OWN})
    for read, is_open in ((kept, True), (plain, False)):
        [notes] = lxml.html.fromstring(read.text).xpath("//details[.//textarea[@id='notes']]")
        assert ("open" in notes.attrib) is is_open
        assert bool(notes.xpath(".//p[@id='notes-hint']")) is is_open


async def test_what_does_not_fit_comes_back_with_everything_typed(db, browser):
    async with browser(await make.actor()) as page:
        form = form_of(await page.post("/new/paste", data={"text": OWN}))
        typed = {"title": "", "start.0": "noon", "amount.0": "-3", "lead.1": "林夏"}
        wrong = await page.post("/new/paste/activity", data=form | typed)
        past = await page.post("/new/paste/activity", data=form | {"start_date": "2026-11-22"})
        today = await page.post("/new/paste/activity", data=form | {"start_date": "2026-11-23"})
    assert wrong.status_code == 422
    assert wrong.text.count('aria-invalid="true"') == 3
    assert form_of(wrong) == form | typed
    assert (past.status_code, today.status_code) == (422, 303)
    assert "这一天已经过去了" in past.text
    assert await rows() == 1


@pytest.mark.parametrize(
    ("name", "said"), [("yearly.txt", "年度方案"), ("year-report.txt", "总结")]
)
async def test_what_is_not_one_activity_says_so_and_becomes_one_only_if_told(
    db, browser, name, said
):
    text = (PROPOSALS / name).read_text(encoding="utf-8")
    async with browser(await make.actor()) as page:
        read = await page.post("/new/paste", data={"text": text})
        told = await page.post("/new/paste", data={"text": text, "as": "activity"})
        made = await page.post("/new/paste/activity", data=form_of(told))
    assert f"这像一份{said}" in read.text
    assert "/new/paste/activity" not in read.text
    assert [one.get("value") for one in _ways(read)] == ["programme", "activity"]
    assert [one.get("value") for one in _ways(told)] == ["activity", "programme"]
    assert f"这像一份{said}" not in told.text
    assert made.status_code == 303
    assert await rows() == 1


def _ways(page):
    return lxml.html.fromstring(page.text).xpath("//form//button[@name='as']")


async def test_a_text_with_next_to_nothing_in_it_is_told_what_is_missing(db, browser):
    async with browser(await make.actor()) as page:
        little = await page.post("/new/paste", data={"text": "你好"})
        enough = await page.post("/new/paste", data={"text": OWN})
    assert {"日期", "地点", "预算"} <= _missing(little)
    assert _missing(enough) == {"后续约定"}


def _missing(page):
    [said] = re.findall("还缺：([^<]+)<", page.text)
    return {one.strip() for one in said.split("、")}


async def test_who_pays_what_is_shown_and_can_be_changed(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        text = OWN + "\n十一、经费来源\n学院拨款300元\n"
        read = await page.post("/new/paste", data={"text": text})
        form = form_of(read)
        assert form["promised.0"] == "300"
        typed = {"source.0": "青石学院", "promised.0": "250.50", "kind": "camp"}
        unnamed = await page.post("/new/paste/activity", data=form | {"promised.1": "5"})
        made = await page.post("/new/paste/activity", data=form | typed)
    assert (unnamed.status_code, made.status_code) == (422, 303)
    [activity] = await activities.of_organization(actor)
    assert activity.kind == "camp"
    plan = await proposals.document(actor, activity.id)
    assert [(one.name, one.amount) for one in plan.budget.sources] == [("青石学院", "250.50")]


async def test_a_wrong_sum_outlives_the_paste_page(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        text = OWN.replace("40x2.5=100", "40x2.5=110").replace("560", "570")
        read = await page.post("/new/paste", data={"text": text})
        made = await page.post("/new/paste/activity", data=form_of(read))
        check = await page.get(f"{made.headers['location']}/findings")
    assert "570.00" in read.text
    assert "¥110.00" in check.text
    assert "¥570.00" in check.text


async def test_a_notice_says_what_is_missing_and_may_become_an_activity(db, browser):
    text = (PROPOSALS / "visit-notice.txt").read_text(encoding="utf-8")
    async with browser(await make.actor()) as page:
        read = await page.post("/new/paste", data={"text": text})
        made = await page.post("/new/paste/activity", data=form_of(read) | {"start_date": ""})
    assert "这像一份通知" in read.text
    assert "还缺" in read.text
    assert made.status_code == 303


async def test_hostile_text_is_shown_as_text(db, browser):
    text = (
        OWN.replace("共读", "<script>alert(1)</script>\u202e\u2066") + '\n"><img src=x onerror=y>'
    )
    async with browser(await make.actor()) as page:
        read = await page.post("/new/paste", data={"text": text})
    assert read.status_code == 200
    assert "<script>alert" not in read.text
    assert "<img src=x" not in read.text
    assert form_of(read)["text"].replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("a" * pasting.LARGEST_TEXT, 200),
        ("a" * (pasting.LARGEST_TEXT + 1), 422),
        ("长" * 350_000, 422),
    ],
)
async def test_a_text_too_long_for_one_plan_is_refused(db, browser, text, status):
    async with browser(await make.actor()) as page:
        assert (await page.post("/new/paste", data={"text": text})).status_code == status


@pytest.mark.parametrize("text", ["", " \n ", "\x00"])
async def test_nothing_to_read_is_said(db, browser, text):
    async with browser(await make.actor()) as page:
        for address in ("/new/paste", "/new/paste/activity"):
            answer = await page.post(address, data={"text": text})
            assert answer.status_code == 422
            assert 'id="text-wrong"' in answer.text


async def _sent(page, content, name="plan.docx"):
    [token] = re.findall(r'name="_csrf" value="([^"]+)"', (await page.get("/new/paste")).text)[:1]
    return await page.post(
        "/new/paste", data={"_csrf": token, "text": "x"}, files={"file": (name, content)}
    )


async def test_a_word_file_is_read_and_other_files_are_refused(db, browser):
    document = docx.Document()
    for line in OWN.split("\n"):
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    async with browser(await make.actor()) as page:
        read = await _sent(page, content.getvalue())
        plain = await _sent(page, OWN.encode("gb18030"), "plan.txt")
        broken = await _sent(page, b"PK\x03\x04 nothing")
        large = await _sent(page, b"a" * (pasting.LARGEST_FILE + 1), "plan.txt")
    assert form_of(read)["title"] == form_of(plain)["title"] == "书香进山"
    assert (broken.status_code, large.status_code) == (422, 422)
    assert 'id="file-wrong"' in broken.text
    assert "2 MB" in large.text


async def test_looking_costs_the_same_statements_for_a_short_and_a_long_text(
    db, browser, statements
):
    async with browser(await make.actor()) as page:
        counts = []
        for text in ("书香日策划书\n活动时间:12月5日", OWN):
            statements.clear()
            await page.post("/new/paste", data={"text": text})
            counts.append(len(statements))
            assert not any("INSERT" in one for one in statements)
    assert counts[0] == counts[1] <= 12


async def test_readers_paste_nothing_and_what_is_made_belongs_to_ones_own(db, browser):
    async with browser(await make.actor(role=Role.VIEWER)) as page:
        assert (await page.get("/new/paste")).status_code == 403
        assert (await page.post("/new/paste", data={"text": OWN})).status_code == 403
        assert (await page.post("/new/paste/activity", data={"text": OWN})).status_code == 403
    actor, other = await make.actor(), await make.actor()
    async with browser(actor) as page:
        made = await page.post("/new/paste/activity", data={"text": OWN})
        assert (await page.get(made.headers["location"])).status_code == 200
        again = await page.get("/new/paste/activity")
    async with browser(other) as page:
        assert (await page.get(made.headers["location"])).status_code == 404
    assert again.headers["location"] == "/new/paste"


HOSTILE = "夜市策划书\n一、主办单位\n{long}社\n二、活动流程\n1、{long}组:9:00-9:10 {long} 地点:{long} 负责人:{long}\n三、经费预算\n{long}:999999999999x0=0\n水:99999999x99999999\n赞助:-5\n四、后续工作\n{long}每月至少{nines}次\n"


async def test_whatever_is_read_can_be_made_or_is_refused_with_a_sentence(db, browser):
    texts = [path.read_text(encoding="utf-8") for path in sorted(PROPOSALS.glob("*.*"))]
    texts += [HOSTILE.format(long="长" * 400, nines=nines) for nines in ("2", "9" * 30)]
    texts += ["\u202e" + "(" * 3000, "😀\t😀\n" * 500, "1、" * 2000, "9" * 5000 + "元"]
    answers = []
    async with browser(await make.actor()) as page:
        for text in texts:
            made = await page.post("/new/paste/activity", data={"text": text, "title": "x"})
            answers.append(made.status_code)
            if made.status_code == 303:
                assert (await page.get(made.headers["location"] + "/plan")).status_code == 200
    assert set(answers) == {303, 422}
    assert answers.count(303) > 20


async def test_the_gap_for_the_year_stops_nothing_once_the_date_is_confirmed(db, browser):
    actor = await make.actor()
    text = OWN.replace("12月5日(暂定)", "__年12月5日(暂定)")
    async with browser(actor) as page:
        read = await page.post("/new/paste", data={"text": text})
        made = await page.post("/new/paste/activity", data=form_of(read))
        check = (await page.get(f"{made.headers['location']}/findings")).text
    assert "__年" in read.text
    assert "__年" not in check


async def test_what_became_data_stands_on_the_plan_once(db, browser):
    actor = await make.actor()
    async with browser(actor) as page:
        form = form_of(await page.post("/new/paste", data={"text": OWN}))
        made = await page.post("/new/paste/activity", data=form | {"place": "云顶中学"})
        plan = (await page.get(f"{made.headers['location']}/plan")).text
        [article] = lxml.html.fromstring(plan).xpath("//article")
    said = article.text_content()
    assert [said.count(word) for word in ("让孩子有书读", "共读", "560", "注意安全")] == [1] * 4
    assert "云顶中学" in said
    assert "共计" not in said
