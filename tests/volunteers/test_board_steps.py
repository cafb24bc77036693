"""Steps of the board: written down as they happen, taken back as a whole or not at all."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from tests import make
from tests.volunteers import crowds, grouped
from volunteers import board_steps, boards, overrides, pairing, pairs, partings
from volunteers.overrides import Wish
from volunteers.rearrangements import How
from volunteers.rules.board_steps import NoSuchStep, StepOverlaid, StepUndone
from volunteers.rules.pairs import CannotBePaired, PairStatus, StepKind, VolunteerPaired
from volunteers.tables import participants


async def _who(activity):
    return {one.participant: one.application for one in await pairs.of(activity.id)}


async def _swap(actor, activity, volunteer, child):
    """Put these two together the way that moves fewest."""
    _, looked = await overrides.of(actor, activity.id, volunteer, child)
    wish = Wish(How.LEAST, looked.options[0].seal, volunteer, child)
    return await overrides.carry_out(actor, activity.id, wish)


async def test_the_history_says_who_did_what_to_whom_the_latest_first(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    volunteers, children = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, volunteers[0], children[1])
    await pairing.suggest(actor, activity.id)

    suggested, placed = await board_steps.of_activity(actor, activity.id)

    assert (suggested.kind, placed.kind) == (StepKind.SUGGESTED, StepKind.PLACED)
    assert suggested.by == placed.by == actor.name
    [move] = placed.changes
    assert (move.participant, move.before, move.after) == (children[1], None, volunteers[0])
    assert {move.participant for move in suggested.changes} == {children[0], children[2]}


async def test_a_step_is_taken_back_as_a_whole_and_once(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4)
    volunteers, children = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, volunteers[0], children[0])
    done = await pairing.suggest(actor, activity.id)

    assert await board_steps.undo(actor, activity.id, done.step) == done.count == 3

    assert await _who(activity) == {children[0]: volunteers[0]}
    assert len(await pairs.of(activity.id, [PairStatus.DROPPED])) == 3  # what was is kept
    with pytest.raises(StepUndone):
        await board_steps.undo(actor, activity.id, done.step)


async def _locked(actor, activity, pair):
    await pairs.lock(actor, activity.id, pair.id, pair.version, locked=True)


async def _agreed(actor, activity, pair):
    await pairs.confirm(actor, activity.id, pair.id, crowds.TODAY)


async def _ended(actor, activity, pair):
    await partings.end(actor, activity.id, pair.id, pair.version, "reason")


async def _made_again(actor, activity, pair):
    await _ended(actor, activity, pair)
    await pairing.place(actor, activity.id, pair.application, pair.participant)


@pytest.mark.parametrize("changing", [_locked, _agreed, _ended, _made_again])
async def test_a_step_stays_if_somebody_has_changed_one_pair_of_it(db, changing):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    done = await pairing.suggest(actor, activity.id)
    await changing(actor, activity, (await pairs.of(activity.id))[0])
    before = await _who(activity)

    with pytest.raises(StepOverlaid):
        await board_steps.undo(actor, activity.id, done.step)

    assert await _who(activity) == before


async def test_an_override_taken_back_restores_pairs_groups_and_the_partners_word(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4)
    await pairing.suggest(actor, activity.id)
    yesterday = crowds.TODAY - timedelta(days=1)
    await pairs.confirm_all(actor, activity.id, yesterday)
    await grouped.split(actor, activity.id, 2)
    before = {one.participant: one for one in await pairs.of(activity.id)}
    one, other = list(before.values())[:2]

    done = await _swap(actor, activity, one.application, other.participant)
    between = {pair.participant: pair for pair in await pairs.of(activity.id)}
    await board_steps.undo(actor, activity.id, done.step)
    after = {pair.participant: pair for pair in await pairs.of(activity.id)}

    moved = between[other.participant]
    assert moved.application == one.application
    assert moved.status is PairStatus.PROPOSED and moved.confirmed_at is None
    assert moved.group == before[other.participant].group is not None
    assert {k: _printed(v) for k, v in after.items()} == {k: _printed(v) for k, v in before.items()}


def _printed(pair):
    """What papers and pages say of a pair that was taken back: nothing that an undo may change."""
    return (
        pair.number,
        pair.application,
        pair.status,
        pair.confirmed_at,
        pair.group,
        pair.pod,
        pair.created_at,
    )


async def test_undoing_one_step_leaves_the_one_before_it_open_to_undo(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    first = await pairing.suggest(actor, activity.id)
    before = {one.participant: one for one in await pairs.of(activity.id)}
    one, other = list(before.values())[:2]

    for _ in range(2):  # the second time there are two ended pairs of the same two
        later = await _swap(actor, activity, one.application, other.participant)
        assert await _open(actor, activity) == {later.step}
        await board_steps.undo(actor, activity.id, later.step)
        now = {pair.participant: pair for pair in await pairs.of(activity.id)}
        assert {k: _printed(v) for k, v in now.items()} == {
            k: _printed(v) for k, v in before.items()
        }
        assert await _open(actor, activity) == {first.step}
    await board_steps.undo(actor, activity.id, first.step)

    assert await pairs.of(activity.id) == []
    assert await _open(actor, activity) == frozenset()


async def test_two_who_are_paired_again_have_their_number_and_group_again(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    await pairing.suggest(actor, activity.id)
    await grouped.split(actor, activity.id, 1)
    _, pair, *_ = await pairs.of(activity.id)
    await _ended(actor, activity, pair)
    await pairing.place(actor, activity.id, pair.application, pair.participant)

    [again] = [one for one in await pairs.of(activity.id) if one.participant == pair.participant]
    assert (again.number, again.group, again.pod) == (pair.number, pair.group, pair.pod)
    assert again.group is not None and again.created_at > pair.created_at
    numbers = [one.number for one in await pairs.of(activity.id, list(PairStatus))]
    assert sorted(numbers) == [1, 2, 3, 4]


async def _open(actor, activity):
    steps = await board_steps.of_activity(actor, activity.id)
    return board_steps.open_to_undo(await boards.of(actor, activity.id), steps)


async def test_what_may_not_be_any_more_is_not_restored(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 2)
    await pairing.suggest(actor, activity.id)
    one, _ = await pairs.of(activity.id)
    board = await boards.of(actor, activity.id)
    [spare] = board.volunteers
    done = await _swap(actor, activity, spare.id, one.participant)
    await pairing.forbid(actor, activity.id, one.application, one.participant, "kin")
    before = await _who(activity)

    with pytest.raises(CannotBePaired):
        await board_steps.undo(actor, activity.id, done.step)

    assert await _who(activity) == before


async def test_whoever_has_somebody_else_by_now_is_not_taken_away(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    volunteers, children = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, volunteers[0], children[0])
    done = await _swap(actor, activity, volunteers[1], children[0])
    await pairing.place(actor, activity.id, volunteers[0], children[1])

    with pytest.raises(VolunteerPaired):
        await board_steps.undo(actor, activity.id, done.step)

    assert await _who(activity) == {children[0]: volunteers[1], children[1]: volunteers[0]}


async def test_a_child_who_was_erased_leaves_a_step_that_cannot_be_taken_back(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    done = await pairing.suggest(actor, activity.id)
    for pair in await pairs.of(activity.id):
        await _ended(actor, activity, pair)
    await participants.Participant.delete().where(participants.Participant.activity == activity.id)

    with pytest.raises(StepOverlaid):
        await board_steps.undo(actor, activity.id, done.step)


async def test_steps_of_others_are_nobodys(db):
    owner, stranger = await make.actor(), await make.actor()
    activity, other = await crowds.ready(owner, 1, 1), await crowds.ready(stranger, 1, 1)
    done = await pairing.suggest(owner, activity.id)

    for where in (activity, other):
        with pytest.raises((NoSuchActivity, NoSuchStep)):
            await board_steps.undo(stranger, where.id, done.step)
    with pytest.raises(NoSuchStep):
        await board_steps.undo(owner, activity.id, uuid4())
    with pytest.raises(NotAllowed):
        await board_steps.undo(await make.actor(Role.VIEWER, of=owner), activity.id, done.step)
    assert len(await pairs.of(activity.id)) == 1
