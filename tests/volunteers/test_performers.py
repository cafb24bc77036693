from datetime import time, timedelta

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import act_findings, acts, rehearsals
from events.findings import today
from events.rules import rehearsals as rules
from events.rules.lists import Act, Typed
from events.rules.rehearsals import NewRehearsal, Verdict
from events.tables import Rehearsal
from kit import clock, forms
from tests import make
from tests.volunteers import calls, children
from volunteers import applications, consents, performers
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.consent import NewConsent
from volunteers.rules.participants import ConsentState, NoSuchParticipant, Purpose
from volunteers.rules.performers import NobodyChosen, NoSuchPerformer, NotToPerform
from volunteers.tables.support import Performer
from web import wiring


async def scene(**differing):
    """A show of two acts: one child whose consents stand, one nobody has answered for, one volunteer."""
    actor = await make.actor()
    activity = await calls.opened(actor, quota=1, reserve=1, **differing)
    ids = await children.listed(actor, activity, 2)
    await children.agreed(actor, activity, ids[:1])
    await calls.apply(activity, 1, 2)
    titles = ("合唱", "小品")
    await acts.save(actor, activity.id, [Typed(Act(title=title, minutes=5)) for title in titles])
    return actor, activity, [one.id for one in await acts.of(activity)], ids


async def planned(actor, activity, act, ago=0):
    on = today(activity)
    one = await rehearsals.plan(
        actor, activity.id, act, NewRehearsal(on=on, at=time(19), checked_by="林老师")
    )
    if ago:
        r = Rehearsal
        await r.update({r.on: on - timedelta(days=ago)}).where(r.id == one)
    return one


PASSED = Verdict(passed=True, checked_by="林老师")
AGAIN = Verdict(passed=False, checked_by="林老师", note="第二段再练")


async def test_who_may_perform_does_and_the_page_counts_who_performs_nowhere(db):
    actor, activity, [first, second], [agreed, silent] = await scene()
    [helper] = await applications.of(activity.id)
    [reserve] = await applications.of(activity.id, (ApplicationStatus.RESERVED,))

    with pytest.raises(NobodyChosen):
        await performers.add(actor, activity.id, first, [], [])
    with pytest.raises(NotToPerform):
        await performers.add(actor, activity.id, first, [agreed, silent], [])
    with pytest.raises(NotToPerform):
        await performers.add(actor, activity.id, first, [], [reserve.id])
    _, show = await performers.of_activity(actor, activity.id)
    assert ([one.id for one in show.nowhere], [one.id for one in show.waiting]) == (
        [agreed], [silent],
    )  # fmt: skip
    for _ in range(2):  # twice is once
        await performers.add(actor, activity.id, first, [agreed], [helper.id])
    await performers.add(actor, activity.id, second, [agreed], [])

    _, show = await performers.of_activity(actor, activity.id)
    assert [one.name for one in show.performers if one.act == first] == ["小满", helper.name]
    assert (show.on_stage, show.nowhere) == (1, [])

    for one in show.performers:
        await performers.remove(actor, activity.id, one.id)
    assert await Performer.count() == 0


async def test_a_child_whose_consent_is_taken_back_leaves_the_stage_at_once(db):
    wiring.connect()
    actor, activity, [first, _], [agreed, _] = await scene()
    await performers.add(actor, activity.id, first, [agreed], [])

    no = NewConsent(purpose=Purpose.PARTICIPATE, state=ConsentState.WITHDRAWN, on=today(activity))
    await consents.record(actor, activity.id, agreed, no)

    assert await Performer.count() == 0


async def test_nobody_of_another_activity_performs_here(db):
    actor, activity, [first, _], [agreed, _] = await scene()
    _, _, [theirs, _], [stranger, _] = await scene()
    await performers.add(actor, activity.id, first, [agreed], [])
    [row] = await Performer.select(Performer.id)

    with pytest.raises(NoSuchParticipant):
        await performers.add(actor, activity.id, first, [stranger], [])
    with pytest.raises(rules.NoSuchAct):
        await performers.add(actor, activity.id, theirs, [agreed], [])
    with pytest.raises(rules.NoSuchAct):
        await planned(actor, activity, theirs)
    mine = await make.activity(actor)
    with pytest.raises(NoSuchPerformer):
        await performers.remove(actor, mine.id, row["id"])
    assert await Performer.count() == 1


