"""Reports that a child may be in danger: saved at once, seen by few, never forgotten (V21, D35)."""

from datetime import timedelta

import msgspec
import pytest
import time_machine

from accounts import links, mails
from accounts import tables as account_tables
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from kit.forms import WrongForm
from tests import make
from tests.volunteers import calls
from volunteers import cases, concerns, escalations, readings, suspensions
from volunteers.rules.concerns import (
    AlreadyClosed,
    ConcernState,
    NewConcern,
    NoSuchConcern,
    NotTakenUp,
)
from volunteers.tables import concerns as tables
from volunteers.tables.applications import Volunteer

SAID = "他手臂上有很多伤"
REPORT = NewConcern(SAID, contact="门卫室", persons="小满")


@pytest.fixture
async def lead(db):
    return await make.actor(Role.SAFEGUARDING, name="何静")


@pytest.fixture
async def activity(lead):
    """An activity on 5 December 2026, long before or after today."""
    return await make.activity(of=lead)


async def reported(activity, new=REPORT, **further):
    number = await concerns.report(new, slug=activity.slug, **further)
    c = tables.Concern
    [row] = await c.select().where(c.number == number)
    return row


async def told():
    """Who was written to about which number, the first mail first."""
    return [(one.recipient, one) for one in reversed(await mails.latest())]


async def address_of(actor):
    a = account_tables.Account
    [row] = await a.select(a.email).where(a.id == actor.account_id)
    return row["email"]


async def test_it_is_saved_sealed_and_the_mail_carries_the_number_only(lead, activity):
    row = await reported(activity)

    for column, word in (("text", SAID), ("contact", "门卫室"), ("persons", "小满")):
        assert word.encode() not in bytes(row[column])
    [(recipient, mail)] = await told()
    assert recipient == await address_of(lead)
    assert row["number"] in mail.subject + mail.body
    for word in (SAID, "伤", "小满", "门卫室", activity.title, activity.slug):
        assert word not in mail.subject + mail.body


async def test_a_form_sent_twice_is_one_report_and_other_words_are_another(lead, activity):
    first = await concerns.report(REPORT, slug=activity.slug, form="abc")
    again = await concerns.report(REPORT, slug=activity.slug, form="abc")
    more = msgspec.structs.replace(REPORT, text=SAID + "，还有脸上")
    other = await concerns.report(more, slug=activity.slug, form="abc")

    assert first == again != other
    assert await tables.Concern.count() == 2
    assert len(await told()) == 2


async def test_without_an_activity_the_only_association_is_meant_and_of_several_one_is_chosen(lead):
    await concerns.report(REPORT)
    second = await make.organization("Hillside Helpers")
    with pytest.raises(WrongForm):
        await concerns.report(REPORT)
    await concerns.report(REPORT, association=second.id)

    rows = await tables.Concern.select(tables.Concern.organization)
    assert {row["organization"] for row in rows} == {lead.organization_id, second.id}


async def test_on_the_day_somebody_must_have_taken_it_up_in_fifteen_minutes(lead, activity):
    with time_machine.travel("2026-12-04T16:30:00Z", tick=False):  # the 5th in Shanghai
        on_it = await reported(activity)
        unnamed = await concerns.report(REPORT)
    with time_machine.travel("2026-12-05T16:30:00Z", tick=False):
        after = await reported(activity)
    c = tables.Concern
    [short] = await c.select().where(c.number == unnamed)

    assert on_it["answer_by"] - on_it["at"] == timedelta(minutes=15)
    assert short["answer_by"] - short["at"] == timedelta(minutes=15)
    assert after["answer_by"] - after["at"] == timedelta(hours=4)


@pytest.mark.parametrize(
    "role", [Role.OWNER, Role.PLANNER, Role.APPROVER, Role.TREASURER, Role.VIEWER]
)
async def test_only_a_lead_finds_it(lead, activity, role):
    row = await reported(activity)
    other = await make.actor(role, of=lead)
    for asked in (
        cases.listed(other),
        cases.find(other, row["id"]),
        readings.opened(other, row["id"]),
    ):
        with pytest.raises(NotAllowed):
            await asked


