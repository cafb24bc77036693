"""A partner's link opens its own school's entries, whatever is asked of it."""

import pytest
import time_machine

from events import tables as event_tables
from events.rules.activities import Status
from kit import forms
from tests import make
from tests.volunteers import children, schools
from volunteers import (
    consents,
    histories,
    liaisons,
    own_letters,
    own_pairs,
    own_school,
    participants,
    partner_steps,
)
from volunteers.imports import Known
from volunteers.rules.consent import Batch, CountDiffers
from volunteers.rules.liaisons import DayOver, State, Step
from volunteers.rules.participants import (
    CodenameTaken,
    ConsentState,
    Method,
    NoSuchParticipant,
    Purpose,
)
from volunteers.tables import participants as tables
from web import wiring

HILL = "Hill school"


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


@pytest.fixture
async def owner(db):
    wiring.connect()
    return await make.actor()


@pytest.fixture
async def activity(owner):
    return await make.activity(owner)


@pytest.fixture
async def harbour(owner, activity):
    return await schools.opened(owner, activity)


@pytest.fixture
async def hill(owner, activity):
    return await schools.opened(owner, activity, HILL)


async def names(holder):
    return [one.codename for one in await own_school.of(await liaisons.visit(holder))]


async def test_what_a_school_enters_is_its_own_and_nobody_elses(owner, activity, harbour, hill):
    await own_school.add(harbour, children.child("小满"))
    await own_school.add(hill, children.child("阿飞", source=schools.NAME))  # said, not believed

    assert await names(harbour) == ["小满"]
    assert await names(hill) == ["阿飞"]
    assert len(await participants.of_activity(owner, activity.id)) == 2


async def test_the_only_school_also_has_entries_nobody_assigned_and_loses_them_to_none(
    owner, activity, harbour
):
    await participants.add(owner, activity.id, children.child("小满"))
    await participants.add(owner, activity.id, children.child("阿飞", source=HILL))
    assert await names(harbour) == ["小满"]

    hill = await schools.opened(owner, activity, HILL)

    assert await names(harbour) == []  # two may claim it now: neither does
    assert await names(hill) == ["阿飞"]


@pytest.mark.parametrize("act", ["change", "remove", "withdraw"])
async def test_another_schools_entry_is_as_good_as_none(harbour, hill, act):
    one = await own_school.add(hill, children.child("阿飞"))
    does = {
        "change": lambda: own_school.change(harbour, one, 1, children.child("小禾")),
        "remove": lambda: own_school.remove(harbour, one),
        "withdraw": lambda: own_letters.withdraw(harbour, one, Purpose.DATA),
    }

    with pytest.raises(NoSuchParticipant):
        await does[act]()
    assert await names(hill) == ["阿飞"]


async def test_without_the_cut_another_schools_entries_would_be_there(harbour, hill, monkeypatch):
    """The control: a visit that owned every source would see the other school."""
    await own_school.add(hill, children.child("阿飞"))
    monkeypatch.setattr(liaisons.Visit, "sources", property(lambda _: (schools.NAME, HILL)))

    assert await names(harbour) == ["阿飞"]


async def test_what_a_school_changes_is_in_the_history_as_its_own(owner, activity, harbour):
    one = await own_school.add(harbour, children.child("小满"))

    await own_school.change(harbour, one, 1, children.child("小满", grade=8))

    [change] = await histories.of(owner, activity.id, one)
    assert change.changes["grade"] == [7, 8] or tuple(change.changes["grade"]) == (7, 8)


async def test_a_codename_stands_once_whoever_sent_it(harbour, hill):
    await own_school.add(hill, children.child("阿飞"))

    with pytest.raises(CodenameTaken):
        await own_school.add(harbour, children.child("阿飞"))
    with pytest.raises(CodenameTaken):
        await own_school.save(harbour, [children.child("阿飞")], Known.UPDATE)
    assert await names(harbour) == []


async def test_pasted_rows_become_the_schools_own(harbour, hill):
    pasted = "代号\t年龄\t姓名\n小满\t12\t李四\n阿飞\t13\t张三".encode()
    preview = await own_school.preview(harbour, pasted)

    await own_school.save(harbour, preview.roster.good, Known.SKIP)

    assert sorted(await names(harbour)) == ["小满", "阿飞"]
    assert await names(hill) == []
    assert [left.heading for left in preview.roster.left] == ["姓名"]


