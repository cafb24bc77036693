from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.rules.permissions import Role
from events.rules.activities import NoSuchActivity, Status
from kit import clock
from tests import make
from tests.volunteers import calls, crowds
from volunteers import profiles, suitability
from volunteers.rules.profiles import NewProfile
from volunteers.tables.applications import Application, Post, Volunteer


async def post(activity, **differing):
    post_id = uuid4()
    await Post.insert(
        Post(id=post_id, activity=activity.id, name="结对陪伴", needed=2, **{"child_contact": True} | differing)
    )  # fmt: skip
    return post_id


def noes(found) -> list[str]:
    return [one.sentence for one in found.answers if not one.met]


async def test_whoever_never_applied_is_told_so_and_what_else_is_missing(db):
    actor = await make.actor(Role.PLANNER)
    activity = await make.activity(actor, status=Status.OPEN, involves_minors=True)
    one = await profiles.add(actor, NewProfile(name="林小满", student_no="20230101"))

    found = await suitability.of(actor, one, activity.id, await post(activity))

    assert not found.fits
    assert len(noes(found)) >= 3  # did not apply, is not trained, has signed no pledge
    assert any(one.href.endswith("/people/call") for one in found.answers)


async def test_who_is_accepted_trained_and_cleared_fits_and_every_rule_says_yes(db):
    actor = await make.actor(Role.PLANNER)
    activity = await crowds.ready(actor, 1, 0, involves_minors=True)
    volunteer = (await Volunteer.select(Volunteer.id).first())["id"]
    post_id = await post(activity, child_contact=False)

    found = await suitability.of(actor, volunteer, activity.id, post_id)

    assert found.fits, noes(found)
    assert {one.met for one in found.answers} == {True}


@pytest.mark.parametrize(("taken", "fits"), [(1, True), (2, False)])
async def test_a_full_post_says_so(db, taken, fits):
    actor = await make.actor(Role.PLANNER)
    activity = await crowds.ready(actor, 1, 0)
    volunteer = (await Volunteer.select(Volunteer.id).first())["id"]
    post_id = await post(activity, child_contact=False, quota=2, taken=taken)

    assert (await suitability.of(actor, volunteer, activity.id, post_id)).fits is fits


@pytest.mark.parametrize(("hours", "free"), [(1, False), (3, True)])
async def test_a_place_in_another_activity_at_the_same_time_is_in_the_way(db, hours, free):
    """Two activities that only touch do not overlap."""
    actor = await make.actor(Role.PLANNER)
    start = clock.now() + timedelta(days=5)
    span = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
    activity = await crowds.ready(actor, 1, 0, **span)
    volunteer = (await Volunteer.select(Volunteer.id).first())["id"]
    later = start + timedelta(hours=hours)
    other = await make.activity(
        actor, status=Status.OPEN, starts_at=later, ends_at=later + timedelta(hours=3)
    )
    now = clock.now()
    await Application.insert(
        Application(
            id=uuid4(), activity=other.id, volunteer=volunteer, number=1, name="林小满",
            student_no="20230101", status="accepted", consent_version="", consented_at=now,
            applied_at=now, calendar_modified=now,
        )
    )  # fmt: skip

    found = await suitability.of(
        actor, volunteer, activity.id, await post(activity, child_contact=False)
    )

    assert found.fits is free, noes(found)


async def test_a_post_of_strangers_is_not_explained(db):
    actor, stranger = await make.actor(Role.PLANNER), await make.actor(Role.PLANNER)
    activity = await calls.opened(stranger)
    one = await profiles.add(actor, NewProfile(name="林小满", student_no="20230101"))

    with pytest.raises(NoSuchActivity):
        await suitability.of(actor, one, activity.id, await post(activity))
    assert await suitability.choices(actor) == []
