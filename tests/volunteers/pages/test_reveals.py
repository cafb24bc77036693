"""Real data of one child on a page: shown once, with leave, after the log was written."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts import grants, sessions, tables
from accounts.rules.grants import Field, Wanted
from accounts.rules.permissions import Role
from kit import clock, crypto
from kit.crypto import Place
from tests import make
from tests.volunteers import children
from volunteers.tables import participants as child_tables

NAME, PHONE = "真名苗苗", "139 1234 0007"
PURPOSE = "Calling names at the gate"


@pytest.fixture
async def lead(db):
    return await make.actor(Role.SAFEGUARDING)


@pytest.fixture
async def planner(lead):
    return await make.actor(Role.PLANNER, of=lead)


async def opened(activity, who):
    """Let the named mode of an activity be open."""
    n, now = child_tables.NamedMode, clock.now()
    await n.insert(
        n(
            id=uuid4(),
            activity=activity.id,
            assessed_on=now.date(),
            assessment="{}",
            lead=who.account_id,
            lead_at=now,
            partner="天府中学",
            partner_at=now,
            retain_until=now.date() + timedelta(days=9),
            created_at=now,
        )
    )


@pytest.fixture
async def child(planner):
    """A child of whom a name and a guardian's phone are kept, sealed."""
    activity = await make.activity(of=planner)
    [child_id] = await children.listed(planner, activity, 1)
    carer_id, home = uuid4(), planner.organization_id
    p, c = child_tables.Participant, child_tables.Carer
    sealed = crypto.seal(NAME, Place("participant", "given_name", child_id, home))
    await p.update({p.given_name: sealed}).where(p.id == child_id)
    await opened(activity, planner)
    await c.insert(
        c(
            id=carer_id,
            participant=child_id,
            relation="grandmother",
            phone=crypto.seal(PHONE, Place("carer", "phone", carer_id, home)),
            retain_until=clock.now().date(),
            created_at=clock.now(),
        )
    )
    return activity, child_id


@pytest.fixture
async def allowed(lead, planner, child):
    activity, _ = child
    wanted = Wanted((Field.GIVEN_NAME, Field.GUARDIAN_PHONE), PURPOSE)
    await grants.decide(lead, await grants.ask(planner, activity.id, wanted), 1, allow=True)


async def step_up(actor):
    """Show the second step in every session of the actor."""
    s = tables.Session
    for row in await s.select(s.id).where(s.account == actor.account_id):
        await s.update({s.step_up_at: clock.now()}).where(s.id == row["id"])


def address(child):
    activity, child_id = child
    return f"/a/{activity.id}/participants/{child_id}/reveal"


BOTH = {"fields": ["given_name", "guardian_phone"], "purpose": PURPOSE}


async def logged():
    return await tables.AccessLog.count()


async def test_it_is_shown_once_and_written_down(browser, planner, child, allowed):
    async with browser(planner) as page:
        await step_up(planner)
        before = await page.get(address(child))
        shown = await page.post(address(child), data=BOTH)
        after = await page.get(address(child))

    assert (NAME in shown.text, PHONE in shown.text, shown.status_code) == (True, True, 200)
    assert shown.headers["cache-control"] == "no-store"
    for page in (before, after):
        assert NAME not in page.text and PHONE not in page.text
    assert await logged() == 1


async def test_without_a_fresh_second_step_it_leads_there_and_back(
    browser, planner, child, allowed
):
    async with browser(planner) as page:
        answer = await page.post(address(child), data=BOTH)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/profile/step-up?next={address(child)}"
    assert await logged() == 0


async def test_without_leave_nothing_is_shown_and_the_page_says_whom_to_ask(
    browser, planner, child
):
    async with browser(planner) as page:
        await step_up(planner)
        before = await page.get(address(child))
        answer = await page.post(address(child), data=BOTH)

    assert f"/a/{child[0].id}/participants/access" in before.text
    assert answer.status_code == 409
    assert NAME not in answer.text
    assert await logged() == 0


@pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER])
async def test_other_roles_do_not_come_near(browser, lead, child, role):
    async with browser(await make.actor(role, of=lead)) as page:
        answers = [await page.get(address(child)), await page.post(address(child), data=BOTH)]

    assert {one.status_code for one in answers} == {403}


async def test_a_detail_whose_key_is_gone_says_so_and_hides_no_other(
    browser, planner, child, allowed
):
    p = child_tables.Participant
    strange = crypto.seal(NAME, Place("participant", "given_name", uuid4(), uuid4()))
    await p.update({p.given_name: strange}).where(p.id == child[1])
    async with browser(planner, language="en") as page:
        await step_up(planner)
        shown = (await page.post(address(child), data=BOTH)).text

    assert NAME not in shown
    assert "its key is missing" in shown and PHONE in shown


async def test_the_log_is_committed_before_anything_is_opened(planner, child, allowed, monkeypatch):
    """safety reference §1.6: whatever breaks afterwards, that somebody looked stays written."""
    from volunteers import reveals

    order = []
    note, unseal = grants.access_log.note, crypto.unseal

    async def noting(*given, **named):
        order.append("log")
        return await note(*given, **named)

    def opening(*given):
        order.append("open")
        return unseal(*given)

    monkeypatch.setattr(grants.access_log, "note", noting)
    monkeypatch.setattr(crypto, "unseal", opening)
    token = await sessions.begin(planner.account_id, planner.organization_id)
    await step_up(planner)
    here = await sessions.find(token, clock.now())
    await reveals.show(here.actor, child[0].id, child[1], (Field.GIVEN_NAME,), PURPOSE)

    assert order == ["log", "open"]


def test_the_page_that_opens_runs_in_no_transaction_of_its_form():
    """Else the log row would be undone with whatever fails after it."""
    from volunteers.pages.reveals import RevealPages

    assert RevealPages.show.opt["once"] is False


async def test_asking_deciding_and_the_log_from_page_to_page(browser, lead, planner, child):
    activity, _child_id = child
    async with browser(planner, language="en") as page:
        wrong = await page.post(
            f"/a/{activity.id}/participants/access", data={"purpose": "x", "days": "15"}
        )
        asked = await page.post(
            f"/a/{activity.id}/participants/access",
            data={"fields": ["given_name"], "purpose": PURPOSE, "days": "3"},
        )
        mine = (await page.get(f"/a/{activity.id}/participants/access")).text
    async with browser(lead, language="en") as page:
        waiting = (await page.get("/association/access")).text
        [grant] = await grants.of(lead)
        done = await page.post(
            f"/association/access/{grant.id}", data={"version": "1", "decision": "allow"}
        )
        late = await page.post(
            f"/association/access/{grant.id}", data={"version": "1", "decision": "refuse"}
        )
    async with browser(planner) as page:
        await step_up(planner)
        await page.post(address(child), data={"fields": ["given_name"], "purpose": PURPOSE})
    async with browser(lead, language="en") as page:
        log = (await page.get("/association/access")).text

    assert (wrong.status_code, asked.status_code) == (422, 303)
    assert PURPOSE in mine and PURPOSE in waiting
    assert (done.status_code, late.status_code) == (303, 409)
    assert planner.name in log and NAME not in log


@pytest.mark.parametrize("why", ["closed", "old"])
async def test_leave_opens_nothing_once_the_named_mode_is_closed(
    browser, planner, child, allowed, why
):
    n, now = child_tables.NamedMode, clock.now()
    shut = {n.closed_at: now} if why == "closed" else {n.assessed_on: now - timedelta(days=366)}
    await n.update(shut).where(n.activity == child[0].id)

    async with browser(planner, language="en") as page:
        await step_up(planner)
        before = await page.get(address(child))
        answer = await page.post(address(child), data=BOTH)

    assert (before.status_code, answer.status_code) == (200, 409)
    assert "the named mode is not open" in before.text
    assert NAME not in answer.text and PHONE not in answer.text
    assert await logged() == 0
