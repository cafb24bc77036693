"""A morning of real pairs: who is missing, who stands in, who is told, and what is released anew."""

import json
from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec
import pytest

import accounts.tables
from accounts.rules.permissions import NotAllowed, Role
from events import releases
from events.rules.activities import Status
from kit import clock
from tests import make
from tests.exports import planned
from tests.volunteers import crowds, grouped
from volunteers import absences, mending, mornings, pairing, pairs, stand_ins
from volunteers.rules.absences import MorningOver, NoSuchPerson
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.board_steps import NoSuchStep, StepUndone
from volunteers.rules.mornings import MorningChanged, NothingToMend
from volunteers.rules.pairs import PairStatus, StandInKind, StepKind
from volunteers.tables import applications, participants, training
from volunteers.tables import pairs as tables
from web import wiring

K = StandInKind


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def paired(volunteers: int, children: int, *, cut: int = 1):
    """Pairs 1…n in groups, on their day; volunteers beyond the children are on the reserve, all with an address."""
    actor = await make.actor()
    nine = datetime.combine(crowds.TODAY, time(9), ZoneInfo("Asia/Shanghai"))
    activity = await crowds.ready(
        actor, volunteers, children, starts_at=nine, ends_at=nine + timedelta(hours=4)
    )
    a = applications.Application
    await a.raw(
        "UPDATE application SET email = 'v' || number || '@example.org' WHERE activity = {}",
        activity.id,
    )
    people, _ = await crowds.everybody(activity)
    reserve = people[children:]
    if reserve:
        await a.update({a.status: ApplicationStatus.RESERVED}).where(a.id.is_in(reserve))
    await pairing.suggest(actor, activity.id)
    if children > 1:
        await grouped.split(actor, activity.id, cut)
    return actor, activity, await pairs.of(activity.id), reserve


async def gone(actor, activity, *several):
    for one in several:
        await mending.missing(actor, activity.id, helper=one.application)


async def apply(actor, activity, moved: int = 0):
    today = await mornings.of(actor, activity.id)
    repair = next(one for one in (today.first, *today.menu()) if one.moved == moved)
    return await mending.mend(actor, activity.id, moved, repair.seen)


async def mailed() -> list[tuple[str, str]]:
    """Return whom a mail about standing in went to, and what it is called."""
    m = accounts.tables.OutboxMail
    rows = await m.select(m.recipient, m.subject).order_by(m.recipient)
    return [(row["recipient"], row["subject"]) for row in rows]


@pytest.mark.parametrize(("reserves", "trios"), [(0, 5), (3, 2)])
async def test_five_of_thirty_are_missing_and_twenty_five_keep_their_helper(db, reserves, trios):
    actor, activity, live, _ = await paired(30 + reserves, 30, cut=2)
    await gone(actor, activity, *live[:5])

    await apply(actor, activity)

    today = await mornings.of(actor, activity.id)
    beside = today.first.helpers(today.morning)
    assert sum(beside[one.id] == one.application for one in live) == 25
    assert len(today.first.trios(today.morning)) == trios
    assert sum(one.kind is K.RESERVE for one in today.standing) == reserves
    assert today.first.moves == today.first.alone == ()
    assert {(p.id, p.application, p.status) for p in await pairs.of(activity.id)} == {
        (p.id, p.application, p.status) for p in live
    }


async def test_a_repair_is_one_step_and_only_those_concerned_are_told_without_a_childs_word(db):
    actor, activity, live, reserve = await paired(5, 4)
    await gone(actor, activity, live[0])

    step = await apply(actor, activity)

    s = tables.PairingStep
    [row] = await s.select().where(s.activity == activity.id, s.kind == StepKind.REPAIRED)
    assert row["id"] == step
    assert json.loads(row["changes"]) == [
        {"participant": str(live[0].participant), "before": None, "after": str(reserve[0])}
    ]
    a, m = applications.Application, accounts.tables.OutboxMail
    told = await a.select(a.email).where(a.id.is_in([live[0].application, reserve[0]]))
    assert {to for to, _ in await mailed()} == {row["email"] for row in told}
    bodies = " ".join(row["body"] + row["subject"] for row in await m.select(m.body, m.subject))
    assert "小满" not in bodies
    assert "/v/" in bodies


