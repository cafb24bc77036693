"""The demo is complete: nothing stops it, and what is left to do reads like an association's own list."""

from uuid import UUID

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Actor, Role
from events import activities, findings
from events.rules.activities import Status
from events.rules.findings import Severity, Stops, bunched, ranked
from volunteers import gate_lists, liaisons
from web import demo

FEW = 12  # kinds of findings


async def test_nothing_is_in_the_way_of_the_demo_and_little_is_left_to_do(db, monkeypatch):
    monkeypatch.setattr(demo, "_keep", lambda _told: None)

    told = await demo._write(lambda _line: None)

    owner = Actor(UUID(int=0), UUID(told["organization_id"]), Role.OWNER)
    activity = await activities.find(owner, UUID(told["activity_id"]))
    for step in (Stops.SUBMIT, Stops.RECRUIT, Stops.RELEASE):
        assert await findings.stopping(activity, step) == []
    left = await findings.unaccepted(activity, await findings.everything(owner, activity))
    kinds = [bunch.first.code for bunch in bunched(ranked(left))]
    assert activity.status is Status.OPEN
    assert kinds[0] == "time-tentative"
    assert len(kinds) <= FEW
    assert {one.severity for one in left} == {Severity.WARNING, Severity.NOTE}
    reasons = {one.code: one.reason for one in await findings.accepted(activity)}
    assert reasons
    school = await links.holder(Kind.PARTNER, told["links"]["partner"].rpartition("/")[2])
    shown = await gate_lists.volunteers(await liaisons.visit(school))
    assert (len(shown.named), shown.unnamed) == (26, 4)
    assert demo.USUAL_REASON not in reasons.values()  # every warning that stands has its own