async def test_a_rehearsal_is_planned_from_today_on_and_before_it_is_over(db):
    actor, activity, [first, _], _ = await scene()
    day = timedelta(days=1)
    for on in (today(activity) - day, activity.last_day + day):
        with pytest.raises(forms.WrongForm):
            await rehearsals.plan(actor, activity.id, first, NewRehearsal(on=on))
    for on in (today(activity), activity.last_day):
        await rehearsals.plan(actor, activity.id, first, NewRehearsal(on=on))

    [_, last] = await rehearsals.of(activity)
    with pytest.raises(rules.RehearsalAhead):
        await rehearsals.sign(actor, activity.id, last.id, last.version, PASSED)


async def test_the_last_rehearsal_that_was_seen_decides_and_a_signature_can_be_taken_back(db):
    actor, activity, [first, _], _ = await scene()
    early, late = [await planned(actor, activity, first, ago) for ago in (1, 0)]

    async def signed():
        _, show = await performers.of_activity(actor, activity.id)
        return [(act.id, act.checked_by) for act in show.signed]

    await rehearsals.sign(actor, activity.id, early, 1, AGAIN)
    assert await signed() == []
    await rehearsals.sign(actor, activity.id, late, 1, PASSED)
    assert await signed() == [(first, "林老师")]
    with pytest.raises(rules.RehearsalSeen):
        await rehearsals.sign(actor, activity.id, late, 2, AGAIN)
    with pytest.raises(rules.RehearsalSeen):
        await rehearsals.remove(actor, activity.id, late)
    with pytest.raises(rules.RehearsalChanged):
        await rehearsals.take_back(actor, activity.id, late, 1)
    await rehearsals.take_back(actor, activity.id, late, 2)
    assert await signed() == []
    assert {act.checked_by for act in await acts.of(activity)} == {""}
    await rehearsals.remove(actor, activity.id, late)


@pytest.mark.parametrize(("days", "said"), [(2, []), (1, [2])])
async def test_acts_that_are_not_signed_off_are_named_from_the_eve_on(db, days, said):
    starts = clock.now() + timedelta(days=days)
    actor = await make.actor()
    activity = await make.activity(actor, starts_at=starts, ends_at=starts + timedelta(hours=1))
    await acts.save(actor, activity.id, [Typed(Act(title="合唱")), Typed(Act(title="小品"))])

    found = await act_findings.of(actor, activity)
    assert [one.details["open"] for one in found] == said
    for act in await acts.of(activity):
        one = await planned(actor, activity, act.id)
        await rehearsals.sign(actor, activity.id, one, 1, PASSED)
    assert await act_findings.of(actor, activity) == []


async def test_an_act_moves_by_one_and_stays_at_the_edge(db):
    actor, activity, [first, second], _ = await scene()
    for _ in range(2):
        await rehearsals.move(actor, activity.id, first, up=False)
    assert [one.id for one in await acts.of(activity)] == [second, first]
    await rehearsals.move(actor, activity.id, first, up=True)
    assert [one.id for one in await acts.of(activity)] == [first, second]


async def test_the_performance_list_names_participants_by_codename_and_no_formula(db):
    actor, activity, [first, _], [agreed, _] = await scene()
    await performers.add(actor, activity.id, first, [agreed], [])
    [act, other] = await acts.of(activity)
    typed = [Typed(act), Typed(Act(id=other.id, version=other.version, title="=1+1"))]
    await acts.save(actor, activity.id, typed)

    text = (await performers.exported(actor, activity.id, "csv")).decode("utf-8-sig")
    assert "小满" in text
    assert "'=1+1" in text
    with pytest.raises(NotAllowed):
        viewer = await make.actor(Role.VIEWER, of=actor)
        await performers.exported(viewer, activity.id, "csv")
