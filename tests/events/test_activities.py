from datetime import timedelta

import pytest

from events import activities
from events.rules.activities import Changed
from tests import make


@pytest.mark.parametrize(
    ("differing", "rises"),
    [
        ({"place": "New hall"}, True),
        ({"place": "Harbour school"}, False),
        ({"contact_name": "Lin"}, False),
        ({"title": "Other"}, True),
    ],
)
async def test_a_calendar_entry_gets_a_new_revision_only_when_what_it_shows_changes(
    db, differing, rises
):
    actor = await make.actor()
    before = await make.activity(actor)
    after = await activities.change(actor, before.id, before.version, differing)
    assert (after.calendar_sequence > before.calendar_sequence) is rises
    assert (after.calendar_modified > before.calendar_modified) is rises
    assert after.version == before.version + 1


async def test_the_second_of_two_changes_is_told_about_the_first(db):
    actor = await make.actor()
    before = await make.activity(actor)
    later = before.ends_at + timedelta(hours=1)
    await activities.change(actor, before.id, before.version, {"ends_at": later})
    with pytest.raises(Changed):
        await activities.change(actor, before.id, before.version, {"ends_at": before.ends_at})
