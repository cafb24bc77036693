"""Times to talk: each place is given once, however many press at the same moment."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from accounts.tables import OutboxMail
from events.rules.activities import NoSuchActivity
from kit import clock
from piccolo_conf import DB
from tests import make
from tests.volunteers import calls
from volunteers import applications, interviews
from volunteers.rules.applications import Mode
from volunteers.rules.interviews import (
    InThePast,
    NewSlots,
    NoSuchSlot,
    NothingToBook,
    SlotGone,
    TooLateToChange,
)
from volunteers.tables.reviews import Interview, InterviewSlot

SOON = clock.now().replace(tzinfo=None, second=0, microsecond=0) + timedelta(days=2)


async def _offered(actor, people=2, **differing):
    activity = await calls.opened(actor, mode=Mode.REVIEW)
    tokens = await calls.apply(activity, *range(1, people + 1))
    await interviews.offer(actor, activity.id, NewSlots(**{"starts_at": SOON} | differing))
    holders = [await links.holder(Kind.VOLUNTEER, token) for token in tokens]
    slots = [one.slot for one in await interviews.of_activity(actor, activity.id)]
    return activity, holders, slots


async def _taken(actor, activity):
    booked = await interviews.of_activity(actor, activity.id)
    return [(one.slot.taken, [number for _, number, _ in one.people]) for one in booked]


async def test_a_time_is_chosen_changed_and_given_back(db):
    actor = await make.actor()
    activity, [first, second], [early, late] = await _offered(actor, count=2, pause=5)

    await interviews.book(first, early.id)
    await interviews.book(first, early.id)
    with pytest.raises(SlotGone):
        await interviews.book(second, early.id)
    await interviews.book(first, late.id)
    await interviews.book(second, early.id)
    swapped = await _taken(actor, activity)
    await interviews.cancel(second)
    await interviews.cancel(second)

    assert late.starts_at - early.starts_at == timedelta(minutes=20)
    assert swapped == [(1, [2]), (1, [1])]
    assert await _taken(actor, activity) == [(0, []), (1, [1])]


async def test_whoever_withdraws_frees_the_time_and_cannot_book_again(db):
    actor = await make.actor()
    activity, [first, _], [slot] = await _offered(actor)
    await interviews.book(first, slot.id)

    await applications.withdraw(first)
    with pytest.raises(NothingToBook):
        await interviews.book(first, slot.id)

    assert await _taken(actor, activity) == [(0, [])]


async def test_a_time_called_off_is_told_to_whoever_had_it_and_is_gone(db):
    actor = await make.actor()
    activity, [first, second], [slot] = await _offered(actor)
    await interviews.book(first, slot.id)
    await OutboxMail.delete(force=True)

    assert await interviews.call_off(actor, activity.id, slot.id) == 1
    with pytest.raises(NoSuchSlot):
        await interviews.call_off(actor, activity.id, slot.id)
    with pytest.raises(SlotGone):
        await interviews.book(second, slot.id)

    assert [row["recipient"] for row in await OutboxMail.select()] == ["p1@example.org"]


async def test_what_is_over_can_be_neither_offered_nor_changed(db):
    actor = await make.actor()
    activity, [first, _], [slot] = await _offered(actor)
    await interviews.book(first, slot.id)
    s = InterviewSlot
    await s.update({s.starts_at: clock.now()}).where(s.id == slot.id)

    with pytest.raises(TooLateToChange):
        await interviews.cancel(first)
    with pytest.raises(InThePast):
        await interviews.offer(actor, activity.id, NewSlots(starts_at=SOON - timedelta(days=3)))


async def test_a_time_of_another_association_is_no_time(db):
    actor, stranger = await make.actor(), await make.actor()
    activity, [first, _], _ = await _offered(actor)
    _, _, [theirs] = await _offered(stranger)

    with pytest.raises(SlotGone):
        await interviews.book(first, theirs.id)
    with pytest.raises(NoSuchActivity):
        await interviews.of_activity(stranger, activity.id)


@pytest.fixture
async def crowded(schema):
    """Thirty applicants and two times of five, outside any transaction."""
    await DB.start_connection_pool(min_size=8, max_size=8)
    actor = await make.actor()
    activity, holders, slots = await _offered(actor, people=30, count=2, capacity=5)
    yield actor, activity, holders, slots
    await Interview.delete().where(Interview.slot.is_in([one.id for one in slots]))
    await InterviewSlot.delete().where(InterviewSlot.activity == activity.id)
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


async def test_thirty_who_press_and_change_their_mind_at_once_fill_ten_places_exactly(crowded):
    actor, activity, holders, slots = crowded

    async def press(holder, slot):
        try:
            await interviews.book(holder, slot.id)
        except SlotGone:
            return False
        return True

    await asyncio.gather(*(press(h, slots[n % 2]) for n, h in enumerate(holders * 2)))
    await asyncio.gather(*(press(h, slots[(n + 1) % 2]) for n, h in enumerate(holders)))

    booked = await _taken(actor, activity)
    people = Counter(number for _, numbers in booked for number in numbers)
    assert [(taken, len(numbers)) for taken, numbers in booked] == [(5, 5), (5, 5)]
    assert set(people.values()) == {1}


async def test_the_same_crowd_overfills_a_time_that_is_read_before_it_is_written(crowded):
    """The control: this is what the conditional UPDATE protects from."""
    _, _, holders, slots = crowded
    s, done = InterviewSlot, []

    async def naive(holder):
        row = await s.select(s.taken, s.capacity).where(s.id == slots[0].id).first()
        if row["taken"] < row["capacity"]:
            await asyncio.sleep(0.01)
            await s.update({s.taken: row["taken"] + 1}).where(s.id == slots[0].id)
            done.append(holder)

    await asyncio.gather(*(naive(one) for one in holders))

    assert len(done) > slots[0].capacity


async def test_a_time_that_has_begun_is_neither_taken_nor_given_up_for_another(db):
    actor = await make.actor()
    _activity, [first, second], [early, late] = await _offered(actor, count=2)
    await interviews.book(first, early.id)
    s = InterviewSlot
    await s.update({s.starts_at: clock.now()}).where(s.id == early.id)

    with pytest.raises(TooLateToChange):
        await interviews.book(first, late.id)
    await interviews.release((await applications.of_link(first)).id)
    with pytest.raises(SlotGone):
        await interviews.book(second, early.id)


async def test_where_reviewers_see_no_names_the_times_show_numbers(db):
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.REVIEW, blind=True)
    [token] = await calls.apply(activity, 1)
    await interviews.offer(actor, activity.id, NewSlots(starts_at=SOON))
    [one] = await interviews.of_activity(actor, activity.id)
    await interviews.book(await links.holder(Kind.VOLUNTEER, token), one.slot.id)
    lead = await make.actor(Role.SAFEGUARDING, of=actor)

    async def shown(who):
        return [name for _, _, name in (await interviews.of_activity(who, activity.id))[0].people]

    assert await shown(lead) == ["#1"]
    assert await shown(actor) == ["许诺1"]
