import pytest

from accounts.rules.permissions import NotAllowed, Role
from budget import lines, sources
from budget.findings import checked
from budget.rules.grid import Posted
from budget.rules.ledger import LineChanged, NoSuchLine, PerHead, PriceFactor
from budget.rules.sources import OutOfOrder
from events.rules.activities import NoSuchActivity
from kit.forms import WrongForm
from tests import make

WATER = {"label": "饮用水", "quantity": "50", "price": "1.5", "unit": "瓶", "category": "food"}


async def started(role=Role.OWNER):
    actor = await make.actor(role)
    return actor, await make.activity(actor)


async def test_a_line_is_kept_as_it_was_typed(db):
    actor, activity = await started()

    await lines.add(actor, activity.id, WATER)

    (line,) = await lines.of_activity(actor, activity.id)
    assert (line.label, line.planned, line.unit, line.price_factor) == (
        "饮用水",
        7500,
        "瓶",
        PriceFactor.B,
    )


async def test_the_second_of_two_editors_is_told_and_overwrites_nothing(db):
    actor, activity = await started()
    line_id = await lines.add(actor, activity.id, WATER)

    await lines.change(actor, activity.id, line_id, 1, {"quantity": "60"})
    with pytest.raises(LineChanged, match="饮用水"):
        await lines.change(actor, activity.id, line_id, 1, {"quantity": "55"})

    assert [line.planned for line in await lines.of_activity(actor, activity.id)] == [9000]


async def test_a_sheet_with_one_wrong_row_saves_nothing_and_names_the_cell(db):
    actor, activity = await started()
    line_id = await lines.add(actor, activity.id, WATER)

    with pytest.raises(WrongForm) as refusal:
        await lines.save_sheet(
            actor,
            activity.id,
            Posted({line_id: (1, {"quantity": "60"})}, [{"label": "x", "planned": "?"}]),
        )

    assert list(refusal.value.by_field) == ["planned.new"]
    assert [line.planned for line in await lines.of_activity(actor, activity.id)] == [7500]


async def test_a_sheet_saves_changed_and_new_rows_and_skips_untouched_ones(db):
    actor, activity = await started()
    first = await lines.add(actor, activity.id, WATER)
    second = await lines.add(actor, activity.id, {"label": "面包", "planned": "75"})

    count = await lines.save_sheet(
        actor,
        activity.id,
        Posted(
            {first: (1, {"quantity": "60"}), second: (1, {"planned": "75.00"})},
            [{"label": "路费", "planned": "400"}],
        ),
    )

    found = await lines.of_activity(actor, activity.id)
    assert count == 2
    assert [(line.label, line.planned, line.version) for line in found] == [
        ("饮用水", 9000, 2),
        ("面包", 7500, 1),
        ("路费", 40000, 1),
    ]


async def test_supplies_for_fifty_become_supplies_for_sixty_and_only_then(db):
    actor, activity = await started()
    line_id = await lines.add(actor, activity.id, WATER)
    await lines.set_per_head(actor, activity.id, line_id, PerHead.PRESENT)

    before = checked(activity, await lines.of_activity(actor, activity.id), [])
    fitted = await lines.fit_heads(actor, activity.id, line_id)
    (line,) = await lines.of_activity(actor, activity.id)
    after = checked(activity, await lines.of_activity(actor, activity.id), [])

    assert "headcount-supplies" in {f.code for f in before}
    assert next(f for f in before if f.code == "headcount-supplies").details["extra"] == "+15.00"
    assert line.planned == 9000
    assert "headcount-supplies" not in {f.code for f in after}

    assert await lines.fit_heads(actor, activity.id, line_id) is None
    await lines.unfit_heads(actor, activity.id, line_id, fitted.quantity)
    (line,) = await lines.of_activity(actor, activity.id)
    assert (line.factor_a, line.planned) == (50, 7500)


async def test_a_line_taken_out_can_be_put_back(db):
    actor, activity = await started()
    line_id = await lines.add(actor, activity.id, WATER)

    await lines.remove(actor, activity.id, line_id)
    gone = await lines.of_activity(actor, activity.id)
    await lines.remove(actor, activity.id, line_id, undo=True)

    assert gone == []
    assert len(await lines.of_activity(actor, activity.id)) == 1


async def test_a_planner_reads_the_budget_and_may_not_change_it(db):
    planner, activity = await started(Role.PLANNER)

    assert await lines.of_activity(planner, activity.id) == []
    with pytest.raises(NotAllowed):
        await lines.add(planner, activity.id, WATER)


async def test_a_viewer_sees_the_total_and_no_line(db):
    actor, activity = await started()
    await lines.add(actor, activity.id, WATER)
    viewer = await make.actor(Role.VIEWER, of=actor)

    assert await lines.total(viewer, activity.id) == 7500
    with pytest.raises(NotAllowed):
        await lines.of_activity(viewer, activity.id)


async def test_another_associations_line_does_not_exist_for_us(db):
    theirs, activity = await started()
    line_id = await lines.add(theirs, activity.id, WATER)
    ours, own = await started()

    with pytest.raises(NoSuchActivity):
        await lines.change(ours, activity.id, line_id, 1, {"label": "ours"})
    with pytest.raises(NoSuchLine):
        await lines.change(ours, own.id, line_id, 1, {"label": "ours"})


async def test_only_approved_money_covers_the_budget(db):
    actor, activity = await started()
    await lines.add(actor, activity.id, WATER)

    await sources.save(actor, activity.id, sources.Wanted("学院", promised="75", approved="74.99"))
    short = checked(
        activity,
        await lines.of_activity(actor, activity.id),
        await sources.of_activity(actor, activity.id),
    )
    (source,) = await sources.of_activity(actor, activity.id)
    await sources.save(
        actor,
        activity.id,
        sources.Wanted("学院", promised="75", approved="75"),
        source_id=source.id,
        version=1,
    )
    covered = checked(
        activity,
        await lines.of_activity(actor, activity.id),
        await sources.of_activity(actor, activity.id),
    )

    assert "source-shortfall" in {f.code for f in short}
    assert "source-shortfall" not in {f.code for f in covered}


async def test_nobody_receives_more_than_was_approved(db):
    actor, activity = await started()

    with pytest.raises(OutOfOrder):
        await sources.save(
            actor, activity.id, sources.Wanted("学院", promised="10", approved="5", received="6")
        )
