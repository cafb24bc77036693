"""Pairing rules: what they change is seen first, counted for those who stand, and held wherever two are paired."""

import msgspec
import pytest

from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import Changed, NoSuchActivity
from tests import make
from tests.volunteers import crowds
from volunteers import boards, exclusions, judging, pairing, pairing_rules, pairs
from volunteers.rules import fits, matching
from volunteers.rules.applications import Gender
from volunteers.rules.exclusions import NoSuchExclusion
from volunteers.rules.pairing_rules import USUAL, NothingCounts, PairingRules
from volunteers.rules.pairs import CannotBePaired, PairStatus, WhyNever
from volunteers.tables import applications, participants

ONLY_INTERESTS = PairingRules(0, 40, 0, 0, 0)


def test_the_usual_rules_are_the_engines_own():
    assert USUAL.for_engine() == matching.Rules()
    assert USUAL.weights == matching.Weights()


async def _scores(activity):
    return [(pair.score, pair.reasons) for pair in await pairs.of(activity.id)]


async def test_a_preview_says_who_would_go_with_somebody_else_and_changes_nothing(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 2)
    a = applications.Application
    (first, _, third), _ = await crowds.everybody(activity)
    await a.update({a.experience: 4, a.interests: []}).where(a.id == first)
    await a.update({a.interests: [crowds.LIKED[1]]}).where(a.id == third)
    now = await boards.of(actor, activity.id)

    seen = await judging.preview(now, PairingRules(0, 0, 0, 0, 10))
    same = await judging.preview(now, USUAL)

    assert first in {move.after for move in seen.moves} - {move.before for move in seen.moves}
    assert same.moves == () and same.before == same.after
    assert await pairing_rules.of(activity.id) == USUAL and await pairs.of(activity.id) == []


