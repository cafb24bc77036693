"""What any slice found stops a step whoever takes it, is listed, accepted, and mended with one tap."""

import re
from datetime import UTC, datetime, time
from html import unescape
from urllib.parse import unquote

import pytest

from accounts.rules.permissions import Role
from budget import lines
from budget.rules.ledger import PerHead
from events import activities, approval, findings, releases, schedule, sections
from events.rules.activities import DateState, Status
from events.rules.findings import Finding, NotAcceptable, Severity, Stopped, Stops, Urgency
from events.rules.releases import StillOpen
from events.schedule import Wanted
from kit import pages
from tests import make
from volunteers import recruitment
from volunteers.recruitment import Settings
from volunteers.rules.applications import Mode
from web import wiring

LATER = datetime(2126, 12, 5, 1, tzinfo=UTC)
WATER = {"label": "水费", "quantity": "50", "price": "1.5", "unit": "瓶"}


@pytest.fixture(autouse=True)
def connected():
    """The slices hear of one another, as they do in the site."""
    wiring.connect()


async def activity_of(actor, **differing):
    usual = {"starts_at": LATER, "ends_at": LATER.replace(hour=5), "involves_minors": False}
    return await make.activity(actor, **usual | differing)


async def written(actor, activity, text):
    section = await sections.add(actor, activity.id, "活动说明")
    new = sections.Written(heading="活动说明", text=text)
    return await sections.write(actor, activity.id, section.id, 1, new)


async def accept(actor, activity, code):
    found = await findings.everything(actor, activity)
    several = [one for one in found if one.code == code]
    await findings.accept(actor, activity.id, several, "Agreed with the college")


def undo(answer):
    """Return the address that takes back what an answer has just done, "" if it did nothing."""
    kept = re.search(r"flash=([^;]*)", answer.headers["set-cookie"])
    return pages.flash(unquote(kept[1].strip('"'))).undo


# What stops each step, and how the step is taken.


async def submitted(actor, activity):
    await approval.submit(actor, activity.id, activity.version)


async def released(actor, activity):
    await releases.release(actor, activity.id)


async def published(actor, activity):
    await recruitment.publish(actor, activity.id)


async def test_handing_in_waits_for_money_that_only_another_slice_knows_of(db):
    actor = await make.actor()
    activity = await activity_of(actor)
    await written(actor, activity, "由社团采购礼物送给老人。")
    assert "budget-missing" not in {f.code for f in await findings.of(actor, activity)}

    with pytest.raises(Stopped, match="礼物"):
        await submitted(actor, activity)
    await accept(actor, activity, "budget-missing")

    await submitted(actor, activity)


async def test_an_error_stops_until_it_is_mended_and_cannot_be_accepted(db):
    actor = await make.actor()
    activity = await activity_of(actor)
    await written(actor, activity, "报名表见附件1。")
    with pytest.raises(NotAcceptable):
        await accept(actor, activity, "annex-missing")
    with pytest.raises(Stopped, match="附件1"):
        await submitted(actor, activity)
    await sections.add(actor, activity.id, "附件1 报名表")

    await submitted(actor, activity)


async def test_a_release_waits_for_warnings_and_for_errors(db):
    actor = await make.actor()
    activity = await activity_of(actor, contact_name="")
    await schedule.add(actor, activity.id, Wanted("Meet", time(9), 30))
    with pytest.raises(StillOpen) as refused:
        await released(actor, activity)
    assert {one.code for one in refused.value.found} == {
        "contact-person-missing",
        "block-without-lead",
    }
    await activities.change(actor, activity.id, 1, {"contact_name": "周敏"})
    await accept(actor, activity, "block-without-lead")

    await released(actor, activity)


async def test_recruiting_waits_for_what_stops_it(db, monkeypatch):
    actor = await make.actor()
    activity = await activity_of(actor, status=Status.APPROVED)
    usual = {"version": 0, "mode": Mode.REVIEW, "quota": 3, "reserve": 1}
    await recruitment.change(actor, activity.id, Settings(**usual, risk_statement="A bus ride."))
    late = Finding(
        "insurance-missing",
        Severity.WARNING,
        Urgency.DAY,
        "No insurance",
        "",
        "",
        Stops.RECRUIT,
    )

    async def insured(_actor, _activity):
        return [late]

    monkeypatch.setattr(findings, "_sources", [*findings._sources, insured])
    with pytest.raises(Stopped, match="No insurance"):
        await published(actor, activity)
    await findings.accept(actor, activity.id, [late], "The college insures us")

    await published(actor, activity)


