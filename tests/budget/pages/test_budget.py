from accounts.rules.permissions import Role
from budget import lines
from tests import make

WATER = {"label": "饮用水", "quantity": "50", "price": "1.5", "category": "food"}


async def filled(count=1):
    return await filled_for(await make.actor(), count)


async def filled_for(actor, count):
    activity = await make.activity(actor)
    ids = [await lines.add(actor, activity.id, WATER) for _ in range(count)]
    return actor, activity, f"/a/{activity.id}/budget", ids


async def test_the_whole_sheet_is_saved_without_a_script(browser):
    actor, _, budget, (line_id,) = await filled()

    async with browser(actor) as page:
        answer = await page.post(
            f"{budget}/lines",
            data={
                f"label.{line_id}": "饮用水", f"quantity.{line_id}": "60", f"price.{line_id}": "1.5",
                f"version.{line_id}": "1", "label.new": "路费", "planned.new": "400",
            },
            follow_redirects=True,
        )  # fmt: skip

    assert answer.status_code == 200
    assert "490.00" in answer.text
    assert "路费" in answer.text


async def test_a_wrong_cell_comes_back_marked_with_what_was_typed(browser):
    actor, _, budget, (line_id,) = await filled()

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"{budget}/lines",
            data={
                f"label.{line_id}": "Water", f"quantity.{line_id}": "many", f"price.{line_id}": "1.5",
                f"version.{line_id}": "1", "label.new": "Bus", "planned.new": "400",
            },
        )  # fmt: skip

    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert 'value="Bus"' in answer.text
    assert "Please enter an amount like 12.50." in answer.text


async def test_a_row_saved_by_the_grid_answers_with_its_new_version(browser):
    actor, _, budget, (line_id,) = await filled()

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"{budget}/lines/{line_id}",
            data={"label": "Water", "quantity": "60", "price": "1.5", "version": "1"},
            headers={"accept": "application/json"},
        )
        late = await page.post(
            f"{budget}/lines/{line_id}",
            data={"label": "Water", "quantity": "61", "price": "1.5", "version": "1"},
            headers={"accept": "application/json"},
        )

    assert answer.json()["version"] == 2
    assert answer.json()["planned"] == "90.00"
    assert late.status_code == 409
    assert "Somebody else changed" in late.json()["message"]


async def test_pasted_rows_are_added(browser):
    actor, activity, budget, _ = await filled(0)

    async with browser(actor) as page:
        await page.post(f"{budget}/paste", data={"rows": "横幅\t2\t条\t80\n展板\t2\t块\t75\n"})

    assert [line.planned for line in await lines.of_activity(actor, activity.id)] == [16000, 15000]


async def test_a_viewer_is_not_shown_the_lines(browser):
    actor, _, budget, _ = await filled()
    viewer = await make.actor(Role.VIEWER, of=actor)

    async with browser(viewer) as page:
        answer = await page.get(budget)

    assert answer.status_code == 403
    assert "饮用水" not in answer.text


async def test_strangers_get_the_same_404_as_for_no_activity_at_all(browser):
    _, _, budget, _ = await filled()
    ours = await make.actor()

    async with browser(ours) as page:
        foreign = await page.get(budget)
        unknown = await page.get("/a/00000000-0000-4000-8000-000000000000/budget")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text == unknown.text


async def test_the_page_costs_the_same_with_one_line_and_with_three(browser, statements):
    actor, _, one, _ = await filled(1)
    _, _, three, _ = await filled_for(actor, 3)

    async with browser(actor) as page:
        counts = []
        for budget in (one, three):
            statements.clear()
            await page.get(budget)
            counts.append(len(statements))

    assert counts[0] == counts[1] > 0


async def test_a_line_can_be_made_to_follow_the_people(browser):
    actor, activity, budget, (line_id,) = await filled()

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"{budget}/lines/{line_id}/people", data={"per_head": "present"}, follow_redirects=True
        )

    assert "60 people will be there, this is 50." in answer.text
    assert (await lines.of_activity(actor, activity.id))[0].per_head == "present"
