import pytest

from budget import sources
from budget.rules.sources import NoSuchSource, SourceChanged
from budget.sources import Wanted
from tests import make


async def test_a_source_added_after_another_went_comes_last(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    first = await sources.save(actor, activity.id, Wanted("A"))
    await sources.save(actor, activity.id, Wanted("B"))

    await sources.remove(actor, activity.id, first)
    await sources.save(actor, activity.id, Wanted("C"))

    assert [(one.name, one.position) for one in await sources.of_activity(actor, activity.id)] == [
        ("B", 1),
        ("C", 2),
    ]


async def test_the_second_of_two_editors_of_a_source_is_told(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    one = await sources.save(actor, activity.id, Wanted("A"))

    await sources.save(actor, activity.id, Wanted("B"), source_id=one, version=1)
    with pytest.raises(SourceChanged):
        await sources.save(actor, activity.id, Wanted("C"), source_id=one, version=1)

    assert [source.name for source in await sources.of_activity(actor, activity.id)] == ["B"]


async def test_the_source_of_another_activity_is_none_of_ours(db):
    ours, theirs = await make.actor(), await make.actor()
    activity, other = await make.activity(ours), await make.activity(theirs)
    foreign = await sources.save(theirs, other.id, Wanted("A"))

    for attempt in (
        sources.save(ours, activity.id, Wanted("B"), source_id=foreign, version=1),
        sources.remove(ours, activity.id, foreign),
    ):
        with pytest.raises(NoSuchSource):
            await attempt

    assert [source.name for source in await sources.of_activity(theirs, other.id)] == ["A"]
