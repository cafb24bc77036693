from datetime import timedelta

import msgspec
import pytest

from events import activities, places
from events.rules.activities import Moved
from events.rules.places import NewPlace, PlaceInUse
from kit import clock
from tests.volunteers.test_shifts import scene, wanted
from volunteers import posts as all_posts
from volunteers import shifts, stands
from volunteers.rules.posts import NewPost
from volunteers.tables.shifts import Shift


@pytest.fixture(autouse=True)
async def connected(browser):
    async with browser(None):  # the house connects its slices
        yield


async def moved(activity, days):
    later = msgspec.structs.replace(
        activity,
        starts_at=activity.starts_at + timedelta(days=days),
        ends_at=activity.ends_at and activity.ends_at + timedelta(days=days),
    )
    await activities.activity_moved.tell(Moved(by="", before=activity, after=later))


async def test_coming_shifts_move_with_their_activity_and_past_ones_stay(db):
    actor, activity, posts, [one, _] = await scene()
    coming, past = [(await shifts.make(actor, activity.id, wanted(posts)))[0] for _ in range(2)]
    await stands.assign(actor, activity.id, coming, one)
    s, ago = Shift, clock.now() - timedelta(hours=3)
    await s.update({s.starts_at: ago, s.ends_at: ago + timedelta(hours=2)}).where(s.id == past)
    before = await shifts.find(activity, coming)
    (_, stand), *_ = await stands.of_person(one)

    await moved(activity, 3)

    after = await shifts.find(activity, coming)
    assert after.starts_at == before.starts_at + timedelta(days=3)
    assert after.ends_at - after.starts_at == before.ends_at - before.starts_at
    assert after.moved_from == before.starts_at
    assert (await shifts.find(activity, past)).starts_at == ago
    (_, stand_after), *_ = await stands.of_person(one)
    assert stand_after.calendar_sequence > stand.calendar_sequence
    assert stand_after.calendar_modified > stand.calendar_modified


async def test_another_hour_of_the_same_day_leaves_shifts_where_they_are(db):
    actor, activity, posts, _ = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))

    await moved(activity, 0)

    assert (await shifts.find(activity, shift)).moved_from is None


async def test_a_place_with_living_shifts_stays_on_the_list(db):
    actor, activity, posts, _ = await scene()
    [where] = await places.add(actor, activity.id, [NewPlace(name="北门")])
    [shift] = await shifts.make(actor, activity.id, wanted(posts, places=(where,)))

    with pytest.raises(PlaceInUse):
        await places.remove(actor, activity.id, where)
    await shifts.cancel(actor, activity.id, shift)
    await places.remove(actor, activity.id, where)

    assert await places.of(activity.id) == []


async def test_another_name_of_place_or_post_moves_the_calendar_entry(db):
    actor, activity, posts, [one, _] = await scene()
    [where] = await places.add(actor, activity.id, [NewPlace(name="北门")])
    [shift] = await shifts.make(actor, activity.id, wanted(posts, places=(where,)))
    await stands.assign(actor, activity.id, shift, one)

    async def revision():
        return (await stands.of_person(one))[0][1].calendar_sequence

    seen = [await revision()]
    await places.change(actor, activity.id, where, 1, NewPlace(name="南门"))
    seen.append(await revision())
    post = await all_posts.find(activity, posts[0])
    new = NewPost(name="引导", needed=post.needed)
    await all_posts.change(actor, activity.id, post.id, post.version, new)
    seen.append(await revision())

    assert seen == sorted(set(seen))
