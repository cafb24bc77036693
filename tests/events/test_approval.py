from datetime import UTC, datetime

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import activities, approval, blueprints, findings, plans
from events.activities import activity_cancelled
from events.rules.activities import AlreadyOver, CancelNeedsReason, CannotBecome, Changed, Status
from events.rules.approval import NothingNew
from events.rules.blueprints import Answers
from events.rules.findings import AcceptNeedsReason, NotAcceptable, Stopped
from tests import make


async def test_without_a_chain_the_submission_approves(db):
    actor = await make.actor()
    await make.no_chain(actor)
    activity = await make.activity(actor)
    await make.settled(actor, activity.id)
    approved = await approval.submit(actor, activity.id, activity.version)
    assert approved.status is Status.APPROVED
    assert approved.approved_at >= approved.submitted_at
    with pytest.raises(NothingNew):
        await approval.submit(actor, activity.id, approved.version)


async def test_what_stops_the_submission_is_named(db):
    actor = await make.actor()
    activity = await make.activity(actor, starts_at=None, place="")
    with pytest.raises(Stopped, match=r"日期.*·.*哪里|date.*·.*where"):
        await approval.submit(actor, activity.id, activity.version)
    assert (await activities.find(actor, activity.id)).status is Status.DRAFT


async def test_an_accepted_warning_stops_no_longer_and_an_error_cannot_be_accepted(db):
    actor = await make.actor()
    activity = await plans.create(actor, blueprints.plan("empty"), Answers(title="Fair"))
    found = {f.code: f for f in await findings.of(actor, activity)}
    await findings.accept(actor, activity.id, [found["place-missing"]], "Online")
    with pytest.raises(NotAcceptable):
        await findings.accept(actor, activity.id, [found["date-missing"]], "Later")
    with pytest.raises(AcceptNeedsReason):
        await findings.accept(actor, activity.id, [found["place-missing"]], "")
    left = await findings.unaccepted(activity, list(found.values()))
    assert "place-missing" not in {f.code for f in left}
    assert "date-missing" in {f.code for f in left}

    await findings.take_back(actor, activity.id, "place-missing", "")
    assert await findings.accepted(activity) == []


async def test_only_planners_submit_and_only_what_they_have_seen(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    await make.settled(actor, activity.id)
    with pytest.raises(NotAllowed):
        await approval.submit(
            await make.actor(Role.APPROVER, of=actor), activity.id, activity.version
        )
    with pytest.raises(Changed):
        await approval.submit(actor, activity.id, activity.version + 1)


async def test_calling_off_needs_a_reason_and_tells_the_other_slices(db):
    told = []

    async def listen(activity):
        told.append(activity.status)

    actor = await make.actor()
    activity = await make.activity(actor)
    activity_cancelled.listen(listen)
    try:
        with pytest.raises(CancelNeedsReason):
            await activities.cancel(actor, activity.id, activity.version, "")
        cancelled = await activities.cancel(actor, activity.id, activity.version, "Snow")
    finally:
        activity_cancelled._listeners.remove(listen)
    assert (cancelled.status, cancelled.cancel_reason, told) == (
        Status.CANCELLED,
        "Snow",
        [Status.CANCELLED],
    )
    assert cancelled.calendar_sequence == activity.calendar_sequence + 1
    with pytest.raises(CannotBecome):
        await activities.cancel(actor, activity.id, cancelled.version, "Again")


@pytest.mark.parametrize(
    ("ends_at", "over"), [("2026-12-05T04:00:00", True), ("2026-12-05T04:00:01", False)]
)
async def test_what_is_over_cannot_be_called_off(db, monkeypatch, ends_at, over):
    actor = await make.actor()
    activity = await make.activity(
        actor, ends_at=datetime.fromisoformat(ends_at).replace(tzinfo=UTC)
    )
    monkeypatch.setattr(activities.clock, "now", lambda: datetime(2026, 12, 5, 4, 0, tzinfo=UTC))
    if over:
        with pytest.raises(AlreadyOver):
            await activities.cancel(actor, activity.id, activity.version, "Late")
    else:
        await activities.cancel(actor, activity.id, activity.version, "Just in time")
