from datetime import date, timedelta

import msgspec
import pytest

from events import discharges, obligations
from events.rules.discharges import Kept
from events.rules.obligations import NewObligation, NoSuchObligation, RecordedAlready
from events.rules.programmes import NoSuchProgramme
from events.rules.spans import Period
from tests import make

MONDAY = date(2025, 9, 1)
LESSON = NewObligation(title="心理健康课", unit_kind="class", units=("三班", "四班"))


async def recorded(actor):
    """A term with one lesson recorded for the first class."""
    programme = await make.programme(
        actor, starts_on=MONDAY, ends_on=MONDAY + timedelta(weeks=18, days=-1)
    )
    lesson = await obligations.add(actor, programme.id, LESSON)
    taught = Kept(unit="三班", period=1, done_on=MONDAY, evidence="教案")
    await discharges.record(actor, programme.id, lesson.id, taught)
    return programme, lesson


async def test_a_renamed_unit_keeps_what_was_recorded_of_it(db):
    actor = await make.actor()
    programme, lesson = await recorded(actor)
    new = msgspec.structs.replace(LESSON, units=("三（1）班", "四班"))

    await obligations.change(actor, programme.id, lesson.id, 1, new)

    board = await discharges.board_of(programme, lesson.id)
    assert board.cell("三（1）班", 1).times == 1


async def test_what_was_recorded_by_the_week_does_not_become_due_by_the_month(db):
    actor = await make.actor()
    programme, lesson = await recorded(actor)
    monthly = msgspec.structs.replace(LESSON, period=Period.MONTH)

    with pytest.raises(RecordedAlready):
        await obligations.change(actor, programme.id, lesson.id, 1, monthly)
    fresh = await obligations.add(actor, programme.id, LESSON)
    await obligations.change(actor, programme.id, fresh.id, 1, monthly)

    assert [one.period for one in await obligations.of_programme(programme)] == ["week", "month"]


async def test_what_was_done_on_a_monday_is_not_met_on_a_wednesday(db):
    actor = await make.actor()
    programme, lesson = await recorded(actor)
    second = Kept(unit="四班", period=2, done_on=MONDAY + timedelta(days=9), evidence="教案")
    await discharges.record(actor, programme.id, lesson.id, second)
    wednesdays = msgspec.structs.replace(LESSON, weekday=2)

    with pytest.raises(RecordedAlready):
        await obligations.change(actor, programme.id, lesson.id, 1, wednesdays)
    (first,) = (await discharges.board_of(programme, lesson.id)).cell("三班", 1).recorded
    await discharges.take_back(actor, programme.id, lesson.id, first.id)
    await obligations.change(actor, programme.id, lesson.id, 1, wednesdays)

    cell = (await discharges.board_of(programme, lesson.id)).cell("四班", 2)
    assert (cell.times, cell.span.first) == (1, MONDAY + timedelta(days=9))


async def test_a_unit_does_not_take_over_the_name_of_one_that_has_records(db):
    actor = await make.actor()
    programme, lesson = await recorded(actor)
    fewer = msgspec.structs.replace(LESSON, units=("四班",))
    await obligations.change(actor, programme.id, lesson.id, 1, fewer)

    with pytest.raises(RecordedAlready):
        same = msgspec.structs.replace(LESSON, units=("三班",))
        await obligations.change(actor, programme.id, lesson.id, 2, same)


async def test_with_an_obligation_goes_what_was_recorded_of_it(db):
    actor = await make.actor()
    programme, lesson = await recorded(actor)

    await obligations.remove(actor, programme.id, lesson.id, 1)

    with pytest.raises(NoSuchObligation):
        await discharges.board_of(programme, lesson.id)


async def test_an_obligation_of_others_is_not_ours_to_change(db):
    ours, theirs = await make.actor(), await make.actor()
    foreign, lesson = await recorded(theirs)
    own = await make.programme(ours)

    with pytest.raises(NoSuchProgramme):
        await obligations.change(ours, foreign.id, lesson.id, 1, LESSON)
    with pytest.raises(NoSuchObligation):
        await obligations.remove(ours, own.id, lesson.id, 1)
