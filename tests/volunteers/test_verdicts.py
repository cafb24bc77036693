"""A decision is taken back whole, until the first mail about it is out."""

from datetime import timedelta

import pytest

from accounts import mails
from accounts.mails import AlreadySent
from accounts.rules.switches import Switches
from accounts.tables import OutboxMail
from kit import clock
from tests import make
from tests.volunteers import calls
from volunteers import applications, recruitment, selection, verdicts
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.applications import Mode
from volunteers.rules.selection import AllPlacesTaken
from volunteers.tables import applications as tables
from volunteers.tables.reviews import Verdict

EVERYTHING = ("number", "status", "rank", "answer_by", "decided_at", "note", "override_reason")


@pytest.fixture
async def review(db):
    """A call of two places with five applicants: two accepted, two reserves, one undecided."""
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.REVIEW)
    await calls.apply(activity, 1, 2, 3, 4, 5)
    people = await applications.of_activity(actor, activity.id, tuple(A))
    ids = [one.id for one in people]
    await selection.accept(actor, activity.id, ids[:2])
    await selection.reserve(actor, activity.id, ids[2:4])
    await OutboxMail.delete(force=True)
    return actor, activity, ids


async def _state(actor, activity):
    people = await applications.of_activity(actor, activity.id, tuple(A))
    call = await recruitment.of_activity(actor, activity.id)
    return [[getattr(one, name) for name in EVERYTHING] for one in people], call.taken


async def _send_all():
    """Send what is due, into nowhere."""

    async def carry(*_):
        pass

    while await mails.send_next(carry):
        pass


async def test_whoever_moved_up_through_it_is_a_reserve_again_in_the_same_place(review):
    actor, activity, ids = review
    before = await _state(actor, activity)

    done = await selection.remove(actor, activity.id, ids[0], "Moved away")
    between = await _state(actor, activity)
    told = [row["recipient"] for row in await OutboxMail.select()]
    assert await verdicts.undo(actor, activity.id, done.undo) == 2

    assert between != before and done.moved_up == 1
    assert sorted(told) == ["p1@example.org", "p3@example.org"]
    assert await _state(actor, activity) == before
    assert await OutboxMail.count() == 0


@pytest.mark.parametrize("decide", [selection.accept, selection.reserve, selection.decline])
async def test_each_kind_of_decision_comes_back_as_it_was(review, decide):
    actor, activity, ids = review
    await recruitment.change(
        actor,
        activity.id,
        recruitment.Settings(
            version=0, mode=Mode.REVIEW, quota=5, reserve=1, risk_statement="Rain"
        ),
    )
    before = await _state(actor, activity)

    done = await decide(actor, activity.id, ids[4:])
    await verdicts.undo(actor, activity.id, done.undo)

    assert await _state(actor, activity) == before


async def test_nothing_is_sent_before_ten_minutes_and_nothing_taken_back_after(review):
    actor, activity, ids = review
    done = await selection.decline(actor, activity.id, ids[4:])
    [mail] = await OutboxMail.select()
    await _send_all()
    unsent = await OutboxMail.count().where(OutboxMail.sent_at.is_null())

    await OutboxMail.update({OutboxMail.send_after: clock.now()}, force=True)
    await _send_all()
    with pytest.raises(AlreadySent):
        await verdicts.undo(actor, activity.id, done.undo)

    assert timedelta(minutes=9) < mail["send_after"] - clock.now() < timedelta(minutes=11)
    assert unsent == 1
    assert (await _state(actor, activity))[0][4][1] is A.DECLINED


async def test_sent_now_means_now_and_the_page_offers_no_way_back(review):
    actor, activity, ids = review
    await selection.decline(actor, activity.id, ids[4:])
    assert [one.count for one in await verdicts.waiting(actor, activity.id)] == [1, 2, 2]

    assert await verdicts.send_now(actor, activity.id) == 1

    assert await verdicts.waiting(actor, activity.id) == []
    assert await OutboxMail.count().where(OutboxMail.send_after <= clock.now()) == 1


async def test_where_nobody_is_told_the_minutes_decide_alone(review):
    actor, activity, ids = review
    a = tables.Application
    await a.update({a.email: ""}).where(a.id == ids[4])
    done = await selection.decline(actor, activity.id, ids[4:])
    v = Verdict
    await v.update({v.send_after: clock.now()}).where(v.id == done.undo)

    with pytest.raises(verdicts.TooLate):
        await verdicts.undo(actor, activity.id, done.undo)


async def test_it_is_taken_back_once_and_not_after_somebody_has_moved_on(review):
    actor, activity, ids = review
    first = await selection.decline(actor, activity.id, ids[4:])
    await verdicts.undo(actor, activity.id, first.undo)
    with pytest.raises(verdicts.TakenBackAlready):
        await verdicts.undo(actor, activity.id, first.undo)

    second = await selection.reserve(actor, activity.id, ids[4:])
    await selection.decline(actor, activity.id, ids[4:])
    with pytest.raises(verdicts.ChangedSince):
        await verdicts.undo(actor, activity.id, second.undo)


async def test_a_place_that_somebody_else_got_meanwhile_is_not_taken_from_them(db):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=1)
    await calls.apply(activity, 1)
    [first] = await applications.of_activity(actor, activity.id)
    done = await selection.remove(actor, activity.id, first.id, "Moved away")
    await calls.apply(activity, 2)

    with pytest.raises(AllPlacesTaken):
        await verdicts.undo(actor, activity.id, done.undo)

    assert [row[1] for row in (await _state(actor, activity))[0]] == [A.REMOVED, A.ACCEPTED]


async def test_another_association_takes_nothing_back(review):
    actor, activity, ids = review
    done = await selection.decline(actor, activity.id, ids[4:])
    stranger = await make.actor()
    own = await calls.opened(stranger)

    with pytest.raises(verdicts.TakenBackAlready):
        await verdicts.undo(stranger, own.id, done.undo)


async def test_one_three_and_two_hundred_are_decided_and_taken_back_in_as_many_statements(
    db, statements
):
    asked = []
    for count in (1, 3, 200):
        actor = await make.actor()
        activity = await calls.opened(actor, mode=Mode.REVIEW, quota=200)
        await calls.crowd(activity, count)
        ids = [one.id for one in await applications.of_activity(actor, activity.id, tuple(A))]
        statements.clear()
        done = await selection.accept(actor, activity.id, ids)
        deciding = len(statements)
        await verdicts.undo(actor, activity.id, done.undo)
        asked.append((deciding, len(statements) - deciding))

    assert len(set(asked)) == 1, asked


async def test_nothing_is_offered_to_be_taken_back_once_everybody_has_moved_on(review):
    actor, activity, ids = review
    taken, reserved = (await verdicts.waiting(actor, activity.id))[::-1]
    assert (taken.whole, reserved.whole) == (True, True)

    a = tables.Application
    await a.update({a.version: a.version + 1}).where(a.id == ids[0])
    offered = {one.id: one.whole for one in await verdicts.waiting(actor, activity.id)}
    assert offered == {taken.id: False, reserved.id: True}

    await a.update({a.version: a.version + 1}).where(a.id == ids[1])
    assert [one.id for one in await verdicts.waiting(actor, activity.id)] == [reserved.id]


def test_an_association_sets_how_long_it_waits():
    assert Switches().undo_minutes == 10
