from uuid import uuid4

import pytest

from accounts.rules.permissions import Role
from events import copies, lessons
from events.rules.editions import NextEdition
from events.rules.lessons import NewLesson
from tests import make
from tests.exports import planned
from web import wiring


@pytest.fixture
async def actor(db):
    wiring.connect()
    return await make.actor()


async def returned(actor, times, **differing):
    """An activity done this many times; return its editions, the first first."""
    editions = [await planned.activity(actor, title="游园会", **differing)]
    for n in range(2, times + 1):
        wanted = NextEdition(edition=n, title=f"第 {n} 届游园会")
        editions.append(await copies.create(actor, editions[-1].id, wanted))
    return editions


async def test_a_series_lists_its_editions_with_people_money_and_lessons(browser, actor):
    first, second = await returned(actor, 2)
    await lessons.add(actor, first.id, NewLesson("多带两箱水"))
    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/series/{second.series}")).text
    assert shown.index("第 2 届游园会") < shown.index(f'href="/a/{first.id}"')
    assert shown.count("30 volunteers, 30 children") == 2
    assert shown.count("¥2,360.00") == 2
    assert "<li>多带两箱水</li>" in shown


async def test_money_is_shown_to_whoever_may_see_it(browser, actor):
    _, second = await returned(actor, 2)
    for role, sees in ((Role.VIEWER, True), (Role.SAFEGUARDING, False)):
        reader = await make.actor(role, of=actor)
        async with browser(reader) as page:
            shown = (await page.get(f"/series/{second.series}")).text
        assert ("2,360" in shown) is sees
        assert "/again" not in shown


async def test_a_foreign_series_is_like_none(browser, actor):
    stranger = await make.actor()
    _, second = await returned(stranger, 2)
    async with browser(actor) as page:
        theirs = await page.get(f"/series/{second.series}")
        none = await page.get(f"/series/{uuid4()}")
    assert (theirs.status_code, none.status_code) == (404, 404)


async def test_a_series_of_three_asks_as_much_as_one_of_two(browser, actor, statements):
    editions = await returned(actor, 2)
    counted = []
    async with browser(actor) as page:
        for n in (3, 4):
            address = f"/series/{editions[-1].series}"
            await page.get(address)
            statements.clear()
            await page.get(address)
            counted.append(len(statements))
            await copies.create(actor, editions[-1].id, NextEdition(edition=n, title="又一届"))
    assert counted[0] == counted[1]
