import pytest

from accounts import organizations
from accounts.rules.permissions import NotAllowed, Role
from events import chains, tables
from events.rules.approval import Aspect
from events.rules.chains import (
    MOST,
    ChainChanged,
    NoSuchApprover,
    SeesNoBudget,
    TooManySteps,
    WantedStep,
    fingerprint,
    uncovered,
)
from kit import i18n
from tests import make
from tests.events import handed_in


def as_they_are(steps):
    return [WantedStep(one.name, one.covers, one.approver, was=n) for n, one in enumerate(steps)]


async def test_the_chain_that_comes_is_written_in_the_associations_language(db):
    actor = await make.actor()
    with i18n.speaking("en"):
        steps = await chains.of(actor.organization_id)
    assert steps[0].name == "指导教师"
    assert [set(one.covers) for one in steps] == [
        {Aspect.CONTENT, Aspect.PEOPLE},
        {Aspect.MONEY},
        {Aspect.TIME_PLACE, Aspect.SAFETY, Aspect.PUBLICITY},
    ]
    assert await tables.ApprovalStep.count() == 0


async def test_a_step_keeps_its_decisions_when_it_is_renamed_moved_or_given_to_somebody(db):
    actor = await make.actor()
    steps = await chains.materialized(actor.organization_id)
    wanted = as_they_are(steps)
    first = WantedStep("Dean", steps[0].covers, actor.account_id, was=0)

    after = await chains.write(actor, fingerprint(steps), [wanted[2], first, wanted[1]])

    assert [one.id for one in after] == [steps[2].id, steps[0].id, steps[1].id]
    assert (after[1].name, after[1].approver) == ("Dean", actor.account_id)


async def test_a_step_that_answers_for_something_else_is_another_one(db):
    actor = await make.actor()
    steps = await chains.materialized(actor.organization_id)
    wanted = as_they_are(steps)
    wanted[1] = WantedStep(steps[1].name, (Aspect.MONEY, Aspect.SAFETY), was=1)
    after = await chains.write(actor, fingerprint(steps), wanted)
    assert [one.id in {s.id for s in steps} for one in after] == [True, False, True]


async def test_plans_that_were_handed_in_keep_the_chain_they_met(db):
    team = await handed_in.approved()
    await make.no_chain(team.owner)
    assert await team.valid() == [True, True, True]
    await team.buy_for_everybody()
    assert await team.valid() == [True, False, True]
    await team.submit()
    assert await team.valid() == []


async def test_a_plan_handed_in_while_a_new_chain_waits_to_be_written_keeps_the_one_it_met(
    db, monkeypatch
):
    team, lock = await handed_in.plan_four(), organizations.lock
    known = fingerprint(await chains.of(team.owner.organization_id))

    async def wait(organization_id):
        monkeypatch.setattr(organizations, "lock", lock)
        await team.submit()
        await lock(organization_id)

    monkeypatch.setattr(organizations, "lock", wait)
    await chains.write(team.owner, known, [WantedStep("Dean", (Aspect.MONEY,))])

    assert list((await team.states()).values()) == ["open", "waiting", "waiting"]


async def test_an_emptied_chain_stays_empty(db):
    actor = await make.actor()
    await make.no_chain(actor)
    assert await chains.of(actor.organization_id) == []
    assert await chains.materialized(actor.organization_id) == []


async def test_only_owners_write_a_chain_and_only_what_they_have_seen(db):
    actor = await make.actor()
    steps = await chains.of(actor.organization_id)
    with pytest.raises(NotAllowed):
        planner = await make.actor(Role.PLANNER, of=actor)
        await chains.write(planner, fingerprint(steps), [])
    with pytest.raises(ChainChanged):
        await chains.write(actor, "other", [])
    with pytest.raises(TooManySteps):
        await chains.write(actor, fingerprint(steps), [WantedStep("x")] * (MOST + 1))
    await chains.write(actor, fingerprint(steps), [WantedStep("x")] * MOST)


@pytest.mark.parametrize("role", [None, Role.VIEWER])
async def test_a_step_names_members_only_and_only_those_who_read_the_whole_plan(db, role):
    actor = await make.actor()
    other = await make.actor(role, of=actor) if role else await make.actor()
    known = fingerprint(await chains.of(actor.organization_id))
    with pytest.raises(NoSuchApprover):
        await chains.write(actor, known, [WantedStep("Dean", approver=other.account_id)])
    approver = await make.actor(Role.TREASURER, of=actor)
    await chains.write(actor, known, [WantedStep("Dean", approver=approver.account_id)])


@pytest.mark.parametrize("covers", [(Aspect.MONEY,), tuple(Aspect)])
async def test_whoever_sees_no_budget_answers_for_no_money(db, covers):
    """The control: they may answer for safety, and somebody who sees the budget for the money."""
    actor = await make.actor()
    safeguarding = await make.actor(Role.SAFEGUARDING, of=actor, name="何嘉")
    treasurer = await make.actor(Role.TREASURER, of=actor)
    known = fingerprint(await chains.of(actor.organization_id))
    with pytest.raises(SeesNoBudget, match="何嘉"):
        await chains.write(actor, known, [WantedStep("Bursar", covers, safeguarding.account_id)])
    await chains.write(
        actor,
        known,
        [
            WantedStep("Bursar", covers, treasurer.account_id),
            WantedStep("Safety", (Aspect.SAFETY,), safeguarding.account_id),
        ],
    )


def test_what_nobody_answers_for_is_named_unless_there_is_no_chain():
    assert uncovered([]) == []
    assert uncovered([set(Aspect)]) == []
    assert uncovered([{Aspect.MONEY}, set(Aspect) - {Aspect.MONEY, Aspect.SAFETY}]) == [
        Aspect.SAFETY
    ]
