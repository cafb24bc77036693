from datetime import timedelta

import pytest

from accounts import memberships, traces
from accounts.rules.permissions import NotAllowed, Role
from accounts.tables import OutboxMail
from events import activities, approval, approvals, chains, decisions, tables
from events.decisions import Answer, Signature
from events.rules.activities import CannotBecome, NoSuchActivity, Status
from events.rules.approval import (
    Decision,
    NewerSubmission,
    NothingNew,
    NotWaiting,
    NotYours,
    OwnPlan,
    ReturnNeedsComment,
    SignedLater,
)
from events.rules.chains import NoSuchStep, WantedStep, fingerprint
from kit import clock
from tests import make
from tests.events import handed_in

RETURNED = Decision.RETURNED


async def submitted():
    team = await handed_in.plan_four()
    await team.submit()
    return team


async def turn(team):
    standing = await team.standing()
    return standing.open_step.step.id, standing.submission.sha256


async def mails_to(actor):
    members = {m.account_id: m.email for m in await memberships.of(actor)}
    m = OutboxMail
    rows = await m.select(m.subject, m.body).where(m.recipient == members[actor.account_id])
    return [row["subject"] + "\n" + row["body"] for row in rows]


async def test_the_steps_agree_one_after_the_other_and_the_last_one_approves(db):
    """One person may hold several of these offices; each decision is kept by itself."""
    team = await submitted()
    assert team.activity.status is Status.SUBMITTED
    assert list((await team.states()).values()) == ["open", "waiting", "waiting"]
    await team.decide()
    assert list((await team.states()).values()) == ["holds", "open", "waiting"]
    await team.decide()
    assert (await team.now()).status is Status.SUBMITTED
    await team.decide()
    assert (await team.now()).status is Status.APPROVED
    assert team.activity.approved_at is not None
    standing = await team.standing()
    assert [one.who for one in standing.steps] == [team.teacher.name] * 3
    assert len({one.decision.id for one in standing.steps}) == 3


async def test_nobody_is_told_to_go_on_with_a_plan_that_was_edited_meanwhile(db):
    """The control is the same plan as it was handed in: its planner is told."""
    for place, told in ((None, 1), ("Another school far away", 0)):
        team = await submitted()
        if place:
            await team.change(place=place)
        for _ in range(3):
            await team.decide()

        assert ((await team.now()).status is Status.APPROVED) is bool(told)
        assert len(await mails_to(team.owner)) == told


async def test_whoever_handed_the_plan_in_does_not_approve_it(db):
    """A2, and its control: another owner may."""
    team = await submitted()
    with pytest.raises(OwnPlan):
        await team.decide(who=team.owner)
    await team.decide(who=await make.actor(Role.OWNER, of=team.owner))
    assert (await team.valid())[0]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TREASURER, Role.SAFEGUARDING, Role.VIEWER])
async def test_other_roles_decide_nothing(db, role):
    team = await submitted()
    with pytest.raises(NotYours):
        await team.decide(who=await make.actor(role, of=team.owner))


async def test_a_stranger_finds_no_activity_and_no_step(db):
    team, stranger = await submitted(), await make.actor(Role.APPROVER)
    step, seen = await turn(team)
    with pytest.raises(NoSuchActivity):
        await decisions.give(stranger, team.activity.id, step, Answer(Decision.APPROVED, seen))
    theirs = await submitted()
    other, _ = await turn(theirs)
    with pytest.raises(NoSuchStep):
        await decisions.give(team.teacher, team.activity.id, other, Answer(Decision.APPROVED, seen))


async def test_what_was_not_seen_is_not_agreed_to(db):
    team = await submitted()
    step, seen = await turn(team)
    await team.change(place="北部区天府镇中心小学")
    await team.submit()
    with pytest.raises(NewerSubmission):
        await decisions.give(team.teacher, team.activity.id, step, Answer(Decision.APPROVED, seen))
    paper = Signature(seen, "Dean", clock.day(team.activity.zone))
    with pytest.raises(NewerSubmission):
        await decisions.sign(team.owner, team.activity.id, step, paper)
    assert await tables.Approval.count() == 0


async def test_nobody_decides_twice_and_nobody_before_their_turn(db):
    team = await submitted()
    step, seen = await turn(team)
    await team.decide()
    later = (await team.standing()).steps[2].step.id
    for early_or_late in (step, later):
        with pytest.raises(NotWaiting):
            await decisions.give(
                team.teacher, team.activity.id, early_or_late, Answer(Decision.APPROVED, seen)
            )


