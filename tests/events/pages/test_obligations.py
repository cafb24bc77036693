from datetime import date, timedelta

import pytest
import time_machine

from events import discharges, obligations
from events.rules.discharges import State
from events.rules.obligations import NewObligation
from tests import make

MONDAY = date(2026, 8, 31)
LESSON = NewObligation(title="心理健康课", unit_kind="class", units=("三班", "四班"))


@pytest.fixture(autouse=True)
def in_the_second_week():
    with time_machine.travel("2026-09-09T02:00:00Z", tick=True):
        yield


async def a_term(actor):
    programme = await make.programme(
        actor, starts_on=MONDAY, ends_on=MONDAY + timedelta(weeks=18, days=-1)
    )
    lesson = await obligations.add(actor, programme.id, LESSON)
    return programme, lesson, f"/programmes/{programme.id}/obligations"


async def test_a_board_says_every_state_by_a_letter_and_in_words(db, browser):
    actor = await make.actor()
    _, lesson, here = await a_term(actor)
    async with browser(actor, language="en") as page:
        await page.post(
            f"{here}/{lesson.id}/1/1",
            data={"unit": "三班", "done_on": "2026-09-01", "evidence": "lesson plan"},
        )
        board = (await page.get(f"{here}/{lesson.id}")).text

    assert "2 classes × 18 weeks = 36 times" in board
    assert board.count('<a class="cell ') == 36
    assert "三班, week 1: Met" in board
    assert "四班, week 1: Not done" in board
    assert "四班, week 2: Due now" in board
    assert "四班, week 3: Still to come" in board


async def test_the_name_of_a_unit_stands_in_no_address(db, browser):
    actor = await make.actor()
    _, _, here = await a_term(actor)
    async with browser(actor) as page:
        board = (await page.get(here)).text

    addresses = [part.partition('"')[0] for part in board.split('href="')[1:]]
    assert [one for one in addresses if "班" in one or "%E7%8F%AD" in one] == []


async def test_a_cell_is_met_with_a_day_and_evidence_or_exempt_with_a_reason(db, browser):
    actor = await make.actor()
    programme, lesson, here = await a_term(actor)
    async with browser(actor) as page:
        excused = {"what": "excused", "unit": "三班", "exempt_because": "运动会"}
        await page.post(f"{here}/{lesson.id}/1/2", data=excused)
        for_all = {"unit": "三班", "done_on": "2026-09-01", "evidence": "教案", "for_all": "yes"}
        await page.post(f"{here}/{lesson.id}/1/1", data=for_all)

    board = await discharges.board_of(programme, lesson.id)
    assert [row[0].state for row in board.rows] == [State.MET, State.MET]
    assert [row[1].state for row in board.rows] == [State.EXEMPT, State.DUE]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"done_on": "2026-09-10"}, "done_on"),
        ({"done_on": "2026-08-30"}, "done_on"),
        ({"evidence": ""}, "evidence"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field_and_stays_as_it_was_typed(
    db, browser, wrong, field
):
    actor = await make.actor()
    programme, lesson, here = await a_term(actor)
    form = {"unit": "三班", "done_on": "2026-09-09", "evidence": "教案"} | wrong
    async with browser(actor) as page:
        answer = await page.post(f"{here}/{lesson.id}/1/1", data=form)

    assert answer.status_code == 422
    assert f'aria-describedby="{field}-wrong' in answer.text
    assert f'value="{form["done_on"]}"' in answer.text
    assert (await discharges.board_of(programme, lesson.id)).met == 0


async def test_a_record_is_taken_back_from_its_cell(db, browser):
    actor = await make.actor()
    programme, lesson, here = await a_term(actor)
    async with browser(actor) as page:
        done = {"unit": "三班", "done_on": "2026-09-01", "evidence": "教案"}
        await page.post(f"{here}/{lesson.id}/1/1", data=done)
        (record,) = (await discharges.board_of(programme, lesson.id)).cell("三班", 1).recorded
        assert f"/records/{record.id}/back" in (await page.get(f"{here}/{lesson.id}/1/1")).text
        await page.post(f"{here}/{lesson.id}/records/{record.id}/back")

    assert (await discharges.board_of(programme, lesson.id)).met == 0


@pytest.mark.parametrize("cell", ["0/1", "3/1", "1/0", "1/19"])
async def test_a_cell_beside_the_board_does_not_exist(db, browser, cell):
    actor = await make.actor()
    _, lesson, here = await a_term(actor)
    async with browser(actor) as page:
        assert (await page.get(f"{here}/{lesson.id}/{cell}")).status_code == 404
        assert (await page.get(f"{here}/{lesson.id}/2/18")).status_code == 200


async def test_an_obligation_is_written_changed_and_taken_out(db, browser):
    actor = await make.actor()
    programme, lesson, here = await a_term(actor)
    form = {"title": "专题会议", "period": "year", "at_least": "1", "periods": "1"}
    async with browser(actor) as page:
        refused = await page.post(f"{here}/new", data=form | {"at_least": "2", "at_most": "1"})
        await page.post(f"{here}/new", data=form | {"at_most": "2"})
        changed = {"version": "1", "period": "week", "weekday": "2", "units": "三班\n三班\n五班"}
        await page.post(f"{here}/{lesson.id}/edit", data=form | changed)
        again = await page.post(f"{here}/{lesson.id}/edit", data=form | changed)
        await page.post(f"{here}/{lesson.id}/remove", data={"version": "2"})

    assert (refused.status_code, again.status_code) == (422, 409)
    assert 'aria-describedby="at_most-wrong"' in refused.text
    [meeting] = await obligations.of_programme(programme)
    assert (meeting.title, meeting.at_least, meeting.at_most) == ("专题会议", 1, 2)


async def test_without_days_the_list_says_how_often_a_year_and_asks_for_them(db, browser):
    actor = await make.actor()
    programme = await make.programme(actor, starts_on=None, ends_on=None)
    await obligations.add(actor, programme.id, LESSON)
    async with browser(actor, language="en") as page:
        listed = (await page.get(f"/programmes/{programme.id}/obligations")).text

    assert "52 times a year for each unit" in listed
    assert f"/programmes/{programme.id}/settings#when" in listed
