"""Pairing: every hard condition asked at the write, one pair per child, the optimum beside what stands."""

import asyncio
from uuid import uuid4

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from piccolo_conf import DB
from tests import make
from tests.volunteers import calls, crowds
from volunteers import board_steps, boards, pairing, pairs
from volunteers.rules import fits, matching
from volunteers.rules.applications import ApplicationStatus, Gender, NoSuchApplication
from volunteers.rules.board_steps import BoardMoved
from volunteers.rules.pairs import (
    CannotBePaired,
    NothingToPair,
    PairStatus,
    ParticipantPaired,
    VolunteerPaired,
)
from volunteers.tables import applications, participants, training
from volunteers.tables import pairs as tables


async def test_placing_proposes_one_pair_with_its_reasons(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    [first, _], [child, _] = await crowds.everybody(activity)

    await pairing.place(actor, activity.id, first, child)

    [pair] = await pairs.of_activity(actor, activity.id)
    assert (pair.number, pair.status) == (1, PairStatus.PROPOSED)
    assert sum(reason.points for reason in pair.reasons) == pair.score > 0
    assert {reason.criterion for reason in pair.reasons} == {c.value for c in fits.CRITERIA}


async def _without_consent(_volunteer, child):
    await participants.Consent.delete().where(
        participants.Consent.participant == child, participants.Consent.purpose == "data"
    )


async def _without_pledge(volunteer, _child):
    await training.Clearance.delete().where(training.Clearance.application == volunteer)


async def _without_training(volunteer, _child):
    await training.Attendance.delete().where(training.Attendance.application == volunteer)


async def _other_gender(volunteer, child):
    p, a = participants.Participant, applications.Application
    await p.update({p.gender: Gender.FEMALE, p.same_gender: True}).where(p.id == child)
    await a.update({a.gender: Gender.MALE}).where(a.id == volunteer)


@pytest.mark.parametrize(
    "breaking", [_without_consent, _without_pledge, _without_training, _other_gender]
)
async def test_a_broken_condition_is_refused_at_the_write_though_it_held_before(db, breaking):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    [one, other], [child, second] = await crowds.everybody(activity)
    await breaking(one, child)

    with pytest.raises(CannotBePaired):
        await pairing.place(actor, activity.id, one, child)

    await pairing.place(actor, activity.id, other, second)  # the control: nothing is missing here
    assert len(await pairs.of(activity.id)) == 1


async def test_without_minors_nobody_needs_pledge_or_training(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1, involves_minors=False)
    [volunteer], [elder] = await crowds.everybody(activity)
    await _without_pledge(volunteer, elder)
    await _without_training(volunteer, elder)

    await pairing.place(actor, activity.id, volunteer, elder)

    assert len(await pairs.of(activity.id)) == 1


async def test_whoever_has_a_pair_or_no_place_is_refused(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 2)
    [one, other, gone], [child, second] = await crowds.everybody(activity)
    a = applications.Application
    await a.update({a.status: ApplicationStatus.WITHDRAWN}).where(a.id == gone)
    await pairing.place(actor, activity.id, one, child)

    with pytest.raises(ParticipantPaired):
        await pairing.place(actor, activity.id, other, child)
    with pytest.raises(VolunteerPaired):
        await pairing.place(actor, activity.id, one, second)
    with pytest.raises(NoSuchApplication):
        await pairing.place(actor, activity.id, gone, second)
    with pytest.raises(NoSuchApplication):
        await pairing.place(actor, activity.id, uuid4(), second)


async def test_the_rest_is_paired_at_the_optimum_and_what_stands_is_not_touched(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 8, 8)
    volunteers, children = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, volunteers[0], children[4])
    before = await boards.of(actor, activity.id)
    best = matching.match(fits.problem(before.volunteers, before.children, before.gates))

    suggested = await pairing.suggest(actor, activity.id)

    made = {str(p.participant): str(p.application) for p in await pairs.of(activity.id)}
    assert suggested.count == 7 == best.vector.matched
    assert made == {pair.participant: pair.volunteer for pair in best.pairs} | {
        str(children[4]): str(volunteers[0])
    }
    with pytest.raises(NothingToPair):
        await pairing.suggest(actor, activity.id)


