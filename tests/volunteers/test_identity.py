from datetime import date

import pytest

from accounts.rules.permissions import Role
from tests import make
from tests.volunteers import calls
from volunteers import clearances, merges, profiles
from volunteers.rules.applications import AlreadyApplied
from volunteers.rules.merges import Why
from volunteers.rules.profiles import NewProfile
from volunteers.tables.applications import Application, Volunteer


async def latest(activity):
    a = Application
    return (
        await a.select(a.id, a.volunteer, a.student_no)
        .where(a.activity == activity.id)
        .order_by(a.number, ascending=False)
        .first()
    )


@pytest.fixture
async def pledged(db):
    """Somebody known, with a pledge, and a second activity to apply to."""
    actor = await make.actor(Role.PLANNER)
    first = await calls.opened(actor)
    await calls.apply(first, 1, phone="13800001111")
    mine = await latest(first)
    await clearances.record_pledges(actor, first.id, [mine["id"]], date(2026, 9, 1))
    return actor, mine["volunteer"], await calls.opened(actor)


@pytest.mark.parametrize(
    ("differing", "known"),
    [
        ({}, True),
        ({"name": "许诺１"}, True),
        ({"email": "new@example.org", "phone": "138 0000 1111"}, True),
        ({"name": "冒名者"}, False),
        ({"email": "new@example.org"}, False),
        ({"email": "new@example.org", "phone": "13900002222"}, False),
    ],
)
async def test_a_number_makes_nobody_somebody_else(pledged, differing, known):
    actor, volunteer_id, second = pledged
    await calls.apply(second, 1, **differing)
    mine = await latest(second)
    assert (mine["volunteer"] == volunteer_id) is known
    assert bool(await clearances.of(second.id)) is known
    assert mine["student_no"] == "202200001"  # as it was typed
    if not known:
        pair = await merges.suspected(actor)
        assert {one.id for one in pair[0][:2]} == {volunteer_id, mine["volunteer"]}
        other = await profiles.find(actor, mine["volunteer"])
        assert other.student_no == "202200001~2"
        assert [one.id for one, _ in await merges.like(actor, other)] == [volunteer_id]


async def test_another_person_with_a_number_is_known_the_next_time_and_a_third_is_not(pledged):
    actor, volunteer_id, second = pledged
    third, fourth = await calls.opened(actor), await calls.opened(actor)
    numbers = []
    for activity, who in ((second, "乙"), (third, "乙"), (fourth, "丙")):
        await calls.apply(activity, 1, name=who, email=f"{ord(who)}@example.org")
        numbers.append((await latest(activity))["volunteer"])
    assert numbers[0] == numbers[1]
    assert len({volunteer_id, *numbers}) == 3
    [why] = {why for one, other, why in await merges.suspected(actor)}
    assert why is Why.SAME_NUMBER
    await merges.merge(actor, volunteer_id, numbers[0])  # on purpose: now they are one
    fifth = await calls.opened(actor)
    await calls.apply(fifth, 1, name="乙", email=f"{ord('乙')}@example.org")
    assert (await latest(fifth))["volunteer"] == volunteer_id


async def test_one_number_applies_once_to_an_activity_whatever_the_name(pledged):
    _, _, second = pledged
    await calls.apply(second, 1)
    with pytest.raises(AlreadyApplied):
        await calls.apply(second, 1, name="冒名者", email="x@example.org")
    assert await Application.count().where(Application.activity == second.id) == 1


async def test_an_entry_without_any_address_is_known_by_its_name(db):
    actor = await make.actor(Role.PLANNER)
    written = await profiles.add(actor, NewProfile(name="许诺1", student_no="202200001"))
    activity = await calls.opened(actor)
    await calls.apply(activity, 1)
    assert (await latest(activity))["volunteer"] == written


async def test_the_number_of_another_person_can_be_put_right(pledged):
    actor, _, second = pledged
    await calls.apply(second, 1, name="冒名者")
    one = await profiles.find(actor, (await latest(second))["volunteer"])
    new = NewProfile(name="冒名者", student_no=one.student_no, college="生科院")
    await profiles.change(actor, one.id, one.version, new)
    await profiles.change(
        actor, one.id, one.version + 1, NewProfile(name="冒名者", student_no="202200077")
    )
    v = Volunteer
    row = await v.select(v.student_no).where(v.id == one.id).first()
    assert row["student_no"] == "202200077"
