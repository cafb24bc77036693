"""E6 on plan 4, through the real nouns: each change voids exactly the approvals it concerns."""

import pytest

from budget import lines
from events import approvals, changes, running, sections
from events.rules.activities import PartyRole, Status
from events.rules.approval import NotApprovedAnyMore, NothingNew
from events.sections import NamedParty
from tests.events import handed_in

ADVISER, FINANCE, COMMITTEE = range(3)


def all_but(*void):
    return [step not in void for step in (ADVISER, FINANCE, COMMITTEE)]


async def test_thirty_yuan_more_void_finance_only(db):
    team = await handed_in.approved()
    assert await lines.total(team.owner, team.activity.id) == 236000

    await team.buy_for_everybody()

    assert await lines.total(team.owner, team.activity.id) == 239000
    assert await team.valid() == all_but(FINANCE)
    said = [(c.subject, c.old, c.new) for c in await changes.of(team.owner, await team.now())]
    assert said == [
        ("", "¥2,360.00", "¥2,390.00"),
        ("水费", "¥75.00", "¥90.00"),
        ("面包", "¥75.00", "¥90.00"),
    ]


async def test_a_new_place_voids_the_committee_only(db):
    team = await handed_in.approved()
    await team.change(place="北部区天府镇中心小学")
    assert await team.valid() == all_but(COMMITTEE)


async def test_a_corrected_word_in_the_background_voids_nothing_and_is_shown(db):
    team = await handed_in.approved()
    await team.write("background", "天府镇不少家庭的父母在外地工作，孩子由老人照顾。")
    assert await team.valid() == all_but()
    assert [c.subject for c in await changes.of(team.owner, await team.now())] == ["活动背景"]


async def test_a_new_responsible_person_voids_all(db):
    team = await handed_in.approved()
    await team.change(contact_name="何嘉")
    assert await team.valid() == all_but(ADVISER, FINANCE, COMMITTEE)


@pytest.mark.parametrize(("volunteers", "void"), [(33, ()), (34, (ADVISER,))])
async def test_the_adviser_looks_again_beyond_a_tenth_more_people(db, volunteers, void):
    team = await handed_in.approved()
    await team.change(volunteers=volunteers)
    assert await team.valid() == all_but(*void)


async def test_small_steps_cannot_creep_past(db):
    """Each step is within a tenth of the one before; the second is not within a tenth of what was seen."""
    team = await handed_in.approved()
    await team.change(volunteers=33)
    await team.submit()
    assert await team.valid() == all_but()

    await team.change(volunteers=36)

    assert await team.valid() == all_but(ADVISER)


async def test_a_change_taken_back_lets_the_approval_stand_again(db):
    team = await handed_in.approved()
    place = team.activity.place
    await team.change(place="北部区天府镇中心小学")
    assert await team.valid() == all_but(COMMITTEE)
    await team.change(place=place)
    assert await team.valid() == all_but()
    assert await changes.of(team.owner, await team.now()) == ()


async def test_a_change_after_the_approval_asks_only_those_it_concerns(db):
    team = await handed_in.approved()
    await team.buy_for_everybody()
    assert list((await team.states()).values()) == ["holds", "void", "holds"]

    assert (await team.submit("Water for everybody")).status is Status.APPROVED
    assert list((await team.states()).values()) == ["holds", "open", "holds"]
    await team.decide()

    standing = await team.standing()
    assert [one.holds for one in standing.steps] == all_but()
    assert standing.changes == ()
    with pytest.raises(NothingNew):
        await team.submit()


async def test_a_change_handed_in_and_taken_back_waits_for_nobody(db):
    team = await handed_in.approved()
    place = team.activity.place
    await team.change(place="北部区天府镇中心小学")
    await team.submit()
    assert (await team.standing()).pending
    await team.change(place=place)
    standing = await team.standing()
    assert (standing.pending, standing.valid, standing.settles) == (False, True, True)
    assert len(await approvals.waiting_for(team.teacher)) == 1

    await team.submit()

    assert not (await team.standing()).settles
    assert await approvals.waiting_for(team.teacher) == []


async def test_a_new_outlet_is_the_committees(db):
    team = await handed_in.approved()
    named = [
        NamedParty(PartyRole.HOST, "西南大学生命科学学院"),
        NamedParty(PartyRole.ORGANIZER, "生物学会"),
        NamedParty(PartyRole.PARTNER, "天府中学"),
        NamedParty(PartyRole.VENUE, "天府中学"),
    ]
    await sections.name_parties(
        team.owner, team.activity.id, [*named, NamedParty(PartyRole.MEDIA, "学通社")]
    )
    assert await team.valid() == all_but()
    await sections.name_parties(
        team.owner, team.activity.id, [*named, NamedParty(PartyRole.MEDIA, "晚报")]
    )
    assert await team.valid() == all_but(COMMITTEE)


async def test_the_day_begins_only_on_what_everybody_agreed_to(db, monkeypatch):
    team = await handed_in.approved()
    await team.buy_for_everybody()
    activity = await team.now()
    monkeypatch.setattr(running.findings, "today", lambda activity: activity.first_day)
    monkeypatch.setattr(running.releases, "current", _released)
    with pytest.raises(NotApprovedAnyMore):
        await running.begin(team.owner, activity.id, activity.version)

    await team.submit()
    await team.decide()

    activity = await team.now()
    begun = await running.begin(team.owner, activity.id, activity.version)
    assert begun.status is Status.RUNNING


async def _released(organization_id, activity_id):
    return object()
