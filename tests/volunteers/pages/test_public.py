"""The public page of a call, as somebody on a phone meets it."""

from datetime import timedelta

import pytest

import events.tables
from budget import materials
from budget.rules.materials import Material, Whose
from events import acts, conditions
from events.rules.activities import Status
from events.rules.lists import Act, Condition, Typed
from kit import clock
from tests import make
from tests.volunteers import calls
from volunteers.tables import applications as tables
from web import wiring

FORM = {
    "name": "许诺",
    "student_no": "2022 0001",
    "phone": "13800000000",
    "email": "xu@example.org",
    "free": ["sat-am", "never"],
    "skills": "crafts",
    "consent": "yes",
}


async def test_whoever_applies_in_time_is_led_to_a_page_that_says_they_are_in(browser):
    activity = await calls.opened(await make.actor())

    async with browser(None) as page:
        shown = await page.get(f"/e/{activity.slug}")
        sent = await page.post(f"/e/{activity.slug}", data=FORM)
        mine = await page.get(sent.headers["location"])

    assert "Beach clean-up" in shown.text and "A long bus ride" in shown.text
    assert 'name="robots"' not in shown.text and "og:title" in shown.text
    assert sent.status_code == 303
    assert "许诺" in mine.text and 'name="robots" content="noindex"' in mine.text
    row = await tables.Application.select().first()
    assert (row["student_no"], row["free"], row["skills"]) == ("20220001", ["sat-am"], ["crafts"])


async def test_the_same_form_sent_twice_leads_to_the_same_page(browser):
    activity = await calls.opened(await make.actor())
    form = FORM | {"_once": "a-rendered-form"}

    async with browser(None) as page:
        first = await page.post(f"/e/{activity.slug}", data=form)
        second = await page.post(f"/e/{activity.slug}", data=form)
        altered = await page.post(f"/e/{activity.slug}", data=form | {"name": "Somebody else"})

    assert first.headers["location"] == second.headers["location"]
    assert altered.status_code == 200 and "/v/" not in altered.text
    assert await tables.Application.count() == 1


async def test_who_has_applied_already_is_told_nothing_and_the_link_goes_to_the_known_address(
    browser,
):
    from accounts.tables import OutboxMail

    activity = await calls.opened(await make.actor())
    await calls.apply(activity, 1)
    await OutboxMail.delete(force=True)
    number = calls.person(1).student_no

    async with browser(None, language="en") as page:
        for _ in range(4):
            again = await page.post(f"/e/{activity.slug}", data=FORM | {"student_no": number})

    assert again.status_code == 200
    assert "许诺1" not in again.text and "p1@example.org" not in again.text
    assert "already" not in _note(again.text) and "/v/" not in again.text
    assert await tables.Application.count() == 1
    assert {m["recipient"] for m in await OutboxMail.select()} == {"p1@example.org"}
    assert await OutboxMail.count() == 3


def _note(html: str) -> str:
    return html.partition('class="note jade"')[2].partition("</div>")[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("student_no", "?"),
        ("phone", "call me"),
        ("email", "nobody"),
        ("motivation", "x" * 501),
        ("consent", ""),
    ],
)
async def test_a_field_that_does_not_fit_is_named_and_what_was_typed_is_kept(browser, field, value):
    activity = await calls.opened(await make.actor())

    async with browser(None) as page:
        answer = await page.post(f"/e/{activity.slug}", data=FORM | {field: value})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text and 'aria-invalid="true"' in answer.text
    assert 'value="2022 0001"' in answer.text or field == "student_no"
    assert await tables.Application.count() == 0


async def test_a_motivation_of_exactly_five_hundred_characters_fits(browser):
    activity = await calls.opened(await make.actor())

    async with browser(None) as page:
        answer = await page.post(f"/e/{activity.slug}", data=FORM | {"motivation": "x" * 500})

    assert answer.status_code == 303


