"""The pairing board: who fits is shown before anybody is placed, and nothing needs a script."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.rules.permissions import Role
from events import tables
from kit import clock
from tests import make
from tests.volunteers import crowds
from volunteers import board_steps, exclusions, pairing, pairing_rules, pairs
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.pairs import WhyNever
from volunteers.tables import applications
from volunteers.tables.pairs import PairingRules


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


async def _paired(actor, volunteers, children):
    activity = await crowds.ready(actor, volunteers, children)
    await pairing.suggest(actor, activity.id)
    return activity, f"/a/{activity.id}/pairs", await pairs.of(activity.id)


async def test_taking_a_child_from_somebody_shows_both_ways_before_anything_is_done(browser):
    actor = await make.actor()
    activity, here, live = await _paired(actor, 6, 5)
    wanted = {"application": str(live[0].application), "participant": str(live[1].participant)}

    async with browser(actor, language="en") as page:
        held = (await page.get(f"{here}?hold={live[0].application}")).text
        looked = (await page.get(f"{here}/change", params=wanted)).text
        untouched = await pairs.of(activity.id)
        stale = await page.post(f"{here}/change", data=wanted | {"how": "least", "seen": "x"})
        done = await page.post(f"{here}/change", data=wanted | _chosen(looked))
        history = (await page.get(f"{here}/history")).text

    assert "Instead of" in held and "1 other child would change volunteer" in held
    assert "Place here" not in held  # whoever has a pair is not placed without a look
    rows = held.split('class="prow open taken"')[1:]
    assert [" autofocus" in row for row in rows] == [True, False, False, False]
    assert [row.count('class="chip') for row in rows] == [1] * 4  # one price, the rest behind it
    assert all(re.search(r"<b><span>fits?[ a-z]+|<b><span>hardly fits", row) for row in rows)
    assert "What it costs: 1 other child would change volunteer" in looked
    assert "2 children move" in looked and "Nothing has been done yet." in looked
    assert untouched == live
    assert stale.status_code == 409 and "The board has changed in the meantime." in stale.text
    assert done.status_code == 303
    after = {one.participant: one.application for one in await pairs.of(activity.id)}
    assert after[live[1].participant] == live[0].application
    assert history.index("Placed by hand, others moved") < history.index("Best pairs proposed")


async def test_who_may_only_look_sees_no_button_that_would_change_anything(browser):
    owner = await make.actor()
    _, here, live = await _paired(owner, 3, 2)
    lead = await make.actor(Role.SAFEGUARDING, of=owner)

    async with browser(lead, language="en") as page:
        for path in (f"?hold={live[0].application}", "/change", "/rules", "/never", "/history"):
            shown = await page.get(f"{here}{path}")
            assert shown.status_code == 200
            assert f'action="{here}' not in shown.text.replace(f'method="get" action="{here}"', "")
    viewer = await make.actor(Role.VIEWER, of=owner)
    async with browser(viewer) as page:
        for path in ("", "/change", "/rules", "/never", "/history"):
            assert (await page.get(f"{here}{path}")).status_code == 403


RULES = {"needs": "0", "interests": "50", "free": "0", "languages": "0", "experience": "0"}
RULES |= {"most_each": "1", "version": "0"}


async def test_rules_are_saved_only_as_they_were_looked_at(browser):
    actor = await make.actor()
    activity, here, _ = await _paired(actor, 3, 3)

    async with browser(actor, language="en") as page:
        blank = await page.post(f"{here}/rules/preview", data=RULES | {"needs": ""})
        nothing = await page.post(f"{here}/rules/preview", data=RULES | {"interests": "0"})
        unseen = await page.post(f"{here}/rules", data=RULES)
        looked = (await page.post(f"{here}/rules/preview", data=RULES)).text
        seen = looked.partition('name="seen" value="')[2].partition('"')[0]
        other = await page.post(f"{here}/rules", data=RULES | {"free": "9", "seen": seen})
        before = await pairing_rules.of(activity.id)
        saved = await page.post(f"{here}/rules", data=RULES | {"seen": seen})

    assert blank.status_code == nothing.status_code == 422
    assert 'aria-invalid="true"' in blank.text and "At least one of the five" in nothing.text
    for answer in (unseen, other):
        assert answer.status_code == 409 and "Look at what this would change" in answer.text
    assert "not science" in looked and "Save these rules" in looked
    assert before.version == 0 and saved.status_code == 303
    assert (await pairing_rules.of(activity.id)).interests == 50


async def test_a_form_keeps_two_apart_and_a_button_lets_them(browser):
    actor = await make.actor()
    activity, here, live = await _paired(actor, 2, 2)
    two = {
        "application": str(live[0].application),
        "participant": str(live[0].participant),
    }

    async with browser(actor, language="en") as page:
        incomplete = await page.post(f"{here}/never", data=two)
        await page.post(f"{here}/never", data=two | {"reason": "kin"})
        listed = (await page.get(f"{here}/never")).text
        [apart] = await exclusions.of_activity(actor, activity.id)
        lifted = await page.post(f"{here}/never/{apart.id}/lift", data={})

    assert (
        incomplete.status_code == 422
        and f'value="{two["participant"]}" selected' in incomplete.text
    )
    assert "They are related" in listed and len(await pairs.of(activity.id)) == 1
    assert lifted.status_code == 303 and await exclusions.of(activity.id) == frozenset()


async def test_a_step_somebody_has_built_on_is_refused_in_words(browser):
    actor = await make.actor()
    activity, here, live = await _paired(actor, 2, 2)
    await pairs.lock(actor, activity.id, live[0].id, live[0].version, locked=True)
    [step] = await board_steps.of_activity(actor, activity.id)

    async with browser(actor, language="en") as page:
        told = (await page.get(f"{here}/history")).text
        refused = await page.post(f"{here}/steps/{step.id}/undo", data={})

    assert "changed since" in told and "/undo" not in told
    assert refused.status_code == 409
    assert "has been changed since. Nothing was taken back." in refused.text
    assert len(await pairs.of(activity.id)) == 2


async def test_every_page_of_the_board_costs_the_same_whatever_its_length(browser, statements):
    counts = []
    for size in (1, 3):
        actor = await make.actor()
        activity, here, live = await _paired(actor, size + 1, size + 1)
        for other in live[1:]:
            await pairing.forbid(
                actor, activity.id, other.application, live[0].participant, WhyNever.KIN
            )
        wanted = f"application={live[0].application}&participant={live[1].participant}"
        asked = f"?hold={live[0].application}", f"/change?{wanted}", "/rules", "/never", "/history"
        async with browser(actor) as page:
            await page.get("/profile")
            counts.append([])
            for path in asked:
                statements.clear()
                shown = await page.get(here + path)
                assert shown.status_code == 200
                counts[-1].append(len(statements))

    assert counts[0] == counts[1]


def _chosen(html: str) -> dict[str, str]:
    """Return what the first way's form of a page would send."""
    names = ("how", "seen")
    return {name: html.partition(f'name="{name}" value="')[2].partition('"')[0] for name in names}


