"""Plan 4 from first idea to last call, as people go through it: in Chinese, in a real Chromium.

Where clicks would be silly (thirty applications, thirty answers), the same forms are sent without one.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import icalendar
import msgspec
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from kit import clock
from tests.browser.conftest import PATIENCE
from tests.browser.watching import violations
from web import demo_people

TODAY = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
MAILBOX = f"zhou-{uuid4().hex[:8]}@plan.example"
PASSWORD = "lantern harbour cello nine"
ALL = 30  # pairs
SAVE = "main form button.pri"


class Crowd:
    """Everybody else: their forms are filled in and sent without a browser."""

    def __init__(self, site, client: httpx.Client) -> None:
        self.site, self.client = site, client

    def apply(self, address: str, person) -> str:
        """Send the public form as `person` would, and return the path of their own page."""
        said = {k: v for k, v in msgspec.to_builtins(person).items() if v is not True}
        answer = self.client.post(address, data=said | {"consent": "yes", "_once": uuid4().hex})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def answer(self, own_page: str, form: str, answer: str) -> None:
        """Press the button `answer` of a form on somebody's page."""
        html = self.client.get(own_page).text
        found = re.search(rf'<form [^>]*action="([^"]*/{form}[^"]*)".*?</form>', html, re.DOTALL)
        assert found, html
        tokens = dict(re.findall(r'name="(_csrf|_once)" value="([^"]*)"', found[0]))
        sent = self.client.post(
            found[1], data=tokens | {"answer": answer}, headers={"origin": self.site.url}
        )
        assert sent.status_code == 303, sent.text


@pytest.fixture
def crowd(site):
    with httpx.Client(base_url=site.url, headers={"accept-language": "zh-CN"}) as client:
        yield Crowd(site, client)


@pytest.fixture
def organiser(window, site) -> Callable[..., Page]:
    """Open windows of the demo's organiser, on its activity."""

    def opening(**more) -> Page:
        page = window(**more)
        who = site.demo["sign_in"]["organizer"]
        page.goto("/signin")
        page.fill("#email", who["email"])
        page.fill("#password", who["password"])
        send(page)
        return page

    return opening


def press(page: Page, action: str) -> None:
    """Press the first button of the form that posts to an address ending so."""
    send(page, page.locator(f'form[action$="{action}"] button').first)


def send(page: Page, button: Locator | str = SAVE) -> None:
    """Press a button that posts its form, and wait for the page that answers."""
    with page.expect_navigation():
        (page.locator(button).first if isinstance(button, str) else button).click()


def is_clean(page: Page) -> None:
    """Let axe look at a moment no link leads to."""
    assert violations(page) == []


def sees(page: Page, text: str) -> None:
    expect(page.locator("main").get_by_text(text).first).to_be_visible()


def tick(page: Page, name: str, at_most: int = 100) -> None:
    for box in page.locator(f'[name="{name}"]').all()[:at_most]:
        box.check()


def pick(page: Page, **chosen: str) -> None:
    """Press the little cards of a form: one of each list."""
    for name, value in chosen.items():
        page.locator(f'[name="{name}"][value="{value}"] + label').click()


def sign_up_and_found(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="注册").click()
    page.get_by_label("姓名").fill("周敏")
    page.get_by_label("邮箱").fill(MAILBOX)
    page.get_by_label("密码").fill(PASSWORD)
    send(page)
    open_mail(page)
    page.locator("article.letter a").first.click()
    page.fill("#password", PASSWORD)
    send(page)
    page.fill("#name", "生物学会")
    page.fill("#university_unit", "西南大学生命科学学院")
    send(page)
    sees(page, "生物学会")


def open_mail(page: Page) -> None:
    """Open the letter to the new account; it is on its way for a moment."""
    letter = page.locator("li", has_text=MAILBOX).first.get_by_role("link")
    for _ in range(PATIENCE):
        page.goto("/mails")
        if letter.count():
            break
        page.wait_for_timeout(1000)
    letter.click()


