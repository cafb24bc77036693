"""The pairing board by keyboard alone: pick, walk, place, put down, take from somebody, take back."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import violations

FOCUSED = "document.activeElement"


@pytest.fixture(scope="module")
def scene(site) -> str:
    """The address of a board with five volunteers and four children, two of them paired."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.browser.board_scene"],
        env=site.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return told.stdout.split()[-1]


@pytest.fixture
def board(window, site, scene) -> Page:
    """A window of the demo's organiser on that board."""
    page = window()
    who = site.demo["sign_in"]["organizer"]
    page.goto("/signin")
    page.fill("#email", who["email"])
    page.fill("#password", who["password"])
    press(page, "Enter")
    page.goto(scene)
    return page


def to(page: Page, matching: str) -> None:
    """Press Tab until something that matches has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({matching!r})"):
            return
    raise AssertionError(f"Tab never came to {matching}")


def focused(page: Page, matching: str) -> None:
    """Wait until something that matches has the focus: a new page gives it a moment after it is there."""
    page.wait_for_function("what => document.activeElement.matches(what)", arg=matching)


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_children_are_given_placed_and_taken_back_without_a_mouse(board):
    page = board
    # Pick the first who is free; the best child is under the finger, arrows walk to the next.
    to(page, ".pool button")
    press(page, "Enter")
    focused(page, "button.slotbtn.best")
    page.keyboard.press("ArrowDown")
    focused(page, "button.slotbtn:not(.best)")
    page.keyboard.press("ArrowRight")
    focused(page, ".pool button[aria-pressed=true]")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    focused(page, "button.slotbtn.best")

    # Escape puts down and keeps the focus on whoever it was; Enter places, and the next is at hand.
    press(page, "Escape")
    focused(page, ".pool button[aria-pressed=false]")
    press(page, "Enter")
    focused(page, "button.slotbtn.best")
    press(page, "Enter")
    expect(page.get_by_text("结对好了。")).to_be_visible()
    expect(page.get_by_text("3 对已结成")).to_be_visible()
    focused(page, ".pool button")

    # The next goes to a child who has somebody: what that means is said first, and Escape leaves it.
    press(page, "Enter")
    focused(page, "button.slotbtn.best")
    page.keyboard.press("End")
    focused(page, "a.slotbtn")
    press(page, "Enter")
    expect(page.locator('form[action$="/change"] button').first).to_be_visible()
    assert violations(page) == []
    press(page, "Escape")
    assert "hold=" in page.url
    focused(page, "button.slotbtn.best")

    # Done this time, and taken back as a whole by the button that is offered for it.
    page.keyboard.press("End")
    press(page, "Enter")
    to(page, 'form[action$="/change"] button')
    press(page, "Enter")
    expect(page.locator(".toasts")).not_to_be_empty()
    to(page, ".toasts button")
    press(page, "Enter")
    expect(page.get_by_text("已撤回。")).to_be_visible()


def test_who_has_somebody_is_picked_up_walked_and_put_down_without_a_mouse(board):
    page = board
    hand = 'a[id^="p-"]'
    to(page, hand)
    name = page.evaluate(f"{FOCUSED}.id")
    press(page, "Enter")
    focused(page, "a.slotbtn")
    page.keyboard.press("ArrowDown")
    focused(page, "a.slotbtn:not([autofocus])")
    page.keyboard.press("ArrowUp")
    focused(page, "a.slotbtn[autofocus]")
    press(page, "Escape")
    focused(page, f"#{name}")


def test_a_finger_finds_the_same_ways_on_a_narrow_phone(window, scene, site):
    page = window(width=320)
    who = site.demo["sign_in"]["organizer"]
    page.goto("/signin")
    page.fill("#email", who["email"])
    page.fill("#password", who["password"])
    press(page, "Enter")
    for path in ("", "/rules", "/history", "/never", "/change"):
        page.goto(scene + path)
        wide = "document.documentElement.scrollWidth > innerWidth"
        assert not page.evaluate(wide), path
        assert violations(page) == [], path
    page.goto(scene)
    page.locator(".pool button").first.tap()
    expect(page.locator(".held")).to_be_visible()
    expect(page.locator(".held kbd").first).to_be_hidden()
    page.goto(f"{scene}/rules")
    page.locator("#interests").fill("90")
    page.locator("#free").fill("0")
    page.locator('#preview button[formaction$="/rules"]').tap()
    page.wait_for_url(f"**{scene}")
    expect(page.locator(".toasts")).not_to_be_empty()
