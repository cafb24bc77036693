import asyncio
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from events import places
from events.rules.activities import NoSuchActivity
from events.rules.places import NewPlace, pasted
from kit import clock
from tests import make
from tests.volunteers import crowds
from volunteers import shift_rosters, shifts, stands, swaps
from volunteers.rules import shifts as rules
from volunteers.rules.shifts import (
    AlreadyThere,
    ChangedShift,
    InTwoPlaces,
    NewShifts,
    NoSuchShift,
    NotOffered,
    NotOpenForChoice,
    NotReady,
    ShiftFull,
    ShiftOver,
    Standing,
    TooFew,
    TooManyShifts,
    WrongSpan,
)
from volunteers.tables.applications import Application, Post, Volunteer
from volunteers.tables.shifts import Shift, ShiftPerson

DAY = crowds.TODAY + timedelta(days=5)


async def scene(people=2, *, posts=("劝导",), child_contact=False, **differing):
    actor = await make.actor(Role.PLANNER)
    activity = await crowds.ready(actor, people, 0, **{"involves_minors": False} | differing)
    ids = []
    for number, name in enumerate(posts):
        ids.append(uuid4())
        await Post.insert(
            Post(id=ids[-1], activity=activity.id, name=name, position=number, needed=1,
                 child_contact=child_contact)
        )  # fmt: skip
    applied, _ = await crowds.everybody(activity)
    return actor, activity, ids, applied


def wanted(posts, **differing) -> NewShifts:
    usual = {"posts": tuple(posts), "day": DAY, "start": time(8), "end": time(10)}
    return NewShifts(**usual | differing)


async def holder(activity, application):
    token = await links.make(
        activity.organization, Kind.VOLUNTEER, application, about="application", activity_id=activity.id
    )  # fmt: skip
    return await links.holder(Kind.VOLUNTEER, token)


async def test_two_posts_at_seven_places_are_fourteen_shifts(db):
    actor, activity, posts, _ = await scene(posts=("劝导", "监督"))
    lines = "车站广场\n交通路口\n商场\n医院\n中小学校\n社区\n公园景区"
    where = await places.add(actor, activity.id, pasted(lines))

    made = await shifts.make(actor, activity.id, wanted(posts, places=tuple(where)))

    board, rows = await shift_rosters.of_activity(actor, activity.id)
    assert len(made) == board.needed == 14
    assert [at.place.name for at in rows] == lines.splitlines()
    assert [[line.post.name for line in at.lines] for at in rows] == [["劝导", "监督"]] * 7


async def test_a_span_is_cut_into_equal_shifts_and_midnight_is_no_wall(db):
    actor, activity, posts, _ = await scene()

    two = await shifts.make(actor, activity.id, wanted(posts, end=time(12), each_minutes=120))
    [night] = await shifts.make(actor, activity.id, wanted(posts, start=time(22), end=time(2)))

    assert len(two) == 2
    found = await shifts.find(activity, night)
    assert found.ends_at - found.starts_at == timedelta(hours=4)


@pytest.mark.parametrize(
    ("span", "wrong"),
    [
        ({"start": time(6), "end": time(22)}, None),
        ({"start": time(6), "end": time(22, 1)}, WrongSpan),
        ({"each_minutes": 120}, None),
        ({"each_minutes": 121}, WrongSpan),
        ({"each_minutes": 15, "start": time(6), "end": time(22)}, None),
    ],
)
def test_a_span_has_bounds(span, wrong):
    if wrong:
        with pytest.raises(wrong):
            rules.spans(wanted([uuid4()], **span), "Asia/Shanghai")
    else:
        assert rules.spans(wanted([uuid4()], **span), "Asia/Shanghai")


async def test_nobody_makes_more_shifts_than_a_page_can_show(db):
    actor, activity, posts, _ = await scene()
    where = await places.add(actor, activity.id, [NewPlace(name=f"路口 {n}") for n in range(40)])

    with pytest.raises(TooManyShifts):
        await shifts.make(
            actor, activity.id, wanted(posts, places=tuple(where), end=time(9, 30), each_minutes=15)
        )
    assert not (await shifts.board(activity)).shifts