@pytest.mark.parametrize(("step", "take"), [(Stops.SUBMIT, submitted), (Stops.RELEASE, released)])
async def test_without_the_gate_the_same_step_goes_through(db, monkeypatch, step, take):
    actor = await make.actor()
    activity = await activity_of(actor, place="", contact_name="")
    await schedule.add(actor, activity.id, Wanted("Meet", time(9)))
    assert await findings.stopping(activity, step)

    async def nothing(_activity, _step):
        return []

    monkeypatch.setattr(findings, "stopping", nothing)

    await take(actor, activity)


async def test_a_step_is_judged_on_all_findings_and_not_on_those_its_taker_may_see(db):
    owner = await make.actor()
    activity = await activity_of(owner)
    await written(owner, activity, "由社团采购礼物送给老人。")
    await schedule.add(owner, activity.id, Wanted("Meet", time(9), 30))
    viewer = await make.actor(Role.VIEWER, of=owner)

    seen = {one.code for one in await findings.everything(viewer, activity)}
    stopping = {one.code for one in await findings.stopping(activity, Stops.SUBMIT)}

    assert "budget-missing" not in seen
    assert stopping == {"budget-missing"}
    assert {one.code for one in await findings.stopping(activity, Stops.RELEASE)} == {
        "block-without-lead"
    }


async def test_nothing_is_told_twice(db):
    actor = await make.actor()
    activity = await activity_of(actor, involves_minors=True, contact_name="")

    told = [(one.code, one.subject) for one in await findings.everything(actor, activity)]

    assert len(told) == len(set(told))


async def test_words_that_were_accepted_are_asked_about_again_once_they_say_something_else(db):
    actor = await make.actor()
    activity = await activity_of(actor, involves_minors=True)
    section = await written(actor, activity, "最后合影。")
    await accept(actor, activity, "photo-consent")

    async def asked(text):
        nonlocal section
        new = sections.Written(heading="活动说明", text=text)
        section = await sections.write(actor, activity.id, section.id, section.version, new)
        found = await findings.everything(actor, activity)
        left = await findings.unaccepted(activity, found)
        return "photo-consent" in {one.code for one in left}

    assert await asked("最后合影。乘车返回。") is False
    assert await asked("最后合影并直播。乘车返回。") is True


# The page.


async def test_the_page_says_what_each_step_waits_for_and_leads_to_where_it_is_mended(db, browser):
    actor = await make.actor()
    activity = await activity_of(actor, place="", date_state=DateState.TENTATIVE)
    here = f"/a/{activity.id}"
    async with browser(actor, language="en") as page:
        shown = unescape((await page.get(f"{here}/findings")).text)
        refused = await page.post(f"{here}/plan/submit", data={"version": "1"})

    assert re.search(
        r'Hand the plan in</b>\s*<span><a href="#place-missing">waits for 1 item', shown
    )
    assert re.search(r"Release the day</b>\s*<span>nothing in the way", shown)
    assert f'href="{here}/settings#where"' in shown
    assert f'action="{here}/settings/settle"' in shown
    assert refused.status_code == 409
    assert f'href="{here}/findings"' in refused.text


@pytest.mark.parametrize("count", [1, 3])
async def test_the_page_costs_the_same_with_one_gap_and_with_three(db, browser, statements, count):
    actor = await make.actor()
    activity = await activity_of(actor, involves_minors=True)
    for number in range(count):
        await schedule.add(actor, activity.id, Wanted(f"Block {number}", time(9 + number)))
        await lines.add(actor, activity.id, WATER)
        await written(actor, activity, "最后合影。")

    async with browser(actor) as page:
        await page.get(f"/a/{activity.id}/findings")
        statements.clear()
        await page.get(f"/a/{activity.id}/findings")

    assert len(statements) <= 100


async def test_no_way_leads_a_role_to_a_page_it_may_not_open(db, browser):
    owner = await make.actor()
    activity = await activity_of(owner, involves_minors=True)
    await lines.add(owner, activity.id, WATER)
    async with browser(owner) as page:
        assert (
            f'href="/a/{activity.id}/budget' in (await page.get(f"/a/{activity.id}/findings")).text
        )
    viewer = await make.actor(Role.VIEWER, of=owner)
    async with browser(viewer) as page:
        shown = (await page.get(f"/a/{activity.id}/findings")).text
        main = shown.partition("<main")[2].partition("</main>")[0]

    assert not re.search(r"/(?:budget|people|participants|pairs|training)\b", main)