def plan(page: Page) -> str:
    """Make the plan from its template in no more than six clicks; return the activity's address."""
    clicks: list[str] = []

    def clicked(on: str) -> None:
        clicks.append(on)

    page.expose_function("clicked", clicked)
    page.context.add_init_script(
        "addEventListener('click', e => { if (e.isTrusted) clicked(e.target.textContent) }, true)"
    )
    page.goto("/")
    page.locator('main a[href="/new"]').first.click()
    page.locator('a[href="/new/one-to-one"]').click()
    page.fill("#title", "关爱农村孩子、共创祖国美好未来")
    page.fill("#start_date", (TODAY + timedelta(days=20)).isoformat())
    page.fill("#place", "天府中学")
    page.fill("#partner", "天府中学")
    page.fill("#volunteers", str(ALL))
    page.fill("#participants", str(ALL))
    send(page)
    sees(page, "先做这一件")
    assert 3 <= len(clicks) <= 6, clicks
    return page.url


def look_at_the_whole_plan(page: Page, here: str) -> None:
    expect(page.locator(".path li")).to_have_count(7)
    page.goto(f"{here}/budget")
    expect(page.locator("[data-total]")).to_have_text("2,390.00")
    expect(page.locator("tr[data-save]")).to_have_count(8)
    page.goto(f"{here}/day")
    expect(page.locator(".grid .blk")).to_have_count(13)
    page.goto(f"{here}/plan/tasks")
    assert page.locator("form[action*='/plan/tasks/']").count() >= 15
    page.goto(f"{here}/plan")
    expect(page.locator("article > section")).to_have_count(10)


def submit_and_recruit(page: Page, here: str) -> str:
    """Hand the plan in, note the three signatures under it, open the recruitment; return its address."""
    page.goto(f"{here}/plan")
    press(page, "/plan/submit")
    is_clean(page)
    sign(page, "郑莉佳老师", "财务处", "校团委")
    sees(page, "已批准")
    page.goto(f"{here}/people")
    press(page, "/people/publish")
    is_clean(page)
    return page.locator("#address").input_value()


def sign(page: Page, *people: str) -> None:
    """Note the signatures that stand under the plan on paper."""
    for who in people:
        page.locator(".chain details summary").click()
        page.fill("#signed_by", who)
        send(page, 'form[action$="/paper"] button')


def apply_on_a_phone(phone: Page, address: str) -> None:
    """Apply, be asked for a way to be reached, and lose nothing by it."""
    phone.goto(address)
    phone.fill("#name", "许诺")
    phone.fill("#student_no", "22202639999")
    pick(phone, free="sat-am", skills="biology", interests="plants", languages="mandarin")
    phone.check("#consent")
    send(phone)
    expect(phone.locator("#phone")).to_have_attribute("aria-invalid", "true")
    phone.fill("#phone", "138 0000 1000")
    send(phone)
    sees(phone, "许诺，已报名")


def choose(page: Page, here: str) -> None:
    """Accept thirty and put the other three onto the reserve list."""
    page.goto(f"{here}/people")
    tick(page, "chosen", at_most=ALL)
    send(page, 'button[value="accept"]')
    tick(page, "chosen")
    send(page, 'button[value="reserve"]')
    sees(page, "30 / 30")


def promise_to_come(phone: Page) -> None:
    """Confirm, answer for the training, read the code of conduct and sign it."""
    phone.reload()
    send(phone, 'button[value="yes"]')
    send(phone, 'button[value="coming"]')
    sees(phone, "你说能来")
    phone.locator('#pledge a[href$="/pledge"]').click()
    phone.check("#read")
    send(phone)
    expect(phone.locator("#pledge").get_by_text("签署")).to_be_visible()


def train(page: Page, here: str) -> None:
    page.goto(f"{here}/training")
    page.locator('a.btn[href*="/training/"]', has_text="签到").first.click()
    page.locator('a[href$="/edit"]').click()
    page.fill("#day", (clock.now().date() - timedelta(days=1)).isoformat())
    send(page)
    press(page, "/everybody")
    page.goto(f"{here}/training")
    sees(page, "30 / 33")
    tick(page, "people")
    send(page, 'form[action$="/pledges"] .card button')
    sees(page, "33 / 33")


