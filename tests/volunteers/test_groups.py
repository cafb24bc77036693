"""Groups and pods over real pairs: even, in the school's order, and moved one by one."""

from uuid import uuid4

import msgspec
import pytest

from accounts import links
from accounts.rules.links import FeedOf, Kind
from accounts.rules.permissions import NotAllowed, Role
from events import activities, lanes
from events.rules.schedule import NoSuchLane
from kit import i18n
from tests import make
from tests.volunteers import grouped
from volunteers import arrangements, groups, pairs
from volunteers.rules.groups import GroupTooSmall
from volunteers.rules.pairs import NoSuchGroup
from volunteers.tables import pairs as tables


async def test_thirty_pairs_become_two_groups_of_fifteen_in_fourteen_pods(db):
    actor, activity = await grouped.paired(30)
    planned = tables.Group(id=uuid4(), activity=activity.id, name="Games", position=0)
    await planned.save()

    await grouped.split(actor, activity.id, 2)

    overview = await groups.overview(actor, activity.id)
    assert [(dealt.group.name, dealt.size) for dealt in overview.groups] == [
        ("Games", 15),
        ("A 组", 15),
    ]
    sizes = [len(members) for dealt in overview.groups for _, members in dealt.pods]
    assert sorted(sizes) == [2] * 12 + [3] * 2
    numbers = [number for dealt in overview.groups for number, _ in dealt.pods]
    assert numbers == list(range(1, 15))
    first = {one.codename for _, members in overview.groups[0].pods for one in members}
    assert first == {f"小满{n:02}" for n in range(1, 16)}
    assert overview.loose == ()


async def test_new_groups_go_with_the_lane_of_their_name_or_the_next_free_one(db):
    actor, activity = await grouped.paired(6)
    for name in ("Games", "A 组", "Crafts"):
        await lanes.add(actor, activity.id, name)
    games, a, _ = await lanes.of_activity(activity.id)

    await grouped.split(actor, activity.id, 2)

    assert [group.lane for group in await groups.of(activity.id)] == [a.id, games.id]


async def test_a_letter_is_given_once_whatever_language_the_next_organiser_reads(db):
    actor, activity = await grouped.paired(8)
    await grouped.split(actor, activity.id, 1)

    with i18n.speaking("en"):
        assert arrangements.names_for([], 2) == ["Group A", "Group B"]
        await grouped.split(actor, activity.id, 2)

    known = await groups.of(activity.id)
    assert [group.name for group in known] == ["A 组", "B 组"]
    foreign = [msgspec.structs.replace(known[0], name=name) for name in ("Games", "Group B")]
    assert arrangements.names_for([*known, *foreign], 26)[4:] == [
        f"{letter} 组" for letter in "CDEFGHIJKLMNOPQRSTUVWX"
    ]


async def test_a_group_goes_with_another_lane_and_its_peoples_calendars_follow(db):
    actor, activity = await grouped.paired(4)
    await grouped.split(actor, activity.id, 2)
    await lanes.add(actor, activity.id, "Games")
    [lane] = await lanes.of_activity(activity.id)
    [first, second] = await groups.of(activity.id)
    own = [pair for pair in await pairs.of(activity.id) if pair.group == first.id]
    feeds = {
        pair.application: await links.make(
            activity.organization,
            Kind.FEED,
            pair.application,
            about=FeedOf.VOLUNTEER,
            activity_id=activity.id,
        )
        for pair in await pairs.of(activity.id)
    }
    before = {one: (await links.holder(Kind.FEED, feeds[one])).version for one in feeds}
    version = (await activities.find(actor, activity.id)).calendar_version

    await groups.go_with(actor, activity.id, first.id, lane.id)

    assert [group.lane for group in await groups.of(activity.id)] == [lane.id, None]
    assert await groups.lane_of(own[0].application) == lane.id
    told = {
        one for one in feeds if (await links.holder(Kind.FEED, feeds[one])).version > before[one]
    }
    assert told == {pair.application for pair in own}
    assert (await activities.find(actor, activity.id)).calendar_version > version
    with pytest.raises(NoSuchLane):
        await groups.go_with(actor, activity.id, first.id, uuid4())
    stranger = await make.actor()
    other = await make.activity(stranger)
    with pytest.raises(NoSuchGroup):
        await groups.go_with(stranger, other.id, second.id, None)
    with pytest.raises(NotAllowed):
        await groups.go_with(
            await make.actor(Role.TREASURER, of=actor), activity.id, first.id, None
        )


async def test_a_lane_that_is_taken_away_takes_no_group_and_no_pair_along(db):
    actor, activity = await grouped.paired(4)
    await lanes.add(actor, activity.id, "Games")
    await grouped.split(actor, activity.id, 1)
    [lane] = await lanes.of_activity(activity.id)

    await lanes.remove(actor, activity.id, lane.id)

    assert [group.lane for group in await groups.of(activity.id)] == [None]
    assert len(await pairs.of(activity.id)) == 4


async def test_fewer_groups_leave_nobody_behind(db):
    actor, activity = await grouped.paired(4)
    await grouped.split(actor, activity.id, 2)

    await grouped.split(actor, activity.id, 1)

    [dealt] = (await groups.overview(actor, activity.id)).groups
    assert dealt.size == 4


async def test_a_pair_moves_to_the_other_group_and_pods_follow(db):
    actor, activity = await grouped.paired(6)
    await grouped.split(actor, activity.id, 2)
    first, second = (await groups.overview(actor, activity.id)).groups
    moved = first.pods[0][1][0]

    await groups.move(actor, activity.id, moved.id, second.group.id)

    after = await groups.overview(actor, activity.id)
    assert [dealt.size for dealt in after.groups] == [2, 4]
    assert [[len(members) for _, members in dealt.pods] for dealt in after.groups] == [[2], [2, 2]]


async def test_a_move_that_leaves_one_pair_alone_is_refused(db):
    actor, activity = await grouped.paired(4)
    await grouped.split(actor, activity.id, 2)
    before = await pairs.of(activity.id)
    first, second = (await groups.overview(actor, activity.id)).groups

    with pytest.raises(GroupTooSmall):
        await groups.move(actor, activity.id, first.pods[0][1][0].id, second.group.id)
    with pytest.raises(GroupTooSmall):
        await grouped.split(actor, activity.id, 3)

    assert await pairs.of(activity.id) == before
