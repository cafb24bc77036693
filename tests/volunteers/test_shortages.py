"""Who is left without a pair and why, what would help, and what the pairs hang on."""

import pytest

from kit import i18n
from kit.errors import Refusal
from tests import make
from tests.volunteers import crowds
from volunteers import clearances, explanations, mornings, pairing, pairs, shortages
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.clearance import NewCheck
from volunteers.rules.training import Outcome
from volunteers.tables import applications, participants, training
from volunteers.tables.pairs import PairingRules


async def two_boys_one_man(actor):
    activity = await crowds.ready(actor, 3, 3)
    people, children = await crowds.everybody(activity)
    a, p = applications.Application, participants.Participant
    await a.update({a.gender: "f"}).where(a.id.is_in(people[1:]))
    await a.update({a.gender: "m"}).where(a.id == people[0])
    await p.update({p.gender: "m", p.same_gender: True}).where(p.id.is_in(children[:2]))
    return activity, people, children


async def told(actor, activity):
    with i18n.speaking("en"):
        return await shortages.of(actor, activity.id)


async def untrain(person):
    t = training.Attendance
    await t.delete().where(t.application == person)


async def test_boys_who_need_a_man_are_named_with_the_men_there_are(db):
    actor = await make.actor()
    activity, _, _ = await two_boys_one_man(actor)
    await pairing.suggest(actor, activity.id)

    found = await told(actor, activity)

    [group] = found.left
    assert group.why == "2 boys who need a man can only go with this one volunteer."
    assert len(group.names) == 1 and len(group.people) == 2
    assert group.helpers == ("许诺1",)
    assert group.helps == ("Somebody new would help: a man, cleared and trained.",)
    assert group.rules == (("The school asks for the same gender here.", 2),)
    assert found.alone == 1 and found.steps == ()
    assert found.beyond == group.names
    [(needed, whom)] = found.reserves
    assert needed == "1 reserve: a man" and "许诺1" in whom


async def test_the_one_who_only_lacks_the_training_is_named_with_the_child_it_would_help(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    people, _ = await crowds.everybody(activity)
    await untrain(people[1])
    await pairing.suggest(actor, activity.id)

    found = await told(actor, activity)

    [step] = found.steps
    assert step.startswith("许诺2 makes up the training and goes with ") and found.helped == 1
    assert step in found.left[0].helps


@pytest.mark.parametrize("kind", ["clearance", "consent"])
async def test_what_protects_a_child_is_never_offered(db, kind):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    people, children = await crowds.everybody(activity)
    if kind == "clearance":
        c = training.Clearance
        await c.delete().where(c.application == people[1])
    else:
        await participants.Consent.delete().where(participants.Consent.participant == children[1])
    await pairing.suggest(actor, activity.id)

    found = await told(actor, activity)

    assert found.steps == () and found.helped == 0
    offered = " ".join(each for group in found.left for each in group.helps)
    assert "许诺" not in offered
    assert (len(found.waiting), found.alone) == ((1, 0) if kind == "consent" else (0, 1))


async def test_a_ready_reserve_makes_absences_good_and_an_unready_one_does_not(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 2)
    people, _ = await crowds.everybody(activity)
    a = applications.Application
    await a.update({a.status: ApplicationStatus.RESERVED}).where(a.id == people[2])
    await pairing.suggest(actor, activity.id)

    ready = await told(actor, activity)
    await untrain(people[2])
    unready = await told(actor, activity)

    assert (ready.ready, ready.needed, ready.critical) == (1, 0, ())
    assert (unready.ready, unready.needed) == (0, 1)
    [hanging] = unready.critical
    assert hanging.names == ("许诺1", "许诺2") and len(hanging.people) == 2


async def test_a_child_who_could_have_somebody_is_told_apart_from_one_who_is_left(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)

    before = await told(actor, activity)
    await pairing.suggest(actor, activity.id)
    after = await told(actor, activity)

    assert (len(before.open), before.alone) == (2, 0) and before.open[0].moves == ()
    assert (after.open, after.alone) == ((), 0)


async def test_who_would_make_room_is_said_where_somebody_must_move(db):
    actor = await make.actor()
    activity, people, children = await two_boys_one_man(actor)
    await pairing.place(actor, activity.id, people[0], children[2])

    found = await told(actor, activity)

    moves = [sentence for one in found.open for sentence in one.moves]
    assert len(moves) == 1 and " would go from 许诺1 to 许诺" in moves[0]


async def test_a_time_that_must_be_shared_is_named_as_a_choice_of_ours(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 1, 1)
    [person], [child] = await crowds.everybody(activity)
    a, p = applications.Application, participants.Participant
    await a.update({a.free: ["sat-am"]}).where(a.id == person)
    await p.update({p.free: ["sun-am"]}).where(p.id == child)
    await PairingRules(activity=activity.id, needs_shared_time=True).save()

    found = await told(actor, activity)

    assert found.without_time == 1 and len(found.steps) == 1
    assert "agree on a time" in found.steps[0]


async def test_too_many_are_not_counted(db, monkeypatch):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    monkeypatch.setattr(explanations, "MOST", 1)
    await pairing.suggest(actor, activity.id)

    assert not (await told(actor, activity)).counted


async def test_of_somebody_elses_activity_nothing_is_said(db):
    actor, stranger = await make.actor(), await make.actor()
    activity = await crowds.ready(actor, 1, 1)

    with pytest.raises(Refusal):
        await told(stranger, activity)


async def test_locked_pairs_do_not_move_and_are_part_of_no_promise(db):
    actor = await make.actor()
    activity, people, children = await two_boys_one_man(actor)
    await pairing.place(actor, activity.id, people[0], children[2])
    [pair] = await pairs.of(activity.id)
    await pairs.lock(actor, activity.id, pair.id, pair.version, locked=True)

    found = await told(actor, activity)

    assert found.open == () and found.alone == 2
    [group] = {one.why for one in found.left}
    assert group.startswith("At the moment no volunteer may go with ")


async def test_a_reserve_whose_check_is_still_running_is_not_called_ready(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 3, 2)
    people, _ = await crowds.everybody(activity)
    a = applications.Application
    await a.update({a.status: ApplicationStatus.RESERVED}).where(a.id == people[2])
    await pairing.suggest(actor, activity.id)
    assert (await told(actor, activity)).ready == 1
    await clearances.record_check(
        actor, activity.id, people[2], NewCheck(outcome=Outcome.PENDING, valid_until=None)
    )

    now = await told(actor, activity)
    morning = await mornings.of(actor, activity.id)

    assert (now.ready, now.needed) == (0, 1)
    assert not now.board.gates.of(people[2])  # it may be paired: the morning alone asks for more
    assert people[2] not in morning.morning.free
