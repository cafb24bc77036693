"""What the check says about money, each with the budget that has it and the one that has mended it."""

from decimal import Decimal

import pytest

from accounts import organizations
from accounts.rules.permissions import Role
from accounts.rules.switches import Switches
from budget import findings, lines, sources, stated
from budget.rules.ledger import PerHead
from budget.rules.materials import Origin
from budget.sources import Wanted as WantedSource
from budget.tables import Material
from events import plans, sections
from events.rules.findings import Severity, Stops
from events.rules.plans import Cost, Plan, PlanBudget, PlanSection
from tests import make
from web import wiring


async def started(**differing):
    actor = await make.actor()
    return actor, await make.activity(actor, **differing)


async def said(actor, activity, code):
    return [one for one in await findings.of(actor, activity) if one.code == code]


async def add(actor, activity, label, amount="", **cells):
    """Add a line as it is typed, and return its id."""
    return await lines.add(actor, activity.id, {"label": label, "planned": amount, **cells})


async def written(actor, activity, text, heading="说明"):
    section = await sections.add(actor, activity.id, heading)
    await sections.write(
        actor, activity.id, section.id, 1, sections.Written(heading=heading, text=text)
    )
    return section


async def test_money_that_is_mentioned_wants_a_line_and_what_is_free_wants_none(db):
    actor, activity = await started()
    assert await said(actor, activity, "budget-missing") == []
    await written(actor, activity, "社区提供饮水，不收取任何费用。")
    assert await said(actor, activity, "budget-missing") == []

    await written(actor, activity, "由社团采购礼物。")

    (missing,) = await said(actor, activity, "budget-missing")
    assert (missing.severity, missing.stops) == (Severity.WARNING, Stops.SUBMIT)
    await add(actor, activity, "礼物", "100")
    assert await said(actor, activity, "budget-missing") == []


async def test_things_to_be_bought_want_a_line_too(db):
    actor, activity = await started()
    await Material.insert(Material(activity=activity.id, item="彩纸", origin=Origin.BORROWED))
    assert await said(actor, activity, "budget-missing") == []
    await Material.insert(Material(activity=activity.id, item="胶水", origin=Origin.BOUGHT))

    (missing,) = await said(actor, activity, "budget-missing")

    assert missing.details["what"] == "胶水"


async def test_what_is_announced_is_paid_by_a_line(db):
    actor, activity = await started()
    await add(actor, activity, "路费", "400")
    await written(actor, activity, "启动仪式上宣布设立助学金。", "活动流程")
    (unpaid,) = await said(actor, activity, "announced-but-unbudgeted")
    assert (unpaid.severity, unpaid.stops) == (Severity.WARNING, Stops.NOTHING)

    await add(actor, activity, "助学金", "3000")

    assert await said(actor, activity, "announced-but-unbudgeted") == []


@pytest.mark.parametrize(("switched", "stops"), [(False, Stops.NOTHING), (True, Stops.SUBMIT)])
async def test_whether_a_shortfall_stops_the_plan_is_for_the_association_to_say(
    db, switched, stops
):
    actor, activity = await started()
    await add(actor, activity, "路费", "400")
    await organizations.decide(actor, Switches(shortfall_stops=switched))

    (short,) = await said(actor, activity, "source-shortfall")

    assert short.stops is stops
    await sources.save(actor, activity.id, WantedSource("College", promised="400", approved="400"))
    assert await said(actor, activity, "source-shortfall") == []


async def test_a_larger_shortfall_is_not_the_one_that_was_accepted(db):
    actor, activity = await started()
    await add(actor, activity, "路费", "400")
    (before,) = await said(actor, activity, "source-shortfall")
    await add(actor, activity, "餐费", "100")

    (after,) = await said(actor, activity, "source-shortfall")

    assert before.subject != after.subject


async def test_two_whole_factors_ask_which_is_the_price_and_one_tap_says_it(db):
    actor, activity = await started()
    line = await add(actor, activity, "横幅", quantity="80", price="2")
    await lines.set_price_factor(actor, activity.id, line, "unknown")
    (asked,) = await said(actor, activity, "factor-order-unknown")
    assert [tap.fields["price_factor"] for tap in asked.taps] == ["a", "b"]
    assert asked.severity is Severity.NOTE

    assert await lines.set_price_factor(actor, activity.id, line, "a")

    assert await said(actor, activity, "factor-order-unknown") == []
    assert not await lines.set_price_factor(actor, activity.id, line, "b")


