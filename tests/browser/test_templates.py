"""From the first page to a full plan, for every template: at most six clicks and a minute, in a real Chromium."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from events import blueprints
from kit import clock, i18n
from tests.browser.watching import violations

TODAY = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()
MOST_CLICKS = 6
MOST_SECONDS = 60
COUNT = "addEventListener('click', e => { if (e.isTrusted) clicked(e.target.textContent) }, true)"
ACTIVITIES = {
    "one-to-one": {"sections": 10, "tasks": 18, "schedule": 13, "lanes": 3, "materials": 6},
    "community-visit": {
        "sections": 11,
        "tasks": 22,
        "schedule": 9,
        "lanes": 4,
        "acts": 5,
        "materials": 12,
        "responsibilities": 5,
        "obligations": 1,
        "posts": 8,
        "trainings": 1,
    },
    "camp": {
        "sections": 16,
        "tasks": 26,
        "schedule": 47,
        "lanes": 2,
        "acts": 4,
        "materials": 15,
        "quotas": 4,
        "eligibility": 5,
        "responsibilities": 7,
        "posts": 8,
        "trainings": 1,
    },
}
LINES = {"one-to-one": 8, "community-visit": 8, "camp": 11}
PROGRAMMES = {
    "school-term": {"sections": 10, "recurrence": 19, "obligations": 6, "responsibilities": 10},
    "campaign": {"sections": 11, "recurrence": 13 + 14, "obligations": 5, "responsibilities": 10},
    "class-record": {"sections": 9, "recurrence": 14, "obligations": 6, "responsibilities": 5},
    "community-year": {"sections": 12, "recurrence": 25, "obligations": 8, "responsibilities": 17},
}


class Walk:
    """A window in which every click and the time are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks: list[str] = []
        page.expose_function("clicked", self.clicked)
        page.context.add_init_script(COUNT)
        self.began = time.monotonic()
        page.goto("/")

    def clicked(self, on: str) -> None:
        self.clicks.append(on)

    def to_template(self, key: str) -> None:
        self.page.locator('main a[href="/new"], nav a[href="/new"]').first.click()
        self.page.locator(f'a[href="/new/{key}"]').click()

    def fill(self, **typed: str) -> None:
        for name, value in typed.items():
            self.page.fill(f"#{name}", value)

    def send(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("main form button.pri").click()

    def was_short(self) -> None:
        assert time.monotonic() - self.began < MOST_SECONDS
        assert 3 <= len(self.clicks) <= MOST_CLICKS, self.clicks


@pytest.fixture
def walk(window, site) -> Callable[[], Walk]:
    """Begin at the organiser's first page."""

    def beginning() -> Walk:
        page = window()
        who = site.demo["sign_in"]["organizer"]
        page.goto("/signin")
        page.fill("#email", who["email"])
        page.fill("#password", who["password"])
        with page.expect_navigation():
            page.locator("main form button.pri").click()
        return Walk(page)

    return beginning


def document(page: Page, address: str) -> dict:
    answer = page.request.get(address)
    assert answer.ok
    return json.loads(answer.body())


def counted(plan: dict, wanted: dict[str, int]) -> dict[str, int]:
    return {part: len(plan.get(part, [])) for part in wanted}


@pytest.mark.parametrize("key", ACTIVITIES)
def test_an_activity_is_planned_from_its_template_in_a_minute(walk, key):
    going = walk()
    page = going.page
    going.to_template(key)
    first = TODAY + timedelta(days=60)
    going.fill(title="缤纷假日", start_date=first.isoformat(), place="青山村", partner="青山小学")
    going.send()
    expect(page.locator("main h1")).to_contain_text("缤纷假日")
    going.was_short()

    plan = document(page, f"{page.url}/plan/plan.json")
    assert counted(plan, ACTIVITIES[key]) == ACTIVITIES[key]
    assert len(plan["budget"]["lines"]) == LINES[key]
    assert plan["when"]["start_date"] == first.isoformat()
    if key == "camp":
        assert plan["when"]["end_date"] == (first + timedelta(days=2)).isoformat()
        assert {step.get("day", 1) for step in plan["schedule"]} == {1, 2, 3}
    assert violations(page) == []


@pytest.mark.parametrize("key", PROGRAMMES)
def test_a_programme_is_planned_from_its_template_in_a_minute(walk, key):
    going = walk()
    page = going.page
    going.to_template(key)
    going.fill(title="暖心一年", period="2027 年", first="2027-01-01", last="2027-12-31")
    going.send()
    expect(page.locator("main h1")).to_contain_text("暖心一年")
    going.was_short()

    plan = document(page, f"{page.url}/plan.json")
    assert plan["kind"] == "programme"
    assert counted(plan, PROGRAMMES[key]) == PROGRAMMES[key]
    assert plan["when"]["start_date"] == "2027-01-01"
    assert violations(page) == []


@pytest.mark.parametrize("width", [1360, 390])
def test_the_gallery_offers_every_template_and_each_is_one_link(walk, window, width):
    page = walk().page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/new")
    assert violations(page) == []
    offers = page.locator(".offer h3 a")
    hrefs = [offer.get_attribute("href") for offer in offers.all()]
    assert set(hrefs) == {f"/new/{one.key}" for one in blueprints.GALLERY} | {"/new/paste"}
    with i18n.speaking("zh_Hans"):
        for one in blueprints.find("camp").brings:
            expect(page.locator(".offer", has_text=one).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
