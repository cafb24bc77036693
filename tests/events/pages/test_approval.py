import re

import pytest

from accounts.rules.permissions import Role
from events import chains
from events.rules.activities import Status
from events.rules.approval import Decision
from tests import make
from tests.events import handed_in


def here(team):
    return f"/a/{team.activity.id}/plan/approval"


async def posted(team):
    """Where the open step's decision is posted, and what was seen."""
    standing = await team.standing()
    return f"{here(team)}/{standing.open_step.step.id}", standing.submission.sha256


async def test_whoever_decides_reads_what_is_new_and_answers(db, browser):
    team = await handed_in.approved()
    await team.buy_for_everybody()
    await team.write("background", "天府镇不少家庭的父母在外地工作，孩子由老人照顾。")
    await team.submit("Water for everybody")
    async with browser(team.teacher, language="en") as page:
        home = (await page.get("/")).text
        assert f'href="{here(team)}"' in home
        assert "Approval needed again" in home
        shown = (await page.get(here(team))).text
        grave, _, slight = shown.partition("Nobody has to agree to this again")
        assert "<del>¥2,360.00</del>" in grave
        assert "<ins>¥2,390.00</ins>" in grave
        assert "活动背景" in slight
        assert "Water for everybody" in shown

        address, seen = await posted(team)
        answer = await page.post(address, data={"decision": "approved", "seen": seen})
        assert (answer.status_code, answer.headers["location"]) == (303, here(team))
        home = (await page.get("/")).text
        assert f'href="{here(team)}"' not in home
        assert "Approval needed again" not in home
        assert 'name="decision"' not in (await page.get(here(team))).text
    assert (await team.standing()).changes == ()


async def test_a_return_without_a_word_and_a_newer_version_show_the_page_again(db, browser):
    team = await handed_in.plan_four()
    await team.submit()
    address, seen = await posted(team)
    async with browser(team.teacher, language="en") as page:
        mute = await page.post(address, data={"decision": "returned", "seen": seen})
        assert mute.status_code == 422
        assert "what has to change" in mute.text

        await team.change(place="北部区天府镇中心小学")
        await team.submit()
        said = {"decision": "returned", "seen": seen, "comment": "Too far"}
        late = await page.post(address, data=said)
        assert late.status_code == 409
        assert "北部区天府镇中心小学" in late.text
        assert "Too far</textarea>" in late.text
        assert (await posted(team))[1] in late.text

        again = await page.post(address, data=said | {"seen": (await posted(team))[1]})
        assert again.status_code == 303
    assert (await team.now()).status is Status.RETURNED


async def test_a_plan_is_handed_in_signed_on_paper_and_taken_back(db, browser):
    team = await handed_in.plan_four()
    await make.settled(team.owner, team.activity.id)
    async with browser(team.owner, language="en") as page:
        version = str((await team.now()).version)
        await page.post(f"/a/{team.activity.id}/plan/submit", data={"version": version})
        address, seen = await posted(team)
        shown = (await page.get(here(team))).text
        assert 'name="decision"' not in shown
        wrong = await page.post(f"{address}/paper", data={"seen": seen, "signed_by": "Dean"})
        assert wrong.status_code == 422
        assert 'value="Dean"' in wrong.text
        signed = {"seen": seen, "signed_by": "Dean", "day": "2026-01-02", "comment": "Sealed"}
        assert (await page.post(f"{address}/paper", data=signed)).status_code == 303
        assert re.search(r"Dean · \w+ 2 Jan", (await page.get(here(team))).text)

        version = str((await team.now()).version)
        await page.post(f"/a/{team.activity.id}/plan/withdraw", data={"version": version})
    assert (await team.now()).status is Status.DRAFT


@pytest.mark.parametrize(
    ("role", "total", "line"),
    [
        (Role.PLANNER, True, True),
        (Role.VIEWER, True, False),
        (Role.SAFEGUARDING, False, False),
    ],
)
async def test_money_is_shown_as_far_as_the_reader_may_see_it(db, browser, role, total, line):
    team = await handed_in.approved()
    await team.buy_for_everybody()
    async with browser(await make.actor(role, of=team.owner), language="en") as page:
        shown = (await page.get(here(team))).text
    assert ("2,390.00" in shown) is total
    assert ("水费" in shown) is line