def clear(page: Page, here: str) -> None:
    """Note for everybody at once that the university has checked them, and that they are insured."""
    last = (TODAY + timedelta(days=20)).isoformat()
    for kind, dates in (
        ("record_check", {"valid_until": last}),
        ("insurance", {"covers_from": TODAY.isoformat(), "valid_until": last}),
    ):
        page.goto(f"{here}/clearances?tick=all")
        page.select_option("#kind", kind)
        for name, value in dates.items():
            page.fill(f"#{name}", value)
        send(page, "#note button.pri")
        sees(page, "33 / 33")
    is_clean(page)


def import_list(page: Page, here: str, name: str, content: bytes) -> None:
    page.goto(f"{here}/participants/import")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.set_input_files("#file", file)
    send(page)


def bring_the_children(page: Page, here: str) -> None:
    """One by the form, one by the filled-in template, the rest by a file with one bad row."""
    page.goto(f"{here}/participants/new")
    page.fill("#codename", "小满")
    page.select_option("#age_band", "12-13")
    pick(page, interests="plants")
    send(page)

    page.goto(f"{here}/participants/import")
    with page.expect_download() as downloading:
        page.locator('a[href$="template.xlsx"]').click()
    book = openpyxl.load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
    book.worksheets[0].append(["阿飞", "2", "14"])
    filled = io.BytesIO()
    book.save(filled)
    import_list(page, here, "名单.xlsx", filled.getvalue())
    press(page, "/import/save")

    rows = [f"{p.codename},{p.partner_row},{p.age_band}" for p in demo_people.PARTICIPANTS[2:]]
    lines = ["代号,序号,年龄段,姓名", *rows, "小树,31,四十岁,李小树"]
    import_list(page, here, "名单.csv", "\n".join(lines).encode("gb18030"))
    sees(page, "“四十岁”不是年龄。")
    is_clean(page)
    assert "李小树" not in page.content()
    press(page, "/import/save")
    expect(page.locator("tbody tr")).to_have_count(ALL)

    page.goto(f"{here}/participants/consents")
    page.fill("#letters", str(ALL))
    page.fill("#on", TODAY.isoformat())
    pick(page, covers="pairing_contact")
    send(page)
    page.goto(f"{here}/participants")
    expect(page.locator("td .chip.jade")).to_have_count(ALL)