async def test_reserves_who_may_be_asked_to_stand_in_can_be_kept_apart_too(browser):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 1)
    (_, reserve, declined), [child] = await crowds.everybody(activity)
    a = applications.Application
    await a.update({a.status: ApplicationStatus.RESERVED}).where(a.id == reserve)
    await a.update({a.status: ApplicationStatus.DECLINED}).where(a.id == declined)
    here = f"/a/{activity.id}/pairs/never"

    async with browser(actor, language="en") as page:
        offered = (await page.get(here)).text
        said = {"application": str(reserve), "participant": str(child), "reason": "kin"}
        kept = await page.post(here, data=said)

    assert f'<option value="{reserve}"' in offered and str(declined) not in offered
    assert kept.status_code == 303
    assert await exclusions.of(activity.id) == {(reserve, child)}


async def test_pairs_that_break_a_rule_of_today_are_marked_with_whose_rule_it_is(browser):
    actor = await make.actor()
    activity, here, _ = await _paired(actor, 2, 2)

    async with browser(actor, language="en") as page:
        before = (await page.get(here)).text
        await PairingRules(id=uuid4(), activity=activity.id, same_gender=True).save()
        after = (await page.get(here)).text

    assert "Breaks a rule" not in before
    assert after.count("Breaks a rule") == 2
    assert "2 pairs break a rule that holds now." in after
    assert (
        "Your own rules pair only the same gender, and of one of the two it is not known." in after
    )


@pytest.mark.parametrize("days", [0, 1])
async def test_once_the_day_is_over_the_board_says_so_and_offers_nothing(browser, days):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    (volunteer, *_), (child, *_) = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, volunteer, child)
    ended = clock.now() - timedelta(days=days)
    a = tables.Activity
    await a.update({a.starts_at: ended - timedelta(hours=1), a.ends_at: ended}).where(
        a.id == activity.id
    )
    here = f"/a/{activity.id}/pairs"
    offered = ("Pair the remaining", f'action="{here}/suggest"', 'name="hold"', "?hold=")

    async with browser(actor, language="en") as page:
        shown = (await page.get(here)).text
        asked = await page.post(f"{here}/suggest", data={})

    over = days > 0
    assert ("The day is over" in shown) is over
    assert [one in shown for one in offered] == [not over] * 4
    assert asked.status_code == (409 if over else 303)
    assert len(await pairs.of(activity.id)) == (1 if over else 3)
