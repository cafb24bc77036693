from datetime import date, time

import pytest
import time_machine

import accounts.tables
import volunteers.tables.applications as application_tables
from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from accounts.throttles import TooOften
from events.rules.activities import NoSuchActivity
from tests import make
from tests.volunteers import calls
from volunteers import attendance, doors, screens, training
from volunteers.rules import doors as rules
from volunteers.rules.attendance import DoorClosed, LeftBeforeComing, NotBegun, Step, Times
from volunteers.rules.doors import NoDoorOpen, NotOnTheList, OtherTraining, StaleCode, UnknownCode
from volunteers.rules.training import Means, NotInTraining, Presence, Wanted

EVENING = Wanted(title="Company", day=date(2026, 11, 25), start=time(19), end=time(21))
BEGIN = "2026-11-25T10:55:00Z"
LATE = "2026-11-25T11:25:00Z"
TOO_EARLY_HOME = "2026-11-25T12:20:00Z"


@pytest.fixture(autouse=True)
def before_the_training():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(people=3):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    tokens = await calls.apply(activity, *range(1, people + 1))
    session_id = await training.add(actor, activity.id, EVENING)
    holders = [await links.holder(Kind.VOLUNTEER, token) for token in tokens]
    return actor, activity, session_id, holders


async def shown(actor, activity, session_id):
    return (await screens.screen(actor, activity.id, session_id)).showing.code


async def own_code(holder):
    a = application_tables.Application
    row = await a.select(a.door_code).where(a.id == holder.object_id).first()
    return row["door_code"]


async def test_a_volunteer_types_the_code_of_the_screen_and_is_there_once(db):
    actor, activity, session_id, (me, *_) = await scene()
    with time_machine.travel(BEGIN, tick=False):
        code = await shown(actor, activity, session_id)
        first = await doors.sign(me, code, Step.IN)
        second = await doors.sign(me, code, Step.IN)

    row = await attendance.one(session_id, me.object_id)
    assert (first.again, second.again) == (False, True)
    assert (row.presence, row.method) == (Presence.PRESENT, Means.CODE)
    assert row.came_at.isoformat() == "2026-11-25T10:55:00+00:00"
    assert await training.trained(activity.id) == {me.object_id}


@pytest.mark.parametrize(("seconds", "taken"), [(89, True), (90, False)])
async def test_a_code_sent_home_is_worth_nothing_a_minute_later(db, seconds, taken):
    actor, activity, session_id, (me, *_) = await scene()
    with time_machine.travel("2026-11-25T10:55:00Z", tick=False):
        code = await shown(actor, activity, session_id)

    with time_machine.travel(f"2026-11-25T10:56:{seconds - 60:02}Z", tick=False):
        if taken:
            await doors.sign(me, code, Step.IN)
        else:
            with pytest.raises(StaleCode):
                await doors.sign(me, code, Step.IN)

    assert (me.object_id in await training.trained(activity.id)) is taken


async def test_without_the_window_an_old_code_would_still_be_taken(db, monkeypatch):
    """The control: the minute is what keeps a forwarded code out."""
    actor, activity, session_id, (me, *_) = await scene()
    with time_machine.travel("2026-11-25T10:55:00Z", tick=False):
        code = await shown(actor, activity, session_id)
    minutes = range(29_000_000, 31_000_000)

    def at_any_time(door, typed, now):
        first = int(now.timestamp()) // 60
        return any(
            rules._code(door, str(window), 6) == rules.plain(typed)
            for window in range(first - 30, first + 1)
            if window in minutes
        )

    monkeypatch.setattr(rules, "fits", at_any_time)
    with time_machine.travel("2026-11-25T11:05:00Z", tick=False):
        await doors.sign(me, code, Step.IN)

    assert await training.trained(activity.id) == {me.object_id}


async def test_guessing_ends_after_a_dozen_tries(db):
    _, _, _, (me, *_) = await scene()
    with time_machine.travel(BEGIN, tick=False):
        for _ in range(doors.TRIES):
            with pytest.raises(StaleCode):
                await doors.sign(me, "00000x", Step.IN)
        with pytest.raises(TooOften):
            await doors.sign(me, "00000x", Step.IN)


async def test_a_code_of_another_training_is_named_and_one_of_strangers_is_not(db):
    actor, _, _, (me, *_) = await scene()
    other = await calls.opened(actor)
    elsewhere = await training.add(
        actor, other.id, Wanted(title="Games", day=EVENING.day, start=time(19), end=time(20))
    )
    stranger, theirs, their_session, _ = await scene()
    with time_machine.travel(BEGIN, tick=False):
        games = await shown(actor, other, elsewhere)
        with pytest.raises(OtherTraining) as refused:
            await doors.sign(me, games, Step.IN)
        with pytest.raises(StaleCode):
            await doors.sign(me, await shown(stranger, theirs, their_session), Step.IN)

    assert "Games" in str(refused.value)


async def test_no_door_is_open_outside_its_hours(db):
    _, _, _, (me, *_) = await scene()

    for moment in ("2026-11-25T08:59:59Z", "2026-11-26T01:00:01Z"):
        with time_machine.travel(moment, tick=False), pytest.raises(NoDoorOpen):
            await doors.sign(me, "123456", Step.IN)


