"""The board of clearances, the rules that protect people, and what the volunteer sees of both."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.rules.permissions import Role
from accounts.tables import OutboxMail
from kit import clock
from tests import make
from tests.volunteers import calls
from volunteers import clearances, safeguards
from volunteers.rules.clearance import NewCheck, NewClearance
from volunteers.rules.training import ClearanceKind, Outcome
from volunteers.tables import applications, training

LAST_DAY = date(2026, 12, 5)
REASON = "学校本学期已经为全体同学统一查询过。"


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(people=2, role=Role.PLANNER):
    actor = await make.actor(role)
    activity = await calls.opened(actor, quota=5)
    tokens = await calls.apply(activity, *range(1, people + 1))
    a = applications.Application
    rows = await a.select(a.id).where(a.activity == activity.id).order_by(a.number)
    return actor, activity, [row["id"] for row in rows], tokens


async def give(activity, application_id, **differing):
    usual = {"id": uuid4(), "activity": activity.id, "name": "急救", "child_contact": True}
    post = applications.Post(**usual | differing)
    await post.save()
    a = applications.Application
    await a.update({a.post: post.id}).where(a.id == application_id)
    return post


async def test_one_note_is_enough_for_many_and_counts_in_the_next_activity_too(browser):
    actor, activity, ids, _ = await scene()
    form = {"kind": "record_check", "outcome": "clear", "valid_until": "2026-12-05"}

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/clearances",
            data=form | {"people": [str(one) for one in ids]},
            follow_redirects=True,
        )
        assert "Noted for 2 people." in answer.text
        assert answer.text.count(">until 5 Dec") == 2

    again = await calls.opened(actor, quota=5)
    await calls.apply(again, 1)
    async with browser(actor, language="en") as page:
        board = (await page.get(f"/a/{again.id}/clearances")).text
    assert ">until 5 Dec" in board


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "record_check", "outcome": "clear"}, "until when the check is valid"),
        ({"kind": "insurance", "outcome": "clear", "valid_until": "2026-12-05"}, "from which day"),
        ({"kind": "qualification", "outcome": "clear", "label": "x"}, "which qualification it is"),
        ({"kind": "pledge", "outcome": "perfect"}, ""),
    ],
)
async def test_a_note_that_does_not_say_enough_comes_back_with_who_was_ticked(browser, form, said):
    actor, activity, ids, _ = await scene()

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/clearances", data=form | {"people": str(ids[0])}
        )

    assert answer.status_code == 422 and said in answer.text
    assert re.search(f'value="{ids[0]}"[^>]*checked', answer.text)
    assert await training.Clearance.count() == 0


async def test_nobody_ticked_is_said_and_nothing_is_noted(browser):
    actor, activity, _, _ = await scene()

    async with browser(actor, language="en") as page:
        form = {"kind": "record_check", "outcome": "pending"}
        answer = await page.post(f"/a/{activity.id}/clearances", data=form)

    assert answer.status_code == 422 and "Tick the people" in answer.text


async def test_a_reminder_goes_out_once_a_day_to_whoever_can_still_do_something(browser):
    actor, activity, ids, _ = await scene()
    await clearances.record_pledges(actor, activity.id, ids[1:], clock.day(activity.zone))
    await OutboxMail.delete(force=True)
    form = {"people": [str(one) for one in ids]}

    async with browser(actor, language="en") as page:
        first = await page.post(
            f"/a/{activity.id}/clearances/remind", data=form, follow_redirects=True
        )
        again = await page.post(
            f"/a/{activity.id}/clearances/remind", data=form, follow_redirects=True
        )
        assert "2 people are reminded." in first.text and "Reminded today" in first.text
        assert "reminded today already" in again.text
        with time_machine.travel("2026-11-21T02:00:00Z", tick=True):
            await page.post(f"/a/{activity.id}/clearances/remind", data=form)

    mails = await OutboxMail.select(OutboxMail.recipient, OutboxMail.body)
    assert len(mails) == 4
    assert sum(one["recipient"] == "p1@example.org" for one in mails) == 2
    assert all("/v/" in one["body"] for one in mails)


async def test_the_filters_show_who_lacks_what_and_ticking_all_ticks_those(browser):
    actor, activity, ids, _ = await scene()
    await clearances.record_pledges(actor, activity.id, ids[:1], clock.day(activity.zone))

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/clearances?show=pledge&tick=all")).text
        unknown = (await page.get(f"/a/{activity.id}/clearances?show=nonsense")).text

    assert str(ids[0]) not in shown and re.search(f'value="{ids[1]}"[^>]*checked', shown)
    assert str(ids[0]) in unknown


async def test_a_post_that_sounds_like_one_is_offered_a_qualification(browser):
    actor, activity, ids, _ = await scene()
    post = await give(activity, ids[0])

    async with browser(actor, language="en") as page:
        offered = (await page.get(f"/a/{activity.id}/clearances")).text
        assert "sounds like a post that needs a qualification" in offered
        form = {"post": str(post.id), "qualification": "First-aid certificate"}
        after = await page.post(
            f"/a/{activity.id}/clearances/ask", data=form, follow_redirects=True
        )

    assert "sounds like" not in after.text and "Qualification" in after.text


async def test_a_number_is_seen_again_by_the_lead_and_nobody_else(browser):
    planner, activity, ids, _ = await scene()
    lead = await make.actor(Role.SAFEGUARDING, of=planner)
    check = NewCheck(outcome=Outcome.CLEAR, reference="K-17", valid_until=LAST_DAY)
    await clearances.record_check(planner, activity.id, ids[0], check)
    here = f"/a/{activity.id}/training/people/{ids[0]}"

    async with browser(planner) as page:
        assert "K-17" not in (await page.get(here)).text
    async with browser(lead) as page:
        assert "K-17" in (await page.get(here)).text


@pytest.mark.parametrize("people", [1, 3])
async def test_the_board_costs_the_same_with_one_volunteer_and_with_three(
    browser, statements, people
):
    actor, activity, ids, _ = await scene(people)
    new = NewClearance(kind=ClearanceKind.INSURANCE, covers_from=LAST_DAY, valid_until=LAST_DAY)
    await clearances.record(actor, activity.id, ids, new)

    async with browser(actor) as page:
        await page.get(f"/a/{activity.id}/clearances")
        statements.clear()
        await page.get(f"/a/{activity.id}/clearances")
        assert len(statements) <= 24


async def test_the_lead_lets_a_rule_rest_and_everybody_who_plans_reads_why(browser):
    lead, activity, _, _ = await scene(role=Role.SAFEGUARDING)
    planner = await make.actor(Role.PLANNER, of=lead)
    here = f"/a/{activity.id}/safeguards"

    async with browser(lead, language="en") as page:
        short = await page.post(f"{here}/pods/off", data={"reason": "不用", "until": "2026-12-05"})
        assert short.status_code == 422 and "不用" in short.text
        await page.post(f"{here}/pods/off", data={"reason": REASON, "until": "2026-12-05"})
    async with browser(planner, language="en") as page:
        seen = (await page.get(here)).text
        assert REASON in seen and "5 Dec" in seen and "Let it hold again" not in seen
        refused = await page.post(f"{here}/pods/on")
    assert refused.status_code == 403
    assert not (await safeguards.of(activity.id)).pods


async def test_the_volunteers_own_page_says_the_next_step_and_not_what_a_check_came_to(browser):
    actor, activity, ids, tokens = await scene()
    await give(activity, ids[0], qualification="急救员证")
    new = NewClearance(kind=ClearanceKind.RECORD_CHECK, outcome=Outcome.NOT_CLEAR)
    await clearances.record(actor, activity.id, ids[1:], new)

    async with browser(language="en") as page:
        first = (await page.get(f"/v/{tokens[0]}")).text
        other = (await page.get(f"/v/{tokens[1]}")).text

    assert "Before you begin" in first and "急救员证" in first
    assert "speaks with you in person" in other
    assert "bjection" not in other and "not clear" not in other.lower()


async def test_a_suspended_volunteer_is_marked_and_told_kindly(browser):
    actor, activity, ids, tokens = await scene()
    v, a = applications.Volunteer, applications.Application
    await v.update({v.suspended_at: clock.now() - timedelta(hours=1)}).where(
        v.id.is_in(a.select(a.volunteer).where(a.id == ids[0]))
    )

    async with browser(actor, language="en") as page:
        assert (
            "Not with children at present" in (await page.get(f"/a/{activity.id}/clearances")).text
        )
    async with browser(language="en") as page:
        assert "no task with children" in (await page.get(f"/v/{tokens[0]}")).text
