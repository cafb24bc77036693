import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import activities, blueprints, plans, sections
from events.rules.activities import PartyRole
from events.rules.blueprints import Answers
from events.rules.sections import NoSuchSection, SectionChanged
from events.sections import NamedParty, Written
from tests import make


async def opened(actor, key="background"):
    activity = await plans.create(actor, blueprints.plan("empty"), Answers(title="Fair"))
    return activity, next(s for s in await sections.of(activity) if s.key == key)


async def test_a_section_is_written_and_its_version_rises(db):
    actor = await make.actor()
    activity, section = await opened(actor)
    await sections.write(
        actor, activity.id, section.id, section.version, Written(heading="Why", text="Because.")
    )
    now = await sections.find(actor, activity.id, section.id)
    assert (now.heading, now.text, now.version) == ("Why", "Because.", 2)


async def test_whoever_saves_second_is_shown_what_the_first_wrote(db):
    actor = await make.actor()
    activity, section = await opened(actor)
    await sections.write(actor, activity.id, section.id, 1, Written(heading="Why", text="First."))
    with pytest.raises(SectionChanged) as refusal:
        await sections.write(
            actor, activity.id, section.id, 1, Written(heading="Why", text="Second.")
        )
    assert refusal.value.now.text == "First."
    assert (await sections.find(actor, activity.id, section.id)).text == "First."


async def test_purposes_are_written_where_they_are_shown(db):
    actor = await make.actor()
    activity, section = await opened(actor, "purposes")
    new = Written(heading="Purpose", purposes=("Meet", "Stay in touch"))
    await sections.write(actor, activity.id, section.id, 1, new)
    assert (await activities.find(actor, activity.id)).purposes == ("Meet", "Stay in touch")


async def test_sections_are_added_at_the_end_and_taken_out(db):
    actor = await make.actor()
    activity, _ = await opened(actor)
    new = await sections.add(actor, activity.id, "Rain plan")
    assert (await sections.of(activity))[-1].heading == "Rain plan"
    await sections.remove(actor, activity.id, new.id, new.version)
    assert len(await sections.of(activity)) == 10


async def test_the_list_of_parties_is_replaced_and_each_stands_once_per_role(db):
    actor = await make.actor()
    activity, _ = await opened(actor)
    host = NamedParty(PartyRole.HOST, "Union")
    await sections.name_parties(
        actor, activity.id, [host, host, NamedParty(PartyRole.MEDIA, "Paper")]
    )
    assert [p.name for p in await activities.parties(activity)] == ["Union", "Paper"]
    await sections.name_parties(actor, activity.id, [])
    assert await activities.parties(activity) == []


async def test_another_activitys_section_is_not_found_here(db):
    actor = await make.actor()
    activity, _ = await opened(actor)
    _, foreign = await opened(await make.actor())
    with pytest.raises(NoSuchSection):
        await sections.write(actor, activity.id, foreign.id, 1, Written(heading="x"))
    with pytest.raises(NotAllowed):
        await sections.add(await make.actor(Role.APPROVER, of=actor), activity.id, "x")
