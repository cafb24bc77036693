"""The page of the morning: a tap for who is missing, one button to mend, and a sheet of what is different."""

import re

import pytest

from accounts.rules.permissions import Role
from events import releases
from exports import desk, documents, dossiers
from exports.rules.kinds import Kind, NobodyChanged, Order
from tests import make
from tests.exports import planned
from tests.volunteers.test_mending import apply, gone, paired
from volunteers import absences, mending, stand_ins
from volunteers.tables import participants, training
from web import wiring

APPLY = re.compile(r'name="moved" value="(\d)"[^>]*>\s*<input[^>]*name="seen" value="(\w+)"')


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def test_a_tap_a_button_and_a_way_back_without_a_script(browser):
    actor, activity, live, _ = await paired(4, 3)
    here = f"/a/{activity.id}/morning"
    async with browser(actor, language="en") as page:
        first = (await page.get(here)).text
        tapped = await page.post(f"{here}/missing", data={"helper": str(live[0].application)})
        asked = (await page.get(here)).text
        [(moved, seen), *_] = APPLY.findall(asked)
        mended = await page.post(f"{here}/mend", data={"moved": moved, "seen": seen})
        told = (await page.get(here)).text
        again = await page.post(f"{here}/mend", data={"moved": moved, "seen": seen})
        undo = re.search(rf'action="({here}/steps/[^"]+/undo)"', told)[1]
        undone = await page.post(undo)

    assert "Nobody is noted as missing. 1 person is free to stand in." in first
    assert (tapped.status_code, tapped.headers["location"]) == (303, here)
    assert "Let this one stand in" in asked and "from the reserve" in asked
    assert (mended.status_code, mended.headers["location"]) == (303, here)
    assert "Different today" in told and "Let this one stand in" not in told
    assert again.status_code == 409
    assert "Here is how things stand now." in again.text
    assert undone.status_code == 303
    assert await stand_ins.of(activity.id) == {}


async def test_a_list_elsewhere_posts_here_and_is_led_back_but_never_off_this_site(browser):
    actor, activity, live, _ = await paired(3, 3)
    post = f"/a/{activity.id}/morning/missing"
    async with browser(actor) as page:
        for asked, led in (
            ("/a/check-in?hour=8", "/a/check-in?hour=8"),
            ("//elsewhere.example", f"/a/{activity.id}/morning"),
            ("/\\elsewhere.example", f"/a/{activity.id}/morning"),
            ("https://elsewhere.example", f"/a/{activity.id}/morning"),
            ("/a/\x7fcheck-in", "/a/check-in"),
            ("/" + "a" * 500, f"/a/{activity.id}/morning"),
            ("", f"/a/{activity.id}/morning"),
        ):
            answer = await page.post(post, data={"child": str(live[0].participant), "back": asked})
            assert answer.headers["location"] == led
        nobody = await page.post(post, data={})
    assert nobody.status_code == 404
    assert (await absences.of(activity.id)).children == {live[0].participant}


async def test_a_child_nobody_may_be_beside_is_said_loudly_with_the_reason(browser):
    actor, activity, live, _ = await paired(2, 2)
    k = participants.Consent
    await k.update({k.state: "withdrawn"}).where(k.participant == live[0].participant)
    await gone(actor, activity, live[0])

    async with browser(actor, language="en") as page:
        text = (await page.get(f"/a/{activity.id}/morning")).text

    loud = text[text.index('role="alert"') :]
    assert f"{await _codename(live[0])} has nobody" in loud
    assert "The consent was taken back." in loud


async def test_pairs_are_found_by_number_and_by_a_part_of_a_name(browser):
    actor, activity, _, _ = await paired(12, 12)
    async with browser(actor, language="en") as page:
        ids = {
            q: re.findall(r'id="p-(\d+)"', (await page.get(f"/a/{activity.id}/morning?q={q}")).text)
            for q in ("", "7", "小满03", "77")
        }
        none = (await page.get(f"/a/{activity.id}/morning?q=77")).text
    assert len(ids[""]) == 12
    assert ids["7"] == ["7"] and len(ids["小满03"]) == 1 and ids["77"] == []
    assert "Nobody found" in none


async def test_a_morning_takes_as_many_statements_for_three_pairs_as_for_one(browser, statements):
    counted = []
    for pairs_there in (2, 6):
        actor, activity, live, _ = await paired(pairs_there + 2, pairs_there)
        await gone(actor, activity, live[0])
        async with browser(actor) as page:
            await page.get(f"/a/{activity.id}/morning")
            statements.clear()
            await page.get(f"/a/{activity.id}/morning")
            counted.append(len(statements))
    assert counted[0] == counted[1]


async def _codename(pair):
    p = participants.Participant
    [row] = await p.select(p.codename).where(p.id == pair.participant)
    return row["codename"]


async def _sheet(actor, activity, kind=Kind.CHANGES, language="en"):
    facts = await dossiers.gather(actor, activity.id, {kind})
    paper = desk.write(facts, Order(kind), language)
    return paper, documents.page(paper, language)


async def test_the_sheet_holds_only_who_changed_and_is_stale_once_the_helper_is_there(db):
    actor, activity, live, _ = await paired(5, 4)
    await planned.day(actor, activity)
    await make.release(actor, activity.id)
    with pytest.raises(NobodyChanged):
        await _sheet(actor, activity)
    await gone(actor, activity, live[0])
    await apply(actor, activity)

    paper, page = await _sheet(actor, activity)

    assert len(paper.rows) == 1
    assert (paper.rows[0].number, paper.stamp.release) == (live[0].number, 2)
    assert "from the reserve" in page and "1 child has another day than planned" in page
    assert [row.child for row in paper.rows] == [await _codename(live[0])]
    code = paper.stamp.link.rpartition("/")[2]
    assert (await desk.check(code)).verdict == "current"
    pair_list, _ = await _sheet(actor, activity, Kind.PAIRS)
    assert [row.today for row in pair_list.rows].count("somebody else") == 1
    await mending.came(actor, activity.id, helper=live[0].application)
    assert (await desk.check(code)).verdict == "stale"
    assert (await releases.current(actor.organization_id, activity.id))[0].number == 3


async def test_whoever_may_not_read_clearances_reads_only_that_somebody_is_not_cleared(browser):
    actor, activity, _, [reserve] = await paired(4, 3)
    c = training.Clearance
    await c.update({c.outcome: "not_clear"}).where(
        c.application == reserve, c.kind == "record_check"
    )
    said = {}
    for role in (Role.PLANNER, Role.OWNER):
        member = await make.actor(role, of=actor)
        async with browser(member, language="en") as page:
            said[role] = (await page.get(f"/a/{activity.id}/morning")).text

    assert "The record check does not allow" in said[Role.OWNER]
    assert "record check" not in said[Role.PLANNER]
    assert "Not cleared for work with children at present." in said[Role.PLANNER]