LATER, BEFORE = timedelta(hours=1), timedelta(hours=-1)


@pytest.mark.parametrize(
    ("call", "activity_status", "says"),
    [
        ({"closes_at": BEFORE}, Status.OPEN, "Applications are closed"),
        ({"opens_at": LATER}, Status.OPEN, "Applications open on"),
        ({"quota": 1, "taken": 1, "reserve": 0}, Status.OPEN, "All places are taken"),
        ({}, Status.CANCELLED, "has been cancelled"),
    ],
)
async def test_a_shut_door_says_why_and_takes_nobody(browser, call, activity_status, says):
    now = clock.now()
    moved = {k: now + v if isinstance(v, timedelta) else v for k, v in call.items()}
    activity = await calls.opened(await make.actor(), **moved)
    a = events.tables.Activity
    await a.update({a.status: activity_status}).where(a.id == activity.id)

    async with browser(None, language="en") as page:
        shown = await page.get(f"/e/{activity.slug}")
        sent = await page.post(f"/e/{activity.slug}", data=FORM)

    assert says in shown.text
    assert 'name="consent"' not in shown.text
    assert sent.status_code == 409
    assert await tables.Application.count() == 0


async def test_a_call_that_was_never_published_does_not_exist(browser):
    activity = await calls.opened(await make.actor(), published_at=None)

    async with browser(None) as page:
        shown = await page.get(f"/e/{activity.slug}")
        unknown = await page.get("/e/nothing-here")

    assert (shown.status_code, unknown.status_code) == (404, 404)


async def test_a_lost_link_goes_only_to_the_address_of_the_application(browser):
    from accounts.tables import OutboxMail

    activity = await calls.opened(await make.actor())
    await calls.apply(activity, 1)
    number = calls.person(1).student_no
    await OutboxMail.delete(force=True)

    async with browser(None, language="en") as page:
        path = f"/e/{activity.slug}/again"
        wrong = await page.post(path, data={"student_no": number, "email": "x@example.org"})
        right = await page.post(path, data={"student_no": number, "email": "P1@example.org"})

    mails = await OutboxMail.select()
    assert [m["recipient"] for m in mails] == ["p1@example.org"]
    assert "/v/" in mails[0]["body"]
    assert _without_tokens(wrong.text) == _without_tokens(right.text)


async def test_the_page_has_no_script_and_no_style_attribute(browser):
    activity = await calls.opened(await make.actor())

    async with browser(None) as page:
        shown = await page.get(f"/e/{activity.slug}")

    assert "<script" not in shown.text
    assert "style=" not in shown.text


async def test_the_page_says_who_may_take_part_and_what_to_bring_and_nothing_else_of_the_lists(
    browser,
):
    wiring.connect()
    actor = await make.actor()
    activity = await calls.opened(actor)
    bare = await _shown(browser, activity)
    await conditions.save(
        actor,
        activity.id,
        [Typed(Condition(text="Grade three")), Typed(Condition(text="First time", hard=False))],
    )
    await materials.save(
        actor,
        activity.id,
        [
            Typed(Material(item="Cup", quantity="1", whose=Whose.PARTICIPANTS, note="secret note")),
            Typed(Material(item="Raincoat", whose=Whose.VOLUNTEERS, holder="Li Secret")),
            Typed(Material(item="Cash box", whose=Whose.CREW)),
        ],
    )
    await acts.save(actor, activity.id, [Typed(Act(title="Surprise song"))])

    shown = await _shown(browser, activity)

    assert "What to bring" not in bare
    assert [word in shown for word in ("Grade three", "First time", "Cup 1", "Raincoat")] == [
        True
    ] * 4
    assert [w for w in ("Cash box", "secret", "Secret", "Surprise song") if w in shown] == []


async def _shown(browser, activity):
    async with browser(language="en") as page:
        return (await page.get(f"/e/{activity.slug}")).text


def _without_tokens(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if "_once" not in line)