async def test_a_shift_takes_as_many_as_it_needs_and_each_once(db):
    actor, activity, posts, [one, two] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))

    await stands.assign(actor, activity.id, shift, one)
    with pytest.raises(AlreadyThere):
        await stands.assign(actor, activity.id, shift, one)
    with pytest.raises(ShiftFull):
        await stands.assign(actor, activity.id, shift, two)

    await stands.remove(actor, activity.id, shift, one)
    await stands.assign(actor, activity.id, shift, two)
    board = await shifts.board(activity)
    assert [p.application for p in board.people[shift]] == [two]
    assert (board.taken, board.needed) == (1, 1)


@pytest.mark.parametrize(("start", "fits"), [(time(9, 59), False), (time(10), True)])
async def test_shifts_that_only_touch_can_be_taken_one_after_the_other(db, start, fits):
    actor, activity, posts, [one, _] = await scene()
    [first] = await shifts.make(actor, activity.id, wanted(posts))
    [second] = await shifts.make(actor, activity.id, wanted(posts, start=start, end=time(12)))
    await stands.assign(actor, activity.id, first, one)

    if fits:
        await stands.assign(actor, activity.id, second, one)
    else:
        with pytest.raises(InTwoPlaces):
            await stands.assign(actor, activity.id, second, one)


async def test_a_post_with_children_takes_only_who_is_cleared_and_says_why_not(db):
    actor, activity, posts, [one, _] = await scene(involves_minors=True, child_contact=True)
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    v = Volunteer
    whose = (await Application.select(Application.volunteer).where(Application.id == one))[0]
    await v.update({v.suspended_at: clock.now()}).where(v.id == whose["volunteer"])

    with pytest.raises(NotReady):
        await stands.assign(actor, activity.id, shift, one)
    why = {person.id: why for person, why in await stands.candidates(actor, activity.id, shift)}
    assert why[one]


async def test_a_place_with_children_asks_the_same_in_an_activity_without(db):
    actor, activity, posts, [one, _] = await scene()
    [school] = await places.add(actor, activity.id, [NewPlace(name="中心小学", with_children=True)])
    [street] = await places.add(actor, activity.id, [NewPlace(name="北路口")])
    [there] = await shifts.make(actor, activity.id, wanted(posts, places=(school,)))
    [here] = await shifts.make(actor, activity.id, wanted(posts, places=(street,)))
    v = Volunteer
    await v.update({v.suspended_at: clock.now()}, force=True)

    with pytest.raises(NotReady):
        await stands.assign(actor, activity.id, there, one)
    await stands.assign(actor, activity.id, here, one)


async def test_a_swap_goes_to_the_first_who_takes_it_and_until_then_one_stays(db):
    actor, activity, posts, [one, two] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    await stands.assign(actor, activity.id, shift, one)
    mine, theirs = await holder(activity, one), await holder(activity, two)
    with pytest.raises(NotOffered):
        await swaps.take(theirs, shift)

    await swaps.offer(mine, shift, "考试")
    board = await shifts.board(activity)
    assert [p.standing for p in board.people[shift]] == [Standing.OFFERED]
    assert [o.offered for o in await swaps.open_to(theirs, await person(two))] == [True]
    await swaps.take(theirs, shift)

    board = await shifts.board(activity)
    assert [p.application for p in board.people[shift]] == [two]
    assert board.taken == 1
    with pytest.raises(rules.NotTheirs):
        await swaps.keep(mine, shift)


async def person(application_id):
    from volunteers import applications

    row = (await Application.select(Application.activity).where(Application.id == application_id))[
        0
    ]
    return await applications.one(row["activity"], application_id)