async def test_who_comes_after_all_is_beside_their_own_child_and_the_stand_in_goes(db):
    actor, activity, live, reserve = await paired(3, 2)
    await gone(actor, activity, live[0])
    await apply(actor, activity)

    await mending.came(actor, activity.id, helper=live[0].application)

    assert not await absences.of(activity.id)
    assert await stand_ins.of(activity.id) == {}
    today = await mornings.of(actor, activity.id)
    assert today.first.helpers(today.morning)[live[0].id] == live[0].application
    a = applications.Application
    [address] = await a.select(a.email).where(a.id == reserve[0])
    assert [to for to, _ in await mailed()].count(address["email"]) == 2


async def test_a_missing_child_frees_its_helper_who_keeps_two_when_the_child_comes_after_all(db):
    actor, activity, [first, second, *_], _ = await paired(4, 4)
    await mending.missing(actor, activity.id, child=first.participant)
    await gone(actor, activity, second)

    await apply(actor, activity)

    [one] = await stand_ins.standing(activity.id)
    assert (one.pair, one.application, one.kind) == (second.id, first.application, K.RESERVE)
    await mending.came(actor, activity.id, child=first.participant)
    today = await mornings.of(actor, activity.id)
    assert today.first.trios(today.morning) == {first.application}


async def test_nobody_keeps_three_children_when_one_comes_after_all(db):
    actor, activity, [one, two, three], _ = await paired(3, 3)
    await mending.missing(actor, activity.id, child=one.participant)
    await gone(actor, activity, two, three)
    await apply(actor, activity)
    assert set((await stand_ins.of(activity.id)).values()) == {one.application}

    await mending.came(actor, activity.id, child=one.participant)

    assert len(await stand_ins.of(activity.id)) == 1
    today = await mornings.of(actor, activity.id)
    assert len(today.first.alone) == 1


async def test_every_gate_is_asked_again_and_a_child_nobody_may_be_beside_is_named(db):
    actor, activity, [first, second], reserve = await paired(3, 2)
    c, n = training.Clearance, tables.NeverPair
    await n.insert(
        n(
            id=uuid4(),
            activity=activity.id,
            participant=first.participant,
            application=second.application,
            created_at=clock.now(),
        )
    )
    await gone(actor, activity, first)
    await apply(actor, activity)
    assert await stand_ins.of(activity.id) == {first.id: reserve[0]}

    await c.delete().where(c.application == reserve[0])

    today = await mornings.of(actor, activity.id)
    assert [one.pair for one in today.first.alone] == [first.id]
    assert today.first.moves == ()
    with pytest.raises(NothingToMend):
        await mending.mend(actor, activity.id, 0, today.first.seen)


async def test_a_check_that_is_still_running_is_enough_to_be_paired_and_not_to_stand_in(db):
    actor, activity, [first, _], [reserve] = await paired(3, 2)
    await gone(actor, activity, first)
    assert [one.kind for one in (await mornings.of(actor, activity.id)).first.moves] == [K.RESERVE]

    c = training.Clearance
    await c.update({c.outcome: "pending"}).where(c.application == reserve, c.kind == "record_check")

    assert [one.kind for one in (await mornings.of(actor, activity.id)).first.moves] == [K.POD]


async def test_without_consent_or_of_another_gender_where_it_is_asked_nobody_stands_in(db):
    actor, activity, [first, second], _ = await paired(2, 2)
    await gone(actor, activity, first)
    assert not (await mornings.of(actor, activity.id)).first.alone

    p, a = participants.Participant, applications.Application
    await p.update({p.gender: "f", p.same_gender: True}).where(p.id == first.participant)
    await a.update({a.gender: "m"}).where(a.id == second.application)
    assert len((await mornings.of(actor, activity.id)).first.alone) == 1
    await a.update({a.gender: "f"}).where(a.id == second.application)
    assert not (await mornings.of(actor, activity.id)).first.alone
    k = participants.Consent
    await k.update({k.state: "withdrawn"}).where(k.participant == first.participant)
    assert len((await mornings.of(actor, activity.id)).first.alone) == 1


