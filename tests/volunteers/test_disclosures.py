"""What is written down when somebody's details go to somebody else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import NotAllowed, Role
from events.rules.activities import NoSuchActivity
from kit import clock
from tests import make
from volunteers import disclosures
from volunteers.rules.sharing import SubjectKind
from volunteers.tables import sharing as tables

LISTED = {"purpose": "Volunteer list", "basis": "consent of each volunteer"}


@pytest.fixture
async def owner(db):
    return await make.actor()


@pytest.fixture
async def activity(owner):
    return await make.activity(owner)


async def holder(activity):
    token = await links.make(activity.organization, Kind.PARTNER, uuid4(), activity_id=activity.id)
    return await links.holder(Kind.PARTNER, token)


async def test_each_person_has_a_row_and_the_log_shows_one_line(owner, activity):
    people = [uuid4(), uuid4()]

    new = await disclosures.note(
        owner, "Harbour school", [*people, people[0]], ["phone", "name"], **LISTED,
        activity_id=activity.id,
    )  # fmt: skip

    assert new == 2
    (line,) = await disclosures.of_activity(owner, activity.id)
    assert (line.recipient, line.fields, line.people) == ("Harbour school", ("name", "phone"), 2)
    assert line.who == owner.name
    (own,) = await disclosures.of_person(owner.organization_id, people[0])
    assert (own.people, own.who, own.subject_kind) == (1, "", SubjectKind.VOLUNTEER)


async def test_nobody_and_nothing_is_no_hand_over(owner, activity):
    assert await disclosures.note(owner, "School", [], ["name"], **LISTED) == 0
    assert await disclosures.note(owner, "School", [uuid4()], [], **LISTED) == 0


async def test_what_a_link_shows_again_counts_once_a_day_and_set_of_fields(owner, activity):
    link, one, late = await holder(activity), uuid4(), uuid4()

    async def shown(*people, fields=("name",)):
        return await disclosures.note(
            link, "School", people, fields, **LISTED, activity_id=activity.id
        )

    assert await shown(one) == 1
    assert await shown(one) == 0
    assert await shown(one, late) == 1
    assert await shown(one, fields=("name", "phone")) == 1
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert await shown(one) == 1


async def test_another_link_counts_for_itself(owner, activity):
    one, first, second = uuid4(), await holder(activity), await holder(activity)

    assert await disclosures.note(first, "School", [one], ["name"], **LISTED) == 1
    assert await disclosures.note(second, "School", [one], ["name"], **LISTED) == 1


async def test_only_those_who_may_share_see_the_log_and_only_their_own(owner, activity):
    stranger = await make.actor()
    viewer = await make.actor(Role.PLANNER, of=owner)
    one = uuid4()
    await disclosures.note(owner, "School", [one], ["name"], **LISTED, activity_id=activity.id)

    with pytest.raises(NoSuchActivity):
        await disclosures.of_activity(stranger, activity.id)
    with pytest.raises(NotAllowed):
        await disclosures.of_activity(viewer, activity.id)
    assert await disclosures.of_person(stranger.organization_id, one) == []


async def test_it_stays_three_years_and_not_a_day_longer(owner, activity):
    with time_machine.travel("2024-02-29T08:00:00Z"):
        await disclosures.note(owner, "School", [uuid4()], ["name"], **LISTED)

    assert await disclosures.forget_old(date(2027, 2, 28)) == 0
    assert await disclosures.forget_old(date(2027, 3, 1)) == 1
    assert await tables.Disclosure.count() == 0
