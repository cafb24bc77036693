import re

import pytest

from accounts.rules.permissions import Role
from budget import materials
from events import acts, quotas, responsibilities
from events.rules.activities import Kind
from events.rules.lists import Act, Typed
from tests import make
from web import wiring


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def camp(*titles, actor=None, **differing):
    actor = actor or await make.actor()
    activity = await make.activity(actor, **differing)
    await acts.save(actor, activity.id, [Typed(Act(title=title, minutes=5)) for title in titles])
    return actor, activity, f"/a/{activity.id}/plan/lists"


def fields(html):
    """What the open form would post."""
    form = html[html.index('class="sheet cards edit"') :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and not name[1].startswith("_"):
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        found[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return found


async def titles(activity):
    return [act.title for act in await acts.of(activity)]


async def test_a_list_is_filled_in_changed_and_put_in_order_without_a_script(browser):
    actor, activity, lists = await camp("Song", "Poem")

    async with browser(actor, language="en") as page:
        form = fields((await page.get(f"{lists}?edit=acts")).text)
        form |= {"title.2": "Dance", "minutes.2": "7", "performers.0": "Group 1"}
        saved = await page.post(f"{lists}/acts", data=form, follow_redirects=True)
        assert "17 minutes" in saved.text
        form = fields((await page.get(f"{lists}?edit=acts")).text)
        moved = await page.post(f"{lists}/acts", data=form | {"do": "up.2"})
        form = fields((await page.get(moved.headers["location"])).text)
        await page.post(f"{lists}/acts", data=form | {"do": "remove.0"})

    assert moved.headers["location"].endswith("?edit=acts#acts")
    assert [(act.title, act.minutes) for act in await acts.of(activity)] == [
        ("Dance", 7),
        ("Poem", 5),
    ]


async def test_a_wrong_cell_comes_back_marked_with_what_was_typed(browser):
    actor, activity, lists = await camp("Song")

    async with browser(actor, language="en") as page:
        form = fields((await page.get(f"{lists}?edit=acts")).text)
        answer = await page.post(
            f"{lists}/acts", data=form | {"minutes.0": "long", "title.3": "Dance"}
        )

    assert answer.status_code == 422
    assert 'value="long"' in answer.text
    assert 'value="Dance"' in answer.text
    assert 'href="#minutes.0"' in answer.text
    assert 'aria-describedby="minutes.0-wrong"' in answer.text
    assert await titles(activity) == ["Song"]


async def test_the_second_of_two_editors_sees_both_and_may_save_again(browser):
    actor, activity, lists = await camp("Song", "Poem")

    async with browser(actor, language="en") as page:
        form = fields((await page.get(f"{lists}?edit=acts")).text)
        await page.post(f"{lists}/acts", data=form | {"title.0": "Theirs", "title.1": "Ode"})
        late = await page.post(f"{lists}/acts", data=form | {"title.0": "Mine"})
        again = await page.post(f"{lists}/acts", data=fields(late.text))

    assert late.status_code == 409
    assert "Row 1: Theirs, 5" in late.text
    assert 'value="Mine"' in late.text
    assert again.status_code == 303
    assert await titles(activity) == ["Mine", "Ode"]


async def test_rows_of_a_spreadsheet_are_added_at_the_end(browser):
    actor, activity, lists = await camp("Song")

    async with browser(actor, language="en") as page:
        wrong = await page.post(f"{lists}/acts/paste", data={"rows": "Poem\t\t\tlong"})
        await page.post(f"{lists}/acts/paste", data={"rows": "Poem\t\t\t4\nDance"})

    assert wrong.status_code == 422
    assert "Row 1, Minutes: Please enter a whole number." in wrong.text
    assert "Poem\t\t\tlong" in wrong.text
    assert await titles(activity) == ["Song", "Poem", "Dance"]


async def test_a_source_that_stands_there_twice_is_refused_in_words(browser):
    actor, activity, lists = await camp()

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"{lists}/quotas",
            data={"source.0": "East", "places.0": "20", "source.1": "East", "places.1": "9"},
        )
        await page.post(f"{lists}/quotas", data={"source.0": "East", "places.0": "30"})
        again = await page.post(f"{lists}/quotas/paste", data={"rows": "East\t3"})

    assert answer.status_code == 422
    assert "“East” stands in this list twice" in answer.text
    assert again.status_code == 422
    assert [(q.source, q.places) for q in await quotas.of(activity)] == [("East", 30)]


async def test_a_thing_moves_on_from_needed_to_packed_by_one_button_each(browser):
    actor, activity, lists = await camp()

    async with browser(actor, language="en") as page:
        await page.post(f"{lists}/materials", data={"item.0": "Shirts", "item.1": "Rope"})
        shirts = (await materials.of(activity))[0]
        step = f"{lists}/materials/rows/{shirts.id}/step"
        first = await page.post(step, data={"version": "1"})
        late = await page.post(step, data={"version": "1"})
        await page.post(step, data={"version": "2"})

    assert first.headers["location"].endswith(f"#row-{shirts.id}")
    assert late.status_code == 409
    assert [one.state for one in await materials.of(activity)] == ["packed", "needed"]


async def test_who_answers_for_what_is_a_list_like_the_others(browser):
    actor, activity, lists = await camp()
    row = {"group.0": "Leaders", "role.0": "head", "holder.0": "Li", "duty.0": "all"}

    async with browser(actor, language="en") as page:
        await page.post(f"{lists}/responsibilities", data=row | {"role.1": "deputy"})
        shown = await page.get(f"{lists}?edit=responsibilities")
        form = fields(shown.text)
        await page.post(f"{lists}/responsibilities", data=form | {"holder.1": "Wu"})
        late = await page.post(f"{lists}/responsibilities", data=form | {"holder.1": "Zhao"})

    assert "1 still to be filled" in shown.text
    assert late.status_code == 409
    assert "deputy, Wu" in late.text
    assert [row.holder for row in await responsibilities.of(activity)] == ["Li", "Wu"]


@pytest.mark.parametrize("role", [Role.TREASURER, Role.VIEWER, Role.APPROVER, Role.SAFEGUARDING])
async def test_whoever_may_only_read_the_plan_sees_the_lists_and_changes_none(browser, role):
    actor, activity, lists = await camp("Song")

    async with browser(await make.actor(role, of=actor)) as page:
        shown = await page.get(f"{lists}?edit=acts")
        answers = [
            await page.post(f"{lists}/acts", data={"title.0": "x"}),
            await page.post(f"{lists}/acts/paste", data={"rows": "x"}),
        ]

    assert "Song" in shown.text
    assert f'action="{lists}' not in shown.text
    assert [answer.status_code for answer in answers] == [403, 403]
    assert await titles(activity) == ["Song"]


async def test_another_associations_lists_do_not_exist_for_us(browser):
    actor, _, lists = await camp("Song")
    stranger = await make.actor()
    mine = (await camp("Mine", actor=stranger))[1]
    theirs = (await acts.of(await make.activity(actor)), (await acts.of(mine))[0])[1]

    async with browser(actor) as page:
        assert (await page.get(lists)).status_code == 200
        foreign = await page.post(f"{lists}/acts", data={"id.0": f"{theirs.id}", "title.0": "x"})
    async with browser(stranger) as page:
        assert (await page.get(lists)).status_code == 404
        assert (await page.post(f"{lists}/acts", data={"title.0": "x"})).status_code == 404

    assert foreign.status_code == 409
    assert await titles(mine) == ["Mine"]


async def test_a_list_nobody_knows_is_not_there(browser):
    actor, _, lists = await camp()
    async with browser(actor) as page:
        assert (await page.post(f"{lists}/wishes", data={"title.0": "x"})).status_code == 404
        assert (await page.get(f"{lists}?edit=wishes")).status_code == 404


async def test_a_camp_shows_what_camps_have_first_and_offers_the_rest(browser):
    actor, _, lists = await camp(kind=Kind.CAMP)
    meeting = (await camp(actor=actor, kind=Kind.MEETING))[2]

    async with browser(actor, language="en") as page:
        at_camp, at_meeting = (await page.get(lists)).text, (await page.get(meeting)).text

    assert [f'id="{name}"' in at_camp for name in ("quotas", "responsibilities")] == [True, False]
    assert 'id="quotas"' not in at_meeting
    assert "?edit=quotas" in at_meeting


@pytest.mark.parametrize("count", [1, 3])
async def test_the_page_costs_the_same_with_one_row_and_with_three(browser, statements, count):
    actor, _, lists = await camp(*(f"Act {n}" for n in range(count)))

    async with browser(actor) as page:
        await page.get(lists)
        statements.clear()
        await page.get(lists)

    assert len(statements) <= COST


COST = 14


@pytest.mark.parametrize("count", [3, 6])
async def test_rows_get_their_new_places_in_one_statement(db, statements, count):
    actor, activity, _ = await camp(*(f"Act {n}" for n in range(count)))
    first, *others = await acts.of(activity)
    statements.clear()

    await acts.save(actor, activity.id, [Typed(one) for one in (*others, first)])

    assert sum(one.startswith("UPDATE") for one in statements) == 1
    assert [one.id for one in await acts.of(activity)] == [one.id for one in (*others, first)]