async def test_the_plan_says_that_it_has_changed_and_who_must_agree_again(db, browser):
    team = await handed_in.approved()
    async with browser(team.owner, language="en") as page:
        plan, overview = f"/a/{team.activity.id}/plan", f"/a/{team.activity.id}"
        assert "must agree again" not in (await page.get(plan)).text
        await team.write("background", "天府镇不少家庭的父母在外地工作，孩子由老人照顾。")
        worded = (await page.get(here(team))).text
        assert "Approval needed again" not in worded
        assert "so that those it concerns can agree" not in worded
        await team.buy_for_everybody()
        for address in (plan, overview, here(team)):
            assert "财务 must agree again" in (await page.get(address)).text
        for address in (plan, here(team)):
            assert "Approval needed again" in (await page.get(address)).text
        assert f'action="{plan}/submit"' in (await page.get(plan)).text
        version = str((await team.now()).version)
        await make.settled(team.owner, team.activity.id)
        await page.post(f"{plan}/submit", data={"version": version})
        assert f'action="{plan}/submit"' not in (await page.get(plan)).text


async def test_both_pages_offer_to_settle_a_plan_that_is_again_as_all_agreed_to_it(db, browser):
    team = await handed_in.plan_four()
    await team.submit()
    place = team.activity.place
    await team.change(place="北部区天府镇中心小学")
    for _ in range(3):
        await team.decide()
    offer = "Confirm the approval"
    async with browser(team.owner, language="en") as page:
        plan = f"/a/{team.activity.id}/plan"
        assert offer not in (await page.get(here(team))).text
        await team.change(place=place)
        for address in (plan, here(team)):
            shown = (await page.get(address)).text
            assert offer in shown
            assert place in shown
        version = str((await team.now()).version)
        await page.post(f"{plan}/submit", data={"version": version})
        assert offer not in (await page.get(here(team))).text
    assert (await team.now()).status is Status.APPROVED


async def test_a_returned_plan_shows_why(db, browser):
    team = await handed_in.plan_four()
    await team.submit()
    await team.decide(Decision.RETURNED, "Fewer people, please")
    async with browser(team.owner, language="en") as page:
        shown = (await page.get(here(team))).text
    assert "Fewer people, please" in shown
    assert "Submit again" in shown


async def test_the_chain_is_written_on_one_page(db, browser):
    owner = await make.actor()
    treasurer = await make.actor(Role.TREASURER, of=owner)
    at = "/association/approval"
    async with browser(owner, language="en") as page:
        first = (await page.get(at)).text
        known = re.search(r'name="known" value="(\w+)"', first)[1]
        said = {
            "known": known,
            "was.0": "0",
            "name.0": "Dean",
            "covers.0": ["content"],
            "order.0": "2",
            "was.1": "1",
            "name.1": "财务",
            "covers.1": ["money"],
            "order.1": "1",
            "approver.1": str(treasurer.account_id),
            "was.2": "2",
            "name.2": "团委",
            "remove.2": "yes",
            "name.3": "Security",
            "covers.3": ["safety"],
        }
        unnamed = await page.post(at, data=said | {"name.0": ""})
        assert unnamed.status_code == 422
        assert 'id="name.0-wrong"' in unnamed.text
        assert (await page.post(at, data=said)).status_code == 303
        late = await page.post(at, data=said)
        assert late.status_code == 409
        shown = (await page.get(at)).text
    steps = await chains.of(owner.organization_id)
    assert [one.name for one in steps] == ["财务", "Dean", "Security"]
    assert steps[0].approver == treasurer.account_id
    assert "Nobody answers for: Time and place, People, Publicity" in shown


async def test_the_step_for_the_money_offers_only_those_who_see_the_budget(db, browser):
    owner = await make.actor()
    safeguarding = await make.actor(Role.SAFEGUARDING, of=owner)
    at, them = "/association/approval", str(safeguarding.account_id)
    async with browser(owner, language="en") as page:
        shown = (await page.get(at)).text
        content, money, *_ = re.findall(r"<select.*?</select>", shown, re.DOTALL)
        assert (them in content, them in money) == (True, False)
        known = re.search(r'name="known" value="(\w+)"', shown)[1]
        said = {"known": known, "name.0": "Bursar", "covers.0": ["money"], "approver.0": them}
        refused = await page.post(at, data=said)
    assert refused.status_code == 422
    assert "may not see the budget" in refused.text


async def test_only_owners_see_the_chain_of_the_association(db, browser):
    async with browser(await make.actor(Role.PLANNER)) as page:
        assert (await page.get("/association/approval")).status_code == 403
