import io

import openpyxl
import pytest

from accounts.rules.permissions import NotAllowed, Role
from kit import clock
from tests import make
from volunteers import directory, profile_sheets, profiles, records
from volunteers.profile_sheets import WrongPreview
from volunteers.rules.hours import NewHours
from volunteers.rules.profile_lists import Row
from volunteers.rules.profiles import NewProfile

LIST = "姓名,学号,电话,时长\n林小满,20230101,13800001111,2.5\n王大为,12,,\n".encode()


async def test_a_list_is_looked_at_then_saved_and_saved_twice_it_counts_once(db):
    actor = await make.actor(Role.PLANNER)

    preview = await profile_sheets.preview(actor, LIST)
    assert (len(preview.list.good), len(preview.list.bad)) == (1, 1)
    assert (await directory.listed(actor)).everybody == 0

    rows = profile_sheets.unpacked(profile_sheets.packed(preview.list.good))
    assert (await profile_sheets.save(actor, rows)).added == 1
    assert (await profile_sheets.save(actor, rows)).completed == 1

    (one,) = (await directory.listed(actor)).entries
    assert one.minutes == 150


async def test_a_list_fills_gaps_and_never_overwrites_what_is_known(db):
    actor = await make.actor(Role.PLANNER)
    one = await profiles.add(
        actor, NewProfile(name="林小满", student_no="20230101", college="文学院")
    )
    row = Row(
        2, new=NewProfile(name="林晓满", student_no="20230101", college="法学院", year="大二")
    )

    await profile_sheets.save(actor, [row])

    now = await profiles.find(actor, one)
    assert (now.name, now.college, now.year) == ("林小满", "文学院", "大二")


@pytest.mark.parametrize(
    "row",
    [
        Row(2),
        Row(2, new=NewProfile(name="", student_no="20230101")),
        Row(2, new=NewProfile(name="林小满", student_no="20230101"), minutes=-5),
    ],
)
async def test_a_preview_that_was_altered_is_refused_whole(db, row):
    actor = await make.actor(Role.PLANNER)
    good = Row(1, new=NewProfile(name="王大为", student_no="20239999"))

    with pytest.raises(WrongPreview):
        await profile_sheets.save(actor, [good, row])

    assert (await directory.listed(actor)).everybody == 0


async def test_the_list_taken_along_can_be_brought_in_elsewhere(db):
    actor, other = await make.actor(Role.PLANNER), await make.actor(Role.PLANNER)
    one = await profiles.add(
        actor,
        NewProfile(
            name="=SUM(A1)", student_no="20230101", skills=("music",), phone="+8613800001111"
        ),
    )
    day = clock.day()
    await records.insert_all(actor, {one: NewHours(title="义卖", on=day, minutes=90)})

    content = await profile_sheets.xlsx(actor)
    cell = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", "'=SUM(A1)")

    found = await profile_sheets.preview(other, content)
    (row,) = found.list.good
    assert (row.new.skills, row.minutes) == (("music",), 90)
    assert row.new.phone == "+8613800001111"


async def test_who_may_not_look_through_people_takes_no_list_along(db):
    viewer = await make.actor(Role.VIEWER)

    for taken in (profile_sheets.xlsx, profile_sheets.csv):
        with pytest.raises(NotAllowed):
            await taken(viewer)
    with pytest.raises(NotAllowed):
        await profile_sheets.preview(viewer, LIST)
