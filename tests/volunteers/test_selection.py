"""Choosing among applicants: places, the reserve list, and who may do it."""

import pytest

from accounts.rules.permissions import NotAllowed, Role
from accounts.tables import OutboxMail
from events.rules.activities import NoSuchActivity
from tests import make
from tests.volunteers import calls
from volunteers import applications, recruitment, selection, steps, verdicts
from volunteers.recruitment import Settings
from volunteers.rules.applications import ApplicationStatus as A
from volunteers.rules.applications import Mode, NoSuchApplication
from volunteers.rules.selection import AllPlacesTaken, QuotaTooSmall, ReasonMissing
from volunteers.tables import applications as tables
from volunteers.verdicts import ChangedSince


async def _all(actor, activity):
    return await applications.of_activity(actor, activity.id, tuple(A))


async def _taken():
    return (await tables.Recruitment.select().first())["taken"]


@pytest.fixture
async def review(db):
    """A call of two places with four applicants, read by its owner."""
    actor = await make.actor()
    activity = await calls.opened(actor, mode=Mode.REVIEW)
    await calls.apply(activity, 1, 2, 3, 4)
    return actor, activity, await _all(actor, activity)


async def test_under_review_nobody_has_a_place_until_somebody_gives_it(review):
    _, _, people = review

    assert [p.status for p in people] == [A.APPLIED] * 4
    assert await _taken() == 0


async def test_as_many_are_accepted_as_there_are_places_and_not_one_more(review):
    actor, activity, people = review

    await selection.accept(actor, activity.id, [people[0].id, people[1].id])
    with pytest.raises(AllPlacesTaken):
        await selection.accept(actor, activity.id, [people[2].id])

    assert await _taken() == 2
    assert [p.status for p in await _all(actor, activity)] == [A.ACCEPTED] * 2 + [A.APPLIED] * 2


async def test_a_bulk_that_does_not_fit_gives_nobody_a_place(review):
    actor, activity, people = review

    with pytest.raises(AllPlacesTaken):
        await selection.accept(actor, activity.id, [p.id for p in people[:3]])

    assert await _taken() == 0
    assert [p.status for p in await _all(actor, activity)] == [A.APPLIED] * 4


async def test_reserves_are_ranked_by_points_then_number(review):
    actor, activity, people = review
    await tables.Application.update({tables.Application.score: 90}).where(
        tables.Application.id == people[2].id
    )

    await selection.reserve(actor, activity.id, [people[0].id, people[2].id])

    ranks = {p.number: p.rank for p in await _all(actor, activity)}
    assert ranks == {3: 1, 1: 2, 2: None, 4: None}


async def test_a_removed_place_goes_to_the_first_reserve_who_is_told(review):
    actor, activity, people = review
    lost = []

    async def listen(several):
        lost.extend(one.number for one in several)

    steps.place_lost.listen(listen)
    await selection.accept(actor, activity.id, [people[0].id, people[1].id])
    await selection.reserve(actor, activity.id, [people[3].id, people[2].id])
    await OutboxMail.delete(force=True)

    with pytest.raises(ReasonMissing):
        await selection.remove(actor, activity.id, people[0].id, " ")
    assert (await selection.remove(actor, activity.id, people[0].id, "Moved away")).moved_up == 1

    assert [p.status for p in await _all(actor, activity)] == [
        A.REMOVED,
        A.ACCEPTED,
        A.ACCEPTED,
        A.RESERVED,
    ]
    mails = {m["recipient"]: m for m in await OutboxMail.select()}
    assert set(mails) == {"p1@example.org", "p3@example.org"}
    assert "Moved away" not in mails["p1@example.org"]["body"]
    assert (await _taken(), lost) == (2, [1])
    steps.place_lost._listeners.remove(listen)


async def test_without_a_reserve_nobody_moves_up_and_who_is_declined_is_told(review):
    actor, activity, people = review
    await selection.accept(actor, activity.id, [people[0].id])
    await OutboxMail.delete(force=True)

    assert (await selection.remove(actor, activity.id, people[0].id, "Moved away")).moved_up == 0
    await selection.decline(actor, activity.id, [people[1].id])

    assert await _taken() == 0
    assert sorted(m["recipient"] for m in await OutboxMail.select()) == [
        "p1@example.org",
        "p2@example.org",
    ]


async def test_a_decision_taken_back_leaves_everything_as_it_was(review):
    actor, activity, people = review
    await selection.reserve(actor, activity.id, [people[1].id])
    before = [(p.number, p.status, p.rank) for p in await _all(actor, activity)]

    done = await selection.accept(actor, activity.id, [people[0].id, people[1].id])
    await verdicts.undo(actor, activity.id, done.undo)

    assert [(p.number, p.status, p.rank) for p in await _all(actor, activity)] == before
    assert await _taken() == 0


async def test_what_the_volunteer_answered_is_never_undone(review):
    actor, activity, people = review
    done = await selection.accept(actor, activity.id, [people[0].id])
    a = tables.Application
    await a.update({a.status: A.CONFIRMED, a.version: a.version + 1}).where(a.id == people[0].id)

    with pytest.raises(ChangedSince):
        await verdicts.undo(actor, activity.id, done.undo)

    assert await _taken() == 1


async def test_a_larger_quota_lets_the_reserve_list_in_and_a_smaller_one_is_refused(db):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=1)
    await calls.apply(activity, 1, 2, 3)
    settings = Settings(
        version=1, mode=Mode.FIRST_COME, quota=2, reserve=1, risk_statement="A long bus ride."
    )

    await recruitment.change(actor, activity.id, settings)
    with pytest.raises(QuotaTooSmall):
        await recruitment.change(
            actor,
            activity.id,
            Settings(version=0, mode=Mode.FIRST_COME, quota=1, reserve=1, risk_statement="x"),
        )

    statuses = [p.status for p in await _all(actor, activity)]
    assert statuses == [A.ACCEPTED, A.ACCEPTED, A.RESERVED]
    assert await _taken() == 2


async def test_another_associations_applicants_do_not_exist_for_us(review):
    _, activity, people = review
    stranger = await make.actor()
    own = await calls.opened(stranger)

    with pytest.raises(NoSuchActivity):
        await selection.accept(stranger, activity.id, [people[0].id])
    with pytest.raises(NoSuchApplication):
        await selection.accept(stranger, own.id, [people[0].id])
    with pytest.raises(NoSuchApplication):
        await applications.find(stranger, own.id, people[0].id)


@pytest.mark.parametrize("role", [Role.TREASURER, Role.APPROVER])
async def test_who_may_only_see_that_there_are_volunteers_sees_no_names(review, role):
    actor, activity, _ = review
    other = await make.actor(role, of=actor)

    seen = await _all(other, activity)

    assert {(p.name, p.phone, p.email, p.student_no) for p in seen} == {("许**", "", "", "")}
    with pytest.raises(NotAllowed):
        await selection.accept(other, activity.id, [seen[0].id])


async def test_a_viewer_sees_no_volunteers_at_all(review):
    actor, activity, _ = review

    with pytest.raises(NotAllowed):
        await _all(await make.actor(Role.VIEWER, of=actor), activity)