async def test_a_post_that_is_not_open_is_given_out_by_organisers_only(db):
    actor, activity, posts, [one, _] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    await Post.update({Post.open: False}).where(Post.id == posts[0])

    with pytest.raises(NotOpenForChoice):
        await swaps.take(await holder(activity, one), shift)
    await Post.update({Post.open: True}).where(Post.id == posts[0])
    await swaps.take(await holder(activity, one), shift)


async def test_who_loses_the_place_falls_out_of_coming_shifts_at_once(db):
    actor, activity, posts, [one, _] = await scene()
    [coming] = await shifts.make(actor, activity.id, wanted(posts))
    [past] = await shifts.make(actor, activity.id, wanted(posts, start=time(10), end=time(12)))
    for shift in (coming, past):
        await stands.assign(actor, activity.id, shift, one)
    s = Shift
    ago = clock.now() - timedelta(hours=3)
    await s.update({s.starts_at: ago, s.ends_at: ago + timedelta(hours=2)}).where(s.id == past)

    await stands.let_go([one], "place lost")

    board = await shifts.board(activity)
    assert coming not in board.people
    assert [p.application for p in board.people[past]] == [one]


async def test_a_moved_shift_moves_in_calendars_and_needs_no_fewer_than_stand_there(db):
    actor, activity, posts, [one, two] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts, needed=2))
    for each in (one, two):
        await stands.assign(actor, activity.id, shift, each)
    new = ChangedShift(version=1, day=DAY, start=time(9), end=time(11), needed=1)
    with pytest.raises(TooFew):
        await shifts.change(actor, activity.id, shift, new)

    before = (await stands.of_person(one))[0][1].calendar_sequence
    await shifts.change(
        actor, activity.id, shift, ChangedShift(version=1, day=DAY, start=time(9), end=time(11), needed=2)
    )  # fmt: skip

    moved, stand = (await stands.of_person(one))[0]
    assert moved.starts_at == datetime.combine(DAY, time(9), ZoneInfo("Asia/Shanghai"))
    assert stand.calendar_sequence == before + 1
    with pytest.raises(rules.ShiftChanged):
        await shifts.change(
            actor, activity.id, shift, ChangedShift(version=1, day=DAY, start=time(8), end=time(9), needed=2)
        )  # fmt: skip


async def test_a_cancelled_or_begun_shift_takes_nobody(db):
    actor, activity, posts, [one, _] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    await shifts.cancel(actor, activity.id, shift)
    with pytest.raises(ShiftOver):
        await stands.assign(actor, activity.id, shift, one)

    await shifts.cancel(actor, activity.id, shift, undo=True)
    await stands.assign(actor, activity.id, shift, one)


async def test_shifts_of_strangers_are_nobodys(db):
    actor, activity, posts, [one, _] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    stranger = await make.actor()
    elsewhere = await make.activity(stranger)

    with pytest.raises(NoSuchActivity):
        await shifts.of_activity(stranger, activity.id)
    with pytest.raises(NoSuchShift):
        await shifts.cancel(stranger, elsewhere.id, shift)
    with pytest.raises(NotAllowed):
        await stands.assign(await make.actor(Role.VIEWER, of=actor), activity.id, shift, one)


async def test_the_last_seats_go_to_those_who_press_first_and_to_no_more(schema):
    actor, activity, posts, people = await scene(6)
    try:
        [shift] = await shifts.make(actor, activity.id, wanted(posts, needed=2))
        hands = [await holder(activity, one) for one in people]
        answers = await asyncio.gather(
            *(swaps.take(hand, shift) for hand in hands), return_exceptions=True
        )
        taken = (await shifts.find(activity, shift)).taken
        rows = await ShiftPerson.count().where(ShiftPerson.shift == shift)
    finally:
        await forget(actor, activity)

    assert sum(one is None for one in answers) == taken == rows == 2, answers


async def forget(actor, activity):
    from tests.volunteers import calls

    await ShiftPerson.delete().where(ShiftPerson.shift.activity == activity.id)
    await Shift.delete().where(Shift.activity == activity.id)
    await calls.forget(actor, activity)
