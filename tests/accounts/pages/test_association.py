from uuid import uuid4

import pytest

from accounts import invitations, memberships, organizations, sessions, signing_in
from accounts.rules import switches
from accounts.rules.permissions import Role
from accounts.rules.switches import Switches
from kit import clock
from tests import make
from tests.accounts.visiting import mailed_link, send


def fresh():
    return f"{uuid4().hex}@example.org"


async def test_an_owner_invites_and_the_newcomer_arrives(browser):
    owner, address = await make.actor(), fresh()
    async with browser(owner) as page:
        answer = await page.post(
            "/association/invitations", data={"email": address, "role": "treasurer"}
        )
        assert answer.status_code == 303
        assert address in (await page.get("/association")).text
    link = await mailed_link(address)

    async with browser() as page:
        answer = await send(page, link, {"name": "林悦"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        shown = (await page.get("/association")).text
        assert "林悦" in shown
        assert address not in shown  # who may not manage members sees no addresses
        assert (await page.get(link)).status_code == 404
    assert {m.role for m in await memberships.of(owner)} == {Role.OWNER, Role.TREASURER}


async def test_an_invitation_of_somebody_else_says_whose_it_is(browser):
    address = fresh()
    await invitations.invite(await make.actor(), address, Role.VIEWER)
    link = await mailed_link(address)

    async with browser(await make.actor()) as page:
        shown = await page.get(link)
        answer = await page.post(link)

    assert address in shown.text
    assert 'action="/signout"' in shown.text
    assert answer.status_code == 403


async def test_who_has_an_account_signs_in_before_joining(browser):
    address = fresh()
    await signing_in.create(address, "林悦", "", clock.now())
    await invitations.invite(await make.actor(), address, Role.VIEWER)
    link = await mailed_link(address)

    async with browser() as page:
        shown = await page.get(link)

    assert f"/signin?next={link}" in shown.text


@pytest.mark.parametrize("people", [1, 3])
async def test_the_members_take_as_many_statements_for_one_as_for_three(
    browser, statements, people
):
    owner = await make.actor()
    for _ in range(people - 1):
        await make.actor(Role.PLANNER, of=owner)
    async with browser(owner) as page:
        await page.get("/association")
        statements.clear()

        assert (await page.get("/association")).status_code == 200

    assert len(statements) == 6


async def test_the_last_owner_is_told_why_not(browser):
    owner = await make.actor()
    (mine,) = await memberships.of(owner)
    async with browser(owner) as page:
        role = await page.post(f"/association/members/{mine.id}", data={"role": "viewer"})
        gone = await page.post(f"/association/members/{mine.id}/remove")

    assert (role.status_code, gone.status_code) == (409, 409)


async def test_an_owner_who_becomes_a_planner_stays_signed_in_as_one(browser):
    owner = await make.actor()
    await make.actor(Role.OWNER, of=owner)
    mine = next(m for m in await memberships.of(owner) if m.account_id == owner.account_id)
    async with browser(owner) as page:
        answer = await page.post(f"/association/members/{mine.id}", data={"role": "planner"})
        assert answer.status_code == 303
        shown = await page.get("/association")

    assert shown.status_code == 200
    assert "/association/invitations" not in shown.text


async def test_switching_shows_the_other_association(browser):
    actor = await make.actor()
    session = await sessions.find(await sessions.begin(actor.account_id, None), clock.now())
    await organizations.found(session, "图书馆志愿者协会", "")
    other = next(
        o for o in await organizations.mine(actor.account_id) if o.name == "图书馆志愿者协会"
    )
    async with browser(actor) as page:
        answer = await page.post("/association/switch", data={"organization": str(other.id)})
        assert answer.status_code == 303
        shown = await page.get("/association")

    assert "<h1>图书馆志愿者协会</h1>" in shown.text


async def test_strangers_members_answer_like_unknown_ones(browser):
    ours, theirs = await make.actor(), await make.actor()
    (foreign,) = await memberships.of(theirs)
    async with browser(ours) as page:
        answers = [
            await page.get(f"/association/members/{i}/remove") for i in (foreign.id, uuid4())
        ]

    assert [a.status_code for a in answers] == [404, 404]


async def test_an_owner_decides_what_plans_are_asked_for_and_nobody_else_does(browser):
    owner, foreign = await make.actor(), await make.actor()
    async with browser(owner, language="en") as page:
        before = (await page.get("/association")).text
        asked = {"shortfall_stops": "yes", "teacher_off_campus": "yes"}
        answer = await page.post("/association/policy", data=asked)
        after = (await page.get("/association")).text
    async with browser(await make.actor(Role.PLANNER, of=owner)) as page:
        refused = await page.post("/association/policy", data={"reserve_proposed": "yes"})
        shown = (await page.get("/association")).text

    assert [text.count("checked") - 1 for text in (before, after)] == [1, 2]  # one role is, too
    assert (answer.status_code, refused.status_code) == (303, 403)
    assert "/association/policy" not in shown
    decided = Switches(shortfall_stops=True, reserve_proposed=False, teacher_off_campus=True)
    assert await organizations.policy(owner.organization_id) == decided
    assert await organizations.policy(foreign.organization_id) == Switches()


def test_switches_are_kept_beside_what_else_is_there():
    kept = switches.written('{"other": [1]}', Switches(shortfall_stops=True))

    assert switches.kept(kept)["other"] == [1]
    assert switches.read(kept) == Switches(shortfall_stops=True)
    assert switches.read("") == Switches()