async def test_who_comes_late_is_late_and_who_leaves_too_early_has_not_attended(db):
    actor, activity, session_id, (me, other, _) = await scene()
    with time_machine.travel(LATE, tick=False):
        code = await shown(actor, activity, session_id)
        await doors.sign(me, code, Step.IN)
        await doors.sign(other, code, Step.IN)
    with time_machine.travel(TOO_EARLY_HOME, tick=False):
        await doors.sign(me, await shown(actor, activity, session_id), Step.OUT)

    rows = {row.application: row for row in await attendance.of([session_id])}
    assert rows[me.object_id].presence is Presence.LEFT_EARLY
    assert rows[other.object_id].presence is Presence.LATE
    assert await training.trained(activity.id) == {other.object_id}


async def test_whoever_scans_the_screen_writes_name_and_number_which_belong_together(db):
    actor, activity, session_id, _ = await scene()
    with time_machine.travel(BEGIN, tick=False):
        code = await shown(actor, activity, session_id)
        _, _, ticket = await doors.enter(session_id, code)
        for name, number in (("许诺1", "202200002"), ("许诺9", "202200001"), ("许诺9", "nobody")):
            with pytest.raises(NotOnTheList):
                await doors.sign_by_name(session_id, ticket, name, number, Step.IN)
        noted = await doors.sign_by_name(session_id, ticket, " 许 诺1", "202200001", Step.IN)
    with time_machine.travel("2026-11-25T10:58:01Z", tick=False):
        with pytest.raises(StaleCode):
            await doors.enter(session_id, code)
        with pytest.raises(StaleCode):
            await doors.sign_by_name(session_id, ticket, "许诺2", "202200002", Step.IN)

    row = await attendance.one(session_id, noted.application)
    assert (row.presence, row.method) == (Presence.PRESENT, Means.QR)
    counted = await accounts.tables.Throttle.select(accounts.tables.Throttle.bucket)
    assert counted and "202200001" not in str(counted)


async def test_a_printed_code_opens_until_it_is_ended(db):
    actor, activity, session_id, (me, other, _) = await scene()
    await screens.print_code(actor, activity.id, session_id, end=False)
    printed = (await screens.screen(actor, activity.id, session_id)).printed
    with time_machine.travel(LATE, tick=False):
        await doors.sign(me, printed, Step.IN)
        await screens.print_code(actor, activity.id, session_id, end=True)
        with pytest.raises(StaleCode):
            await doors.sign(other, printed, Step.IN)


async def test_the_trainer_takes_a_volunteers_own_code_and_can_take_it_back(db):
    actor, activity, session_id, (me, *_) = await scene()
    code = await own_code(me)
    with time_machine.travel(LATE, tick=False):
        came = await doors.pass_by(
            actor, activity.id, session_id, f" {code.lower()} ", Step.IN, scanned=True
        )
    with time_machine.travel(TOO_EARLY_HOME, tick=False):
        left = await doors.pass_by(actor, activity.id, session_id, code, Step.OUT)
        assert left.presence is Presence.LEFT_EARLY
        await doors.take_back(actor, activity.id, session_id, me.object_id, came.stamp)
        assert (await attendance.one(session_id, me.object_id)).presence is Presence.LEFT_EARLY

        await doors.take_back(actor, activity.id, session_id, me.object_id, left.stamp)

    row = await attendance.one(session_id, me.object_id)
    assert (row.presence, row.left_at, came.name) == (Presence.LATE, None, "许诺1")


async def test_a_code_of_nobody_of_another_activity_or_of_who_withdrew_is_refused(db):
    actor, activity, session_id, (me, *_) = await scene()
    other = await calls.opened(actor)
    (elsewhere,) = await calls.apply(other, 9)
    foreign = await own_code(await links.holder(Kind.VOLUNTEER, elsewhere))
    a = application_tables.Application
    with time_machine.travel(BEGIN, tick=False):
        for code in ("", "ZZZZZZ", foreign):
            with pytest.raises(UnknownCode):
                await doors.pass_by(actor, activity.id, session_id, code, Step.IN)
        await a.update({a.status: "withdrawn"}).where(a.id == me.object_id)
        with pytest.raises(NotInTraining):
            await doors.pass_by(actor, activity.id, session_id, await own_code(me), Step.IN)
        with pytest.raises(NotInTraining):
            await doors.sign(me, await shown(actor, activity, session_id), Step.IN)


async def test_after_the_door_has_closed_the_list_still_works(db):
    actor, activity, session_id, (me, *_) = await scene()
    code = await own_code(me)
    with time_machine.travel("2026-11-25T08:59:59Z", tick=False), pytest.raises(NotBegun):
        await doors.pass_by(actor, activity.id, session_id, code, Step.IN)
    with time_machine.travel("2026-11-26T01:00:01Z", tick=False):
        with pytest.raises(DoorClosed):
            await doors.pass_by(actor, activity.id, session_id, code, Step.IN)
        times = Times(came="19:05", left="20:40", note="bus")
        await attendance.write_times(actor, activity.id, session_id, me.object_id, times)
        with pytest.raises(LeftBeforeComing):
            early = Times(came="19:05", left="19:05")
            await attendance.write_times(actor, activity.id, session_id, me.object_id, early)

    row = await attendance.one(session_id, me.object_id)
    assert (row.presence, row.method, row.note) == (Presence.LEFT_EARLY, Means.LIST, "bus")
    assert row.came_at.isoformat() == "2026-11-25T11:05:00+00:00"


async def test_strangers_and_onlookers_see_no_codes(db):
    actor, activity, session_id, _ = await scene()
    onlooker = await make.actor(Role.SAFEGUARDING, of=actor)

    with pytest.raises(NoSuchActivity):
        await screens.screen(await make.actor(), activity.id, session_id)
    with pytest.raises(NotAllowed):
        await screens.screen(onlooker, activity.id, session_id)
