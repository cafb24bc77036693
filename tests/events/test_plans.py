from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.rules.permissions import NotAllowed, Role
from events import activities, blueprints, obligations, plans, proposals, schedule, sections, tasks
from events.plans import activity_planned
from events.rules.activities import DateState, NoSuchActivity
from events.rules.blueprints import Answers
from events.rules.plan_files import read, write
from events.rules.plans import Plan
from events.rules.tasks import TaskStatus
from kit.errors import Refusal
from kit.i18n import clock
from tests import make

DAY = date(2026, 12, 5)


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-10T02:00:00Z", tick=True):
        yield


async def planned(actor, **answers):
    usual = {"title": "Spring visit", "start_date": DAY, "place": "Tianfu school"}
    return await plans.create(actor, blueprints.plan("one-to-one"), Answers(**usual | answers))


def starts(day, activity):
    return [clock(block.starts_at, activity.zone) for block in day.blocks if block.starts_at]


async def test_a_template_becomes_an_activity_with_everything_in_it(db):
    actor = await make.actor()
    activity = await planned(actor, partner="Tianfu school")

    assert activity.starts_at == datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
    assert activity.ends_at == datetime(2026, 12, 5, 4, 20, tzinfo=UTC)
    assert (activity.date_state, activity.present) == (DateState.FIXED, 60)
    assert len(await sections.of(activity)) == 10
    assert len(await tasks.of(actor, activity.id)) == 18
    day = await schedule.of_activity(actor, activity.id)
    assert (len(day.blocks), len(day.lanes), day.clashes) == (13, 3, ())
    assert starts(day, activity)[:4] == ["08:00", "09:10", "09:10", "09:30"]
    [promise] = await obligations.of(activity)
    assert promise.starts_on == date(2026, 12, 6)
    assert {p.name for p in await activities.parties(activity)} == {"Tianfu school"}


async def test_a_plan_without_a_date_keeps_its_clock_until_the_date_is_known(db):
    actor = await make.actor()
    activity = await planned(actor, start_date=None, start_time="13:00")
    assert activity.date_state is DateState.UNKNOWN
    assert {task.due for task in await tasks.of(actor, activity.id)} == {None}
    assert starts(await schedule.of_activity(actor, activity.id), activity) == []

    when = {"starts_at": datetime(2026, 12, 5, 5, 0, tzinfo=UTC), "date_state": DateState.FIXED}
    dated = await activities.change(actor, activity.id, activity.version, when)

    assert starts(await schedule.of_activity(actor, activity.id), dated)[:2] == ["13:00", "14:10"]
    assert {t.key: t.due for t in await tasks.of(actor, activity.id)}["pairs"] == date(2026, 12, 1)


async def test_moving_the_day_moves_open_tasks_and_blocks_and_leaves_what_is_done(db):
    actor = await make.actor()
    activity = await planned(actor)
    ticked = next(t for t in await tasks.of(actor, activity.id) if t.key == "submit")
    await tasks.finish(actor, activity.id, ticked.id, ticked.version)

    when = {
        "starts_at": datetime(2026, 12, 12, 1, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 12, 12, 5, 20, tzinfo=UTC),
    }
    moved = await activities.change(actor, activity.id, activity.version, when)

    due = {task.key: task for task in await tasks.of(actor, activity.id)}
    assert due["submit"].due == ticked.due
    assert due["pairs"].due == date(2026, 12, 8)
    assert due["pairs"].calendar_sequence == 2
    assert due["hours-recorded"].due == date(2026, 12, 25)
    day = await schedule.of_activity(actor, activity.id)
    assert starts(day, moved)[:2] == ["09:00", "10:10"]
    assert day.blocks[0].starts_at.day == 12
    assert (await obligations.of(moved))[0].starts_on == date(2026, 12, 13)


async def test_a_task_reopened_after_a_move_is_due_by_the_new_date(db):
    actor = await make.actor()
    activity = await planned(actor)
    task = next(t for t in await tasks.of(actor, activity.id) if t.key == "submit")
    done = await tasks.finish(actor, activity.id, task.id, task.version)
    await activities.change(
        actor, activity.id, activity.version, {"starts_at": datetime(2026, 12, 12, tzinfo=UTC)}
    )

    again = await tasks.reopen(actor, activity.id, task.id, done.version)
    assert (again.status, again.due) == (TaskStatus.OPEN, date(2026, 11, 14))


async def test_the_document_given_back_makes_the_same_activity_again(db):
    actor = await make.actor()
    first = await planned(actor, partner="Tianfu school", tentative=True)
    document = await proposals.document(actor, first.id)

    again = await plans.create(actor, read(write(document)))
    copy = await proposals.document(actor, again.id)

    assert again.id != first.id
    assert copy == document
    assert copy.when.tentative
    assert [step.start for step in copy.schedule][:2] == ["08:00", "09:10"]


async def test_an_activity_whose_budget_or_call_cannot_be_written_is_not_there_at_all(db):
    class Unwritable(Refusal):
        message = "no"

    async def refuse(told):
        if told.plan.title == "Doomed":
            raise Unwritable

    actor = await make.actor()
    activity_planned.listen(refuse)
    try:
        with pytest.raises(Unwritable):
            await planned(actor, title="Doomed")
        await planned(actor, title="Blessed")
    finally:
        activity_planned._listeners.remove(refuse)
    assert [a.title for a in await activities.of_organization(actor)] == ["Blessed"]


async def test_only_planners_make_plans_and_strangers_read_none(db):
    actor, stranger = await make.actor(), await make.actor()
    with pytest.raises(NotAllowed):
        await planned(await make.actor(Role.VIEWER, of=actor))
    activity = await planned(actor)
    with pytest.raises(NoSuchActivity):
        await proposals.document(stranger, activity.id)
    assert (await proposals.document(actor, activity.id)).title == "Spring visit"


async def test_words_of_other_makers_are_kept_as_far_as_we_know_them(db):
    actor = await make.actor()
    text = b"""{"format": "banxing-plan/1", "title": "Fair", "traits": {"kind": "carnival"},
        "parties": [{"role": "organiser", "name": "Union"}, {"role": "friend", "name": "Shop"}],
        "tasks": [{"phase": "after", "text": "Thank", "offset_days": 3}]}"""
    activity = await plans.create(actor, read(text))
    assert activity.kind == "other"
    assert {(p.role, p.name) for p in await activities.parties(activity)} == {
        ("organizer", "Union"),
        ("partner", "Shop"),
    }
    assert isinstance(await proposals.document(actor, activity.id), Plan)