async def test_crew_that_leads_a_block_stays_where_it_is(db):
    actor, activity, live, [third] = await paired(3, 2)
    await planned.day(actor, activity)
    a, post = applications.Application, applications.Post
    crew = uuid4()
    await post(id=crew, activity=activity.id, name="布展", child_contact=False).save()
    changed = a.update({a.post: crew, a.status: ApplicationStatus.ACCEPTED, a.name: "布展的人"})
    await changed.where(a.id == third)
    await gone(actor, activity, live[0])
    assert [m.kind for m in (await mornings.of(actor, activity.id)).first.moves] == [K.CREW]

    await make.release(actor, activity.id)
    [release] = await releases.tables.Release.select().where(
        releases.tables.Release.activity == activity.id
    )
    snapshot = json.loads(release["snapshot"])
    snapshot["blocks"][0]["lead"] = "布展的人"
    r = releases.tables.Release
    await r.update({r.snapshot: json.dumps(snapshot)}).where(r.id == release["id"])

    assert [m.kind for m in (await mornings.of(actor, activity.id)).first.moves] == [K.POD]


async def test_what_is_released_is_renewed_with_the_blocks_it_had_and_old_releases_read_as_before(
    db,
):
    actor, activity, live, _ = await paired(3, 2)
    await planned.day(actor, activity)
    await make.release(actor, activity.id)
    before = await releases.current(actor.organization_id, activity.id)
    await gone(actor, activity, live[0])
    assert (await releases.current(actor.organization_id, activity.id))[0].number == 1

    step = await apply(actor, activity)

    after = await releases.current(actor.organization_id, activity.id)
    assert (after[0].number, after[1].blocks) == (2, before[1].blocks)
    assert after[1].together != before[1].together
    await mending.undo(actor, activity.id, step)
    assert (await releases.current(actor.organization_id, activity.id))[0].number == 3
    assert await stand_ins.of(activity.id) == {}


async def test_a_repair_is_taken_back_once_and_who_stood_in_before_stands_in_again(db):
    actor, activity, live, _ = await paired(6, 4)
    await gone(actor, activity, live[0])
    first = await apply(actor, activity)
    earlier = await stand_ins.of(activity.id)
    p = participants.Participant
    await p.update({p.interests: []}).where(p.activity == activity.id)
    await gone(actor, activity, live[1])
    second = await apply(actor, activity)
    assert len(await stand_ins.of(activity.id)) == 2

    await mending.undo(actor, activity.id, second)

    assert await stand_ins.of(activity.id) == earlier
    with pytest.raises(StepUndone):
        await mending.undo(actor, activity.id, second)
    await mending.undo(actor, activity.id, first)
    assert await stand_ins.of(activity.id) == {}
    with pytest.raises(NoSuchStep):
        await mending.undo(actor, activity.id, uuid4())


async def test_another_repair_than_the_one_shown_is_never_applied(db):
    actor, activity, live, _ = await paired(3, 3)
    await gone(actor, activity, live[0])
    seen = (await mornings.of(actor, activity.id)).first.seen
    await gone(actor, activity, live[1])

    with pytest.raises(MorningChanged):
        await mending.mend(actor, activity.id, 0, seen)

    assert await stand_ins.of(activity.id) == {}


async def test_only_who_may_change_pairs_mends_and_nobody_once_the_day_is_over(db):
    actor, activity, live, _ = await paired(2, 2)
    viewer = msgspec.structs.replace(actor, role=Role.VIEWER)
    person = {"helper": live[0].application}
    for act in (mending.missing, mending.came):
        with pytest.raises(NotAllowed):
            await act(viewer, activity.id, **person)
    other = await make.activity(actor, starts_at=activity.starts_at)
    with pytest.raises(NoSuchPerson):
        await mending.missing(actor, other.id, **person)
    with pytest.raises(NoSuchPerson):
        await mending.missing(actor, activity.id)

    a = releases.tables.Activity
    await a.update({a.status: Status.DONE}).where(a.id == activity.id)
    with pytest.raises(MorningOver):
        await mending.missing(actor, activity.id, **person)
    assert (await pairs.of(activity.id))[0].status is PairStatus.PROPOSED