async def test_a_lump_sum_wants_a_note_and_an_even_share(db):
    actor, activity = await started()
    line = await add(actor, activity, "礼物", "500")
    await lines.set_per_head(actor, activity.id, line, PerHead.PARTICIPANTS)
    assert len(await said(actor, activity, "lump-sum-unexplained")) == 1
    assert len(await said(actor, activity, "per-head-uneven")) == 1
    await lines.remove(actor, activity.id, line)
    line = await add(actor, activity, "礼物", "600", note="书签和画册")
    await lines.set_per_head(actor, activity.id, line, PerHead.PARTICIPANTS)

    assert await said(actor, activity, "lump-sum-unexplained") == []
    assert await said(actor, activity, "per-head-uneven") == []


async def test_a_planner_sees_what_money_lacks_and_no_button_that_refuses(db):
    actor, activity = await started()
    line = await add(actor, activity, "水费", quantity="50", unit="瓶", price="1.5")
    await lines.set_per_head(actor, activity.id, line, PerHead.PRESENT)
    planner = await make.actor(Role.PLANNER, of=actor)

    ((own,), (theirs,)) = (
        await said(actor, activity, "headcount-supplies"),
        await said(planner, activity, "headcount-supplies"),
    )

    assert (len(own.taps), theirs.taps, own.subject) == (1, (), theirs.subject)
    assert own.details["extra"] == "+15.00"
    assert Decimal(own.details["heads"]) == activity.present


async def miscounted(stated="118", total="共计：128元"):
    """Make an activity of a plan whose text says `stated` for 24 books at 4.50."""
    wiring.connect()  # the budget listens to plans
    actor = await make.actor()
    books = Cost(name="图书", factors=("24", "4.5"), price_factor="b", stated=stated)
    plan = Plan(
        title="书香日",
        budget=PlanBudget(lines=(books, Cost(name="车费", amount="10", note="往返"))),
        sections=(PlanSection(heading="经费预算", key="budget", text=total),),
    )
    return actor, await plans.create(actor, plan)


async def test_a_line_whose_text_says_another_amount_stops_until_somebody_decides(db):
    actor, activity = await miscounted()
    (found,) = await said(actor, activity, "budget-line-mismatch")
    assert (found.severity, found.stops) == (Severity.ERROR, Stops.SUBMIT)
    assert "¥108.00" in found.sentence
    assert "¥118.00" in found.sentence
    (line, _) = await lines.of_activity(actor, activity.id)
    await lines.change(actor, activity.id, line.id, 1, {"note": "绘本"})
    assert await said(actor, activity, "budget-line-mismatch")

    assert await lines.settle(actor, activity.id, line.id)

    assert await said(actor, activity, "budget-line-mismatch") == []
    assert not await lines.settle(actor, activity.id, line.id)


async def test_what_the_text_says_can_be_taken_as_a_lump_sum(db):
    actor, activity = await miscounted(total="")
    (line, _) = await lines.of_activity(actor, activity.id)
    assert not await lines.settle(actor, activity.id, line.id, take=11900)

    assert await lines.settle(actor, activity.id, line.id, take=11800)

    (line, _) = await lines.of_activity(actor, activity.id)
    assert (line.planned, line.basis, line.note) == (11800, "lump", "24 × 4.5")
    assert await said(actor, activity, "budget-line-mismatch") == []


async def test_another_amount_is_a_decision_about_what_the_text_said(db):
    actor, activity = await miscounted()
    (line, _) = await lines.of_activity(actor, activity.id)
    await lines.change(actor, activity.id, line.id, 1, {"quantity": "25"})
    assert await said(actor, activity, "budget-line-mismatch") == []


async def test_a_text_that_says_the_same_as_the_sum_is_no_mistake(db):
    actor, activity = await miscounted("108.00", "共计：118元")
    assert await said(actor, activity, "budget-line-mismatch") == []
    assert await said(actor, activity, "budget-total-mismatch") == []


async def test_a_total_in_the_words_that_is_not_that_of_the_lines_can_be_dropped(db):
    actor, activity = await miscounted(total="往返用校车。\n共计：128元")
    (found,) = await said(actor, activity, "budget-total-mismatch")
    assert (found.severity, found.stops) == (Severity.ERROR, Stops.SUBMIT)
    assert found.taps[0].fields == {"written": "12800"}
    assert not await stated.drop_total(actor, activity.id, 99)

    assert await stated.drop_total(actor, activity.id, 12800)

    assert await said(actor, activity, "budget-total-mismatch") == []
    (section,) = await sections.of(activity)
    assert section.text == "往返用校车。"
