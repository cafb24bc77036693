from datetime import date, timedelta
from uuid import uuid4

import msgspec
import pytest
from asyncpg import UniqueViolationError

from accounts.rules.permissions import NotAllowed, Role
from events import discharges, obligations, programmes, tables
from events.rules.discharges import (
    DoneInTheFuture,
    Kept,
    KeptAlready,
    NoSuchDischarge,
    NoSuchPeriod,
    State,
)
from events.rules.obligations import NewObligation, NoSuchObligation
from events.rules.programmes import NoSuchProgramme, ProgrammeClosed
from kit import clock, database
from tests import make

MONDAY = date(2025, 9, 1)
LESSON = NewObligation(title="心理健康课", unit_kind="class", units=("一班", "二班", "三班"))
TAUGHT = Kept(unit="一班", period=1, done_on=MONDAY, evidence="教案")


async def a_term(actor):
    programme = await make.programme(
        actor, starts_on=MONDAY, ends_on=MONDAY + timedelta(weeks=18, days=-1)
    )
    return programme, await obligations.add(actor, programme.id, LESSON)


async def test_a_day_with_evidence_meets_a_period_and_the_rest_stays_due(db):
    actor = await make.actor()
    programme, lesson = await a_term(actor)

    told = await discharges.record(actor, programme.id, lesson.id, TAUGHT)

    (board,) = await discharges.boards(programme)
    assert (told, board.met, board.due) == (1, 1, 54)
    assert board.cell("一班", 1).state is State.MET


async def test_what_is_done_for_all_counts_for_every_unit_that_still_owes_it(db):
    actor = await make.actor()
    programme, lesson = await a_term(actor)
    excused = Kept(unit="二班", period=1, exempt_because="运动会")
    await discharges.record(actor, programme.id, lesson.id, excused)
    for_all = Kept(unit="一班", period=1, done_on=MONDAY, evidence="讲座", for_all=True)

    told = await discharges.record(actor, programme.id, lesson.id, for_all)

    board = await discharges.board_of(programme, lesson.id)
    assert told == 2
    assert [row[0].state for row in board.rows] == [State.MET, State.EXEMPT, State.MET]


async def test_the_same_evidence_meets_one_period_once(db):
    actor = await make.actor()
    programme, lesson = await a_term(actor)
    await discharges.record(actor, programme.id, lesson.id, TAUGHT)

    for period in (1, 2):
        again = msgspec.structs.replace(TAUGHT, period=period)
        with pytest.raises(KeptAlready):
            await discharges.record(actor, programme.id, lesson.id, again)
    another = msgspec.structs.replace(TAUGHT, period=2, evidence="另一份教案")
    await discharges.record(actor, programme.id, lesson.id, another)


async def test_what_is_done_for_all_counts_once_for_whom_it_counts_already(db):
    actor = await make.actor()
    programme, lesson = await a_term(actor)
    talk = Kept(unit="二班", period=2, done_on=MONDAY, evidence="讲座")
    await discharges.record(actor, programme.id, lesson.id, talk)
    for_all = msgspec.structs.replace(talk, unit="一班", period=1, for_all=True)

    told = await discharges.record(actor, programme.id, lesson.id, for_all)

    board = await discharges.board_of(programme, lesson.id)
    assert (told, board.met) == (2, 3)
    assert board.cell("二班", 1).state is not State.MET


@pytest.mark.parametrize(
    "kept", [TAUGHT, Kept(unit="一班", period=1, exempt_because="运动会")], ids=["met", "exempt"]
)
async def test_the_database_holds_no_record_twice_whoever_writes_it(db, kept):
    actor = await make.actor()
    programme, lesson = await a_term(actor)
    await discharges.record(actor, programme.id, lesson.id, kept)
    row = await tables.Discharge.select().first()

    with pytest.raises(UniqueViolationError):
        async with database.transaction():
            await tables.Discharge.insert(tables.Discharge(**row | {"id": uuid4()}))
    other = row | {"id": uuid4(), "unit": "二班"}
    await tables.Discharge.insert(tables.Discharge(**other))

    assert await tables.Discharge.count() == 2


async def test_whoever_exempts_again_says_why_anew(db):
    actor = await make.actor()
    programme, lesson = await a_term(actor)

    for why in ("运动会", "期中考试"):
        excused = Kept(unit="一班", period=1, exempt_because=why)
        await discharges.record(actor, programme.id, lesson.id, excused)

    cell = (await discharges.board_of(programme, lesson.id)).cell("一班", 1)
    assert [one.exempt_because for one in cell.recorded] == ["期中考试"]


async def test_what_was_recorded_by_mistake_is_taken_back_once(db):
    actor = await make.actor()
    programme, lesson = await a_term(actor)
    await discharges.record(actor, programme.id, lesson.id, TAUGHT)
    (record,) = (await discharges.board_of(programme, lesson.id)).cell("一班", 1).recorded

    await discharges.take_back(actor, programme.id, lesson.id, record.id)
    with pytest.raises(NoSuchDischarge):
        await discharges.take_back(actor, programme.id, lesson.id, record.id)

    assert (await discharges.board_of(programme, lesson.id)).met == 0


async def test_a_day_to_come_and_a_period_that_is_none_are_refused(db):
    actor = await make.actor()
    programme, lesson = await a_term(actor)
    tomorrow = clock.day(programme.zone) + timedelta(days=1)

    with pytest.raises(DoneInTheFuture):
        early = Kept(unit="一班", period=1, done_on=tomorrow, evidence="教案")
        await discharges.record(actor, programme.id, lesson.id, early)
    with pytest.raises(NoSuchPeriod):
        none = Kept(unit="一班", period=19, done_on=MONDAY, evidence="教案")
        await discharges.record(actor, programme.id, lesson.id, none)


async def test_nobody_records_in_what_is_not_theirs_or_closed_or_only_theirs_to_read(db):
    ours, theirs = await make.actor(), await make.actor()
    programme, lesson = await a_term(theirs)
    own, _ = await a_term(ours)
    viewer = await make.actor(Role.VIEWER, of=ours)

    with pytest.raises(NoSuchProgramme):
        await discharges.record(ours, programme.id, lesson.id, TAUGHT)
    with pytest.raises(NoSuchObligation):
        await discharges.record(ours, own.id, lesson.id, TAUGHT)
    with pytest.raises(NotAllowed):
        await discharges.record(viewer, own.id, lesson.id, TAUGHT)
    await programmes.close(theirs, programme.id)
    with pytest.raises(ProgrammeClosed):
        await discharges.record(theirs, programme.id, lesson.id, TAUGHT)


async def test_many_obligations_are_read_with_two_statements(db, statements):
    actor = await make.actor()
    programme, _ = await a_term(actor)
    statements.clear()
    await discharges.boards(programme)
    one = len(statements)
    for _ in range(2):
        await obligations.add(actor, programme.id, LESSON)

    statements.clear()
    boards = await discharges.boards(programme)

    assert (len(boards), len(statements)) == (3, one)
