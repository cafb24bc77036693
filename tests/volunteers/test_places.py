"""Places count in the call, in the source and in the post at once, and nothing is counted twice."""

from uuid import uuid4

import pytest

import events.tables
from accounts import links
from accounts.rules.links import Kind
from events.rules.activities import Status
from kit import clock, database
from tests import make
from tests.volunteers import calls
from volunteers import applications, places, recruitment, selection, steps
from volunteers.rules.applications import Application, ApplicationStatus, Mode
from volunteers.rules.selection import AllPlacesTaken, PostFull, SourceFull
from volunteers.tables import applications as tables

A = ApplicationStatus


async def _scarce(actor, **differing):
    """A call with a source of two places and a post of one."""
    activity = await calls.opened(actor, **{"quota": 3} | differing)
    source, post = uuid4(), uuid4()
    await tables.Source(id=source, activity=activity.id, name="生命科学学院", places=2).save()
    await tables.Post(id=post, activity=activity.id, name="翻译", needed=1, quota=1).save()
    return activity, source, post


async def _counts(activity):
    r, s, p = tables.Recruitment, tables.Source, tables.Post
    return tuple(
        [
            (await t.select(t.taken).where(t.activity == activity.id).first())["taken"]
            for t in (r, s, p)
        ]
    )


async def _lined_up(activity, *wanted):
    call, a, now = await places.call_of(activity), tables.Application, clock.now()
    turns = []
    for source, post in wanted:
        turn = await places.draw(call, now, source=source, post=post)
        volunteer = uuid4()
        await tables.Volunteer(
            id=volunteer,
            organization=activity.organization,
            name="许诺",
            student_no=f"2022{turn.number:05}",
            created_at=now,
        ).save()
        await a(
            id=uuid4(),
            activity=activity.id,
            volunteer=volunteer,
            number=turn.number,
            name=f"许诺{turn.number}",
            student_no=f"2022{turn.number:05}",
            email=f"p{turn.number}@example.org",
            status=turn.status,
            rank=turn.rank,
            source=source,
            post=post,
            consent_version="1",
            consented_at=now,
            applied_at=now,
            calendar_modified=now.replace(microsecond=0),
        ).save()
        turns.append((turn.status, turn.rank))
    return turns


async def _people(activity):
    a = tables.Application
    rows = await a.select().where(a.activity == activity.id).order_by(a.number)
    return [database.fact(Application, row) for row in rows]


async def test_a_place_is_taken_in_the_source_and_in_the_post_along_with_the_call(db):
    activity, source, post = await _scarce(await make.actor())

    turns = await _lined_up(
        activity, (source, post), (source, post), (source, None), (source, None), (None, None)
    )

    assert turns == [
        (A.ACCEPTED, None),
        (A.RESERVED, 1),  # the post is full
        (A.ACCEPTED, None),
        (A.RESERVED, 2),  # the source is full
        (A.ACCEPTED, None),
    ]
    assert await _counts(activity) == (3, 2, 1)


async def test_whoever_leaves_lets_in_the_first_who_fits_and_not_just_the_first(db):
    activity, source, post = await _scarce(await make.actor(), quota=2)
    await _lined_up(activity, (source, post), (None, None), (None, post), (source, None))
    [_, second, *_] = await _people(activity)

    await steps.move(second, A.WITHDRAWN)
    moved_up = await places.free(activity, second)

    assert [one.after.number for one in moved_up] == [4]
    assert await _counts(activity) == (2, 2, 1)
    assert [(p.status, p.rank) for p in await _people(activity)] == [
        (A.ACCEPTED, None), (A.WITHDRAWN, None), (A.RESERVED, 1), (A.ACCEPTED, None),
    ]  # fmt: skip


async def test_a_post_that_falls_free_goes_to_whoever_waits_for_it(db):
    activity, source, post = await _scarce(await make.actor())
    await _lined_up(activity, (source, post), (None, post))
    [first, _] = await _people(activity)

    await steps.move(first, A.WITHDRAWN)
    [moved_up] = await places.free(activity, first)

    assert (moved_up.after.number, moved_up.after.status) == (2, A.ACCEPTED)
    assert await _counts(activity) == (1, 0, 1)


async def test_accepting_more_than_a_source_or_a_post_takes_is_refused_for_all_of_them(db):
    actor = await make.actor()
    activity, source, post = await _scarce(actor, mode=Mode.REVIEW)
    await _lined_up(activity, *[(source, None)] * 3, *[(None, post)] * 2, *[(None, None)] * 2)
    people = [one.id for one in await _people(activity)]

    with pytest.raises(SourceFull, match="生命科学学院"):
        await selection.accept(actor, activity.id, people[:3])
    with pytest.raises(PostFull, match="翻译"):
        await selection.accept(actor, activity.id, people[3:5])
    with pytest.raises(AllPlacesTaken):
        await selection.accept(actor, activity.id, [people[n] for n in (0, 1, 3, 5)])

    assert await _counts(activity) == (0, 0, 0)
    await selection.accept(actor, activity.id, [people[0], people[1], people[3]])
    assert await _counts(activity) == (3, 2, 1)


async def test_where_we_choose_one_who_leaves_brings_in_one_although_there_is_more_room(db):
    actor = await make.actor()
    activity, *_ = await _scarce(actor, mode=Mode.REVIEW, quota=5)
    await _lined_up(activity, *[(None, None)] * 4)
    people = [one.id for one in await _people(activity)]
    await selection.accept(actor, activity.id, people[:1])
    await selection.reserve(actor, activity.id, people[1:])

    assert (await selection.remove(actor, activity.id, people[0], "Moved away")).moved_up == 1

    call = await recruitment.of_activity(actor, activity.id)
    assert call.taken == 1


@pytest.mark.parametrize(
    ("differing", "moved_up"),
    [({}, 1), ({"starts_at": clock.now()}, 0), ({"status": Status.CANCELLED}, 0)],
)
async def test_a_place_that_falls_free_when_it_has_begun_or_is_off_goes_to_nobody(
    db, differing, moved_up
):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=1)
    tokens = await calls.apply(activity, 1, 2)
    e = events.tables.Activity
    if differing:
        await e.update({getattr(e, k): v for k, v in differing.items()}).where(e.id == activity.id)

    await applications.withdraw(await links.holder(Kind.VOLUNTEER, tokens[0]))

    a = tables.Application
    held = await a.count().where(a.activity == activity.id, a.status == A.ACCEPTED)
    assert held == moved_up
