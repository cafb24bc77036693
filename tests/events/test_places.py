import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import places
from events.rules.activities import NoSuchActivity
from events.rules.places import (
    MOST_PLACES,
    NewPlace,
    NoSuchPlace,
    PlaceChanged,
    PlaceNamedTwice,
    TooManyPlaces,
    pasted,
)
from kit import forms
from tests import make


async def scene():
    actor = await make.actor(Role.PLANNER)
    return actor, await make.activity(actor)


async def test_places_stand_in_the_order_they_came_and_twice_is_once(db):
    actor, activity = await scene()

    await places.add(actor, activity.id, pasted("车站广场\t广场\n北口 路口\n\n车站广场"))
    await places.add(actor, activity.id, pasted("北口 路口\n东门市场"))

    there = await places.of_activity(actor, activity.id)
    assert [(one.name, one.kind) for one in there] == [
        ("车站广场", "广场"), ("北口 路口", ""), ("东门市场", ""),
    ]  # fmt: skip


async def test_one_place_that_is_there_already_is_said_so(db):
    actor, activity = await scene()
    await places.add(actor, activity.id, [NewPlace(name="车站广场")])

    with pytest.raises(PlaceNamedTwice):
        await places.add(actor, activity.id, [NewPlace(name=" 车站广场 ")])
    with pytest.raises(forms.WrongForm):
        await places.add(actor, activity.id, [NewPlace(name=" ")])


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
async def test_a_list_of_places_has_an_end(db, more, fits):
    actor, activity = await scene()
    several = [NewPlace(name=f"路口 {n}") for n in range(MOST_PLACES + more)]

    if fits:
        assert len(await places.add(actor, activity.id, several)) == MOST_PLACES
    else:
        with pytest.raises(TooManyPlaces):
            await places.add(actor, activity.id, several)


async def test_two_editors_never_overwrite_each_other(db):
    actor, activity = await scene()
    [one, _] = await places.add(actor, activity.id, pasted("车站广场\n东门市场"))
    await places.change(actor, activity.id, one, 1, NewPlace(name="车站广场", with_children=True))

    with pytest.raises(PlaceChanged):
        await places.change(actor, activity.id, one, 1, NewPlace(name="别处"))
    with pytest.raises(PlaceNamedTwice):
        await places.change(actor, activity.id, one, 2, NewPlace(name="东门市场"))
    assert (await places.find(activity, one)).with_children


async def test_places_of_strangers_are_nobodys(db):
    actor, activity = await scene()
    stranger, elsewhere = await scene()
    [one] = await places.add(actor, activity.id, [NewPlace(name="车站广场")])

    with pytest.raises(NoSuchActivity):
        await places.of_activity(stranger, activity.id)
    with pytest.raises(NoSuchPlace):
        await places.remove(stranger, elsewhere.id, one)
    with pytest.raises(NotAllowed):
        await places.remove(await make.actor(Role.VIEWER, of=actor), activity.id, one)


def test_lines_of_a_spreadsheet_become_places_with_kind_and_address():
    assert pasted("人民医院\t医院\t解放路 1 号")[0] == NewPlace(
        name="人民医院", kind="医院", address="解放路 1 号"
    )
    assert pasted(" \n\t\n") == []
