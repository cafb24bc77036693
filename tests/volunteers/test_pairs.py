"""What becomes of a pair: the school's word, its lock, its end, and what ends it by itself."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import activities
from events.rules.activities import Status
from tests import make
from tests.volunteers import crowds
from volunteers import boards, consents, pairing, pairs, partings, selection
from volunteers.rules import fits
from volunteers.rules.consent import NEEDED
from volunteers.rules.pairs import (
    CannotBePaired,
    NoSuchPair,
    NotInTheFuture,
    PairChanged,
    PairIsLocked,
    PairStatus,
    WhyMissing,
)
from volunteers.rules.participants import Purpose
from volunteers.tables import participants, training
from web import wiring

TODAY = crowds.TODAY


@pytest.fixture
async def made(db):
    """Two proposed pairs, and the slices connected."""
    wiring.connect()
    actor = await make.actor()
    activity = await crowds.ready(actor, 2, 2)
    await pairing.suggest(actor, activity.id)
    return actor, activity, *await pairs.of(activity.id)


async def _now(activity, pair):
    return next(p for p in await pairs.of(activity.id, list(PairStatus)) if p.id == pair.id)


async def test_the_school_agrees_on_a_day_and_papers_list_it(made):
    actor, activity, one, other = made

    await pairs.confirm(actor, activity.id, one.id, date(2026, 11, 20))

    listed = await pairs.listing(actor, activity.id)
    assert [row.status for row in listed] == [PairStatus.CONFIRMED, PairStatus.PROPOSED]
    assert listed[0].confirmed_at is not None and listed[1].confirmed_at is None
    assert {row.codename for row in listed} == {"小满01", "小满02"}
    assert (listed[0].volunteer[:2], listed[0].college, listed[0].grade) == (
        "许诺",
        "生命科学学院",
        7,
    )
    with pytest.raises(PairChanged):
        await pairs.confirm(actor, activity.id, one.id, date(2026, 11, 20))
    assert await pairs.confirm_all(actor, activity.id, TODAY) == 1
    assert (await _now(activity, other)).status is PairStatus.CONFIRMED


async def test_nobody_agrees_tomorrow(made):
    actor, activity, one, _ = made

    with pytest.raises(NotInTheFuture):
        await pairs.confirm(actor, activity.id, one.id, TODAY + timedelta(days=1))

    await pairs.confirm(actor, activity.id, one.id, TODAY)


async def test_confirming_asks_the_hard_conditions_again(made):
    actor, activity, one, _ = made
    await training.Clearance.delete().where(training.Clearance.application == one.application)

    with pytest.raises(CannotBePaired):
        await pairs.confirm_all(actor, activity.id, TODAY)

    assert (await _now(activity, one)).status is PairStatus.PROPOSED


async def test_undoing_needs_a_reason_and_an_open_lock_and_frees_both(made):
    actor, activity, one, _ = made
    await pairs.lock(actor, activity.id, one.id, one.version, locked=True)

    with pytest.raises(PairChanged):
        await partings.end(actor, activity.id, one.id, one.version, "ill")  # seen before the lock
    with pytest.raises(PairIsLocked):
        await partings.end(actor, activity.id, one.id, one.version + 1, "ill")
    await pairs.lock(actor, activity.id, one.id, one.version + 1, locked=False)
    with pytest.raises(WhyMissing):
        await partings.end(actor, activity.id, one.id, one.version + 2, "")
    await partings.end(actor, activity.id, one.id, one.version + 2, "ill")

    ended = await _now(activity, one)
    assert (ended.status, ended.end_reason, ended.ended_on) == (PairStatus.DROPPED, "ill", TODAY)
    board = await boards.of(actor, activity.id)
    assert [c.id for c in board.children] == [one.participant]
    assert [v.id for v in board.volunteers] == [one.application]


async def test_whoever_is_taken_off_leaves_the_pair_in_the_same_breath(made):
    actor, activity, one, other = made

    await selection.remove(actor, activity.id, one.application, "moved away")

    assert (await _now(activity, one)).status is PairStatus.DROPPED
    assert (await _now(activity, other)).status is PairStatus.PROPOSED
    assert one.participant in {c.id for c in (await boards.of(actor, activity.id)).children}


@pytest.mark.parametrize(("purpose", "stays"), [(Purpose.DATA, False), (Purpose.PHOTO_TAKEN, True)])
async def test_a_consent_taken_back_ends_the_pair_at_once_one_to_photos_does_not(
    made, purpose, stays
):
    actor, activity, one, other = made
    c = participants.Consent
    if purpose not in NEEDED:
        row = await c.select().where(c.participant == one.participant).first()
        await c.insert(c(**row | {"id": uuid4(), "purpose": purpose}))

    await consents.withdraw(actor, activity.id, one.participant, purpose)

    assert ((await _now(activity, one)).status is PairStatus.PROPOSED) is stays
    assert (await _now(activity, other)).status is PairStatus.PROPOSED


async def test_confirmed_pairs_begin_with_the_day_unless_a_condition_fails_on_it(made):
    actor, activity, one, other = made
    await pairs.confirm_all(actor, activity.id, TODAY)
    await training.Attendance.delete().where(training.Attendance.application == one.application)

    await activities.change(actor, activity.id, activity.version, {"status": Status.RUNNING})

    assert (await _now(activity, one)).status is PairStatus.CONFIRMED
    begun = await _now(activity, other)
    assert (begun.status, begun.started_on) == (PairStatus.ACTIVE, date(2026, 12, 5))
    await partings.end(actor, activity.id, other.id, begun.version, "moved away")
    assert (await _now(activity, other)).status is PairStatus.CLOSED


async def test_pairs_of_another_association_are_nowhere(made):
    _, activity, one, _ = made
    stranger = await make.actor()
    own = await make.activity(stranger)

    with pytest.raises(NoSuchPair):
        await pairs.find(stranger, own.id, one.id)
    for foreign in (pairs.of_activity, pairs.listing):
        with pytest.raises(activities.NoSuchActivity):
            await foreign(stranger, activity.id)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TREASURER, Role.APPROVER])
async def test_who_sees_no_children_sees_no_pairs(made, role):
    actor, activity, one, _ = made
    reader = await make.actor(role, of=actor)

    with pytest.raises(NotAllowed):
        await pairs.listing(reader, activity.id)
    with pytest.raises(NotAllowed):
        await pairs.find(reader, activity.id, one.id)
    assert await pairs.listing(await make.actor(Role.SAFEGUARDING, of=actor), activity.id)


def test_every_rule_has_words_for_the_board():
    assert set(fits.WHY_NOT) >= set(fits.OF_VOLUNTEER)