async def test_whoever_is_left_is_told_why(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 2)
    _, [waiting, child] = await crowds.everybody(activity)
    await _without_consent(None, waiting)
    await pairing.suggest(actor, activity.id)

    left = await pairing.unpaired(await boards.of(actor, activity.id))

    assert [one.codename for one in left] == ["小满01"]
    assert child in {pair.participant for pair in await pairs.of(activity.id)}


async def test_a_number_never_means_two_others(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 1)
    (volunteer, other), [child] = await crowds.everybody(activity)
    numbers = []

    for one in (volunteer, other, volunteer):
        placed = await pairing.place(actor, activity.id, one, child)
        numbers += [pair.number for pair in await pairs.of(activity.id)]
        await board_steps.undo(actor, activity.id, placed.step)

    assert numbers == [1, 2, 1]  # the same two have what papers call them already


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TREASURER, Role.SAFEGUARDING])
async def test_only_planners_pair(db, role):
    owner = await make.actor()
    activity = await crowds.ready(owner, 1, 1)
    [volunteer], [child] = await crowds.everybody(activity)
    actor = await make.actor(role, of=owner)

    with pytest.raises(NotAllowed):
        await pairing.place(actor, activity.id, volunteer, child)
    with pytest.raises(NotAllowed):
        await pairing.suggest(actor, activity.id)


async def test_another_association_finds_no_board(db):
    activity = await crowds.ready(await make.actor(), 1, 1)
    [volunteer], [child] = await crowds.everybody(activity)
    stranger = await make.actor()

    with pytest.raises(NoSuchActivity):
        await boards.of(stranger, activity.id)
    with pytest.raises(NoSuchActivity):
        await pairing.place(stranger, activity.id, volunteer, child)


@pytest.fixture
async def contended(schema):
    """An activity outside any transaction: a race needs real connections."""
    await DB.start_connection_pool(min_size=6, max_size=6)
    actor = await make.actor()
    activity = await crowds.ready(actor, 6, 1)
    yield actor, activity
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


async def test_planners_who_place_the_same_child_at_once_leave_one_pair_and_clear_refusals(
    contended,
):
    actor, activity = contended
    volunteers, [child] = await crowds.everybody(activity)

    answers = await asyncio.gather(
        *(pairing.place(actor, activity.id, one, child) for one in volunteers),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, pairing.Done) for answer in answers) == 1
    assert sum(isinstance(answer, ParticipantPaired) for answer in answers) == 5
    assert len(await tables.Pair.select().where(tables.Pair.participant == child)) == 1


async def test_planners_who_ask_for_the_best_pairs_at_once_are_given_them_once(contended):
    actor, activity = contended

    answers = await asyncio.gather(
        *(pairing.suggest(actor, activity.id) for _ in range(3)), return_exceptions=True
    )

    assert sum(isinstance(answer, pairing.Done) for answer in answers) == 1
    assert sum(isinstance(answer, (BoardMoved, NothingToPair)) for answer in answers) == 2
    assert len(await pairs.of(activity.id)) == 1


async def test_the_database_itself_refuses_a_second_live_pair(db):
    from asyncpg import UniqueViolationError

    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 1)
    [one, other], [child] = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, one, child)
    row = {
        "activity": activity.id,
        "participant": child,
        "application": other,
        "created_at": crowds.AT,
        "calendar_modified": crowds.AT,
    }
    p = tables.Pair
    ended = PairStatus.DROPPED
    await p(id=uuid4(), number=7, status=ended, calendar_uid="a", **row).save()  # the control

    with pytest.raises(UniqueViolationError):
        await p(id=uuid4(), number=8, calendar_uid="b", **row).save()