@pytest.mark.parametrize(
    ("role", "pages_led_to"),
    [
        (Role.OWNER, {"settings", "budget"}),
        (Role.PLANNER, {"settings", "budget"}),
        (Role.TREASURER, {"budget"}),
        (Role.APPROVER, set()),
        (Role.VIEWER, set()),
    ],
)
async def test_a_role_is_offered_what_it_may_do_and_nothing_else(db, browser, role, pages_led_to):
    owner = await make.actor()
    activity = await activity_of(owner, date_state=DateState.TENTATIVE)
    line = await lines.add(owner, activity.id, WATER)
    await lines.set_per_head(owner, activity.id, line, PerHead.PRESENT)
    here = f"/a/{activity.id}"

    async with browser(await make.actor(role, of=owner)) as page:
        shown = [(await page.get(address)).text for address in (f"{here}/findings", here)]
    shown = [one.partition("<main")[2].partition("</main>")[0] for one in shown]
    listed = shown[0]

    assert set(re.findall(rf'href="{here}/(settings|budget)[#?"]', listed)) >= {
        page for page in pages_led_to if page == "budget"
    }
    for one in shown:
        assert ("settle" in one) is ("settings" in pages_led_to)
    assert ("/heads" in listed) is (role in {Role.OWNER, Role.TREASURER})
    if not pages_led_to:
        assert "/settings" not in listed


# One tap changes exactly that, can be taken back, and says when it comes too late.


async def test_a_tentative_date_is_settled_and_tentative_again(db, browser):
    actor = await make.actor()
    activity = await activity_of(actor, date_state=DateState.TENTATIVE)
    tap = f"/a/{activity.id}/settings/settle"

    async with browser(actor) as page:
        settled = await page.post(tap, data={})
        assert (await activities.find(actor, activity.id)).date_state is DateState.FIXED
        late = await page.post(tap, data={})
        await page.post(undo(settled), data={})

    assert undo(late) == ""
    again = await activities.find(actor, activity.id)
    assert (again.date_state, again.starts_at) == (DateState.TENTATIVE, activity.starts_at)


async def test_what_returns_gets_a_number_and_loses_it_again(db, browser):
    actor = await make.actor()
    activity = await activity_of(actor)
    await written(actor, activity, "我们定期写信。\n另有定期聚会。")
    first, second = [f for f in await findings.of(actor, activity) if f.code == "cadence-missing"]

    async def text():
        (section,) = await sections.of(activity)
        return section.text

    async with browser(actor) as page:
        tapped = await page.post(second.taps[0].post, data=second.taps[0].fields)
        assert await text() == "我们定期写信。\n另有每月一次聚会。"
        late = await page.post(second.taps[0].post, data=second.taps[0].fields)
        assert await text() == "我们定期写信。\n另有每月一次聚会。"
        await page.post(undo(tapped), data={})

    assert undo(late) == ""
    assert await text() == "我们定期写信。\n另有定期聚会。"
    assert first.subject != second.subject


async def test_supplies_become_enough_for_everybody_and_as_few_as_before(db, browser):
    actor = await make.actor()
    activity = await activity_of(actor)
    line = await lines.add(actor, activity.id, WATER)
    await lines.set_per_head(actor, activity.id, line, PerHead.PRESENT)
    tap = f"/a/{activity.id}/budget/lines/{line}/heads"

    async def planned():
        return [one.planned for one in await lines.of_activity(actor, activity.id)]

    async with browser(actor) as page:
        fitted = await page.post(tap, data={})
        assert await planned() == [9000]
        late = await page.post(tap, data={})
        await page.post(undo(fitted), data={})
        assert (await page.post(f"{tap}/back?was=NaN", data={})).status_code == 422

    assert undo(late) == ""
    assert await planned() == [7500]


async def test_reserves_are_planned_and_taken_back(db, browser):
    actor = await make.actor()
    activity = await activity_of(actor, involves_minors=True)
    usual = {"version": 0, "mode": Mode.REVIEW, "quota": 30}
    await recruitment.change(actor, activity.id, Settings(**usual, reserve=0))
    (slack,) = [f for f in await findings.everything(actor, activity) if f.code == "no-slack"]

    async def reserve():
        return (await recruitment.of_activity(actor, activity.id)).reserve

    async with browser(actor) as page:
        planned = await page.post(slack.taps[0].post, data={})
        assert await reserve() == 3
        late = await page.post(slack.taps[0].post, data={})
        await page.post(undo(planned), data={})

    assert undo(late) == ""
    assert await reserve() == 0
