import re
from datetime import date, time

import pytest
import time_machine

import volunteers.tables.applications as application_tables
from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from tests import make
from tests.browsing import csrf
from tests.volunteers import calls
from volunteers import attendance, screens, training
from volunteers.rules.training import Presence, Wanted

EVENING = Wanted(title="Company", day=date(2026, 11, 25), start=time(19), end=time(21))


@pytest.fixture(autouse=True)
def at_the_door():
    with time_machine.travel("2026-11-25T10:55:00Z", tick=False):
        yield


async def scene():
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    tokens = await calls.apply(activity, 1, 2)
    session_id = await training.add(actor, activity.id, EVENING)
    return actor, activity, session_id, tokens


async def shown(actor, activity, session_id):
    return await screens.screen(actor, activity.id, session_id)


async def form(token):
    holder = await links.holder(Kind.VOLUNTEER, token)
    return holder, {"_csrf": csrf("link", str(holder.id))}


async def test_the_screen_shows_a_code_that_asks_for_the_next_one_by_itself(browser):
    actor, activity, session_id, _ = await scene()
    path = f"/a/{activity.id}/training/{session_id}/door"

    async with browser(actor, language="en") as page:
        first = await page.get(path)
        with time_machine.travel("2026-11-25T10:56:00Z", tick=False):
            second = await page.get(path)
        with time_machine.travel("2026-11-25T08:59:59Z", tick=False):
            closed = await page.get(path)

    codes = [re.findall(r"<b>(\d{3})</b>", page.text) for page in (first, second)]
    assert [len(code) for code in codes] == [2, 2]
    assert codes[0] != codes[1]
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in first.text
    assert "Codes are taken from two hours before" in closed.text
    assert not re.findall(r"<b>(\d{3})</b>", closed.text)


async def test_a_volunteer_signs_in_on_their_own_page_and_out_again(browser):
    actor, activity, session_id, (token, _) = await scene()
    holder, tokens = await form(token)
    code = (await shown(actor, activity, session_id)).showing.code

    async with browser(language="en") as page:
        wrong = await page.post(f"/v/{token}/in", data=tokens | {"code": "12", "step": "in"})
        into = await page.post(
            f"/v/{token}/in", data=tokens | {"code": code, "step": "in"}, follow_redirects=True
        )
        again = await page.post(
            f"/v/{token}/in", data=tokens | {"code": code, "step": "in"}, follow_redirects=True
        )
        out = await page.post(
            f"/v/{token}/in", data=tokens | {"code": code, "step": "out"}, follow_redirects=True
        )

    assert wrong.status_code == 422
    assert "This code is not valid (any more)." in wrong.text
    assert 'value="12"' in wrong.text
    assert "You have been here since 18:55." in into.text
    assert "nothing has changed" in again.text
    assert "You left before the end." in out.text
    assert (await attendance.one(session_id, holder.object_id)).presence is Presence.LEFT_EARLY


async def test_tries_are_counted_although_each_of_them_was_refused(browser):
    _, _, _, (token, _) = await scene()
    _, tokens = await form(token)

    async with browser() as page:
        answers = [
            await page.post(f"/v/{token}/in", data=tokens | {"code": "1", "_once": f"once-{n}"})
            for n in range(14)
        ]

    assert [answer.status_code for answer in answers[-3:]] == [422, 429, 429]


async def test_whoever_scans_the_screen_writes_who_they_are(browser):
    actor, activity, session_id, _ = await scene()
    address = "/" + (await shown(actor, activity, session_id)).address.split("/", 3)[3]

    async with browser(language="en") as page:
        landing = await page.get(address)
        ticket = re.search(r'name="ticket" value="([^"]+)"', landing.text)[1]
        data = {"ticket": ticket, "name": "许诺1", "step": "in"}
        blank = await page.post(address, data=data)
        other = await page.post(address, data=data | {"student_no": "202200002"})
        done = await page.post(address, data=data | {"student_no": "202200001"})
        with time_machine.travel("2026-11-25T10:58:01Z", tick=False):
            stale = await page.get(address)
            late = await page.post(address, data=data | {"student_no": "202200001"})
        nothing = await page.get("/in/nothing")

    assert blank.status_code == other.status_code == 422
    assert 'value="许诺1"' in other.text
    assert "We found nobody with this name and number" in other.text
    assert "Welcome: you are noted as there." in done.text
    assert stale.status_code == late.status_code == nothing.status_code == 422
    assert 'name="ticket"' not in stale.text + late.text + nothing.text


async def test_a_trainer_types_a_volunteers_code_and_the_camera_is_allowed_there_only(browser):
    actor, activity, session_id, (token, _) = await scene()
    holder, _ = await form(token)
    a = application_tables.Application
    (row,) = await a.select(a.door_code).where(a.id == holder.object_id)
    path = f"/a/{activity.id}/training/{session_id}/scan"

    async with browser(actor, language="en") as page:
        scanner = await page.get(path)
        wrong = await page.post(path, data={"code": "nobody", "step": "in"})
        done = await page.post(
            path, data={"code": row["door_code"], "step": "in"}, follow_redirects=True
        )
        undo = re.search(r'action="([^"]+/undo)"', done.text)[1]
        back = await page.post(undo, follow_redirects=True)
        door = await page.get(f"/a/{activity.id}/training/{session_id}/door")
    async with browser(language="en") as page:
        own = await page.get(f"/v/{token}/in")

    assert "camera=(self)" in scanner.headers["permissions-policy"]
    assert "camera=()" in door.headers["permissions-policy"]
    assert "camera=()" in own.headers["permissions-policy"]
    assert wrong.status_code == 422
    assert "Noted as there." in done.text
    assert "Taken back." in back.text
    assert (await attendance.one(session_id, holder.object_id)).presence is Presence.UNKNOWN
    assert row["door_code"] in own.text
    assert "<script" not in own.text


async def test_a_code_for_the_wall_is_made_with_a_warning_and_ended(browser):
    actor, activity, session_id, _ = await scene()
    path = f"/a/{activity.id}/training/{session_id}/door/printed"

    async with browser(actor, language="en") as page:
        before = await page.get(path)
        made = await page.post(path, follow_redirects=True)
        ended = await page.post(path, data={"end": "yes"}, follow_redirects=True)

    assert "can be photographed and sent on" in before.text
    assert re.search(r"<b>\d{4}</b><b>\d{4}</b>", made.text)
    assert "No printed code holds at the moment." in ended.text
