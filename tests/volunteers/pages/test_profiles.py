import pytest

from accounts.rules.permissions import Role
from tests import make
from volunteers import profiles
from volunteers.rules.profiles import NewProfile


async def people(actor, count):
    return [
        await profiles.add(actor, NewProfile(name=f"林小{n}", student_no=f"2023{n:04}"))
        for n in range(count)
    ]


async def test_the_directory_says_how_it_fills_when_nobody_is_in_it(browser):
    actor = await make.actor(Role.PLANNER)

    async with browser(actor) as page:
        assert 'href="/volunteers/import"' in (await page.get("/volunteers")).text


async def test_a_name_is_looked_up_without_standing_in_an_address(browser):
    actor = await make.actor(Role.PLANNER)
    await people(actor, 2)

    async with browser(actor) as page:
        found = await page.post("/volunteers/search", data={"q": "林小1"})

    assert "20230001" in found.text
    assert "20230000" not in found.text
    assert 'method="post" action="/volunteers/search"' in found.text


async def test_a_form_that_does_not_fit_keeps_what_was_typed(browser):
    actor = await make.actor(Role.PLANNER)
    await people(actor, 1)

    async with browser(actor) as page:
        answer = await page.post(
            "/volunteers/new",
            data={"name": "王大为", "student_no": "20230000", "skills": "music", "note": "很可靠"},
        )

    assert answer.status_code == 422
    assert 'value="王大为"' in answer.text
    assert "很可靠" in answer.text
    assert 'value="music" checked' in answer.text


async def test_an_address_of_a_merged_entry_leads_to_the_one_that_stayed(browser):
    actor = await make.actor(Role.PLANNER)
    kept, gone = await people(actor, 2)

    async with browser(actor) as page:
        merged = await page.post(f"/volunteers/{kept}/merge", data={"other": str(gone)})
        led = await page.get(f"/volunteers/{gone}")

    assert merged.status_code == led.status_code == 303
    assert led.headers["location"] == f"/volunteers/{kept}"


@pytest.mark.parametrize("path", ["/volunteers", "/volunteers/merges"])
async def test_one_and_three_people_cost_the_same_number_of_statements(browser, statements, path):
    actor, counts = await make.actor(Role.PLANNER), []
    async with browser(actor) as page:
        for numbers in ((0,), (1, 2)):
            for n in numbers:
                await profiles.add(actor, NewProfile(name="林小满", student_no=f"2023{n:04}"))
            await page.get(path)
            statements.clear()
            assert "20230000" in (await page.get(path)).text or path.endswith("merges")
            counts.append(len(statements))

    assert counts[0] == counts[1]
