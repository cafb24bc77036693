"""Who leads and is not there today: of a block by name, of a group by choice."""

from datetime import time

import pytest

from events import schedule
from events.rules.findings import Severity, Stops
from events.schedule import Wanted
from kit import clock
from tests import make
from tests.volunteers import crowds, grouped
from volunteers import absences, applications, groups, pair_findings, pairing, pairs


async def leading(**differing):
    """A block that one helper leads, and a group that another does."""
    actor = await make.actor()
    activity = await crowds.ready(actor, 4, 4, **differing)
    await pairing.suggest(actor, activity.id)
    await grouped.split(actor, activity.id, 1)
    one, other, *_ = [pair.application for pair in await pairs.of(activity.id)]
    name = (await applications.find(actor, activity.id, one)).name
    await schedule.add(actor, activity.id, Wanted("Opening", time(9), 30, lead=f"{name}、王老师"))
    [group] = await groups.of(activity.id)
    await groups.lead(actor, activity.id, group.id, other)
    return actor, activity, one, other


async def found(actor, activity):
    several = await pair_findings.of_pairs(actor, activity)
    return [one for one in several if one.code == "leader-missing"]


async def test_a_leader_who_is_missing_today_is_named_with_what_they_lead(db):
    actor, activity, one, other = await leading(starts_at=clock.now())
    assert await found(actor, activity) == []
    await absences.note(activity.id, "周敏", helpers=[one, other])

    block, group = await found(actor, activity)

    assert block.details["what"] == "Opening"
    assert group.fix == f"/a/{activity.id}/pairs/groups"
    assert {(each.severity, each.stops) for each in (block, group)} == {
        (Severity.WARNING, Stops.NOTHING)
    }


@pytest.mark.parametrize("came", [True, False])
async def test_who_came_after_all_leads_again_and_others_who_are_missing_lead_nothing(db, came):
    actor, activity, one, other = await leading(starts_at=clock.now())
    people, _ = await crowds.everybody(activity)
    gone = [one, other] if came else [each for each in people if each not in (one, other)]
    await absences.note(activity.id, "周敏", helpers=gone)
    if came:
        await absences.end(activity.id, helpers=gone)

    assert await found(actor, activity) == []
