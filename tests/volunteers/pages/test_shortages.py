"""Why two are a pair, what others would cost, and who is left: on pages, in words, for organisers alone."""

import msgspec

from tests import make
from tests.volunteers import crowds
from volunteers import judging, pairing, pairs
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.matching import alternatives, diagnosis
from volunteers.rules.matching.swaps import NotProved
from volunteers.rules.pairing_rules import USUAL
from volunteers.tables import applications, participants


async def test_the_pair_page_says_why_these_two_and_what_others_would_cost(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    await pairing.suggest(actor, activity.id)
    [pair, *_] = await pairs.of(activity.id)

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/pairs/{pair.id}")).text

    assert (
        "Why these two" in shown and "No other way of pairing everybody would be better." in shown
    )
    assert shown.count("other child would change volunteer") == 4
    assert "would go from 许诺" in shown and "/pairs/change?application=" in shown


async def test_a_pair_placed_by_hand_says_what_it_costs_beside_the_best(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 1)
    people, [child] = await crowds.everybody(activity)
    a, p = applications.Application, participants.Participant
    await p.update({p.interests: ["paper"]}).where(p.id == child)
    await a.update({a.interests: ["paper"]}).where(a.id == people[0])
    await a.update({a.interests: []}).where(a.id == people[1])
    await pairing.place(actor, activity.id, people[1], child)
    [pair] = await pairs.of(activity.id)

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/pairs/{pair.id}")).text

    assert "No other way of pairing everybody would be better." not in shown
    assert "Not part of the best pairs there are." in shown
    assert "nobody else would change; just as good for everybody together" in shown


async def test_a_reserve_is_named_as_one_and_the_board_is_not_asked_to_place_it(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 1)
    people, [child] = await crowds.everybody(activity)
    a = applications.Application
    await a.update({a.status: ApplicationStatus.RESERVED}).where(a.id == people[1])
    await pairing.place(actor, activity.id, people[0], child)
    [pair] = await pairs.of(activity.id)

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/pairs/{pair.id}")).text

    assert "from the reserves" in shown and "1 more reserve would be needed" in shown
    assert "/pairs/change?application=" not in shown


async def test_both_pages_cost_the_same_number_of_statements_whatever_their_length(
    browser, statements
):
    counts = []
    for size in (1, 3):
        actor = await make.actor()
        activity = await crowds.ready(actor, size, size + 1)
        await pairing.suggest(actor, activity.id)
        [pair, *_] = await pairs.of(activity.id)
        async with browser(actor) as page:
            await page.get("/profile")
            for path in ("why", str(pair.id)):
                statements.clear()
                shown = await page.get(f"/a/{activity.id}/pairs/{path}")
                counts.append(len(statements))
                assert shown.status_code == 200

    assert counts[:2] == counts[2:]


async def test_who_is_left_and_whose_absence_matters_is_one_page(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 2)
    await pairing.suggest(actor, activity.id)

    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}/pairs/why")).text
        empty = await make.activity(actor)
        nobody = (await page.get(f"/a/{empty.id}/pairs/why")).text

    assert "2 children can only go with this one volunteer." in shown
    assert "Whose absence would leave a child alone" in shown and "1 reserve: anybody" in shown
    assert "They are never waived" in shown
    assert "Nobody to pair yet" in nobody


async def test_where_siblings_share_a_volunteer_no_page_breaks_or_says_what_it_cannot_know(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 4)
    _, children = await crowds.everybody(activity)
    p = participants.Participant
    await p.update({p.together: ["2"]}).where(p.id == children[0])
    share = msgspec.structs.replace(USUAL, siblings_share=True)
    await judging.change(actor, activity.id, share)
    await pairing.suggest(actor, activity.id)
    [pair, *_] = live = await pairs.of(activity.id)
    here = f"/a/{activity.id}/pairs"

    async with browser(actor, language="en") as page:
        own = await page.get(f"{here}/{pair.id}")
        held = await page.get(f"{here}?hold={pair.application}")
        why = await page.get(f"{here}/why")

    assert len(live) == 4 and len({one.application for one in live}) == 3
    for shown in (own, held):
        assert shown.status_code == 200 and "share a volunteer here, so what" in shown.text
    assert "Somebody else for" not in own.text and "would change volunteer" not in held.text
    assert (
        "Everybody on the list has somebody." in why.text and "counts each child alone" in why.text
    )


async def test_what_cannot_be_proved_is_left_out_of_every_page(browser, monkeypatch):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    await pairing.suggest(actor, activity.id)
    [pair, *_] = await pairs.of(activity.id)
    here = f"/a/{activity.id}/pairs"

    def unproved(*_asked):
        raise NotProved

    monkeypatch.setattr(alternatives, "prices", unproved)
    monkeypatch.setattr(diagnosis, "diagnose", unproved)
    async with browser(actor, language="en") as page:
        shown = [
            await page.get(path)
            for path in (f"{here}/{pair.id}", f"{here}?hold={pair.application}", f"{here}/why")
        ]

    assert [one.status_code for one in shown] == [200] * 3
