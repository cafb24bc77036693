"""Leave to see real data: two people, a few days, one log row for each look."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
import time_machine
from asyncpg import CheckViolationError

from accounts import access_log, grants, mails, organizations, sessions, tables
from accounts.organizations import ReasonNeeded
from accounts.rules.grants import (
    RECORDS_AN_HOUR,
    AskedAlready,
    Closed,
    Decided,
    Field,
    GrantState,
    NoSuchGrant,
    OwnRequest,
    Wanted,
)
from accounts.rules.permissions import NotAllowed, Role
from accounts.throttles import TooOften
from kit import clock
from tests import make

MEALS = Wanted((Field.ALLERGY_TEXT,), "Meals on the day", 7)
ACTIVITY = uuid4()


@pytest.fixture
async def lead(db):
    return await make.actor(Role.SAFEGUARDING)


@pytest.fixture
async def planner(lead):
    """A planner who has just shown their second step."""
    return await stepped_up(await make.actor(Role.PLANNER, of=lead, name="许诺"))


async def stepped_up(actor):
    token = await sessions.begin(actor.account_id, actor.organization_id)
    here = await sessions.find(token, clock.now())
    await sessions.step_up(here.session_id)
    return msgspec.structs.replace(actor, session_id=here.session_id)


async def allowed(planner, lead, wanted=MEALS):
    grant_id = await grants.ask(planner, ACTIVITY, wanted)
    await grants.decide(lead, grant_id, 1, allow=True)
    return grant_id


async def look(actor, subject=None):
    return await grants.reveal(
        actor, ACTIVITY, subject or uuid4(), (Field.ALLERGY_TEXT,), MEALS.purpose
    )


async def rows():
    return await tables.AccessLog.select()


async def test_whoever_asks_is_not_who_decides(lead, planner):
    second = await make.actor(Role.SAFEGUARDING, of=lead)
    own = await grants.ask(lead, ACTIVITY, MEALS)

    with pytest.raises(OwnRequest):
        await grants.decide(lead, own, 1, allow=True)
    await grants.decide(second, own, 1, allow=True)
    for role in (Role.OWNER, Role.PLANNER, Role.APPROVER):
        with pytest.raises(NotAllowed):
            await grants.decide(await make.actor(role, of=lead), own, 2, allow=True)


async def test_the_database_refuses_leave_that_one_person_gave_themselves(lead, planner):
    grant_id = await grants.ask(planner, ACTIVITY, MEALS)
    g = tables.AccessGrant

    with pytest.raises(CheckViolationError):
        await g.update({g.approver: planner.account_id}).where(g.id == grant_id)


async def test_a_question_is_decided_once(lead, planner):
    grant_id = await allowed(planner, lead)

    with pytest.raises(Decided):
        await grants.decide(lead, grant_id, 2, allow=False)


async def test_another_associations_lead_sees_and_decides_nothing(lead, planner):
    stranger = await make.actor(Role.SAFEGUARDING)
    grant_id = await grants.ask(planner, ACTIVITY, MEALS)

    assert await grants.of(stranger) == []
    with pytest.raises(NoSuchGrant):
        await grants.decide(stranger, grant_id, 1, allow=True)
    with pytest.raises(NoSuchGrant):
        await grants.end(stranger, grant_id)


async def test_a_planner_sees_their_own_questions_only(lead, planner):
    other = await make.actor(Role.PLANNER, of=lead)
    await grants.ask(other, ACTIVITY, MEALS)
    mine = await grants.ask(planner, ACTIVITY, MEALS)

    assert [one.id for one in await grants.of(planner)] == [mine]
    assert len(await grants.of(lead)) == 2


async def test_the_mails_say_that_something_waits_and_nothing_else(lead, planner):
    await allowed(planner, lead)
    [decided, asked] = await mails.latest()

    assert {asked.recipient.split("@")[1], decided.recipient.split("@")[1]} == {"example.org"}
    for mail in (asked, decided):
        assert "/association/access" in mail.body
        assert MEALS.purpose not in mail.body + mail.subject
        assert str(ACTIVITY) not in mail.body


async def test_g3_a_look_writes_the_log_and_then_gives_leave(lead, planner):
    child = uuid4()
    with pytest.raises(Closed) as shut:
        await look(planner, child)
    assert await rows() == []
    grant_id = await allowed(planner, lead)
    leave = await look(planner, child)

    assert [gap.code for gap in shut.value.gaps] == ["no-grant"]
    [row] = await rows()
    assert (row["id"], row["subject_id"], row["grant_id"]) == (leave.log_id, child, grant_id)
    assert (row["fields"], row["purpose"], row["who"]) == (["allergy_text"], MEALS.purpose, "许诺")
    [seen] = await access_log.of_subject(lead.organization_id, child)
    assert (seen.who, seen.fields) == ("许诺", ("allergy_text",))
    assert await access_log.of_subject(uuid4(), child) == []


async def test_g3_what_was_ended_refused_or_ran_out_opens_nothing(lead, planner):
    grant_id = await allowed(planner, lead)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        planner_then = await stepped_up(planner)
        with pytest.raises(Closed):
            await look(planner_then)
    await look(planner)
    await grants.end(planner, grant_id)
    with pytest.raises(Closed):
        await look(planner)
    refused = await grants.ask(planner, ACTIVITY, MEALS)
    await grants.decide(lead, refused, 1, allow=False, answer="The kitchen asks the school")

    with pytest.raises(Closed):
        await look(planner)
    assert len(await rows()) == 1


async def test_g3_a_role_that_was_lost_opens_nothing(lead, planner):
    await allowed(planner, lead)

    with pytest.raises(Closed):
        await look(msgspec.structs.replace(planner, role=Role.VIEWER))


async def test_g3_the_second_step_is_asked_for_unless_the_lead_goes_without_it(lead, planner):
    await allowed(planner, lead)
    elsewhere = msgspec.structs.replace(planner, session_id=uuid4())
    with pytest.raises(Closed) as shut:
        await look(elsewhere)
    with pytest.raises(NotAllowed):
        await organizations.switch_second_step(planner, on=False, reason="No phones here")
    with pytest.raises(ReasonNeeded):
        await organizations.switch_second_step(lead, on=False, reason=" ")
    await organizations.switch_second_step(lead, on=False, reason="No phones here")

    assert [gap.code for gap in shut.value.gaps] == ["step-up"]
    await look(elsewhere)


async def test_the_plans_switches_leave_the_second_step_alone(lead):
    owner = await make.actor(Role.OWNER, of=lead)
    await organizations.switch_second_step(lead, on=False, reason="No phones here")
    switches = await organizations.policy(lead.organization_id)
    await organizations.decide(owner, msgspec.structs.replace(switches, shortfall_stops=True))

    assert not await organizations.asks_second_step(lead.organization_id)
    assert (await organizations.policy(lead.organization_id)).shortfall_stops


async def test_sixty_records_an_hour_and_no_more(lead, planner):
    await allowed(planner, lead)
    hour = clock.now().replace(minute=0, second=0) + timedelta(hours=2)
    with time_machine.travel(hour, tick=False):
        planner = await stepped_up(planner)
        for _ in range(RECORDS_AN_HOUR):
            await look(planner)
        with pytest.raises(TooOften):
            await look(planner)

    assert len(await rows()) == RECORDS_AN_HOUR


async def test_a_session_that_may_see_children_ends_after_half_an_hour_of_silence(lead, planner):
    token = await sessions.begin(planner.account_id, planner.organization_id)
    late = clock.now() + timedelta(minutes=31)

    assert await sessions.find(token, late)  # the control: nobody was allowed anything
    token = await sessions.begin(planner.account_id, planner.organization_id)
    await allowed(planner, lead)
    assert await sessions.find(token, clock.now() + timedelta(minutes=29))
    token = await sessions.begin(planner.account_id, planner.organization_id)
    assert await sessions.find(token, late) is None


async def test_whoever_leaves_the_association_keeps_no_leave(lead, planner):
    from accounts.rules.memberships import Left

    await allowed(planner, lead)
    await grants.member_left(Left(planner.organization_id, planner.account_id))

    [one] = await grants.own(planner, ACTIVITY)
    assert one.state(clock.now()) is GrantState.OVER


async def test_the_log_is_kept_for_three_years(lead, planner):
    await allowed(planner, lead)
    await look(planner)
    with time_machine.travel(clock.now() + timedelta(days=3 * 365 - 3), tick=False):
        await access_log.forget_old()
    kept = len(await rows())
    with time_machine.travel(clock.now() + timedelta(days=3 * 366), tick=False):
        await access_log.forget_old()

    assert (kept, len(await rows())) == (1, 0)


async def test_one_question_of_a_person_waits_in_an_activity(lead, planner):
    first = await grants.ask(planner, ACTIVITY, MEALS)

    with pytest.raises(AskedAlready):
        await grants.ask(planner, ACTIVITY, msgspec.structs.replace(MEALS, purpose="The night"))

    await grants.ask(planner, uuid4(), MEALS)
    await grants.ask(await make.actor(Role.PLANNER, of=lead), ACTIVITY, MEALS)
    await grants.decide(lead, first, 1, allow=False)
    await grants.ask(planner, ACTIVITY, MEALS)


async def test_two_windows_ask_once(committed):
    lead = await make.actor(Role.SAFEGUARDING)
    planner = await make.actor(Role.PLANNER, of=lead)

    got = await asyncio.gather(
        *(grants.ask(planner, ACTIVITY, MEALS) for _ in range(2)), return_exceptions=True
    )

    assert [type(one) for one in got].count(AskedAlready) == 1
