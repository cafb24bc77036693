"""The pairing board: who fits is shown before anybody is placed, and nothing needs a script."""

from tests import make
from tests.volunteers import crowds
from volunteers import pairing, pairs


async def test_the_board_shows_fit_and_reasons_before_placing_and_places_by_a_form(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    (first, _), (child, other) = await crowds.everybody(activity)

    async with browser(actor, language="en") as page:
        nobody_held = (await page.get(f"/a/{activity.id}/pairs")).text
        held = (await page.get(f"/a/{activity.id}/pairs?hold={first}")).text
        placed = await page.post(
            f"/a/{activity.id}/pairs", data={"application": str(first), "participant": str(child)}
        )
        after = (await page.get(f"/a/{activity.id}/pairs")).text

    assert "Choose a volunteer first" in nobody_held and "Place here" not in nobody_held
    assert "You are placing <b>许诺1</b>" in held
    assert held.count(" autofocus") == 1
    assert held.index(" autofocus") < held.index("Put down") < held.index("Place here")
    assert held.index("Pair with 许诺 1") < held.index("Both like Paper") < held.index("Place here")
    assert placed.status_code == 303
    assert "1 pair so far" in after and f'value="{first}"' not in after
    [pair] = await pairs.of_activity(actor, activity.id)
    assert (pair.application, pair.participant) == (first, child) and pair.participant != other


async def test_a_child_without_consent_says_why_instead_of_a_button(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 2)
    [volunteer], [child, _] = await crowds.everybody(activity)
    await crowds.participants.Consent.delete().where(
        crowds.participants.Consent.participant == child
    )

    async with browser(actor, language="en") as page:
        held = (await page.get(f"/a/{activity.id}/pairs?hold={volunteer}")).text
        refused = await page.post(
            f"/a/{activity.id}/pairs",
            data={"application": str(volunteer), "participant": str(child)},
        )

    assert "The consent of the guardian is not there yet." in held
    assert f'name="participant" value="{child}"' not in held
    assert refused.status_code == 409 and "cannot be paired" in refused.text
    assert await pairs.of(activity.id) == []


async def test_pairing_everybody_is_one_press_and_one_press_takes_it_back(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 4)

    async with browser(actor, language="en") as page:
        suggested = await page.post(f"/a/{activity.id}/pairs/suggest", data={})
        shown = (await page.get(suggested.headers["location"])).text
        stamp = _undo(shown)
        made = await pairs.of(activity.id)
        await page.post(stamp, data={})

    assert len(made) == 3
    assert "Who is left, and why" in shown and "All possible places are needed by others." in shown
    assert await pairs.of(activity.id) == []


async def test_the_board_costs_the_same_number_of_statements_whatever_its_length(
    browser, statements
):
    counts = []
    for size in (1, 3):
        actor = await make.actor()
        activity = await crowds.ready(actor, size + 1, size + 1)
        (held, *_), _ = await crowds.everybody(activity)
        await pairing.place(
            actor, activity.id, *[ids[-1] for ids in await crowds.everybody(activity)]
        )
        async with browser(actor) as page:
            await page.get("/profile")
            statements.clear()
            shown = await page.get(f"/a/{activity.id}/pairs?hold={held}&why=true")
            counts.append(len(statements))
            assert shown.status_code == 200

    assert counts[0] == counts[1]


def _undo(html: str) -> str:
    return "/a/" + html.partition('class="toast"')[2].partition('action="/a/')[2].partition('"')[0]
