from datetime import timedelta

import pytest

from events.rules.findings import Severity, Stops
from kit import clock
from tests.volunteers.test_shifts import scene, wanted
from volunteers import shift_findings, shifts, stands
from volunteers.tables.shifts import Shift


@pytest.mark.parametrize(("near", "stops"), [(True, Stops.RELEASE), (False, Stops.NOTHING)])
async def test_a_shift_that_lacks_people_is_said_and_stops_the_release_only_with_children(
    db, near, stops
):
    actor, activity, posts, [one, two] = await scene(involves_minors=near, child_contact=near)
    [shift] = await shifts.make(actor, activity.id, wanted(posts, needed=2))
    await stands.assign(actor, activity.id, shift, one)

    [said] = await shift_findings.of(actor, activity)
    assert (said.code, said.severity, said.stops) == ("shift-unfilled", Severity.WARNING, stops)
    assert said.details == {"shifts": 1, "missing": 1}

    await stands.assign(actor, activity.id, shift, two)
    assert await shift_findings.of(actor, activity) == []


async def test_what_has_begun_or_is_cancelled_lacks_nobody(db):
    actor, activity, posts, _ = await scene()
    begun, off = [(await shifts.make(actor, activity.id, wanted(posts)))[0] for _ in range(2)]
    assert len(await shift_findings.of(actor, activity)) == 1
    s, ago = Shift, clock.now() - timedelta(minutes=1)
    await s.update({s.starts_at: ago}).where(s.id == begun)
    await shifts.cancel(actor, activity.id, off)

    assert await shift_findings.of(actor, activity) == []