async def test_a_list_is_complete_until_somebody_joins_it(activity, harbour):
    async def state():
        everybody = await liaisons.of(activity.id)
        (steps,) = (await partner_steps.of(activity, everybody)).values()
        return next(one.state for one in steps if one.step is Step.LIST)

    await own_school.add(harbour, children.child("小满"))
    assert await state() is State.OPEN
    await own_school.complete(harbour)
    assert await state() is State.DONE
    await own_school.add(harbour, children.child("阿飞"))
    assert await state() is State.OPEN


async def test_a_school_that_pairs_by_gender_says_which(owner, activity):
    school = await schools.opened(owner, activity, needs_gender=True)

    with pytest.raises(forms.WrongForm) as refusal:
        await own_school.add(school, children.child("小满"))
    assert list(refusal.value.by_field) == ["wish"]
    await own_school.add(school, children.child("小满", gender="f", same_gender=True))


async def test_after_the_day_entries_stay_but_a_consent_can_be_taken_back(activity, harbour):
    one = await own_school.add(harbour, children.child("小满"))
    await own_letters.confirm(
        harbour,
        Batch(letters=1, on=activity.first_day.replace(day=1, month=11), participants=(one,)),
    )
    a = event_tables.Activity
    await a.update({a.status: Status.DONE}).where(a.id == activity.id)

    with pytest.raises(DayOver):
        await own_school.remove(harbour, one)
    await own_letters.withdraw(harbour, one, Purpose.DATA)


async def test_a_heap_counts_its_own_schools_letters_and_says_who_noted_them(
    activity, harbour, hill
):
    own = [await own_school.add(harbour, children.child(name)) for name in ("小满", "阿飞")]
    other = await own_school.add(hill, children.child("豆豆"))
    on = activity.first_day.replace(day=1, month=11)

    with pytest.raises(CountDiffers):
        await own_letters.confirm(harbour, Batch(letters=3, on=on, participants=tuple(own)))
    with pytest.raises(NoSuchParticipant):
        await own_letters.confirm(harbour, Batch(letters=1, on=on, participants=(other,)))
    await own_letters.confirm(harbour, Batch(letters=2, on=on, participants=tuple(own)))

    assert await consents.rostered(activity.id, on) == set(own)
    c = tables.Consent
    rows = await c.select(c.link_id, c.method).where(c.participant == own[0])
    assert {(row["link_id"], row["method"]) for row in rows} == {(harbour.id, Method.PARTNER_BATCH)}


async def test_one_call_takes_a_consent_back_at_once(activity, harbour):
    one = await own_school.add(harbour, children.child("小满"))
    on = activity.first_day.replace(day=1, month=11)
    await own_letters.confirm(harbour, Batch(letters=1, on=on, participants=(one,)))

    await own_letters.withdraw(harbour, one, Purpose.PARTICIPATE)

    assert await consents.rostered(activity.id, on) == set()
    [lettered] = await own_letters.of(await liaisons.visit(harbour))
    assert lettered.answers[Purpose.PARTICIPATE] is ConsentState.WITHDRAWN
    assert lettered.refuses


async def test_a_family_that_took_it_back_is_nothing_to_do_for_its_school(activity, harbour):
    ids = [await own_school.add(harbour, children.child(name)) for name in ("小满", "阿飞")]
    on = activity.first_day.replace(day=1, month=11)
    await own_letters.confirm(harbour, Batch(letters=2, on=on, participants=tuple(ids)))
    await own_school.complete(harbour)

    await own_letters.withdraw(harbour, ids[0], Purpose.PARTICIPATE)

    visit = await liaisons.visit(harbour)
    steps = await partner_steps.of(activity, [visit.liaison])
    [letters] = [one for one in steps[visit.liaison.id] if one.step is Step.LETTERS]
    assert (letters.state, letters.done, letters.total) == (State.DONE, 1, 1)
    assert [one.id for one in (await own_pairs.of(visit)).alone] == [ids[1]]


async def test_a_new_codename_on_a_number_of_the_school_waits_for_its_answer(harbour):
    one = await own_school.add(harbour, children.child("小满", partner_row="1"))
    preview = await own_school.preview(harbour, "序号,代号\n1,小树\n".encode())
    rows, columns = preview.roster.good, preview.roster.columns

    await own_school.save(harbour, rows, Known.UPDATE, columns)
    assert await names(harbour) == ["小满"]
    await own_school.save(harbour, rows, Known.SKIP, columns, {"小树": one})
    assert await names(harbour) == ["小树"]