async def test_another_associations_lead_finds_nothing(lead, activity):
    row = await reported(activity)
    stranger = await make.actor(Role.SAFEGUARDING)

    assert await cases.listed(stranger) == []
    for asked in (
        readings.opened(stranger, row["id"]),
        cases.acknowledge(stranger, row["id"]),
        cases.add_step(stranger, row["id"], "x"),
        cases.close(stranger, row["id"], 1),
    ):
        with pytest.raises(NoSuchConcern):
            await asked


async def test_d35_a_lead_who_is_named_sees_nothing_and_can_change_nothing(lead, activity):
    second = await make.actor(Role.SAFEGUARDING, of=lead, name="韩梅")
    row = await reported(activity, NewConcern("何 静 打了他"))

    assert await cases.listed(lead) == []
    for asked in (
        readings.opened(lead, row["id"]),
        cases.acknowledge(lead, row["id"]),
        cases.add_step(lead, row["id"], "x"),
        cases.note_outside(lead, row["id"], "x"),
        cases.close(lead, row["id"], 1),
    ):
        with pytest.raises(NoSuchConcern):
            await asked
    assert [one.id for one in await cases.listed(second)] == [row["id"]]
    assert [to for to, _ in await told()] == [await address_of(second)]


async def test_d35_control_a_lead_who_is_not_named_sees_the_same_report(lead, activity):
    row = await reported(activity, NewConcern("有人打了他"))

    assert (await readings.opened(lead, row["id"])).text == "有人打了他"


async def test_a_lead_who_joins_later_under_a_name_in_it_does_not_find_it_either(lead, activity):
    await reported(activity, NewConcern("韩梅打了他"))
    late = await make.actor(Role.SAFEGUARDING, of=lead, name="韩梅")

    assert await cases.listed(late) == []
    assert len(await cases.listed(lead)) == 1


async def test_where_every_lead_is_named_the_owner_learns_the_number(lead, activity):
    owner = await make.actor(Role.OWNER, of=lead)
    row = await reported(activity, NewConcern("何静打了他"))

    [(recipient, mail)] = await told()
    assert recipient == await address_of(owner)
    assert row["number"] in mail.body
    with pytest.raises(NotAllowed):
        await cases.find(owner, row["id"])


async def test_opening_it_is_written_down_before_it_is_read(lead, activity):
    row = await reported(activity)
    words = await readings.opened(lead, row["id"])

    assert (words.text, words.persons, words.contact) == (SAID, "小满", "门卫室")
    [log] = await account_tables.AccessLog.select()
    assert (log["subject_id"], log["account"]) == (row["id"], lead.account_id)


async def test_it_is_taken_up_once_written_about_and_closed(lead, activity):
    row = await reported(activity)
    with pytest.raises(NotTakenUp):
        await cases.close(lead, row["id"], 1)
    await cases.acknowledge(lead, row["id"])
    await cases.acknowledge(lead, row["id"])
    await cases.add_step(lead, row["id"], "打了 110")
    await cases.add_step(lead, row["id"], "学校知道了")
    await cases.note_outside(lead, row["id"], "派出所 2026-118")
    case = await cases.find(lead, row["id"])
    await cases.close(lead, row["id"], case.version)
    closed = await cases.find(lead, row["id"])

    words = await readings.opened(lead, row["id"])
    assert [one.text for one in words.steps] == ["打了 110", "学校知道了"]
    assert (closed.state, closed.outside) == (ConcernState.CLOSED, "派出所 2026-118")
    assert closed.acknowledged_name == "何静"
    with pytest.raises(AlreadyClosed):
        await cases.add_step(lead, row["id"], "x")


async def test_the_words_of_a_step_are_sealed_as_well(lead, activity):
    row = await reported(activity)
    await cases.add_step(lead, row["id"], "打了 110")

    [step] = await tables.ConcernStep.select()
    assert b"110" not in bytes(step["text"])


async def test_nobody_takes_it_up_so_the_second_lead_and_then_the_owner_are_told(lead, activity):
    second = await make.actor(Role.SAFEGUARDING, of=lead, name="韩梅")
    owner = await make.actor(Role.OWNER, of=lead)
    row = await reported(activity)
    everybody = [await address_of(one) for one in (lead, second, owner)]
    due = row["answer_by"]
    for minutes, known in ((-1, 1), (0, 2), (1, 2), (239, 2), (240, 3), (900, 3)):
        with time_machine.travel(due + timedelta(minutes=minutes), tick=False):
            await escalations.pass_on()
        assert [to for to, _ in await told()] == everybody[:known]


