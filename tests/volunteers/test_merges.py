import asyncio
from datetime import date
from uuid import uuid4

import pytest

from accounts.rules.permissions import Role
from kit import clock
from tests import make
from tests.volunteers import calls
from volunteers import identity, merges, profiles, records, selection, standings
from volunteers.rules.hours import NewHours
from volunteers.rules.merges import BothApplied, CannotUnmerge, KeepTheOther, SamePerson
from volunteers.rules.profiles import NewProfile, NoSuchVolunteer
from volunteers.rules.training import ClearanceKind, Outcome
from volunteers.tables.applications import Application, Volunteer
from volunteers.tables.training import Clearance
from web import wiring


@pytest.fixture
async def two(db):
    actor = await make.actor(Role.PLANNER)
    kept = await profiles.add(actor, NewProfile(name="林小满", student_no="20230101"))
    gone = await profiles.add(
        actor, NewProfile(name="林小满", student_no="2023010", phone="13800001111")
    )
    return actor, kept, gone


async def holds(volunteer_id, outcome=Outcome.CLEAR, kind=ClearanceKind.RECORD_CHECK):
    await Clearance.insert(
        Clearance(
            id=uuid4(), volunteer=volunteer_id, kind=kind, outcome=outcome, on=date(2026, 9, 1),
            valid_until=date(2027, 8, 1), created_at=clock.now(),
        )
    )  # fmt: skip


async def applied(actor, volunteer_id, activity=None, status="accepted"):
    activity = activity or await calls.opened(actor)
    a = Application
    await calls.apply(activity, 1 + await a.count().where(a.activity == activity.id))
    row = (
        await a.select(a.id)
        .where(a.activity == activity.id)
        .order_by(a.number, ascending=False)
        .first()
    )
    await a.update({a.volunteer: volunteer_id, a.status: status}).where(a.id == row["id"])
    return activity


async def test_everything_comes_together_and_apart_again(two):
    actor, kept, gone = two
    await applied(actor, gone)
    await holds(gone)
    day = clock.day()
    await records.note(actor, gone, NewHours(title="义卖", on=day, minutes=60))

    merge_id = await merges.merge(actor, kept, gone)

    assert len(await profiles.took_part(actor, kept)) == 1
    assert len(await standings.of(kept)) == len(await records.of(actor, kept)) == 1
    assert (await profiles.find(actor, kept)).phone == "13800001111"
    assert await profiles.became(actor, gone) == kept
    with pytest.raises(NoSuchVolunteer):
        await profiles.find(actor, gone)

    await merges.undo(actor, merge_id)

    assert (await profiles.find(actor, kept)).phone == ""
    assert len(await profiles.took_part(actor, gone)) == 1
    assert len(await standings.of(gone)) == len(await records.of(actor, gone)) == 1
    with pytest.raises(CannotUnmerge):
        await merges.undo(actor, merge_id)


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        (Outcome.CLEAR, Outcome.NOT_CLEAR, Outcome.NOT_CLEAR),
        (Outcome.NOT_CLEAR, Outcome.CLEAR, Outcome.NOT_CLEAR),
        (Outcome.CLEAR, Outcome.PENDING, Outcome.PENDING),
        (Outcome.CLEAR, Outcome.CLEAR, Outcome.CLEAR),
    ],
)
async def test_of_two_checks_the_stricter_one_stays(two, mine, theirs, left):
    """A merge opens no gate (V6)."""
    actor, kept, gone = two
    await holds(kept, mine)
    await holds(gone, theirs)

    merge_id = await merges.merge(actor, kept, gone)
    assert [one.outcome for one in await standings.of(kept)] == [left]

    await merges.undo(actor, merge_id)
    assert [one.outcome for one in await standings.of(kept)] == [mine]
    assert [one.outcome for one in await standings.of(gone)] == [theirs]


async def test_whoever_is_kept_from_children_stays_so_under_the_other_entry(two):
    actor, kept, gone = two
    v = Volunteer
    await v.update({v.suspended_at: clock.now(), v.suspended_by: uuid4()}).where(v.id == gone)

    merge_id = await merges.merge(actor, kept, gone)
    assert (await profiles.find(actor, kept)).suspended_at

    await merges.undo(actor, merge_id)
    assert (await profiles.find(actor, kept)).suspended_at is None
    assert (await profiles.find(actor, gone)).suspended_at


async def test_nobody_comes_to_hold_two_places_in_one_activity(two):
    actor, kept, gone = two
    activity = await applied(actor, kept)
    await applied(actor, gone, activity)

    with pytest.raises(BothApplied):
        await merges.merge(actor, kept, gone)

    a = Application
    await a.update({a.status: "withdrawn"}).where(a.volunteer == kept)
    with pytest.raises(KeepTheOther):
        await merges.merge(actor, kept, gone)
    await merges.merge(actor, gone, kept)
    assert [one.status for one in await profiles.took_part(actor, gone)] == ["accepted"]


async def test_one_entry_is_not_merged_with_itself_or_with_strangers(two):
    actor, kept, _ = two
    stranger = await make.actor(Role.PLANNER)
    theirs = await profiles.add(stranger, NewProfile(name="林小满", student_no="20230101"))

    with pytest.raises(SamePerson):
        await merges.merge(actor, kept, kept)
    with pytest.raises(NoSuchVolunteer):
        await merges.merge(actor, kept, theirs)
    with pytest.raises(NoSuchVolunteer):
        await merges.merge(stranger, kept, theirs)


async def test_suspects_are_named_with_the_reason(two):
    actor, kept, gone = two

    [(one, other, why)] = await merges.suspected(actor)

    assert {one.id, other.id} == {kept, gone}
    assert why == "number"
    assert [p.id for p, _ in await merges.like(actor, await profiles.find(actor, kept))] == [gone]


async def test_a_chain_of_merges_leads_to_the_living_entry_and_is_taken_apart_link_by_link(two):
    actor, b, a = two
    c = await profiles.add(actor, NewProfile(name="林小满", student_no="202200003"))
    first = await merges.merge(actor, b, a)
    second = await merges.merge(actor, c, b)
    assert await profiles.became(actor, a) == c
    assert await identity.family(a) == [c, *sorted((a, b))]
    activity = await calls.opened(actor)
    await calls.apply(activity, 1, name="林小满", student_no="2023010", phone="13800001111")
    row = (
        await Application.select(Application.volunteer)
        .where(Application.activity == activity.id)
        .first()
    )
    assert row["volunteer"] == c
    await merges.undo(actor, second)
    assert (await profiles.became(actor, a), await profiles.became(actor, b)) == (b, None)
    await merges.undo(actor, first)
    assert await profiles.became(actor, a) is None


async def test_whoever_merges_and_whoever_accepts_at_once_wait_for_each_other_in_one_order(
    committed, monkeypatch
):
    wiring.connect()
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor, mode="review", quota=5)
    await calls.apply(activity, 1)
    a = Application
    row = await a.select(a.id, a.volunteer).where(a.activity == activity.id).first()
    kept = await profiles.add(actor, NewProfile(name="林小满", student_no="20230101"))
    move = merges._move_applications

    async def slow(*some):
        await asyncio.sleep(0.4)
        return await move(*some)

    async def accept():
        await asyncio.sleep(0.15)
        await selection.accept(actor, activity.id, [row["id"]])

    monkeypatch.setattr(merges, "_move_applications", slow)
    await asyncio.gather(merges.merge(actor, kept, row["volunteer"]), accept())
    now = await a.select(a.volunteer, a.status).where(a.id == row["id"]).first()
    assert (now["volunteer"], now["status"] != "applied") == (kept, True)
