from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import msgspec
import pytest
import time_machine

import events.tables
import volunteers.tables.applications as application_tables
from accounts import links
from accounts.rules.links import FeedOf, Kind
from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import Moved, NoSuchActivity, Status
from events.rules.plans import PlanTraining
from kit import clock
from tests import make
from tests.volunteers import calls
from volunteers import applications, attendance, modules, my_training, training, undated
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.attendance import NotBegun
from volunteers.rules.training import (
    Answer,
    EndsBeforeItStarts,
    NoSuchSession,
    NotInTraining,
    Presence,
    SessionChanged,
    SessionFull,
    SessionOff,
    SessionOver,
    Wanted,
)

EVENING = Wanted(
    title="Company and its limits", day=date(2026, 11, 25), start=time(19), end=time(21)
)

IN_THE_EVENING = "2026-11-25T11:30:00Z"


@pytest.fixture(autouse=True)
def before_the_training():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(**differing):
    """A planner, an activity of two accepted people and a reserve, and one session."""
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    tokens = await calls.apply(activity, 1, 2, 3)
    wanted = {**{k: getattr(EVENING, k) for k in EVENING.__struct_fields__}, **differing}
    session_id = await training.add(actor, activity.id, Wanted(**wanted))
    holders = [await links.holder(Kind.VOLUNTEER, token) for token in tokens]
    return actor, activity, session_id, holders


async def test_a_session_is_kept_in_the_time_of_its_place(db):
    actor, activity, _, _ = await scene()

    (held,) = (await training.overview(actor, activity.id)).sessions

    assert held.session.starts_at.isoformat() == "2026-11-25T11:00:00+00:00"
    assert held.session.calendar_uid == f"training-{held.session.id}@plan.example"


async def test_answers_are_counted_and_reserves_train_like_everybody_else(db):
    actor, activity, session_id, holders = await scene()

    await training.answer(holders[0], session_id, Answer.COMING)
    await training.answer(holders[2], session_id, Answer.NOT_COMING)

    overview = await training.overview(actor, activity.id)
    assert [one.status for one in overview.trainees] == [
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.RESERVED,
    ]
    tally = overview.sessions[0].tally
    assert (tally.coming, tally.not_coming, tally.silent) == (1, 1, 1)


async def test_the_last_answer_counts_and_moves_ones_own_calendar_only(db):
    _, activity, session_id, holders = await scene()
    feed = await links.make(
        activity.organization,
        Kind.FEED,
        holders[0].object_id,
        about=FeedOf.VOLUNTEER,
        activity_id=activity.id,
    )
    before = (await links.holder(Kind.FEED, feed)).version

    await training.answer(holders[0], session_id, Answer.COMING)
    await training.answer(holders[0], session_id, Answer.NOT_COMING)

    me = await applications.of_link(holders[0])
    (mine,) = (await my_training.of_volunteer(holders[0], me))["trainings"]
    assert mine.answer is Answer.NOT_COMING
    assert (await links.holder(Kind.FEED, feed)).version == before + 2


async def test_the_last_seat_is_given_and_the_one_after_refused(db):
    _, _, session_id, holders = await scene(capacity=2)
    await training.answer(holders[0], session_id, Answer.COMING)

    await training.answer(holders[1], session_id, Answer.COMING)
    await training.answer(holders[1], session_id, Answer.COMING)  # one's own seat is not another's

    with pytest.raises(SessionFull):
        await training.answer(holders[2], session_id, Answer.COMING)


async def test_an_answer_is_taken_until_the_session_is_over(db):
    _, _, session_id, holders = await scene()

    with time_machine.travel("2026-11-25T12:59:59Z", tick=False):
        await training.answer(holders[0], session_id, Answer.COMING)
    with (
        time_machine.travel("2026-11-25T13:00:00Z", tick=False),
        pytest.raises(SessionOver),
    ):
        await training.answer(holders[1], session_id, Answer.COMING)


@pytest.mark.parametrize(
    ("presence", "counts"),
    [
        (Presence.PRESENT, True),
        (Presence.LATE, True),
        (Presence.LEFT_EARLY, False),
        (Presence.EXCUSED, False),
        (Presence.ABSENT, False),
        (Presence.UNKNOWN, False),
    ],
)
async def test_only_who_was_there_is_trained(db, presence, counts):
    actor, activity, session_id, holders = await scene()
    who = holders[0].object_id

    with time_machine.travel(IN_THE_EVENING):
        await attendance.mark(actor, activity.id, session_id, who, presence)

    assert await training.trained(activity.id) == ({who} if counts else set())


@pytest.mark.parametrize(
    ("now", "early"), [("2026-11-25T08:59:59Z", True), ("2026-11-25T09:00:00Z", False)]
)
async def test_nobody_is_there_more_than_two_hours_before_the_start(db, now, early):
    actor, activity, session_id, holders = await scene()
    who = holders[0].object_id
    await training.answer(holders[0], session_id, Answer.COMING)

    with time_machine.travel(now, tick=False):
        if early:
            with pytest.raises(NotBegun):
                await attendance.mark(actor, activity.id, session_id, who, Presence.PRESENT)
            with pytest.raises(NotBegun):
                await attendance.mark_everybody(actor, activity.id, session_id)
        else:
            await attendance.mark_everybody(actor, activity.id, session_id)
        await attendance.mark(
            actor, activity.id, session_id, holders[1].object_id, Presence.UNKNOWN
        )

    assert await training.trained(activity.id) == (set() if early else {who})


