"""Overrides: what they cost is seen before, both ways are exact, and a stale look changes nothing."""

import asyncio

import pytest

from accounts.rules.permissions import NotAllowed, Role
from piccolo_conf import DB
from tests import make
from tests.volunteers import calls, crowds
from volunteers import boards, overrides, pairing, pairs
from volunteers.overrides import Wish
from volunteers.pairing import Done
from volunteers.rearrangements import How
from volunteers.rules import fits, matching
from volunteers.rules.applications import NoSuchApplication
from volunteers.rules.board_steps import BoardMoved, Move
from volunteers.rules.pairs import (
    CannotBePaired,
    NothingToPair,
    PairHasBegun,
    PairIsLocked,
    PairStatus,
)
from volunteers.tables import applications
from volunteers.tables import pairs as tables


@pytest.fixture
async def paired(db):
    """Six pairs of eight volunteers, and how they stand."""
    actor = await make.actor()
    activity = await crowds.ready(actor, 8, 6)
    await pairing.suggest(actor, activity.id)
    return actor, activity


async def _who(activity):
    return {one.participant: one.application for one in await pairs.of(activity.id)}


async def test_both_ways_are_seen_child_by_child_and_nothing_is_done_yet(paired):
    actor, activity = paired
    before = await _who(activity)
    (first, theirs), (second, others) = list(before.items())[:2]

    _, looked = await overrides.of(actor, activity.id, theirs, second)

    least, anew = looked.options
    assert (least.how, anew.how) == (How.LEAST, How.ANEW)
    assert (
        Move(second, others, theirs) in least.moves and Move(second, others, theirs) in anew.moves
    )
    assert len(least.moves) <= len(anew.moves)
    assert first in {move.participant for move in least.moves}
    assert least.before.pairs == least.after.pairs == 6
    assert await _who(activity) == before


async def test_the_price_is_what_the_engine_says_of_everybody_who_may_move(paired):
    actor, activity = paired
    now = await boards.of(actor, activity.id)
    one, other = now.placed[:2]
    duo = (str(one.volunteer.id), str(other.participant.id))
    volunteers = [*now.volunteers, *(each.volunteer for each in now.placed)]
    problem = fits.problem(volunteers, [each.participant for each in now.placed], now.gates)

    _, looked = await overrides.of(actor, activity.id, one.volunteer.id, other.participant.id)

    best = matching.suggest(problem, [duo]).vector
    anew = looked.options[1]
    assert (anew.after.pairs, anew.after.bands, anew.after.total) == (
        best.matched,
        best.bands,
        best.total,
    )
    price = anew.price(other.participant.id)
    assert price.total == best.total - anew.before.total
    assert price.chain[0].participant == str(other.participant.id)
    cheap = (await overrides.prices(now, one.volunteer))[other.participant.id]
    assert cheap.total == looked.options[0].price(other.participant.id).total


@pytest.mark.parametrize("how", How)
async def test_what_was_chosen_happens_in_one_step_and_the_school_is_asked_again(paired, how):
    actor, activity = paired
    await pairs.confirm_all(actor, activity.id, crowds.TODAY)
    before = await _who(activity)
    (_, theirs), (second, _), *_ = before.items()
    _, looked = await overrides.of(actor, activity.id, theirs, second)
    option = next(one for one in looked.options if one.how is how)

    done = await overrides.carry_out(actor, activity.id, Wish(how, option.seal, theirs, second))

    after = await pairs.of(activity.id)
    assert {one.participant: one.application for one in after} == before | {
        move.participant: move.after for move in option.moves
    }
    asked = {one.participant for one in after if one.status is PairStatus.PROPOSED}
    assert asked == {move.participant for move in option.moves}
    assert option.again == done.count == len(asked)


async def test_a_child_left_alone_does_not_join_in_when_others_are_moved(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4)
    volunteers, children = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, volunteers[0], children[0])
    await pairing.place(actor, activity.id, volunteers[1], children[1])

    _, looked = await overrides.of(actor, activity.id, volunteers[2], children[0])

    least = looked.options[0]
    assert least.moves == (Move(children[0], volunteers[0], volunteers[2]),)


