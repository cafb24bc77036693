from datetime import date, timedelta

import pytest

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from kit import forms
from tests import make
from tests.volunteers import crowds
from volunteers import help_plans, pairing, pairs, participants, partings
from volunteers.rules.help_plans import (
    MOST_PHASES,
    NewPhase,
    NewPlan,
    NewResult,
    NoSuchPhase,
    NotBesideThemselves,
    PairHasEnded,
    PartnerRole,
    Phase,
    PlanChanged,
    TooManyPhases,
    overdue,
)
from volunteers.rules.pairs import NoSuchPair
from volunteers.rules.participants import NoSuchParticipant
from volunteers.rules.training import Presence
from volunteers.tables.training import Attendance

DAY = date(2026, 12, 20)
PHASE = NewPhase(until=DAY, aim="读完一本书")


@pytest.fixture
async def paired(db):
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 3)
    await pairing.suggest(actor, activity.id)
    return actor, activity, await pairs.of(activity.id)


async def holder_of(activity, pair):
    token = await links.make(
        activity.organization, Kind.VOLUNTEER, pair.application,
        about="application", activity_id=activity.id,
    )  # fmt: skip
    return await links.holder(Kind.VOLUNTEER, token)


async def test_a_plan_has_time_content_and_phases_with_what_came_of_them(paired):
    actor, activity, [pair, _] = paired
    here = (actor, activity.id, pair.id)

    await help_plans.write(*here, 0, NewPlan(time="周三午后 30 分钟", content="一起读故事"))
    phase_id = await help_plans.add_phase(*here, PHASE)
    await help_plans.note_result(*here, phase_id, NewResult(version=1, result="读完两章"))

    planned = await help_plans.of_pair(*here)
    assert (planned.plan.time, planned.plan.content) == ("周三午后 30 分钟", "一起读故事")
    assert [(one.aim, one.result) for one in planned.phases] == [("读完一本书", "读完两章")]
    assert planned.phases[0].done_on


async def test_two_who_write_at_once_do_not_overwrite_each_other(paired):
    actor, activity, [pair, _] = paired
    here = (actor, activity.id, pair.id)
    await help_plans.write(*here, 0, NewPlan(content="一起读故事"))

    with pytest.raises(PlanChanged):
        await help_plans.write(*here, 0, NewPlan(content="一起下棋"))
    assert (await help_plans.of_pair(*here)).plan.content == "一起读故事"


@pytest.mark.parametrize(
    "text", ["住三年级 2 班", "打 13800001111 找他", "身份证 500109201503020011"]
)
async def test_words_that_tell_who_a_child_is_are_refused_field_by_field(paired, text):
    actor, activity, [pair, _] = paired

    with pytest.raises(forms.WrongForm) as wrong:
        await help_plans.write(actor, activity.id, pair.id, 0, NewPlan(time="周三", content=text))
    assert set(wrong.value.by_field) == {"content"}


async def test_a_plan_has_an_end_of_phases(paired):
    actor, activity, [pair, _] = paired
    for _ in range(MOST_PHASES):
        await help_plans.add_phase(actor, activity.id, pair.id, PHASE)

    with pytest.raises(TooManyPhases):
        await help_plans.add_phase(actor, activity.id, pair.id, PHASE)


async def test_a_phase_of_another_pair_is_none_of_this_one(paired):
    actor, activity, [pair, other] = paired
    theirs = await help_plans.add_phase(actor, activity.id, other.id, PHASE)

    for act in (
        help_plans.note_result(
            actor, activity.id, pair.id, theirs, NewResult(version=1, result="x")
        ),
        help_plans.remove_phase(actor, activity.id, pair.id, theirs),
    ):
        with pytest.raises(NoSuchPhase):
            await act


async def test_a_volunteer_keeps_up_the_plan_of_the_pair_the_school_agreed_to(paired):
    actor, activity, [pair, other] = paired
    phase_id = await help_plans.add_phase(actor, activity.id, pair.id, PHASE)
    mine = await holder_of(activity, pair)
    with pytest.raises(NoSuchPair):
        await help_plans.own(mine)

    await pairs.confirm_all(actor, activity.id, crowds.TODAY)
    await help_plans.note_own_result(mine, phase_id, NewResult(version=1, result="读完两章"))

    assert (await help_plans.own(mine)).phases[0].result == "读完两章"
    with pytest.raises(NoSuchPhase):
        await help_plans.note_own_result(
            await holder_of(activity, other), phase_id, NewResult(version=2, result="x")
        )


async def test_who_is_not_trained_any_more_neither_reads_nor_writes_the_plan(paired):
    """Domain §6.3: own pod, after training; asked again whenever it is used."""
    actor, activity, [pair, _] = paired
    phase_id = await help_plans.add_phase(actor, activity.id, pair.id, PHASE)
    await pairs.confirm_all(actor, activity.id, crowds.TODAY)
    mine = await holder_of(activity, pair)
    assert (await help_plans.own(mine)).phases
    a = Attendance
    await a.update({a.presence: Presence.ABSENT}).where(a.application == pair.application)

    with pytest.raises(NoSuchPair):
        await help_plans.own(mine)
    with pytest.raises(NoSuchPair):
        await help_plans.note_own_result(mine, phase_id, NewResult(version=1, result="x"))


async def test_a_child_learns_along_beside_another_child_only(paired):
    actor, activity, [pair, _] = paired
    here = (actor, activity.id, pair.id, PartnerRole.PEER_HELPER)
    others = [one for one in await participants.of(activity.id) if one.id != pair.participant]

    with pytest.raises(NotBesideThemselves):
        await help_plans.choose_partner(*here, str(pair.participant))
    with pytest.raises(NoSuchParticipant):
        await help_plans.choose_partner(*here, str(activity.id))
    await help_plans.choose_partner(*here, str(others[0].id))
    await help_plans.choose_partner(actor, activity.id, pair.id, PartnerRole.LEAD, " 陈 老师 ")

    planned = await help_plans.of_pair(actor, activity.id, pair.id)
    assert planned.partner(PartnerRole.PEER_HELPER).codename == others[0].codename
    assert planned.partner(PartnerRole.LEAD).name == "陈 老师"

    await help_plans.choose_partner(*here, "")
    planned = await help_plans.of_pair(actor, activity.id, pair.id)
    assert planned.partner(PartnerRole.PEER_HELPER) is None


async def test_an_ended_pair_keeps_its_plan_as_it_was_and_others_only_read(paired):
    actor, activity, [pair, _] = paired
    safeguarding = await make.actor(Role.SAFEGUARDING, of=actor)
    await help_plans.of_pair(safeguarding, activity.id, pair.id)
    with pytest.raises(NotAllowed):
        await help_plans.add_phase(safeguarding, activity.id, pair.id, PHASE)

    await partings.end(actor, activity.id, pair.id, pair.version, "not this time")
    with pytest.raises(PairHasEnded):
        await help_plans.add_phase(actor, activity.id, pair.id, PHASE)


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
def test_a_phase_is_late_from_the_day_after_its_day(days, late):
    phase = Phase(
        id=None, until=DAY, aim="读完一本书", result="", done_on=None, position=0, version=1
    )

    assert overdue(phase, DAY + timedelta(days=days)) is late
