import re
from datetime import time

from accounts.rules.permissions import Role
from events import schedule
from events.rules.activities import Status
from events.schedule import Wanted
from tests import make
from tests.volunteers.test_coverage import games, lacking, lane_of_two
from volunteers import pairs, participants, partings


async def test_somebody_is_called_in_by_one_button_and_taken_back_by_another(browser):
    actor, activity, block, _, crew = await lacking()
    here = f"/a/{activity.id}/coverage"

    async with browser(actor, language="en") as page:
        before = (await page.get(here)).text
        called = await page.post(f"{here}/{block}/people", data={"who": str(crew[0])})
        after = (await page.get(here)).text
        again = await page.post(f"{here}/{block}/people", data={"who": str(crew[0])})
        [undo] = re.findall(rf'action="({here}/{block}/people/[^"]+/undo[^"]+)"', after)
        late = await page.post(undo.replace("/people/2/", "/people/1/"))
        nobody = await page.post(f"{here}/{block}/people/2/undo")
        undone = await page.post(undo)
        gone = await page.post(f"{here}/{block}/people", data={"who": "nobody"})

    assert f'action="{here}/{block}/people"' in before
    assert "09:00–09:30" in before
    assert "1 adult missing" in before
    assert "Every minute with children is covered." in after
    assert [one.status_code for one in (called, again, undone)] == [303] * 3
    assert nobody.status_code == 409
    assert (late.status_code, gone.status_code) == (409, 409)
    assert "not free then" in gone.text


async def test_the_day_and_the_finding_lead_to_the_gap(browser):
    actor, activity, _, _, _ = await lacking()
    here = f"/a/{activity.id}/coverage"

    async with browser(actor, language="en") as page:
        day = (await page.get(f"/a/{activity.id}/day")).text
        found = (await page.get(f"/a/{activity.id}/findings")).text
        [anchor] = re.findall(rf'href="{here}#(gap-[^"]+)"', found)
        shown = (await page.get(here)).text

    assert f'href="{here}"' in day
    assert "free then: 许诺" in found
    assert f'id="{anchor}"' in shown


async def test_the_lead_sees_the_gaps_without_the_buttons(browser):
    actor, activity, block, _, _ = await lacking()
    lead = await make.actor(Role.SAFEGUARDING, of=actor)

    async with browser(lead, language="en") as page:
        shown = await page.get(f"/a/{activity.id}/coverage")

    assert "1 adult missing" in shown.text
    assert f"/coverage/{block}/people" not in shown.text


async def test_blocks_without_children_stay_in_sight_and_the_numbers_are_explained_beside(browser):
    actor, activity, _ = await lane_of_two()
    await schedule.add(actor, activity.id, Wanted("Clearing up", time(15), 30))

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/coverage")).text

    assert re.search(r'<li class="grey"[^>]*title="15:00–15:30 Clearing up"', shown)
    there, wanted = re.search(r"<b>(\d+)/(\d+)</b>", shown).groups()
    assert f"{there} adults there, {wanted} needed" in shown


async def test_without_children_the_page_says_where_they_are_put_into_the_day(browser):
    actor = await make.actor()
    activity = await make.activity(actor)
    await schedule.add(actor, activity.id, Wanted("Setting up", time(9), 30))

    async with browser(actor, language="en") as page:
        shown = await page.get(f"/a/{activity.id}/coverage")
        day = await page.get(f"/a/{activity.id}/day")

    assert "No children in the day yet" in shown.text
    assert "/coverage" not in day.text


async def test_three_blocks_cost_as_many_statements_as_one(browser, statements):
    actor, activity, _ = await lane_of_two()
    counts = []

    async with browser(actor) as page:
        for start in (time(10), time(11)):
            statements.clear()
            assert (await page.get(f"/a/{activity.id}/coverage")).status_code == 200
            counts.append(len(statements))
            await schedule.add(actor, activity.id, games(lead=f"T{start}"))
            await schedule.add(actor, activity.id, Wanted("Songs", start, 30, with_children=True))

    assert counts[0] == counts[1]


async def test_no_day_is_called_covered_while_a_child_is_planned_nowhere(browser):
    actor, activity, _ = await lane_of_two(4, 4)
    [pair, *_] = await pairs.of(activity.id)
    here = f"/a/{activity.id}/coverage"

    async with browser(actor, language="en") as page:
        before = (await page.get(here)).text
        await partings.end(actor, activity.id, pair.id, pair.version, "ill")
        after = (await page.get(here)).text

    codename = (await participants.find(actor, activity.id, pair.participant)).codename
    assert "Every minute with children is covered." in before
    assert "Every minute with children is covered." not in after
    assert f"Planned nowhere while others go with lanes: {codename}." in after


async def test_names_that_nobody_has_confirmed_do_not_make_a_day_covered(browser):
    actor = await make.actor()
    draft = await make.activity(actor, status=Status.DRAFT, participants=8)
    await schedule.add(actor, draft.id, games(lead="总带队", people="小明同学、保安"))

    async with browser(actor, language="en") as page:
        text = (await page.get(f"/a/{draft.id}/coverage")).text

    assert "Every minute with children is covered." not in text
    assert "Nobody has confirmed yet: 保安, 小明同学, 总带队." in text
    assert "enough, if those named come" in text
