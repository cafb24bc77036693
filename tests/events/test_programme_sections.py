import pytest

from events import programme_sections, programmes
from events.rules.activities import PartyRole
from events.rules.programmes import NoSuchProgramme
from events.rules.sections import NoSuchSection, SectionChanged
from events.sections import NamedParty, Written
from tests import make


async def test_a_chapter_shows_the_theme_and_the_purposes_where_it_is_written_with_them(db):
    actor = await make.actor()
    programme = await make.programme(actor)
    chapter = await programme_sections.add(actor, programme.id, "主题")
    new = Written(heading="主题", text="说明", theme="有人记挂", purposes=("陪伴", "安全"))

    await programme_sections.write(actor, programme.id, chapter.id, 1, new)

    now = await programmes.find(actor, programme.id)
    assert (now.theme, now.purposes) == ("有人记挂", ("陪伴", "安全"))
    assert [one.text for one in await programme_sections.of(now)] == ["说明"]


async def test_a_chapter_somebody_changed_meanwhile_is_neither_written_nor_taken_out(db):
    actor = await make.actor()
    programme = await make.programme(actor)
    chapter = await programme_sections.add(actor, programme.id, "为什么")
    await programme_sections.write(actor, programme.id, chapter.id, 1, Written(heading="为什么"))

    with pytest.raises(SectionChanged):
        await programme_sections.remove(actor, programme.id, chapter.id, 1)
    await programme_sections.remove(actor, programme.id, chapter.id, 2)

    assert await programme_sections.of(programme) == []


async def test_units_are_named_once_per_role_and_replace_the_list(db):
    actor = await make.actor()
    programme = await make.programme(actor)
    host, partner = (NamedParty(role, "学校") for role in (PartyRole.HOST, PartyRole.PARTNER))

    await programme_sections.name_parties(actor, programme.id, [host, host, partner])
    both = await programmes.parties(programme)
    await programme_sections.name_parties(actor, programme.id, [partner])

    assert [(one.role, one.name) for one in both] == [("host", "学校"), ("partner", "学校")]
    assert [one.role for one in await programmes.parties(programme)] == ["partner"]


async def test_chapters_of_others_do_not_exist_for_us(db):
    ours, theirs = await make.actor(), await make.actor()
    own, foreign = await make.programme(ours), await make.programme(theirs)
    chapter = await programme_sections.add(theirs, foreign.id, "为什么")

    with pytest.raises(NoSuchProgramme):
        await programme_sections.write(ours, foreign.id, chapter.id, 1, Written(heading="x"))
    with pytest.raises(NoSuchSection):
        await programme_sections.write(ours, own.id, chapter.id, 1, Written(heading="x"))