async def test_a_return_says_why_and_only_those_who_have_not_agreed_decide_again(db):
    team = await submitted()
    await team.decide()
    with pytest.raises(ReturnNeedsComment):
        await team.decide(RETURNED)
    await team.decide(RETURNED, "Where does the bus come from?")
    assert (await team.now()).status is Status.RETURNED
    assert list((await team.states()).values()) == ["holds", "returned", "waiting"]

    await team.submit("The college pays")

    assert list((await team.states()).values()) == ["holds", "open", "waiting"]
    await team.decide()
    await team.decide()
    assert (await team.now()).status is Status.APPROVED


async def test_what_changed_after_a_return_is_asked_anew(db):
    team = await submitted()
    await team.decide()
    await team.decide(RETURNED, "Too many people")
    await team.change(volunteers=20)
    await team.submit()
    assert list((await team.states()).values()) == ["open", "waiting", "waiting"]


async def test_a_returned_change_leaves_the_activity_approved_and_its_approvals_standing(db):
    team = await handed_in.approved()
    await team.buy_for_everybody()
    await team.submit()
    await team.decide(RETURNED, "Fifty are enough")
    assert (await team.now()).status is Status.APPROVED
    assert list((await team.states()).values()) == ["holds", "returned", "holds"]
    assert not (await team.standing()).pending


async def test_a_plan_that_waits_is_taken_back_and_keeps_what_was_agreed(db):
    team = await submitted()
    await team.decide()
    activity = await team.now()
    draft = await approval.withdraw(team.owner, activity.id, activity.version)
    assert draft.status is Status.DRAFT
    with pytest.raises(CannotBecome):
        await approval.withdraw(team.owner, activity.id, draft.version)
    assert list((await team.states()).values()) == ["holds", "waiting", "waiting"]


async def test_a_plan_edited_while_it_waited_is_not_approved_as_it_was(db):
    team = await submitted()
    await team.decide()
    await team.decide()
    await team.change(volunteers=60)
    await team.decide()
    assert (await team.now()).status is Status.SUBMITTED
    assert await team.valid() == [False, True, True]

    await team.submit()
    await team.decide()

    assert (await team.now()).status is Status.APPROVED


async def test_a_plan_put_back_after_all_agreed_is_approved_by_one_more_press(db):
    """The control: while it still waits for somebody, the same press is nothing new."""
    team = await submitted()
    with pytest.raises(NothingNew):
        await team.submit()
    place = team.activity.place
    await team.change(place="Another school far away")
    for _ in range(3):
        await team.decide()
    assert not (await team.standing()).settles
    await team.change(place=place)
    assert (await team.now()).status is Status.SUBMITTED
    assert (await team.standing()).settles

    await team.submit()

    assert team.activity.status is Status.APPROVED
    assert (await team.standing()).submission.number == 1
    assert not (await team.standing()).settles
    with pytest.raises(NothingNew):
        await team.submit()


async def test_an_association_of_one_enters_what_was_signed_on_paper(db):
    team = await submitted()
    today = clock.day(team.activity.zone)
    step, seen = await turn(team)
    with pytest.raises(SignedLater):
        tomorrow = Signature(seen, "Dean", today + timedelta(days=1))
        await decisions.sign(team.owner, team.activity.id, step, tomorrow)
    with pytest.raises(NotAllowed):
        await decisions.sign(team.teacher, team.activity.id, step, Signature(seen, "Dean", today))

    await decisions.sign(team.owner, team.activity.id, step, Signature(seen, "Dean", today))

    first = (await team.standing()).steps[0]
    assert (first.state, first.who, first.on_paper) == ("holds", "Dean", True)
    left = await traces.recent(team.owner, team.activity.id)
    assert ("approval.signed", team.owner.name) in {(one.action, one.name) for one in left}
    assert first.when is not None
    assert first.when.date() == today
    await make.agreed(team.owner, await team.now())
    assert (await team.now()).status is Status.APPROVED


async def name_for_finance(team, actor):
    steps = await chains.of(team.owner.organization_id)
    wanted = [
        WantedStep(one.name, one.covers, actor.account_id if n == 1 else None, was=n)
        for n, one in enumerate(steps)
    ]
    await chains.write(team.owner, fingerprint(steps), wanted)


async def test_a_step_that_names_somebody_is_theirs_alone(db):
    team = await handed_in.plan_four()
    treasurer = await make.actor(Role.TREASURER, of=team.owner)
    await name_for_finance(team, treasurer)
    await team.submit()
    await team.decide()
    with pytest.raises(NotYours):
        await team.decide()
    await team.decide(who=treasurer)
    assert list((await team.states()).values()) == ["holds", "holds", "open"]