async def test_pairing_everybody_anew_comes_to_the_optimum(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 6, 6)
    volunteers, children = await crowds.everybody(activity)
    for one, other in zip(volunteers, children[1:] + children[:1], strict=True):
        await pairing.place(actor, activity.id, one, other)
    everybody = await boards.of(actor, activity.id)

    _, looked = await overrides.of(actor, activity.id)
    [option] = looked.options
    await overrides.carry_out(actor, activity.id, Wish(How.ANEW, option.seal))

    problem = fits.problem(
        [one.volunteer for one in everybody.placed],
        [one.participant for one in everybody.placed],
        everybody.gates,
    )
    best = matching.match(problem)
    assert {str(k): str(v) for k, v in (await _who(activity)).items()} == {
        one.participant: one.volunteer for one in best.pairs
    }
    _, again = await overrides.of(actor, activity.id)
    assert again.options[0].moves == ()
    with pytest.raises(NothingToPair):
        await overrides.carry_out(actor, activity.id, Wish(How.ANEW, again.options[0].seal))


async def test_a_look_at_a_board_that_has_changed_since_changes_nothing(paired):
    actor, activity = paired
    before = await _who(activity)
    (_, theirs), (second, _), *_ = before.items()
    _, looked = await overrides.of(actor, activity.id, theirs, second)
    pair = (await pairs.of(activity.id))[0]
    await pairing.forbid(actor, activity.id, pair.application, pair.participant, "stated")
    before = await _who(activity)

    wish = Wish(How.ANEW, looked.options[1].seal, theirs, second)
    with pytest.raises(BoardMoved):
        await overrides.carry_out(actor, activity.id, wish)

    assert await _who(activity) == before


async def test_locked_pairs_and_pairs_that_have_begun_are_never_moved(paired):
    actor, activity = paired
    locked, begun, free, *_ = await pairs.of(activity.id)
    await pairs.lock(actor, activity.id, locked.id, locked.version, locked=True)
    p = tables.Pair
    await p.update({p.status: PairStatus.ACTIVE}).where(p.id == begun.id)

    for pair, why in ((locked, PairIsLocked), (begun, PairHasBegun)):
        with pytest.raises(why):
            await overrides.of(actor, activity.id, free.application, pair.participant)
        with pytest.raises(why):
            await overrides.of(actor, activity.id, pair.application, free.participant)
    _, anew = await overrides.of(actor, activity.id)
    moving = {move.participant for move in anew.options[0].moves}
    assert not moving & {locked.participant, begun.participant}


async def test_no_override_makes_a_pair_that_may_not_be(paired):
    actor, activity = paired
    one, other, *_ = await pairs.of(activity.id)
    await pairing.forbid(actor, activity.id, one.application, other.participant, "kin")

    with pytest.raises(CannotBePaired):
        await overrides.of(actor, activity.id, one.application, other.participant)


async def test_whoever_has_no_place_any_more_is_not_on_the_board(paired):
    actor, activity = paired
    board = await boards.of(actor, activity.id)
    a = applications.Application
    await a.update({a.status: "withdrawn"}).where(a.id == board.volunteers[0].id)

    with pytest.raises(NoSuchApplication):
        child = board.placed[0].participant.id
        await overrides.of(actor, activity.id, board.volunteers[0].id, child)


async def test_only_planners_override(paired):
    actor, activity = paired
    viewer = await make.actor(Role.VIEWER, of=actor)
    lead = await make.actor(Role.SAFEGUARDING, of=actor)

    with pytest.raises(NotAllowed):
        await overrides.of(viewer, activity.id)
    with pytest.raises(NotAllowed):
        await overrides.carry_out(lead, activity.id, Wish(How.ANEW, ""))


@pytest.fixture
async def contended(schema):
    """An activity outside any transaction: a race needs real connections."""
    await DB.start_connection_pool(min_size=3, max_size=3)
    actor = await make.actor()
    activity = await crowds.ready(actor, 5, 4)
    await pairing.suggest(actor, activity.id)
    yield actor, activity
    await tables.PairingStep.delete().where(tables.PairingStep.activity == activity.id)
    await calls.forget(actor, activity)
    await DB.close_connection_pool()


async def test_two_who_override_at_once_leave_one_board_and_one_clear_refusal(contended):
    actor, activity = contended
    live = await pairs.of(activity.id)
    wishes = []
    for at in (0, 1):
        volunteer, child = live[at].application, live[at + 1].participant
        _, looked = await overrides.of(actor, activity.id, volunteer, child)
        wishes.append(Wish(How.LEAST, looked.options[0].seal, volunteer, child))

    answers = await asyncio.gather(
        *(overrides.carry_out(actor, activity.id, wish) for wish in wishes),
        return_exceptions=True,
    )

    assert sorted(type(one) for one in answers if not isinstance(one, Done)) == [BoardMoved]
    after = await pairs.of(activity.id)
    assert len({one.participant for one in after}) == len({one.application for one in after}) == 4
