"""A partner's own word on real names, and its looks at its own children."""

import pytest
import time_machine

from accounts import access_log, links
from accounts.rules.grants import RECORDS_AN_HOUR, Field
from accounts.rules.links import Kind, NoSuchLink
from accounts.rules.permissions import Role
from accounts.throttles import TooOften
from tests import make
from tests.browsing import Tokens, csrf
from tests.volunteers import calls, schools
from tests.volunteers.children import listed
from tests.volunteers.test_named_mode import NAMED, PLAN, opened, sealed
from volunteers import carers, named_fields, named_mode, partner_word
from volunteers.rules.carers import NewCarer
from volunteers.rules.named_mode import NamedModeClosed

PHONE = NewCarer(relation="mother", phone="139 1234 5678")


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


@pytest.fixture
async def scene(db):
    """Two schools with one child each, of whom a name and a number are kept."""
    owner = await make.actor()
    lead = await make.actor(Role.SAFEGUARDING, of=owner, name="何老师")
    activity = await calls.opened(owner)
    harbour, hill = await listed(owner, activity, 2)
    await schools.sent_by("Harbour", [harbour])
    await schools.sent_by("Hill", [hill])
    await opened(owner, lead, activity)
    for one in (harbour, hill):
        await named_fields.write(owner, activity.id, one, NAMED, version=1)
        await carers.add(owner, activity.id, one, PHONE)
    return owner, activity, harbour, hill


async def comes(page, key):
    """Send forms with the tokens that the pages of this link would carry."""
    page.auth = Tokens(csrf("link", str((await links.holder(Kind.PARTNER, key)).id)))


async def test_one_of_several_partners_erases_its_own_children_and_nobody_elses(scene):
    owner, activity, harbour, hill = scene
    await schools.opened(owner, activity, "Harbour")
    refusing = await schools.opened(owner, activity, "Hill")

    await partner_word.refuse(refusing)

    assert None not in set((await sealed(harbour)).values())
    assert len(await carers.of(harbour)) == 1
    assert set((await sealed(hill)).values()) == {None}
    assert await carers.of(hill) == []
    assert await named_mode.missing(activity) == ()


async def test_after_its_no_nothing_real_of_its_children_comes_in_until_it_signs_anew(scene):
    owner, activity, harbour, hill = scene
    await schools.opened(owner, activity, "Harbour")
    await partner_word.refuse(await schools.opened(owner, activity, "Hill"))

    with pytest.raises(NamedModeClosed):
        await named_fields.write(owner, activity.id, hill, NAMED, version=3)
    await named_fields.write(owner, activity.id, harbour, NAMED, version=2)
    await named_mode.note_partner(owner, activity.id, "Harbour, Hill")
    await named_fields.write(owner, activity.id, hill, NAMED, version=3)


async def test_the_only_partner_closes_it_for_everybody(scene):
    owner, activity, harbour, hill = scene

    await partner_word.refuse(await schools.opened(owner, activity, "Hill"))

    assert {*(await sealed(harbour)).values(), *(await sealed(hill)).values()} == {None}
    assert "closed" in {gap.code for gap in await named_mode.missing(activity)}


async def test_one_of_several_partners_cannot_agree_for_all(scene):
    owner, activity, *_ = scene
    await named_mode.assess(owner, activity.id, 2, PLAN)
    one = await schools.opened(owner, activity, "Harbour")
    await schools.opened(owner, activity, "Hill")

    with pytest.raises(NoSuchLink):
        await partner_word.agree(one)


@pytest.mark.parametrize("said", [{}, {"answer": ""}, {"answer": "maybe"}])
async def test_what_is_neither_yes_nor_no_erases_nothing(browser, scene, said):
    owner, activity, _, hill = scene
    key = await schools.key(owner, activity, "Hill")

    async with browser(None, language="en") as page:
        await comes(page, key)
        answer = await page.post(f"/p/{key}/named", data=said)

    assert answer.status_code == 422
    assert None not in set((await sealed(hill)).values())


async def test_a_teacher_looks_once_at_a_child_and_sees_who_looked(browser, scene):
    owner, activity, harbour, hill = scene
    key = await schools.key(owner, activity, "Hill")
    await schools.opened(owner, activity, "Harbour")
    wish = {"fields": ["given_name", "guardian_phone"], "purpose": "calling at the gate"}

    async with browser(None, language="en") as page:
        await comes(page, key)
        before = await page.get(f"/p/{key}/named/{hill}")
        shown = await page.post(f"/p/{key}/named/{hill}", data=wish)
        after = await page.get(f"/p/{key}/named")
        foreign = [
            await page.get(f"/p/{key}/named/{harbour}"),
            await page.post(f"/p/{key}/named/{harbour}", data=wish),
        ]
        vague = await page.post(f"/p/{key}/named/{hill}", data=wish | {"purpose": ""})

    assert before.status_code == 200 and "小明" not in before.text
    assert "小明" in shown.text and "139 1234 5678" in shown.text
    assert "no-store" in shown.headers["cache-control"]
    assert "calling at the gate" in after.text and "小明" not in after.text
    assert str(harbour) not in after.text
    assert [one.status_code for one in foreign] == [404, 404]
    assert vague.status_code == 422 and "小明" not in vague.text
    [seen] = await access_log.of_subject(owner.organization_id, hill)
    assert seen.who == "Hill"
    assert await access_log.of_subject(owner.organization_id, harbour) == []


async def test_a_partner_hears_only_who_saw_its_own_children(browser, scene):
    owner, activity, harbour, _ = scene
    key = await schools.key(owner, activity, "Hill")
    other = await schools.opened(owner, activity, "Harbour")
    await named_fields.opened_for_partner(other, harbour, [Field.GIVEN_NAME], "their own affair")

    async with browser(None, language="en") as page:
        text = (await page.get(f"/p/{key}/named")).text

    assert "their own affair" not in text
    assert "Nobody has looked at it so far." in text


async def test_a_link_looks_sixty_times_an_hour_and_no_more(scene, monkeypatch):
    owner, activity, _, hill = scene
    who = await schools.opened(owner, activity, "Hill")
    monkeypatch.setattr(named_fields, "RECORDS_AN_HOUR", 2)
    assert RECORDS_AN_HOUR == 60

    for _ in range(2):
        await named_fields.opened_for_partner(who, hill, [Field.GIVEN_NAME], "the night")
    with pytest.raises(TooOften):
        await named_fields.opened_for_partner(who, hill, [Field.GIVEN_NAME], "the night")

    assert len(await access_log.of_subject(owner.organization_id, hill)) == 2