async def test_a_preview_names_the_pairs_that_new_rules_would_forbid(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    _, (child, _) = await crowds.everybody(activity)
    a, p = applications.Application, participants.Participant
    await a.update({a.gender: Gender.MALE}).where(a.activity == activity.id)
    await p.update({p.gender: Gender.MALE}).where(p.id != child)
    await p.update({p.gender: Gender.FEMALE}).where(p.id == child)
    await pairing.suggest(actor, activity.id)
    now = await boards.of(actor, activity.id)

    seen = await judging.preview(now, msgspec.structs.replace(USUAL, same_gender=True))

    assert [one.participant.id for one in seen.broken] == [child]
    assert (seen.before.pairs, seen.after.pairs) == (2, 1)


async def test_kept_rules_count_the_fit_of_those_who_stand_anew_and_move_nobody(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 3)
    await pairing.suggest(actor, activity.id)
    before = await pairs.of(activity.id)

    await judging.change(actor, activity.id, ONLY_INTERESTS)

    after = await pairs.of(activity.id)
    assert [(p.participant, p.application) for p in after] == [
        (p.participant, p.application) for p in before
    ]
    board = await boards.of(actor, activity.id)
    for placed in board.placed:
        fit = fits.allowed(placed.volunteer, placed.participant, board.gates)
        assert placed.pair.score == fit.score != before[placed.pair.number - 1].score
        assert sum(reason.points for reason in placed.pair.reasons) == fit.score
    assert (await pairing_rules.of(activity.id)).version == 1


async def test_two_who_change_the_rules_at_once_do_not_overwrite_each_other(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)
    await judging.change(actor, activity.id, ONLY_INTERESTS)

    with pytest.raises(Changed):
        await judging.change(actor, activity.id, USUAL)
    await judging.change(actor, activity.id, msgspec.structs.replace(USUAL, version=1))

    assert (await pairing_rules.of(activity.id)).version == 2


async def test_something_must_count(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)

    with pytest.raises(NothingCounts):
        await judging.change(actor, activity.id, PairingRules(0, 0, 0, 0, 0))
    await judging.change(actor, activity.id, PairingRules(0, 0, 0, 0, 1))


async def test_the_rules_hold_wherever_two_are_paired(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)
    (volunteer,), (child,) = await crowds.everybody(activity)
    rules = msgspec.structs.replace(USUAL, needs_shared_time=True)
    await judging.change(actor, activity.id, rules)

    with pytest.raises(CannotBePaired):
        await pairing.place(actor, activity.id, volunteer, child)

    free = {"free": ["sat-am"]}
    await applications.Application.update(free).where(applications.Application.id == volunteer)
    await participants.Participant.update(free).where(participants.Participant.id == child)
    await pairing.place(actor, activity.id, volunteer, child)  # the control


async def test_last_times_pair_is_kept_if_the_rules_say_so(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4)
    await pairing.suggest(actor, activity.id)
    one, other, *_ = await pairs.of(activity.id)
    person = await applications.Application.select(applications.Application.volunteer).where(
        applications.Application.id == other.application
    )
    p = participants.Participant
    await p.update({p.previous_helper: person[0]["volunteer"]}).where(p.id == one.participant)
    now = await boards.of(actor, activity.id)

    seen = await judging.preview(now, msgspec.structs.replace(USUAL, keep_previous=False))

    went = next(move for move in seen.moves if move.participant == one.participant)
    assert (went.before, went.after) == (other.application, one.application)


async def test_two_who_are_kept_apart_end_at_once_and_are_never_paired_until_it_is_lifted(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)
    (volunteer,), (child,) = await crowds.everybody(activity)
    await pairing.place(actor, activity.id, volunteer, child)

    await pairing.forbid(actor, activity.id, volunteer, child, WhyNever.KIN)

    [ended] = await pairs.of(activity.id, [PairStatus.DROPPED])
    assert ended.end_reason == "never-pair" and await pairs.of(activity.id) == []
    with pytest.raises(CannotBePaired):
        await pairing.place(actor, activity.id, volunteer, child)
    await pairing.forbid(actor, activity.id, volunteer, child, WhyNever.STATED)  # said again
    [entry] = await exclusions.of_activity(actor, activity.id)
    assert entry.reason is WhyNever.STATED
    await exclusions.lift(actor, activity.id, entry.id)
    await pairing.place(actor, activity.id, volunteer, child)  # the control


async def test_two_who_must_not_meet_are_parted_at_once_although_their_pair_is_locked(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)
    await pairing.suggest(actor, activity.id)
    [pair] = await pairs.of(activity.id)
    await pairs.lock(actor, activity.id, pair.id, pair.version, locked=True)

    await pairing.forbid(actor, activity.id, pair.application, pair.participant, WhyNever.KIN)

    assert await pairs.of(activity.id) == []
    assert await exclusions.of(activity.id) == {(pair.application, pair.participant)}


async def test_rules_and_exclusions_of_others_are_out_of_reach(db):
    owner, stranger = await make.actor(), await make.actor()
    activity = await crowds.ready(owner, 2, 2)
    (first, _), (child, _) = await crowds.everybody(activity)
    await pairing.forbid(owner, activity.id, first, child, WhyNever.KIN)
    [entry] = await exclusions.of_activity(owner, activity.id)
    other = await crowds.ready(stranger, 1, 1)

    with pytest.raises(NoSuchActivity):
        await judging.change(stranger, activity.id, ONLY_INTERESTS)
    with pytest.raises(NoSuchActivity):
        await pairing.forbid(stranger, activity.id, first, child, WhyNever.KIN)
    with pytest.raises(NoSuchExclusion):
        await exclusions.lift(stranger, other.id, entry.id)
    viewer = await make.actor(Role.VIEWER, of=owner)
    with pytest.raises(NotAllowed):
        await judging.change(viewer, activity.id, ONLY_INTERESTS)
    with pytest.raises(NotAllowed):
        await exclusions.of_activity(viewer, activity.id)
    assert len(await exclusions.of(activity.id)) == 1


async def test_siblings_share_a_volunteer_and_everybody_else_has_their_own(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 6, 6)
    _, children = await crowds.everybody(activity)
    p = participants.Participant
    await p.update({p.together: ["4"]}).where(p.id == children[0])  # the fourth row
    sibling = children[3]
    await judging.change(actor, activity.id, msgspec.structs.replace(USUAL, siblings_share=True))

    await pairing.suggest(actor, activity.id)

    who = {pair.participant: pair.application for pair in await pairs.of(activity.id)}
    assert who[children[0]] == who[sibling]
    assert len(who) == 6 and len(set(who.values())) == 5
    await pairs.confirm_all(actor, activity.id, crowds.TODAY)
    shown = await pairs.all_of(who[sibling])
    assert {pair.participant for pair in shown} == {children[0], sibling}
    assert await pairs.of_application(who[sibling]) == shown[0]


async def test_a_second_child_is_taken_only_where_one_would_be_alone(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 4)
    await judging.change(actor, activity.id, msgspec.structs.replace(USUAL, most_each=2))

    await pairing.suggest(actor, activity.id)

    held = [pair.application for pair in await pairs.of(activity.id)]
    assert len(held) == 4 and len(set(held)) == 3
