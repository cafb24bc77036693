"""Papers by their addresses: what they say, who gets them, and what the printed code leads to."""

import io
import re
from datetime import timedelta

import msgspec
import pypdf
import pytest
import time_machine

from accounts.rules.permissions import Role
from budget import lines
from events import activities, schedule
from events.rules.releases import ReleaseState
from events.tables import Release
from exports import desk, documents, dossiers, prints
from exports.rules import stamps
from exports.rules.kinds import Kind, Order
from kit import clock
from kit.settings import settings
from tests import make
from tests.exports import planned
from web import papers

KINDS = ["run-sheet", "budget", "proposal", "pairs", "sign-in-sheet", "badges"]
CAMPUS = 5  # further papers that every activity with children and volunteers has
LANGUAGES = ("zh_Hans", "en")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("data")
    yield path
    documents._press(path).close()


@pytest.fixture(autouse=True)
def own_folder(folder, monkeypatch):
    """Papers are kept in a folder of this run, and one press serves all tests."""
    ours = msgspec.structs.replace(settings(), data_dir=folder)
    for module in (documents, prints):
        monkeypatch.setattr(module, "settings", lambda: ours)


def read(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def at(activity, kind, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/a/{activity.id}/{kind}.pdf?{asked}"


async def written(actor, activity, order, language="zh_Hans"):
    """What the paper says before it is typeset, without the small gaps between scripts."""
    facts = await dossiers.gather(actor, activity.id, {order.kind})
    html = documents.page(desk.write(facts, order, language), language)
    return re.sub(r"(?<=[\u4e00-\u9fff])\s(?=\d)|(?<=\d)\s(?=[\u4e00-\u9fff])", "", text_of(html))


def text_of(html):
    return re.sub(r"<[^>]+>", "", html)


async def code_of(actor, activity, kind, language="zh_Hans"):
    facts = await dossiers.gather(actor, activity.id, {kind})
    return desk.write(facts, Order(kind), language).stamp.link.rpartition("/")[2]


COSTS = {
    "路费": "400.00",
    "水费": "75.00",
    "面包": "75.00",
    "横幅": "160.00",
    "展板": "150.00",
    "资料": "700.00",
    "礼物": "500.00",
    "其他": "300.00",
}


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_budget_is_served_with_every_amount_of_plan_4(browser, lang):
    actor = await make.actor()
    activity = await planned.activity(actor)

    async with browser(actor) as page:
        answer = await page.get(at(activity, "budget", lang=lang))

    (text,) = read(answer.content)
    for label, amount in COSTS.items():
        assert re.search(rf"\d\s*{label}[^¥]*?\D{amount}(?!\d)", text), label
    assert "2,360.00" in text
    assert "贰仟叁佰陆拾元整" in text
    assert re.search(r"50\s*瓶\s*×\s*1\.50\s*=\s*75\.00", text)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("inline; filename=\"budget.pdf\"; filename*=UTF-8''%E5%85%B1")
    assert "周" not in disposition


PAGES = {
    "run-sheet": 1,
    "budget": 1,
    "proposal": 3,
    "pairs": 1,
    "sign-in-sheet": 1,
    "badges": 1,
}


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_paper_prints_stamped_with_its_release_and_the_screen_counts_its_pages(
    browser, lang
):
    actor = await make.actor()
    activity = await planned.released(actor, title=f"One morning, {lang}")
    await planned.people(activity, 7)

    async with browser(actor, language=lang.replace("_", "-")) as page:
        before = await page.get(f"/a/{activity.id}/print")
        found = {kind: read((await page.get(at(activity, kind))).content) for kind in KINDS}
        after = await page.get(f"/a/{activity.id}/print")

    assert {kind: len(pages) for kind, pages in found.items()} == PAGES
    for kind, pages in found.items():
        for number, text in enumerate(pages, start=1):
            assert re.search(rf"[0-9A-Z]{{6}} · R1 · {number}/{PAGES[kind]}", text), kind
    unprinted, printed = (
        ("还没有印过", "<p>2 页") if lang == "zh_Hans" else ("not printed yet", "<p>2 pages")
    )
    assert before.text.count(unprinted) == len(KINDS) + 3 + CAMPUS, (
        "each lane has a run sheet of its own, and the day a sheet of changes"
    )
    assert after.text.count(unprinted) == 3 + CAMPUS
    assert after.text.count(printed) == list(PAGES.values()).count(2)


async def test_the_run_sheet_shows_what_was_released_and_no_draft(browser):
    actor = await make.actor()
    activity = await planned.released(actor)
    first = (await schedule.of_activity(actor, activity.id)).blocks[0]
    await schedule.nudge(actor, activity.id, first.id, start=10)

    async with browser(actor) as page:
        text = read((await page.get(at(activity, "run-sheet"))).content)[0]
        await make.release(actor, activity.id)
        again = read((await page.get(at(activity, "run-sheet"))).content)[0]

    for word in ("启动仪式", "操场", "宋知夏", "带上礼物", "游戏甲", "林可", "A 组", "B 组"):
        assert word in text
    assert "同行：许诺" in text
    assert "周敏" in text
    assert "138 0000 0101" in text
    assert ("R1" in text, "09:10" in text) == (True, False)
    assert ("R2" in again, "09:10" in again) == (True, True)


async def test_a_lane_has_a_run_sheet_without_what_the_others_do(browser):
    actor = await make.actor()
    activity = await planned.activity(actor)
    lane = await planned.day(actor, activity)
    await make.release(actor, activity.id)

    text = await written(actor, activity, Order(Kind.RUN_SHEET, lane))
    async with browser(actor) as page:
        offered = await page.get(f"/a/{activity.id}/print")
        strange = await page.get(at(activity, "run-sheet", lane=make.uuid4()))

    assert [word in text for word in ("启动仪式", "游戏甲", "游戏乙")] == [True, True, False]
    assert f"lane={lane}" in offered.text
    assert strange.status_code == 404


async def test_lists_of_people_hold_codenames_and_no_phone_and_are_not_kept_on_disk(
    browser, folder
):
    actor = await make.actor()
    activity = await planned.released(actor, title="Never kept")
    await planned.people(activity, 2)

    def kept():
        return len(list((folder / "papers").glob("*.paper")))

    async with browser(actor) as page:
        before = kept()
        listed = read((await page.get(at(activity, "pairs"))).content)[0]
        worn = read((await page.get(at(activity, "badges"))).content)[0]
        signed = read((await page.get(at(activity, "sign-in-sheet"))).content)[0]
        assert kept() == before
        await page.get(at(activity, "run-sheet"))
        assert kept() == before + 1

    names = ("志愿甲", "小树甲", "志愿乙", "小树乙")
    for text, shown in ((listed, [0, 1, 0, 1]), (worn, [1, 0, 1, 0]), (signed, [1, 1, 1, 1])):
        assert [text.count(name) for name in names] == shown
        assert "139" not in text
    assert "天府中学" in listed


async def test_a_training_has_a_sheet_of_its_own(browser):
    actor = await make.actor()
    activity = await planned.released(actor)
    await planned.people(activity, 2)
    session = await planned.session(activity)

    text = await written(actor, activity, Order(Kind.SIGN_IN_SHEET, session))
    async with browser(actor) as page:
        offered = await page.get(f"/a/{activity.id}/print")

    for word in ("志愿者培训", "19:00–21:00", "理科楼301", "志愿甲", "2026年11月25日"):
        assert word in text
    assert "小树" not in text
    assert f"session={session}" in offered.text


async def test_a_character_that_cannot_be_drawn_is_named_where_papers_are_offered(browser):
    actor = await make.actor()
    activity = await planned.activity(actor, place="操场🎉")

    async with browser(actor, language="en") as page:
        await page.get(at(activity, "budget"))
        offered = await page.get(f"/a/{activity.id}/print")

    assert "Our typefaces lack 🎉; boxes stand in their place." in offered.text


NOTHING = {
    "run-sheet": ("has not been released yet", "day"),
    "budget": ("no costs in the budget yet", "budget"),
    "pairs": ("There are no pairs yet", "pairs"),
    "badges": ("Nobody has a place in this activity yet", "people"),
}


@pytest.mark.parametrize("kind", NOTHING)
async def test_what_cannot_be_printed_yet_says_so_and_leads_to_where_that_changes(browser, kind):
    actor = await make.actor()
    activity = await make.activity(actor)
    sentence, screen = NOTHING[kind]

    async with browser(actor, language="en") as page:
        answer = await page.get(at(activity, kind))
        offered = await page.get(f"/a/{activity.id}/print")

    for html in (answer.text, offered.text):
        assert sentence in html
        assert f'href="/a/{activity.id}/{screen}"' in html
    assert answer.status_code == 409
    assert f"/{kind}.pdf" not in offered.text


SEEN = {
    Role.OWNER: set(KINDS),
    Role.PLANNER: set(KINDS),
    Role.TREASURER: {"run-sheet", "budget", "proposal"},
    Role.APPROVER: {"run-sheet", "budget", "proposal"},
    Role.SAFEGUARDING: set(KINDS) - {"budget"},
    Role.VIEWER: {"run-sheet", "proposal"},
}


@pytest.mark.parametrize("role", Role)
async def test_a_role_gets_the_papers_whose_facts_it_may_see(browser, monkeypatch, role):
    owner = await make.actor()
    activity = await planned.released(owner)
    await planned.people(activity, 2)
    member = await make.actor(role, of=owner)

    async def unprinted(*_):
        return documents.Printed(b"%PDF")

    async def forgotten(*_):
        return None

    monkeypatch.setattr(documents, "printed", unprinted)
    monkeypatch.setattr(prints, "remember", forgotten)
    async with browser(member) as page:
        got = {kind: (await page.get(at(activity, kind))).status_code for kind in KINDS}
        offered = (await page.get(f"/a/{activity.id}/print")).text

    assert got == {kind: 200 if kind in SEEN[role] else 403 for kind in KINDS}
    assert {kind for kind in KINDS if f"/{kind}.pdf" in offered} == SEEN[role]


async def test_another_association_and_visitors_get_no_paper(browser):
    activity = await planned.released(await make.actor())

    async with browser(await make.actor()) as stranger:
        assert {(await stranger.get(at(activity, kind))).status_code for kind in KINDS} == {404}
        assert (await stranger.get(f"/a/{activity.id}/print")).status_code == 404
    async with browser(None) as visitor:
        answer = await visitor.get(at(activity, "budget"))
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/signin?")


async def test_the_proposal_of_a_viewer_holds_no_costs(db):
    owner = await make.actor()
    activity = await planned.released(owner)
    viewer = await make.actor(Role.VIEWER, of=owner)

    texts = [await written(reader, activity, Order(Kind.PROPOSAL)) for reader in (owner, viewer)]

    for text in texts:
        for word in ("陪孩子们一上午", "收齐同意书", "11月28日", "09:00–09:40", "启动仪式"):
            assert word in text
    assert ["2,360.00" in text for text in texts] == [True, False]


async def test_the_screen_asks_as_often_for_one_lane_and_training_as_for_three(browser, statements):
    actor = await make.actor()
    activity = await planned.activity(actor)
    await planned.day(actor, activity)
    await planned.session(activity)
    await make.release(actor, activity.id)

    async def asked(page):
        statements.clear()
        await page.get(f"/a/{activity.id}/print")
        return len(statements)

    async with browser(actor) as page:
        await asked(page)
        few = await asked(page)
        await planned.session(activity, "第二次")
        await planned.session(activity, "第三次")
        await planned.people(activity, 3)
        assert await asked(page) == few


async def test_a_printed_code_says_current_then_stale_and_nothing_else(browser):
    actor = await make.actor()
    activity = await planned.released(actor)
    code = await code_of(actor, activity, Kind.RUN_SHEET)
    first = (await schedule.of_activity(actor, activity.id)).blocks[0]

    async with browser(None, language="en") as visitor:
        now = (await visitor.get(f"/s/{code}")).text
        await schedule.nudge(actor, activity.id, first.id, start=10)
        drafted = (await visitor.get(f"/s/{code}")).text
        await make.release(actor, activity.id)
        later = (await visitor.get(f"/s/{code}")).text
        await schedule.nudge(actor, activity.id, first.id, start=-10)
        await make.release(actor, activity.id)
        undone = (await visitor.get(f"/s/{code}")).text

    valid, over = "This page is right", "This page is out of date"
    assert [(valid in html, over in html) for html in (now, drafted, later, undone)] == [
        (True, False),
        (True, False),
        (False, True),
        (True, False),
    ]
    assert "Release 2 has taken its place" in later
    for html in (now, later):
        assert stamps.shown(code) in html
        for told in (activity.title, "启动仪式", "操场", "周敏", "0101", str(activity.id)):
            assert told not in html


async def test_a_recalled_release_and_a_cancelled_activity_recall_their_pages(browser):
    actor = await make.actor()
    activity = await planned.released(actor)
    code = await code_of(actor, activity, Kind.RUN_SHEET)
    costs = await code_of(actor, activity, Kind.BUDGET)

    async with browser(None, language="en") as visitor:
        await Release.update({Release.state: ReleaseState.RECALLED}).where(
            Release.activity == activity.id
        )
        assert "has been recalled" in (await visitor.get(f"/s/{code}")).text
        await Release.update({Release.state: ReleaseState.RELEASED}).where(
            Release.activity == activity.id
        )
        assert "This page is right" in (await visitor.get(f"/s/{costs}")).text
        now = await activities.find(actor, activity.id)
        await activities.cancel(actor, activity.id, now.version, "Rain")
        assert "has been recalled" in (await visitor.get(f"/s/{costs}")).text


async def test_a_paper_of_a_role_that_sees_less_is_current_too(browser):
    owner = await make.actor()
    activity = await planned.released(owner)
    viewer = await make.actor(Role.VIEWER, of=owner)
    codes = [await code_of(reader, activity, Kind.PROPOSAL, "en") for reader in (owner, viewer)]
    assert codes[0] != codes[1]

    async with browser(None, language="en") as visitor:
        pages = [(await visitor.get(f"/s/{code}")).text for code in codes]
        await lines.add(owner, activity.id, {"label": "Stamps", "planned": "3"})
        later = [(await visitor.get(f"/s/{code}")).text for code in codes]

    assert ["This page is right." in html for html in pages] == [True, True]
    assert ["This page is right." in html for html in later] == [False, True]


async def test_nobody_can_make_up_a_code(browser):
    actor = await make.actor()
    activity = await planned.released(actor)
    code = await code_of(actor, activity, Kind.BUDGET)
    signature = code[-1]
    made_up = (
        code[:-1] + ("1" if signature == "0" else "0"),
        code.replace("-bz1-", "-bz9-"),
        code.replace("-bz1-", "-rz1-"),
        f"{activity.slug}-bz1-00000000-",
        "x",
    )

    async with browser(None) as visitor:
        assert (await visitor.get(f"/s/{code.upper()}")).status_code == 200
        for other in made_up:
            assert (await visitor.get(f"/s/{other}")).status_code == 404, other


async def test_the_command_writes_the_paper_that_the_site_serves(browser, tmp_path, monkeypatch):
    actor = await make.actor()
    activity = await planned.released(actor)
    async with browser(actor) as page:
        served = (await page.get(at(activity, "run-sheet", lang="en"))).content

    written = tmp_path / "paper.pdf"
    assert await papers.export(str(activity.id), "run_sheet", "en", written) == 0
    assert written.read_bytes() == served

    assert await papers.export(str(activity.id), "plan", "en", written) == 0
    assert msgspec.json.decode(written.read_bytes())["format"] == "banxing-plan/1"

    assert await papers.export(str(activity.id), "novel", "en", written) == 2
    assert await papers.export("7", "budget", "en", written) == 2


async def test_a_released_run_sheet_is_built_ahead_and_then_served_without_printing(
    browser, monkeypatch
):
    actor = await make.actor()
    before = clock.now()
    activity = await planned.released(actor, title="Built ahead")

    assert await papers.build_ahead(before) == len(LANGUAGES)
    assert await papers.build_ahead(clock.now()) == 0

    monkeypatch.setattr(documents, "press", lambda: pytest.fail("it was printed again"))
    async with browser(actor) as page:
        for lang in LANGUAGES:
            assert (await page.get(at(activity, "run-sheet", lang=lang))).status_code == 200


async def test_papers_that_nobody_asks_for_are_thrown_away_after_a_month(anyio_backend, folder):
    kept = [folder / "papers" / name for name in ("old.paper", "old.print")]
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")

    for days, is_there in ((29, True), (31, False)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            await papers.forget_old()
        assert [path.exists() for path in kept] == [is_there] * 2
