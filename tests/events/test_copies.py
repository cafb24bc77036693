"""An activity becomes its next edition: everything that was planned, nothing that happened (E12)."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from asyncpg import UniqueViolationError
from piccolo.conf.apps import Finder

import accounts.tables
import events.tables
from accounts.rules.permissions import NotAllowed, Role
from events import activities, copies, findings, lessons, proposals, releases, series, tasks
from events.rules.activities import DateState, DayIsOver, NoSuchActivity, Status
from events.rules.deadlines import Side
from events.rules.editions import EditionTaken, NextEdition
from events.rules.findings import Finding, Severity, Urgency
from events.rules.lessons import NewLesson
from events.rules.tasks import OffsetUnit, TaskStatus
from events.rules.typed_tasks import NewTask
from kit import clock, database
from piccolo_conf import DB
from tests import make
from tests.exports import planned
from web import wiring

DAY = date(2027, 12, 4)


def wanted(edition=2, **differing):
    usual = {"edition": edition, "title": f"第 {edition} 届", "start_date": DAY}
    return NextEdition(**usual | differing)


@pytest.fixture
async def actor(db):
    wiring.connect()
    return await make.actor()


@pytest.fixture
async def last(actor):
    """An activity with chapters, costs, a released day, people in pairs and a training."""
    activity = await planned.released(actor)
    await planned.people(activity, 3)
    await planned.session(activity)
    return activity


async def test_what_was_planned_comes_along_with_new_dates(actor, last):
    await tasks.add(
        actor, last.id, NewTask("结项", count=10, side=Side.AFTER, unit=OffsetUnit.WORKING_DAYS)
    )
    before = await proposals.document(actor, last.id)

    made = await copies.create(actor, last.id, wanted())
    after = await proposals.document(actor, made.id)

    assert (made.first_day, made.edition, made.status) == (DAY, 2, Status.DRAFT)
    assert made.starts_at == datetime(2027, 12, 4, 0, 0, tzinfo=UTC)
    assert [(s.title, s.start, s.minutes, s.lane) for s in after.schedule] == [
        (s.title, s.start, s.minutes, s.lane) for s in before.schedule
    ]
    assert after.budget.lines == before.budget.lines
    assert after.sections == before.sections
    assert after.parties == before.parties
    assert [t.offset_days for t in after.trainings] == [t.offset_days for t in before.trainings]
    assert [g.name for g in after.groups] == [g.name for g in before.groups]
    (settled,) = [t for t in await tasks.of(actor, made.id) if t.title == "结项"]
    assert (settled.offset, settled.offset_unit) == (10, OffsetUnit.WORKING_DAYS)
    assert settled.due == date(2027, 12, 17)


async def rows_of(activity):
    """Return which tables have rows about an activity."""
    tables_with_activity = [
        table for table in Finder().get_table_classes() if hasattr(table, "activity")
    ]
    return {
        table._meta.tablename
        for table in tables_with_activity
        if await table.exists().where(table.activity == activity.id)
    }


async def test_nothing_that_happened_comes_along(actor, last):
    let_stand = Finding(
        "time-tentative", Severity.WARNING, Urgency.TIDY, "tentative", "settle", "/"
    )
    await findings.accept(actor, last.id, [let_stand], "以后再说")
    ticked = (await tasks.of(actor, last.id))[0]
    await tasks.finish(actor, last.id, ticked.id, ticked.version)

    made = await copies.create(actor, last.id, wanted())

    before, after = await rows_of(last), await rows_of(made)
    assert {"accepted_finding", "application", "pair", "participant", "release"} <= before
    assert after - before == {"recruitment"}
    assert before - after == {"accepted_finding", "application", "pair", "participant", "release"}
    assert (made.contact_name, made.contact_phone) == ("", "")
    assert (made.submitted_at, made.approved_at, made.cancel_reason) == (None, None, "")
    assert {t.status for t in await tasks.of(actor, made.id)} == {TaskStatus.OPEN}
    day = await proposals.document(actor, made.id)
    assert {(step.owner, step.people) for step in day.schedule} == {(None, ())}
    assert await releases.current(made.organization, made.id) is None


async def test_without_a_day_the_clock_is_kept(actor, last):
    made = await copies.create(actor, last.id, wanted(start_date=None))
    assert (made.date_state, made.starts_at) == (DateState.UNKNOWN, None)
    assert {task.due for task in await tasks.of(actor, made.id)} == {None}
    after = await proposals.document(actor, made.id)
    assert [step.start for step in after.schedule] == ["09:00", "09:45", "09:45"]


async def test_what_was_learned_becomes_a_check_of_the_next_edition_and_stops_its_release(
    actor, last
):
    lesson = await lessons.add(actor, last.id, NewLesson("多带两箱水"))
    made = await copies.create(actor, last.id, wanted())

    (check,) = [t for t in await tasks.of(actor, made.id) if t.lesson == lesson.id]
    assert (check.title, check.due) == ("多带两箱水", DAY - timedelta(days=7))

    async def open_checks():
        found = await findings.everything(actor, made)
        return [f.subject for f in found if f.code == "lesson-unchecked"]

    assert await open_checks() == [str(check.id)]
    await tasks.skip(actor, made.id, check.id, check.version, "这次天凉")
    assert await open_checks() == []

    third = await copies.create(actor, made.id, wanted(3))
    assert "多带两箱水" not in {t.title for t in await tasks.of(actor, third.id)}


async def test_editions_count_up_and_know_each_other(actor, last):
    second = await copies.create(actor, last.id, wanted())
    third = await copies.create(actor, last.id, wanted(3))
    known = await series.editions(actor.organization_id, second.series)
    assert [(one.edition, one.id) for one in known] == [(3, third.id), (2, second.id), (1, last.id)]
    assert (await series.before(third)).id == second.id
    assert await series.before(known[-1]) is None


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED, Status.RUNNING, Status.DRAFT])
async def test_whatever_became_of_it_it_can_be_done_again(actor, status):
    last = await make.activity(actor, status=status, cancel_reason="下雨")
    made = await copies.create(actor, last.id, wanted())
    assert (made.status, made.cancel_reason) == (Status.DRAFT, "")
    assert (await activities.find(actor, last.id)).status is status


async def test_a_copy_lies_ahead(actor, last):
    today = clock.day("Asia/Shanghai")
    with pytest.raises(DayIsOver):
        await copies.create(actor, last.id, wanted(start_date=today - timedelta(days=1)))
    assert (await activities.find(actor, last.id)).series is None
    assert (await copies.create(actor, last.id, wanted(start_date=today))).first_day == today


async def test_copies_are_for_planners_of_this_association(actor, last):
    stranger, reader = await make.actor(), await make.actor(Role.VIEWER, of=actor)
    with pytest.raises(NoSuchActivity):
        await copies.create(stranger, last.id, wanted())
    with pytest.raises(NotAllowed):
        await copies.create(reader, last.id, wanted())
    planner = await make.actor(Role.PLANNER, of=actor)
    assert (await copies.create(planner, last.id, wanted())).edition == 2


async def test_the_database_holds_no_edition_of_a_series_twice(actor, last):
    made = await copies.create(actor, last.id, wanted())
    another = await make.activity(actor)

    with pytest.raises(UniqueViolationError):
        async with database.transaction():
            await series.join(another, made.series, made.edition)
    await series.join(another, made.series, made.edition + 1)

    known = await series.editions(actor.organization_id, made.series)
    assert [one.edition for one in known] == [3, 2, 1]


@pytest.fixture
async def shared(schema):
    """An activity outside any transaction; all its association has is removed afterwards."""
    wiring.connect()
    await DB.start_connection_pool(min_size=4, max_size=4)
    actor = await make.actor()
    activity = await make.activity(actor)
    yield actor, activity
    await _forget(actor)
    await DB.close_connection_pool()


async def test_of_two_who_press_at_once_one_makes_the_edition_and_the_other_is_told(shared):
    actor, last = shared
    made = await asyncio.gather(
        *(copies.create(actor, last.id, wanted()) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in made) == ["Activity", "EditionTaken"]
    (again,) = [one for one in made if isinstance(one, EditionTaken)]
    assert "2" in str(again)
    returning = (await activities.find(actor, last.id)).series
    known = await series.editions(actor.organization_id, returning)
    assert [one.edition for one in known] == [2, 1]


async def test_two_editions_that_are_copied_at_once_do_not_become_the_same_one(shared):
    actor, first = shared
    second = await copies.create(actor, first.id, wanted())

    made = await asyncio.gather(
        *(copies.create(actor, one.id, wanted(3)) for one in (first, second)),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in made) == ["Activity", "EditionTaken"]


async def _forget(actor):
    a, home = events.tables, actor.organization_id
    for table in Finder().get_table_classes():
        if hasattr(table, "activity") and table is not a.Activity:
            await table.delete().where(table.activity.organization == home)
    await a.Activity.delete().where(a.Activity.organization == home)
    for table in (a.Series, accounts.tables.Trace, accounts.tables.Membership):
        await table.delete().where(table.organization == home)
    await accounts.tables.Account.delete().where(accounts.tables.Account.id == actor.account_id)
    await accounts.tables.Organization.delete().where(accounts.tables.Organization.id == home)