async def test_what_was_taken_up_is_not_passed_on(lead, activity):
    await make.actor(Role.SAFEGUARDING, of=lead, name="韩梅")
    row = await reported(activity)
    await cases.acknowledge(lead, row["id"])
    with time_machine.travel(row["answer_by"] + timedelta(days=1), tick=False):
        await escalations.pass_on()

    assert len(await told()) == 1


async def test_it_cannot_be_deleted_while_it_is_open_whoever_tries(lead, activity):
    row = await reported(activity)
    c = tables.Concern
    await c.delete().where(c.id == row["id"])
    assert await c.exists().where(c.id == row["id"])
    await cases.acknowledge(lead, row["id"])
    await c.delete().where(c.id == row["id"])
    assert await c.exists().where(c.id == row["id"])


async def test_it_is_deleted_three_years_after_it_was_closed(lead, activity):
    row = await reported(activity)
    await cases.add_step(lead, row["id"], "x")
    case = await cases.find(lead, row["id"])
    await cases.close(lead, row["id"], case.version)
    until = (await cases.find(lead, row["id"])).keep_until
    await escalations.forget_old(until)
    kept = await tables.Concern.count()
    await escalations.forget_old(until + timedelta(days=1))

    assert (kept, await tables.Concern.count()) == (1, 0)


async def suspended(volunteer_id):
    v = Volunteer
    [row] = await v.select(v.suspended_at).where(v.id == volunteer_id)
    return row["suspended_at"] is not None


@pytest.fixture
async def volunteer(lead):
    """A volunteer of the association, and their link."""
    with time_machine.travel("2026-11-20T04:00:00Z", tick=True):
        activity = await calls.opened(await make.actor(Role.PLANNER, of=lead))
        [token] = await calls.apply(activity, 1)
        holder = await links.holder(Kind.VOLUNTEER, token)
        yield activity, holder, await person_behind(holder)


async def person_behind(holder):
    from volunteers.tables.applications import Application

    a = Application
    [row] = await a.select(a.volunteer, a.volunteer.name.as_alias("name")).where(
        a.id == holder.object_id
    )
    return row


async def test_a_volunteer_who_is_named_is_kept_from_children_until_a_lead_lets_them_back(
    lead, volunteer
):
    activity, _, who = volunteer
    row = await reported(activity, NewConcern(f"{who['name']} 单独带走了孩子"))

    assert await suspended(who["volunteer"])
    assert [one.id for one in (await readings.opened(lead, row["id"])).apart] == [who["volunteer"]]
    await cases.let_back(lead, row["id"], who["volunteer"])
    assert not await suspended(who["volunteer"])
    await suspensions.keep_apart()
    assert not await suspended(who["volunteer"])


async def test_whom_two_reports_name_stays_away_until_both_let_them_back(lead, volunteer):
    activity, _, who = volunteer
    first = await reported(activity, NewConcern(f"{who['name']} 单独带走了孩子"))
    second = await reported(activity, NewConcern(f"又是 {who['name']}"))
    await cases.let_back(lead, first["id"], who["volunteer"])
    assert await suspended(who["volunteer"])
    await cases.let_back(lead, second["id"], who["volunteer"])
    assert not await suspended(who["volunteer"])


async def test_a_report_is_saved_although_keeping_apart_fails_and_that_is_made_up_for(
    lead, volunteer, monkeypatch
):
    from volunteers import clearances

    activity, _, who = volunteer

    async def broken(_):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(clearances.clearances_changed, "tell", broken)
        await reported(activity, NewConcern(f"{who['name']} 单独带走了孩子"))
    assert not await suspended(who["volunteer"])
    await suspensions.keep_apart()

    assert await suspended(who["volunteer"])


async def test_who_reported_through_their_link_finds_the_number_there_and_nobody_else_does(
    lead, volunteer
):
    from volunteers import applications

    activity, holder, _ = volunteer
    row = await reported(activity, reporter=str(holder.object_id))
    await reported(activity)  # somebody else's
    me = await applications.of_link(holder)

    [own] = (await concerns.of_volunteer(holder, me))["reported"]
    assert own.number == row["number"]
    assert str(holder.object_id).encode() not in bytes(row["reporter"])
    assert holder.object_id.bytes not in bytes(row["reporter"])
