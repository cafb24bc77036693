"""A partner sees of volunteers what each of them agreed to, and not a letter more (V13, G9)."""

import msgspec
import pytest

from events.rules.activities import Activity
from tests import make
from tests.volunteers import crowds, schools
from volunteers import applications, disclosures, gate_lists, liaisons, sharing
from volunteers.rules import sharing as rules
from volunteers.rules.sharing import FIELDS, ShareState
from volunteers.sharing import NotAsked, NothingChosen
from volunteers.tables import applications as tables
from volunteers.tables import training

CANARY = "岱姓", "139-0000-7711"


@pytest.fixture
async def owner(db):
    return await make.actor()


@pytest.fixture
async def activity(owner) -> Activity:
    activity = await crowds.ready(owner, 3, 0)
    people, _ = await crowds.everybody(activity)
    a = tables.Application
    await a.update({a.name: CANARY[0], a.phone: CANARY[1]}).where(a.id == people[0])
    return activity


@pytest.fixture
async def school(owner, activity):
    return await schools.opened(owner, activity)


async def seen(school):
    return await gate_lists.volunteers(await liaisons.visit(school))


def text(shown):
    return msgspec.json.encode(shown).decode()


async def first(activity):
    people, _ = await crowds.everybody(activity)
    return await schools.volunteer(activity, people[0])


async def test_before_anybody_has_answered_the_school_sees_nobody(activity, school):
    shown = await seen(school)

    assert (shown.named, shown.unnamed) == ((), 3)


async def test_a_name_without_a_phone_is_a_name_without_a_phone(activity, school):
    await sharing.say(await first(activity), school.object_id, ["name"], yes=True)

    shown = text(await seen(school))

    assert CANARY[0] in shown
    assert CANARY[1] not in shown


async def test_a_no_leaves_out_the_row_and_not_the_volunteer(activity, school):
    own = await first(activity)
    before = (await applications.of_link(own)).status

    assert await sharing.say(own, school.object_id, FIELDS, yes=False) is ShareState.REFUSED

    assert CANARY[0] not in text(await seen(school))
    assert (await applications.of_link(own)).status is before


async def test_a_word_that_is_taken_back_counts_at_once(activity, school):
    own = await first(activity)
    await sharing.say(own, school.object_id, FIELDS, yes=True)
    assert CANARY[1] in text(await seen(school))

    assert await sharing.say(own, school.object_id, (), yes=False) is ShareState.WITHDRAWN

    assert CANARY[0] not in text(await seen(school))


async def test_the_canary_would_sing_if_consent_were_not_asked(activity, school, monkeypatch):
    """The control: with the gate off, everybody's name and phone are there."""

    def everything(volunteers, *_):
        return tuple(
            rules.Shared(one.id, one.volunteer, {key: getattr(one, key) for key in FIELDS})
            for one in volunteers
        )

    monkeypatch.setattr(rules, "shareable", everything)

    shown = text(await seen(school))
    assert all(word in shown for word in CANARY)


async def test_a_yes_to_one_school_is_no_yes_to_another(owner, activity, school):
    other = await schools.opened(owner, activity, "Hill school")
    await sharing.say(await first(activity), school.object_id, ["name"], yes=True)

    assert CANARY[0] not in text(await seen(other))


async def test_a_school_that_takes_another_name_is_another_recipient(owner, activity, school):
    await sharing.say(await first(activity), school.object_id, ["name"], yes=True)
    new = liaisons.NewLiaison(partner="Harbour group of schools")

    await liaisons.change(owner, activity.id, school.object_id, 1, new)

    assert CANARY[0] not in text(await seen(school))


async def test_somebody_without_a_name_cannot_be_shown(activity, school):
    with pytest.raises(NothingChosen):
        await sharing.say(await first(activity), school.object_id, ["phone"], yes=True)


async def test_fields_nobody_asked_for_are_not_kept(activity, school):
    await sharing.say(await first(activity), school.object_id, ["name", "motivation"], yes=True)

    [word] = await sharing.words(await applications.of(activity.id), schools.NAME)
    assert word.fields == ("name",)


async def test_nobody_is_asked_about_the_school_of_another_activity(school):
    elsewhere = await crowds.ready(await make.actor(), 1, 0)

    with pytest.raises(NotAsked):
        await sharing.say(await first(elsewhere), school.object_id, ["name"], yes=True)


async def test_what_the_school_saw_is_written_down_and_told_to_each(owner, activity, school):
    own = await first(activity)
    await sharing.say(own, school.object_id, ["name", "phone"], yes=True)
    await seen(school)
    await seen(school)  # the same day: once

    application = await applications.of_link(own)
    told = (await sharing.of_volunteer(own, application))["disclosed"]
    [line] = await disclosures.of_activity(owner, activity.id)

    assert [(one.recipient, one.fields) for one in told] == [(schools.NAME, ("name", "phone"))]
    assert (line.people, line.purpose) == (1, gate_lists.VOLUNTEERS)


async def test_what_could_not_be_written_down_is_not_shown(activity, school, monkeypatch):
    """The control of the log: without its row nobody sees the list."""
    await sharing.say(await first(activity), school.object_id, ["name"], yes=True)

    async def broken(*_, **__):
        raise RuntimeError("no room")

    monkeypatch.setattr(disclosures, "note", broken)

    with pytest.raises(RuntimeError, match="no room"):
        await seen(school)


async def test_at_the_gate_stand_those_who_are_ready_without_a_phone(activity, school):
    people, _ = await crowds.everybody(activity)
    await schools.agreed(school, activity, people, ("name", "phone"))
    c = training.Clearance
    await c.delete().where(c.application == people[1])

    shown = await gate_lists.gate(await liaisons.visit(school))

    assert {one.who.application for one in shown.named} == {people[0], people[2]}
    assert CANARY[1] not in text(shown)
    assert [one.ready for one in (await seen(school)).named] == [True, False, True]


async def test_the_list_takes_as_many_statements_for_one_as_for_three(
    owner, activity, school, statements
):
    people, _ = await crowds.everybody(activity)
    await schools.agreed(school, activity, people[:1])
    visit = await liaisons.visit(school)
    statements.clear()
    await gate_lists.gate(visit)
    one = len(statements)
    await schools.agreed(school, activity, people[1:])
    statements.clear()

    await gate_lists.gate(visit)

    assert len(statements) == one
