import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import programmes, work
from events.rules.programmes import NoSuchProgramme, ProgrammeClosed
from events.rules.work import NewWork, NoSuchWorkItem, WorkItemChanged
from tests import make

LIBRARY = NewWork(title="Library", per="week", weekday=5, clock="09:00", minutes=90)
OPENING = NewWork(title="Opening")


async def test_items_stand_in_the_order_in_which_they_were_added(db):
    actor = await make.actor()
    programme = await make.programme(actor)

    for new in (LIBRARY, OPENING):
        await work.add(actor, programme.id, new)

    listed = await work.of(programme)
    assert [(one.title, one.weekday, one.clock) for one in listed] == [
        ("Library", 5, "09:00"),
        ("Opening", None, ""),
    ]


async def test_whoever_changes_second_is_told_and_changes_nothing(db):
    actor = await make.actor()
    programme = await make.programme(actor)
    item = await work.add(actor, programme.id, LIBRARY)
    await work.change(actor, programme.id, item.id, 1, OPENING)

    with pytest.raises(WorkItemChanged):
        await work.change(actor, programme.id, item.id, 1, LIBRARY)
    with pytest.raises(WorkItemChanged):
        await work.remove(actor, programme.id, item.id, 1)
    await work.remove(actor, programme.id, item.id, 2)

    assert await work.of(programme) == []


async def test_an_item_of_another_programme_is_not_found_in_ours(db):
    ours, theirs = await make.actor(), await make.actor()
    own, foreign = await make.programme(ours), await make.programme(theirs)
    item = await work.add(theirs, foreign.id, LIBRARY)

    with pytest.raises(NoSuchProgramme):
        await work.change(ours, foreign.id, item.id, 1, OPENING)
    with pytest.raises(NoSuchWorkItem):
        await work.change(ours, own.id, item.id, 1, OPENING)


async def test_a_viewer_and_whoever_comes_after_the_end_add_nothing(db):
    owner = await make.actor()
    viewer = await make.actor(Role.VIEWER, of=owner)
    programme = await make.programme(owner)

    with pytest.raises(NotAllowed):
        await work.add(viewer, programme.id, LIBRARY)
    await programmes.close(owner, programme.id)
    with pytest.raises(ProgrammeClosed):
        await work.add(owner, programme.id, LIBRARY)
