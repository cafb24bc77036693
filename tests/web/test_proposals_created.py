"""Whatever was read can become an activity: with its lines, blocks, tasks and lanes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budget import lines
from events import plans, schedule, tasks
from events.rules import reading
from tests import make
from web import wiring

FOLDER = Path(__file__).resolve().parents[1] / "events/rules/reading/proposals"
PROPOSALS = sorted(path.name for path in FOLDER.iterdir())


@pytest.mark.parametrize("name", PROPOSALS)
async def test_a_proposal_that_was_read_becomes_an_activity(db, name):
    wiring.connect()
    actor = await make.actor()
    plan = reading.read((FOLDER / name).read_text("utf-8"), date(2026, 11, 23)).plan

    activity = await plans.create(actor, plan)

    assert activity.title == plan.title
    assert len(await tasks.of(actor, activity.id)) == len(plan.tasks)
    assert len((await schedule.of_activity(actor, activity.id)).blocks) == len(plan.schedule)
    planned = [line.planned for line in await lines.of_activity(actor, activity.id)]
    assert planned == [int(Decimal(cost.amount) * 100) for cost in plan.budget.lines]
