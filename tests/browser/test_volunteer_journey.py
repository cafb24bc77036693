"""A volunteer's whole way on a phone, without an account and without a script; and what links open, on the smallest one."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.watching import violations

ROOT = Path(__file__).parents[2]
PHONE, SMALLEST = 390, 320
STEPS = ("", "/in", "/pledge", "/shifts", "/withdraw", "/concern")  # of a volunteer's own page
FILES = re.compile(r"\.(pdf|ics|xlsx|csv|docx)(\?|$)")


@pytest.fixture(scope="module")
def scene(site) -> dict[str, str]:
    """A call whose two places are taken."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.browser.scene"],
        cwd=ROOT,
        env=site.environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(told.stdout)


@pytest.fixture
def phone(window) -> Page:
    return window(width=PHONE, java_script_enabled=False, color_scheme="light")


def send(page: Page, button: Locator | str) -> None:
    """Press a button that posts its form, and wait for the page that answers."""
    with page.expect_navigation():
        (page.locator(button).first if isinstance(button, str) else button).click()


def sees(page: Page, text: str) -> None:
    expect(page.locator("main").get_by_text(text).first).to_be_visible()


def apply(phone: Page, scene: dict[str, str]) -> str:
    """Apply; without the hard rule one is told so, and loses nothing of what was typed."""
    phone.goto(scene["public"])
    sees(phone, "可以报候补")
    phone.fill("#name", "许愿")
    phone.fill("#student_no", "2026990001")
    phone.fill("#phone", "13912345678")
    phone.fill(f"[name='{scene['text']}']", "骑车")
    phone.locator(f"[name='{scene['choice']}'][value='大'] + label").click()
    phone.check(f"[name='{scene['consent']}']")
    phone.check("#consent")
    send(phone, "#apply button.pri")
    expect(phone.locator(f"[name='{scene['rule']}']")).to_have_attribute("aria-invalid", "true")
    expect(phone.locator(f"[name='{scene['text']}']")).to_have_value("骑车")
    phone.check(f"[name='{scene['rule']}']")
    send(phone, "#apply button.pri")
    sees(phone, "许愿，你在候补第 1 位")
    own = phone.url.partition("#")[0]
    assert re.search(r"/v/[^/]+$", own)
    return own


def follow(page: Page, link: str) -> None:
    """Press a link, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator(link).click()


def withdraw(phone: Page, own: str, name: str) -> None:
    """Give the place up, and find no way to do so twice."""
    phone.goto(own)
    follow(phone, "a[href$='/withdraw']")
    send(phone, "form[action$='/withdraw'] button")
    sees(phone, f"{name}，你已退出")
    expect(phone.locator("main a[href$='/withdraw']")).to_have_count(0)


def code_at_the_door(organiser: Page, site, door: str) -> str:
    """Read the six digits that the organiser's screen shows."""
    who = site.demo["sign_in"]["organizer"]
    organiser.goto("/signin")
    organiser.fill("#email", who["email"])
    organiser.fill("#password", who["password"])
    send(organiser, "main form button.pri")
    organiser.goto(door)
    return re.sub(r"\D", "", organiser.locator(".digits").inner_text())


def test_without_a_script_or_an_account_one_goes_the_whole_way(window, phone, site, scene):
    own = apply(phone, scene)

    withdraw(window(width=PHONE, java_script_enabled=False), scene["leaves"], "郭子航")
    phone.goto(own)
    sees(phone, "许愿，你被选上了")
    send(phone, 'button[value="yes"]')
    sees(phone, "你已确认：当天能来")

    send(phone, f'form[action$="{scene["training"]}"] button[value="coming"]')
    sees(phone, "你说能来")

    follow(phone, '#training a[href$="/in"]')
    phone.fill("#code", "000000")
    send(phone, 'button[value="in"]')
    expect(phone.locator("#code")).to_have_attribute("aria-invalid", "true")
    phone.fill("#code", code_at_the_door(window(java_script_enabled=False), site, scene["door"]))
    send(phone, 'button[value="in"]')
    expect(phone.locator('button[value="out"]')).to_be_visible()

    phone.goto(own)
    follow(phone, '#pledge a[href$="/pledge"]')
    phone.check("#read")
    send(phone, "main form button.pri")
    expect(phone.locator("#pledge").get_by_text("签署")).to_be_visible()

    phone.locator('#sharing [name="fields"][value="name"] + label').click()
    send(phone, '#sharing button[value="yes"]')
    for field, said in (("name", True), ("phone", False)):
        expect(phone.locator(f'#sharing [value="{field}"]')).to_be_checked(checked=said)
    assert phone.locator("#sharing [name='fields']:checked").count() == 1

    follow(phone, '#shifts a[href$="/shifts"]')
    send(phone, "#open form button")
    expect(phone.locator("#mine .card")).to_have_count(1)
    expect(phone.locator("#open")).to_have_count(0)
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE

    withdraw(phone, own, "许愿")


def pages_behind(page: Page, start: str) -> list[str]:
    """Return the pages that a link's first one leads to and that belong to the same link."""
    page.goto(start)
    own = "/".join(start.split("/")[:3])
    hrefs = page.locator("main a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    within = {href.partition("#")[0] for href in hrefs if href.startswith(f"{own}/")}
    return [start, *sorted(href for href in within if not FILES.search(href))]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_links_open_is_accessible_and_fits_the_smallest_phone(window, site, scene, scheme):
    page = window(width=SMALLEST, color_scheme=scheme)
    links = site.demo["links"]
    todo = [scene["public"], "/concern", scene["public"].replace("/e/", "/concern/")]
    own = scene["stays"]
    for start in (own, *(site.path(links[who]) for who in ("volunteer", "guardian", "partner"))):
        todo += pages_behind(page, start)
    todo += [own + step for step in STEPS if own + step not in todo]
    wrong: dict[str, object] = {}
    for path in todo:
        answer = page.goto(path)
        kind = re.sub(r"/([vgp])/([^/]{4})[^/]+", r"/\1/\2…", path)
        assert answer and answer.ok, kind
        if broken := violations(page):
            wrong[kind] = broken
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > SMALLEST:
            wrong[f"{kind}: width"] = wide
    assert wrong == {}