def pair(page: Page, here: str) -> None:
    """Let everybody be paired, undo one pair, and make it again with the keyboard alone."""
    page.goto(f"{here}/pairs")
    press(page, "/pairs/suggest")
    sees(page, "待学校确认 30")
    codename = end_a_pair(page, here)
    page.locator('[name="hold"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".held")).to_be_visible()
    best = page.locator("button.slotbtn.best")
    expect(best).to_contain_text(codename)
    is_clean(page)
    expect(best).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="放下")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".slotbtn")).to_have_count(0)
    press(page, "/pairs/confirm")
    page.goto(f"{here}/pairs/groups")
    page.fill("#count", "2")
    press(page, "/pairs/groups/draft")
    expect(page.locator(".deal li")).to_have_count(ALL)
    is_clean(page)
    send(page, page.get_by_role("button", name="保存分组").first)
    for group in page.locator(".cardgrid > section").all():
        expect(group.locator(".pods li li")).to_have_count(ALL // 2)
    expect(page.locator(".cardgrid > section")).to_have_count(2)


def end_a_pair(page: Page, here: str) -> str:
    """Undo the pair that stands first, and return the child's codename."""
    page.goto(f"{here}/pairs")
    first = page.locator(".prow a[href*='/pairs/']").first
    codename = first.locator("b").inner_text()
    first.click()
    page.fill("#reason", "学校换人")
    press(page, "/end")
    page.goto(f"{here}/pairs")
    return codename


def lead(page: Page, here: str, title: str, person: str) -> None:
    """Let somebody lead a block of the day."""
    page.goto(f"{here}/day")
    page.locator(".grid .blk", has_text=title).first.click()
    page.fill("#lead", person)
    send(page, "#block form button.pri")


def prepare_the_day(page: Page, phone: Page, here: str) -> None:
    """See a conflict and solve it, move a block from a phone, and release the run sheet."""
    lead(page, here, "破冰游戏 A 组", "林悦")
    lead(page, here, "破冰游戏 B 组", "林悦")
    expect(page.locator(".grid .blk.bad")).to_have_count(2)
    expect(page.locator("#block .note")).to_contain_text("林悦")
    is_clean(page)
    lead(page, here, "破冰游戏 B 组", "何嘉")
    expect(page.locator(".blk.bad")).to_have_count(0)

    phone.goto(f"{here}/day")
    last = phone.locator(".agenda > li", has_text="集合合影")
    for step, time in (("start:+5", "12:05"), ("start:-5", "12:00")):
        last.locator(f'button[value="{step}"]').click()
        expect(last.locator("time")).to_contain_text(time)

    page.goto(f"{here}/settings")
    page.fill("#contact_name", "陈浩")
    page.fill("#contact_phone", "139 0000 0001")
    send(page)
    page.goto(f"{here}/day")
    press(page, "/day/release")
    let_stand(page)
    page.goto(f"{here}/day")
    press(page, "/day/release")
    expect(page.locator(".errors")).to_have_count(0)
    sees(page, "第 1 版")


def let_stand(page: Page) -> None:
    """See what is in the way of a step, and say why it may stay as it is."""
    expect(page.locator(".errors li").first).to_be_visible()
    is_clean(page)
    page.locator('.errors a[href$="/findings"]').click()
    is_clean(page)
    while page.locator(".gates .wait").count():
        found = page.locator(".found:has(.tags svg)").first
        found.locator("summary").last.click()
        found.locator('[name="reason"]').fill("和学校逐项对过")
        send(page, found.locator('form[action$="/accept"] button'))


def print_everything(page: Page, here: str) -> dict[str, str]:
    """Download every PDF the print page offers in Chinese, and return what each says."""
    page.goto(f"{here}/print")
    papers: dict[str, str] = defaultdict(str)
    for button in page.locator('a.btn[lang="zh-Hans"]:not([href*=".docx"])').all():
        answer = page.request.get(button.get_attribute("href") or "")
        assert answer.body().startswith(b"%PDF")
        kind = re.search(r"/([a-z-]+)\.pdf", answer.url)
        assert kind
        papers[kind[1]] += text_of(answer.body())
    return papers


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert pages
    return "".join(re.sub(r"\s", "", page.extract_text()) for page in pages)


def summaries(feed: str) -> Iterable[str]:
    calendar = icalendar.Calendar.from_ical(httpx.get(feed).raise_for_status().content)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def keep_in_touch(page: Page, phone: Page, own_page: str, here: str) -> None:
    """Once the day is over, a volunteer notes the first contact and the organiser sees it."""
    page.goto(f"{here}/settings")
    page.fill("#start_date", TODAY.isoformat())
    send(page)
    page.goto(f"{here}/plan/approval")
    press(page, "/submit")
    sign(page, "校团委")
    page.goto(here)
    press(page, "/begin")
    page.goto(f"{here}/settings")
    page.fill("#start_date", (TODAY - timedelta(days=1)).isoformat())
    send(page)
    phone.goto(own_page)
    phone.locator('#contacts a[href$="/contacts"]').click()
    phone.fill("#minutes", "15")
    send(phone)
    page.goto(f"{here}/after")
    sees(page, "1 / 360")
    is_clean(page)


def test_a_stranger_takes_plan_four_from_first_idea_to_last_call(window, site, crowd):
    page, phone = window(), window(width=390, java_script_enabled=False)
    sign_up_and_found(page)
    here = plan(page)
    look_at_the_whole_plan(page, here)
    address = submit_and_recruit(page, here)

    apply_on_a_phone(phone, address)
    own_page = phone.url.partition("#")[0]
    others = [crowd.apply(site.path(address), p) for p in demo_people.VOLUNTEERS[1:]]
    choose(page, here)
    promise_to_come(phone)
    for one in others[: ALL - 1]:
        crowd.answer(one, "confirm", "yes")
        crowd.answer(one, "training", "coming")
    train(page, here)
    clear(page, here)

    bring_the_children(page, here)
    pair(page, here)
    organisers_phone = window(width=390, storage_state=page.context.storage_state())
    prepare_the_day(page, organisers_phone, here)

    papers = print_everything(page, here)
    assert set(papers) >= {"run-sheet", "pairs", "sign-in-sheet", "badges", "budget", "proposal"}
    assert "破冰游戏A组" in papers["run-sheet"]
    assert "2,390.00" in papers["budget"] and "贰仟叁佰玖拾元整" in papers["budget"]
    assert all(p.codename in papers["pairs"] for p in demo_people.PARTICIPANTS)

    phone.goto(own_page)
    expect(phone.locator(".mypair")).to_be_visible()
    phone.locator('a[href$="/calendar"]').click()
    press(phone, "/calendar")
    assert any("培训" in said for said in summaries(phone.locator("#feed").input_value()))

    keep_in_touch(page, phone, own_page, here)


def test_the_budget_is_kept_from_the_keyboard_and_follows_the_people(organiser, site):
    page = organiser()
    page.goto(f"{site.activity}/budget")
    total = page.locator("[data-total]")
    expect(total).to_have_text("2,360.00")
    sees(page, "39.33")
    water, bread = page.get_by_label("水费: 数量"), page.get_by_label("面包: 数量")

    water.focus()
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("水费: 已保存。")
    expect(bread).to_be_focused()
    expect(total).to_have_text("2,375.00")
    page.keyboard.press("Control+d")
    expect(total).to_have_text("2,390.00")
    page.keyboard.press("Escape")
    expect(total).to_have_text("2,375.00")
    page.keyboard.press("Tab")
    expect(page.get_by_label("面包: 单位")).to_be_focused()

    page.reload()
    page.get_by_role("button", name="改成 60（+15.00）").click()
    expect(total).to_have_text("2,390.00")
    paste(page, "水果\t60\t份\t2\n纸巾\t2\t包\t7.5")
    expect(total).to_have_text("2,525.00")
    for label in ("水果", "纸巾"):
        page.locator("summary", has_text="删掉").click()
        send(page, page.get_by_role("button", name=f"删除{label}"))
    expect(total).to_have_text("2,390.00")


def paste(page: Page, rows: str) -> None:
    """Paste what a spreadsheet puts onto the clipboard into the line that is still blank."""
    page.locator("tr[data-new] .cell").first.focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text', text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste',
          {clipboardData: data, bubbles: true, cancelable: true})) }""",
        rows,
    )


def test_budget_and_pairs_need_no_script(organiser, site):
    page = organiser(java_script_enabled=False)
    page.goto(f"{site.activity}/budget")
    other = page.get_by_label("其他: 金额")
    for amount in ("310", "300"):
        before = page.inner_text("[data-total]")
        other.fill(amount)
        send(page, "edit-grid form button.pri")
        expect(page.locator("[data-total]")).not_to_have_text(before)

    codename = end_a_pair(page, site.activity)
    send(page, '[name="hold"]')
    page.locator("button.slotbtn", has_text=codename).click()
    expect(page.locator(".slotbtn")).to_have_count(0)


def test_on_a_phone_every_room_fits_and_pairs_are_made_by_finger(organiser, site):
    page = organiser(width=390)
    volunteer = site.path(site.demo["links"]["volunteer"])
    for path in (*(site.activity + room for room in ("", "/day", "/pairs", "/budget")), volunteer):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
    page.goto(site.activity)
    sees(page, "先做这一件")
    expect(page.locator(".path li")).to_have_count(7)

    codename = end_a_pair(page, site.activity)
    page.locator('[name="hold"]').tap()
    page.locator("button.slotbtn", has_text=codename).tap()
    expect(page.locator(".slotbtn")).to_have_count(0)


@pytest.mark.parametrize("kind", ["volunteer", "crew", "public"])
def test_every_calendar_of_the_demo_can_be_read(site, kind):
    assert summaries(site.demo["feeds"][kind])
