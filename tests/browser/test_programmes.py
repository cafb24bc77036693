"""A programme in a real Chromium: without a script, on the smallest phone, in the dark."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from kit import clock
from tests.browser.watching import violations

FIRST = clock.day("Asia/Shanghai") - timedelta(weeks=3)  # a term that has begun
PAGES = ("", "/plan", "/obligations", "/work", "/people", "/people/edit", "/year", "/settings")


def signed_in(page: Page, site) -> Page:
    who = site.demo["sign_in"]["organizer"]
    page.goto("/signin")
    page.fill("#email", who["email"])
    page.fill("#password", who["password"])
    page.locator("main form button.pri").click()
    page.wait_for_url(site.url + "/")
    return page


def planned(page: Page) -> str:
    """Make a term of a school and return its address."""
    page.goto("/new/school-term")
    page.fill("#title", "陪伴一学期")
    page.fill("#first", FIRST.isoformat())
    page.fill("#last", (FIRST + timedelta(weeks=18, days=-1)).isoformat())
    page.fill("#units", "一班\n二班\n三班\n四班\n五班\n六班")
    page.locator("main form button.pri").click()
    page.wait_for_url("**/programmes/*")
    return page.url


def test_without_a_script_a_cell_is_met_with_a_day_and_evidence(window, site):
    page = signed_in(window(language="en", java_script_enabled=False), site)
    here = planned(page)

    page.goto(f"{here}/obligations")
    expect(page.locator("main")).to_contain_text("6 classes × 18 weeks = 108 times")
    page.locator("a.cell.missed").first.click()
    page.fill("#evidence", "教案")
    page.locator("main form button.pri").first.click()

    expect(page.locator("a.cell.met")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_a_programme_is_accessible_on_the_smallest_phone(window, site, scheme):
    page = signed_in(window(width=320, language="en", color_scheme=scheme), site)
    here = planned(page)
    for path in PAGES:
        page.goto(here + path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path

    page.goto(f"{here}/obligations")
    moved = page.locator(".heat").first.evaluate(
        """box => { const unit = box.querySelector('tbody th'), at = unit.getBoundingClientRect().left;
                    box.scrollLeft = 200; return [box.scrollLeft, unit.getBoundingClientRect().left - at] }"""
    )
    assert moved == [200, 0]