async def test_everybody_who_said_yes_was_there_and_it_can_be_taken_back(db):
    actor, activity, session_id, holders = await scene()
    first, second, third = (holder.object_id for holder in holders)
    for holder in holders[:2]:
        await training.answer(holder, session_id, Answer.COMING)
    with time_machine.travel(IN_THE_EVENING, tick=True):
        await attendance.mark(actor, activity.id, session_id, second, Presence.ABSENT)

        stamp = await attendance.mark_everybody(actor, activity.id, session_id)
        await attendance.mark(actor, activity.id, session_id, third, Presence.LATE)

    assert await training.trained(activity.id) == {first, third}

    await attendance.unmark_everybody(actor, activity.id, session_id, stamp)

    assert await training.trained(activity.id) == {third}


async def test_a_moved_session_says_from_when_and_its_calendar_layer_rises(db):
    actor, activity, session_id, _ = await scene()
    before = (await training.of(activity.id))[0]
    version = await _calendar_version(activity)

    later = Wanted(
        title=EVENING.title, day=EVENING.day + timedelta(1), start=time(19), end=time(21)
    )
    await training.change(actor, activity.id, session_id, before.version, later)

    after = (await training.of(activity.id))[0]
    assert after.moved_from == before.starts_at
    assert after.calendar_sequence == before.calendar_sequence + 1
    assert after.calendar_modified > before.calendar_modified
    assert await _calendar_version(activity) == version + 1
    with pytest.raises(SessionChanged):
        await training.change(actor, activity.id, session_id, before.version, later)


async def test_a_cancelled_session_stays_as_cancelled_and_takes_no_answers(db):
    actor, activity, session_id, holders = await scene()
    with time_machine.travel(IN_THE_EVENING):
        await attendance.mark(
            actor, activity.id, session_id, holders[0].object_id, Presence.PRESENT
        )

    await training.cancel(actor, activity.id, session_id)

    assert (await training.of(activity.id))[0].cancelled_at is not None
    assert await training.trained(activity.id) == set()
    with pytest.raises(SessionOff):
        await training.answer(holders[0], session_id, Answer.COMING)

    await training.cancel(actor, activity.id, session_id, undo=True)

    assert await training.trained(activity.id) == {holders[0].object_id}


async def test_a_session_lasts_at_least_a_minute(db):
    await scene(end=time(19, 1))

    with pytest.raises(EndsBeforeItStarts):
        await scene(end=time(19, 0))


async def test_strangers_find_no_session(db):
    actor, activity, session_id, holders = await scene()
    stranger, viewer = await make.actor(), await make.actor(Role.APPROVER, of=actor)
    other = await calls.opened(actor)
    who = holders[0].object_id

    with pytest.raises(NoSuchActivity):
        await training.overview(stranger, activity.id)
    with pytest.raises(NoSuchActivity):
        await attendance.mark(stranger, activity.id, session_id, who, Presence.PRESENT)
    with pytest.raises(NoSuchSession):
        await attendance.mark(actor, other.id, session_id, who, Presence.PRESENT)
    with pytest.raises(NotAllowed):
        await attendance.mark(viewer, activity.id, session_id, who, Presence.PRESENT)
    (elsewhere,) = await calls.apply(other, 9)
    with pytest.raises(NotInTraining):
        nine = (await links.holder(Kind.VOLUNTEER, elsewhere)).object_id
        with time_machine.travel(IN_THE_EVENING):
            await attendance.mark(actor, activity.id, session_id, nine, Presence.PRESENT)


async def _calendar_version(activity):
    a = events.tables.Activity
    row = await a.select(a.calendar_version).where(a.id == activity.id).first()
    return row["calendar_version"]


async def test_a_plan_names_modules_and_its_trainings_teach_those_the_association_has(db):
    actor = await make.actor()
    await modules.begin(actor)
    child_protection = next(m for m in await modules.of(actor.organization_id) if m.safeguarding)
    named = PlanTraining(
        title="Evening", offset_days=-3, modules=(child_protection.name, "Juggling")
    )
    undecided = await make.activity(actor, starts_at=None, ends_at=None)
    decided = await make.activity(actor)

    await undated.write(decided, [named])
    await undated.write(undecided, [named])

    (waiting,) = await undated.of(undecided.id)
    (session,) = await training.of(decided.id)
    assert waiting.modules == named.modules
    assert session.modules == (child_protection.id,)

    dated = msgspec.structs.replace(undecided, starts_at=make.T_DAY)
    await undated.follow(Moved("周敏", undecided, dated))
    assert [one.modules for one in await training.of(undecided.id)] == [(child_protection.id,)]


async def test_a_module_attended_last_year_counts_in_the_next_activity_until_it_runs_out(db):
    actor, activity, _, holders = await scene()
    await modules.begin(actor)
    taught = next(m for m in await modules.of(actor.organization_id) if m.safeguarding)
    session_id = await training.add(
        actor, activity.id, msgspec.structs.replace(EVENING, modules=(taught.id,))
    )
    with time_machine.travel(IN_THE_EVENING):
        await attendance.mark(
            actor, activity.id, session_id, holders[0].object_id, Presence.PRESENT
        )
    counts = {}
    for last in (date(2027, 11, 24), date(2027, 11, 25), date(2027, 11, 26)):
        later = datetime(last.year, last.month, last.day, 2, tzinfo=UTC)
        following = await make.activity(
            actor, status=Status.OPEN, starts_at=later, ends_at=later + timedelta(hours=3)
        )
        await make_call(following)
        (token,) = await calls.apply(following, 1)
        counts[last.day] = (await links.holder(Kind.VOLUNTEER, token)).object_id in (
            await training.trained(following.id)
        )

    assert counts == {24: True, 25: True, 26: False}


async def make_call(activity):
    await application_tables.Recruitment(
        id=uuid4(),
        activity=activity.id,
        quota=2,
        published_at=clock.now(),
        risk_statement="Rain.",
    ).save()
