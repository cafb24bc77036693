from datetime import timedelta

import pytest

from accounts.rules.permissions import NotAllowed, Role
from kit import clock, forms
from tests import make
from tests.volunteers import calls
from volunteers import directory, people, profiles, records
from volunteers.rules.hours import NewHours, NotConfirmed
from volunteers.rules.profiles import NewProfile, NoSuchVolunteer, NumberTaken, ProfileChanged
from volunteers.tables.applications import Application, Volunteer


def someone(name="林小满", student_no="20230101", **more) -> NewProfile:
    return NewProfile(name=name, student_no=student_no, **more)


@pytest.mark.parametrize("search", ["林小", "linxiao", "lxm", "LIN Xiao", "0101", "小满"])
async def test_people_are_found_by_characters_pinyin_initials_and_number(db, search):
    actor = await make.actor(Role.PLANNER)
    await profiles.add(actor, someone())
    await profiles.add(actor, someone("王大为", "20239999"))

    found = await directory.listed(actor, search=search)

    assert [one.profile.name for one in found.entries] == ["林小满"]
    assert (found.total, found.everybody) == (1, 2)


async def test_a_wildcard_is_a_character_like_others(db):
    actor = await make.actor(Role.PLANNER)
    await profiles.add(actor, someone())

    assert (await directory.listed(actor, search="%")).total == 0
    assert (await directory.listed(actor, search="_")).total == 0


async def test_whoever_applied_is_in_the_directory_with_what_they_did(db):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor)
    await calls.apply(activity, 1)

    (one,) = (await directory.listed(actor)).entries
    (took,) = await profiles.took_part(actor, one.profile.id)

    assert one.times == 1
    assert took.activity == activity.id
    assert (await Volunteer.select(Volunteer.pinyin).first())["pinyin"]


async def test_another_association_sees_nobody_and_opens_nobody(db):
    mine, theirs = await make.actor(Role.PLANNER), await make.actor(Role.PLANNER)
    volunteer_id = await profiles.add(mine, someone())

    assert (await directory.listed(mine)).total == 1
    assert (await directory.listed(theirs)).everybody == 0
    with pytest.raises(NoSuchVolunteer):
        await profiles.find(theirs, volunteer_id)
    await profiles.add(theirs, someone())  # the same number is nobody's secret elsewhere


@pytest.mark.parametrize("role", [Role.TREASURER, Role.APPROVER, Role.VIEWER])
async def test_who_neither_plans_nor_safeguards_may_not_look_through_people(db, role):
    actor = await make.actor(role)

    with pytest.raises(NotAllowed):
        await directory.listed(actor)


async def test_a_number_belongs_to_one_person_and_two_editors_never_overwrite(db):
    actor = await make.actor(Role.PLANNER)
    one = await profiles.add(actor, someone())
    with pytest.raises(NumberTaken):
        await profiles.add(actor, someone("王大为"))

    await profiles.change(actor, one, 1, someone(college="文学院"))
    with pytest.raises(ProfileChanged):
        await profiles.change(actor, one, 1, someone(college="法学院"))

    assert (await profiles.find(actor, one)).college == "文学院"


async def test_what_does_not_fit_is_named_field_by_field(db):
    actor = await make.actor(Role.PLANNER)

    with pytest.raises(forms.WrongForm) as wrong:
        await profiles.add(actor, someone(" ", "1", email="nobody", phone="call me"))

    assert set(wrong.value.by_field) == {"name", "student_no", "email", "phone"}


async def test_hours_are_noted_for_days_that_were_and_can_be_taken_back(db):
    actor = await make.actor(Role.PLANNER)
    one = await profiles.add(actor, someone())
    today = clock.day()
    noted = await records.note(actor, one, NewHours(title="义卖", on=today, minutes=95))

    with pytest.raises(NotConfirmed):
        await records.note(
            actor, one, NewHours(title="义卖", on=today + timedelta(days=1), minutes=95)
        )
    [served] = await records.of(actor, one)
    assert (served.minutes, served.topped_up) == (0, 95)
    assert (await directory.listed(actor)).entries[0].minutes == 95

    await records.take_back(actor, one, noted)
    assert await records.of(actor, one) == []


async def test_whom_a_planner_wrote_down_outlives_the_night_and_who_only_applied_does_not(db):
    """Domain §6.4; a note that keeps somebody from children must never be lost with their entry."""
    actor = await make.actor(Role.PLANNER)
    v = Volunteer
    listed = await profiles.add(actor, someone())
    old = await profiles.add(actor, someone("王大为", "20239999"))
    served = await profiles.add(actor, someone("赵一", "20238888"))
    kept = await profiles.add(actor, someone("钱二", "20237777"))
    gone = await profiles.add(actor, someone("孙三", "20236666"))
    long_ago = clock.now() - timedelta(days=396)
    await v.update({v.listed_at: long_ago}).where(v.id.is_in([old, served, kept]))
    await v.update({v.listed_at: None}).where(v.id == gone)
    await v.update({v.suspended_at: clock.now()}).where(v.id == kept)
    day = clock.day()
    await records.note(actor, served, NewHours(title="义卖", on=day, minutes=60))

    await people.forget_unchosen()

    left = {row["id"] for row in await v.select(v.id)}
    assert left == {listed, served, kept}


async def test_entries_from_before_get_a_key_to_be_found_by(db):
    actor = await make.actor(Role.PLANNER)
    await profiles.add(actor, someone())
    await Volunteer.update({Volunteer.pinyin: ""}, force=True)

    assert await profiles.key_names() == 1
    assert (await directory.listed(actor, search="lxm")).total == 1


async def test_a_place_fills_what_is_not_known_and_overwrites_nothing(db):
    actor = await make.actor(Role.PLANNER)
    known = calls.person(1)
    one = await profiles.add(
        actor, someone(known.name, known.student_no, college="文学院", skills=("music",))
    )
    activity = await calls.opened(actor)

    await calls.apply(activity, 1, college="法学院", phone="13800001111", skills=("sports",))
    await Application.update({Application.volunteer: one}, force=True)

    assert await profiles.learn() == 1
    assert await profiles.learn() == 0

    now = await profiles.find(actor, one)
    assert (now.college, now.phone, now.skills) == ("文学院", "13800001111", ("music",))