@pytest.mark.parametrize("becomes", [None, Role.VIEWER, Role.SAFEGUARDING])
async def test_where_the_named_approver_is_gone_any_approver_decides(db, becomes):
    """Gone is also who does not see the money any more that the step answers for."""
    team = await handed_in.plan_four()
    treasurer = await make.actor(Role.TREASURER, of=team.owner)
    await name_for_finance(team, treasurer)
    await team.submit()
    await team.decide()
    member = next(
        m for m in await memberships.of(team.owner) if m.account_id == treasurer.account_id
    )
    if becomes is None:
        await memberships.remove(team.owner, member.id)
    else:
        await memberships.change_role(team.owner, member.id, becomes)
    with pytest.raises(NotYours):
        await team.decide(who=treasurer)
    await team.decide()
    assert list((await team.states()).values()) == ["holds", "holds", "open"]


async def test_where_the_named_approver_handed_the_plan_in_any_other_approver_decides(db):
    """Nothing is stuck; the control is another submitter, whose plan the named one decides alone."""
    team = await handed_in.plan_four()
    await name_for_finance(team, team.owner)
    await team.submit()
    await team.decide()
    with pytest.raises(OwnPlan):
        await team.decide(who=team.owner)
    assert len(await approvals.waiting_for(team.other)) == 1
    assert await mails_to(team.other) != []

    planner = await make.actor(Role.PLANNER, of=team.owner)
    activity = await team.now()
    await approval.withdraw(planner, activity.id, activity.version)
    activity = await team.now()
    await approval.submit(planner, activity.id, activity.version)
    with pytest.raises(NotYours):
        await team.decide(who=team.other)
    await team.decide(who=team.owner)
    assert list((await team.states()).values()) == ["holds", "holds", "open"]


async def test_whoever_is_next_and_whoever_handed_in_get_a_letter_without_anybodys_data(db):
    team = await handed_in.plan_four()
    await team.submit("Call Zhou at 138 0000 0001")
    assert len(await mails_to(team.teacher)) == 1
    assert await mails_to(team.owner) == []

    await team.decide(RETURNED, "Ask 林悦 at 139 0000 0002")

    (letter,) = await mails_to(team.owner)
    assert f"/a/{team.activity.id}/plan/approval" in letter
    for written in (letter, *await mails_to(team.teacher)):
        assert not any(word in written for word in ("138 0000", "139 0000", "林悦", "周敏"))


@pytest.mark.parametrize("plans", [1, 3])
async def test_what_waits_for_me_takes_one_number_of_statements(db, statements, plans):
    team = await submitted()
    for _ in range(plans - 1):
        again = await make.activity(team.owner, address="")
        await make.settled(team.owner, again.id)
        await approval.submit(team.owner, again.id, again.version)
    statements.clear()

    waiting = await approvals.waiting_for(team.teacher)

    assert [one.step.position for one in waiting] == [0] * plans
    assert len(statements) == WAITING_STATEMENTS


@pytest.mark.parametrize("plans", [1, 3])
async def test_changes_that_wait_take_one_number_of_statements_too(db, statements, plans):
    """What nobody is asked about is not read: the control is one more plan, approved as it stands."""
    team = await submitted()
    ready = [team.activity]
    for _ in range(plans):
        again = await make.activity(team.owner, address="")
        await make.settled(team.owner, again.id)
        ready.append(await approval.submit(team.owner, again.id, again.version))
    for one in ready:
        activity = await make.agreed(team.owner, one)
        if activity.id != team.activity.id:
            changed = await activities.change(
                team.owner, activity.id, activity.version, {"volunteers": 60}
            )
            await make.settled(team.owner, activity.id)
            await approval.submit(team.owner, activity.id, changed.version)
    statements.clear()

    waiting = await approvals.waiting_for(team.teacher)

    assert len(waiting) == plans
    assert len(statements) == WAITING_STATEMENTS + 1  # the submissions that are compared
    assert not any(str(team.activity.id) in str(one) for one in waiting)


WAITING_STATEMENTS = 5


async def test_nothing_waits_for_those_who_may_not_decide(db):
    team = await submitted()
    assert await approvals.waiting_for(team.owner) == []  # they handed it in
    assert await approvals.waiting_for(await make.actor(Role.APPROVER)) == []
    assert len(await approvals.waiting_for(team.other)) == 1
    await team.decide(RETURNED, "Again, please")
    assert await approvals.waiting_for(team.other) == []
