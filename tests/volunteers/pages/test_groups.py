"""The pages of the groups: seen before they are saved, moved by a plain form, taken back by a button."""

import re

import pytest

from tests.volunteers import grouped
from volunteers import groups, pairs
from volunteers.tables import participants

FIELD = re.compile(
    r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"|<select[^>]*name="([^"]+)".*?</select>',
    re.DOTALL,
)


async def _paired(count: int, **columns):
    actor, activity = await grouped.paired(count)
    p = participants.Participant
    if columns:
        await p.update(columns).where(p.activity == activity.id, p.partner_row == "1")
    return actor, activity


def _form(text: str) -> dict[str, str]:
    """Return the fields of the draft as its form would send them."""
    form = text[text.index('action="') :]
    form = form[form.index("/groups/draft") :]
    found = {}
    for match in FIELD.finditer(form):
        if match[3]:
            chosen = re.search(r'<option value="([^"]*)" selected', match[0])
            found[match[3]] = chosen[1] if chosen else ""
        elif not match[1].startswith(("_", "stays")):
            found[match[1]] = match[2]
    return found


async def test_loading_a_draft_anew_leads_to_where_it_begins(browser):
    actor, activity = await _paired(4)
    here = f"/a/{activity.id}/pairs/groups"

    async with browser(actor, language="en") as page:
        again = await page.get(f"{here}/draft")
        shown = (await page.get(again.headers["location"])).text

    assert (again.status_code, again.headers["location"]) == (303, here)
    assert "A draft lasts until its page is left." in shown
    assert "At most 2: no group is a single pair." in shown


async def test_a_suggestion_is_shown_moved_and_saved_without_a_script(browser):
    actor, activity = await _paired(6)
    here = f"/a/{activity.id}/pairs/groups"

    async with browser(actor, language="en") as page:
        suggested = await page.post(f"{here}/draft", data={"count": "2", "mode": "even"})
        form = _form(suggested.text)
        nothing = await groups.of(activity.id)
        one, other = (
            next(name for name, at in form.items() if name.startswith("in.") and at == place)
            for place in "01"
        )
        swapped = form | {one: "1", other: "0", f"stays.{one[3:]}": "yes"}
        looked = await page.post(f"{here}/draft", data=swapped | {"act": "look"})
        saved = await page.post(f"{here}/draft/save", data=_form(looked.text))
        after = (await page.get(saved.headers["location"])).text

    assert suggested.status_code == looked.status_code == 200
    assert "Proved: no other division" in suggested.text and nothing == []
    assert _form(looked.text)[one] == "1"
    assert re.search(rf'name="stays\.{one[3:]}" value="yes" checked', looked.text)
    assert saved.status_code == 303
    assert "The groups are made." in after and "/pairs/groups/undo/" in after
    [first, second] = await groups.of(activity.id)
    place = {f"in.{pair.number}": pair.group for pair in await pairs.of(activity.id)}
    assert (place[one], place[other]) == (second.id, first.id)


async def test_a_move_says_what_it_does_to_the_balance(browser):
    actor, activity = await _paired(6)
    p = participants.Participant
    await p.update({p.grade: 8}).where(p.activity == activity.id, p.codename <= "小满02")
    here = f"/a/{activity.id}/pairs/groups"

    async with browser(actor, language="en") as page:
        form = _form((await page.post(f"{here}/draft", data={"count": "2"})).text)
        now = {f"in.{pair.number}": pair for pair in await pairs.of(activity.id)}
        eight = {row.id for row in await p.objects().where(p.grade == 8, p.activity == activity.id)}
        first, second = (name for name, pair in now.items() if pair.participant in eight)
        swap = next(n for n in now if n != second and form[n] == form[second])
        moved = form | {first: form[second], swap: form[first]}
        looked = (await page.post(f"{here}/draft", data=moved | {"act": "look"})).text
        back = _form(looked) | {first: form[first], swap: form[swap]}
        undone = (await page.post(f"{here}/draft", data=back | {"act": "look"})).text

    assert form[first] != form[second]
    assert re.search(r"With your change it went from [1-9][0-9.]* to 0\.", undone)
    assert "The suggestion was 0, with your moves it is" in looked
    assert "a group is off by 1 pair" in looked


@pytest.mark.parametrize(
    ("columns", "form", "said"),
    [
        ({}, {"count": "4"}, "6 pairs make 3 groups at most"),
        ({"together": ["2", "3", "4"]}, {"count": "2"}, "are to stay together, but a group has 3"),
        ({"together": ["2"], "apart": ["2"]}, {"count": "2"}, "together and apart at once"),
        ({}, {"count": ""}, "Please fill this in."),
        ({}, {"count": "2", "mode": "any"}, "Some fields need another look."),
    ],
)
async def test_what_cannot_be_dealt_is_said_on_the_page_with_what_was_typed(
    browser, columns, form, said
):
    actor, activity = await _paired(6, **columns)

    async with browser(actor, language="en") as page:
        answer = await page.post(f"/a/{activity.id}/pairs/groups/draft", data=form)

    assert answer.status_code == 422
    assert said in answer.text
    assert re.search(rf'name="count" value="{form["count"]}"', answer.text)
    assert await groups.of(activity.id) == []


async def test_a_move_that_parts_siblings_keeps_what_was_chosen_and_says_why(browser):
    actor, activity = await _paired(6, together=["2"])
    here = f"/a/{activity.id}/pairs/groups"

    async with browser(actor, language="en") as page:
        form = _form((await page.post(f"{here}/draft", data={"count": "2"})).text)
        known = {pair.codename: pair.number for pair in await pairs.listing(actor, activity.id)}
        name = f"in.{known['小满01']}"
        moved = form | {name: "1" if form[name] == "0" else "0"}
        looked = await page.post(f"{here}/draft", data=moved)
        refused = await page.post(f"{here}/draft/save", data=moved)

    for answer in (looked, refused):
        assert answer.status_code == 422
        assert "belong together but are kept in different groups" in answer.text
        assert _form(answer.text)[name] == moved[name]
    assert await groups.of(activity.id) == []


async def test_a_stale_draft_is_refused_and_the_groups_are_shown_as_they_are(browser):
    actor, activity = await _paired(4)
    here = f"/a/{activity.id}/pairs/groups"

    async with browser(actor, language="en") as page:
        form = _form((await page.post(f"{here}/draft", data={"count": "2"})).text)
        await grouped.split(actor, activity.id, 1)
        refused = await page.post(f"{here}/draft/save", data=form)

    assert refused.status_code == 409 and "have changed in the meantime" in refused.text
    assert len(await groups.of(activity.id)) == 1


async def test_boys_and_girls_are_shown_only_where_a_rule_asks_for_it(browser):
    actor, activity = await _paired(4, gender="f")
    here = f"/a/{activity.id}/pairs/groups"
    await grouped.split(actor, activity.id, 2)
    p = participants.Participant

    async with browser(actor, language="en") as page:
        without = (await page.get(here)).text
        await p.update({p.same_gender: True}).where(p.activity == activity.id)
        asked = (await page.get(here)).text

    assert "Girls 1" not in without and "Girls 1" in asked


async def test_a_leader_is_named_on_the_page_and_undo_is_a_button(browser):
    actor, activity = await _paired(4)
    here = f"/a/{activity.id}/pairs/groups"
    await grouped.split(actor, activity.id, 2)
    [first, _] = (await groups.overview(actor, activity.id)).groups
    own = first.pods[0][1][0]

    async with browser(actor, language="en") as page:
        named = await page.post(
            f"{here}/{first.group.id}/leader", data={"application": str(own.application)}
        )
        shown = (await page.get(here)).text
        undo = re.search(rf'action="({here}/undo/[^"]+)"', shown)
        undone = await page.post(undo[1], data={})
        twice = await page.post(undo[1], data={})
        without = (await page.get(here)).text
        earlier = re.search(rf'action="({here}/undo/[^"]+)"', without)
        await page.post(earlier[1], data={})

    assert named.status_code == undone.status_code == 303
    assert re.search(rf"<b>{own.volunteer}</b> <span[^>]*>leads the group", shown)
    assert twice.status_code == 409
    assert "leads the group" not in without
    assert await groups.of(activity.id) == []


async def test_one_pair_is_told_that_it_is_no_group(browser):
    actor, activity = await _paired(1)

    async with browser(actor, language="en") as page:
        text = (await page.get(f"/a/{activity.id}/pairs/groups")).text

    assert "One pair is no group" in text and 'name="count"' not in text


async def test_one_and_three_groups_cost_the_same_number_of_statements(browser, statements):
    actor, activity = await _paired(6)
    counts = []
    async with browser(actor) as page:
        for several in (1, 1, 3):
            await grouped.split(actor, activity.id, several)
            statements.clear()
            await page.get(f"/a/{activity.id}/pairs/groups")
            counts.append(len(statements))

    assert counts[1] == counts[2]
