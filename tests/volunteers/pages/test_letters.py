"""The board of consents, what the letter asks, and the slips that lead to it."""

import re

import lxml.html
import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from tests import make
from tests.volunteers import calls, crowds, families
from tests.volunteers.children import agreed, listed
from volunteers import consents, letters
from volunteers.rules.consent import NewConsent
from volunteers.rules.participants import ConsentState, Purpose

P, S = Purpose, ConsentState


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(count=3):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    return actor, activity, await listed(actor, activity, count)


def rows(html):
    """Return what each row of the board says: the codename, and a word for each purpose."""
    table = lxml.html.fromstring(html).xpath("//table")[0]
    return {
        row.xpath("string(./th)").strip(): [
            cell.text_content().strip() for cell in row.xpath("./td[contains(@class,'m')]")
        ]
        for row in table.xpath("./tbody/tr")
    }


async def test_the_board_shows_who_said_what_to_which_purpose(browser):
    actor, activity, (one, two, _) = await scene()
    await agreed(actor, activity, [one])
    await consents.ask(actor, activity.id, [two])
    await consents.record(
        actor,
        activity.id,
        one,
        NewConsent(
            purpose=P.PUBLIC_WEB, state=S.REFUSED, on=make.T_DAY.date().replace(month=11, day=19)
        ),
    )

    async with browser(actor, language="en") as page:
        everybody = (await page.get(f"/a/{activity.id}/consents")).text
        no = (await page.get(f"/a/{activity.id}/consents?show=no")).text

    board = rows(everybody)
    asked = list((await letters.asking(activity)).purposes)
    web = asked.index(P.PUBLIC_WEB)
    assert board["小满"][:2] == ["Has agreed", "Has agreed"] and board["小满"][web] == "Said no"
    assert board["阿飞"][:2] == ["Waiting for an answer"] * 2
    assert set(board["晨晨"]) == {"Not asked yet"}
    assert list(rows(no)) == ["小满"]


async def test_slips_are_made_once_for_the_ticked_ones_and_lead_to_the_page(browser):
    actor, activity, (one, two, three) = await scene()

    async with browser(actor, language="en") as page:
        here = f"/a/{activity.id}/consents"
        made = await page.post(f"{here}/links", data={"participants": [str(one), str(two)]})
        nobody = await page.post(f"{here}/links", data={})
        keys = re.findall(r"/g/([\w-]{43})</p>", made.text)
        opened = [(await page.get(f"/g/{key}")).status_code for key in keys]
        board = (await page.get(f"{here}?show=links")).text
        ended = await page.post(f"{here}/links/{one}/end")
        gone = await page.get(f"/g/{keys[0]}")

    assert opened == [200, 200]
    assert made.text.count("data:image/svg+xml") == 2
    assert nobody.status_code == 422 and "Please tick the children" in nobody.text
    assert not any(key in board for key in keys), "an address is shown once"
    assert (ended.status_code, gone.status_code) == (303, 404)
    held = await links.of_activity(actor.organization_id, Kind.GUARDIAN, activity.id)
    assert [h.object_id for h in held] == [two]
    assert str(three) not in {str(h.object_id) for h in held}


async def test_what_the_letter_asks_is_chosen_and_read_as_it_goes_out(browser):
    actor, activity, _ = await scene(1)

    async with browser(actor, language="en") as page:
        here = f"/a/{activity.id}/consents/letter"
        before = (await page.get(here)).text
        saved = await page.post(here, data={"version": "0", "purposes": ["counselling"]})
        late = await page.post(here, data={"version": "0", "purposes": []})
        after = (await page.get(here)).text

    assert "Photos are taken." in before
    assert (saved.status_code, late.status_code) == (303, 409)
    assert "A talk with a counsellor" in after
    assert (await letters.asking(activity)).purposes == (P.PARTICIPATE, P.DATA, P.COUNSELLING)


async def test_the_text_behind_an_answer_is_shown_to_the_association_only(browser):
    actor, activity, (one,) = await scene(1)
    await agreed(actor, activity, [one])
    (kept, *_) = await consents.of(activity.id)
    stranger = await make.actor()
    theirs = await calls.opened(stranger)

    async with browser(actor) as page:
        own = await page.get(f"/a/{activity.id}/consents/text/{kept.wording}")
    async with browser(stranger) as page:
        foreign = await page.get(f"/a/{theirs.id}/consents/text/{kept.wording}")

    assert own.status_code == 200 and activity.title in own.text
    assert foreign.status_code == 404


async def test_the_board_costs_the_same_with_one_three_and_two_hundred(browser, statements):
    counts = []
    for count in (1, 3, 200):
        actor = await make.actor()
        activity = await crowds.ready(actor, 1, count)
        async with browser(actor) as page:
            await page.get(f"/a/{activity.id}/consents")
            statements.clear()
            answer = await page.get(f"/a/{activity.id}/consents")
            counts.append(len(statements))
            assert answer.status_code == 200

    assert counts[0] == counts[1] == counts[2] <= 45


async def test_who_only_reads_the_plan_sees_no_board(browser):
    actor, activity, ids = await scene(1)
    await families.keys(actor, activity, ids)
    viewer = await make.actor(Role.VIEWER, of=actor)

    async with browser(viewer) as page:
        answers = [
            await page.get(f"/a/{activity.id}/consents"),
            await page.get(f"/a/{activity.id}/consents/letter"),
            await page.post(f"/a/{activity.id}/consents/links", data={"participants": str(ids[0])}),
        ]

    assert [one.status_code for one in answers] == [403, 403, 403]
