from datetime import date
from uuid import uuid4

import pytest

from volunteers.rules import rooms
from volunteers.rules.applications import Gender
from volunteers.rules.participants import AgeBand, Participant
from volunteers.rules.rooms import (
    KeptApart,
    NoBedLeft,
    OtherGender,
    OtherRoom,
    Room,
    RoomFor,
    fill,
    refuse_bed,
)

F, M = Gender.FEMALE, Gender.MALE


def room(beds=2, gender=Gender.UNSAID, for_whom=RoomFor.CHILDREN, name="201", watch=""):
    return Room(uuid4(), None, name, for_whom, gender, beds, watch, 0, 1)


def who(row="1", gender=Gender.UNSAID, age=AgeBand.A9_11, **differing):
    usual = {
        "id": uuid4(), "activity": None, "codename": f"小{row}", "partner_row": row,
        "age_band": age, "under_14": True, "grade": None, "gender": gender, "same_gender": False,
        "interests": (), "needs": (), "languages": (), "free": (), "priority": 0,
        "allergy": False, "mobility": False, "ask_lead": False,
        "retain_until": date(2027, 1, 1), "version": 1,
    }  # fmt: skip
    return Participant(**usual | differing)


@pytest.mark.parametrize(
    ("where", "there", "one", "refusal"),
    [
        (room(beds=1), [who("2")], who(), NoBedLeft),
        (room(for_whom=RoomFor.ADULTS), [], who(), OtherRoom),
        (room(), [], who(age=AgeBand.A18_59), OtherRoom),
        (room(for_whom=RoomFor.ADULTS), [], who(age=AgeBand.UNKNOWN), OtherRoom),
        (room(gender=F), [], who(gender=M), OtherGender),
        (room(gender=F), [], who(), OtherGender),
        (room(), [who("2", apart=("1",))], who(), KeptApart),
        (room(), [who("2")], who(apart=("2",)), KeptApart),
    ],
)
def test_a_bed_is_refused_where_it_does_not_fit(where, there, one, refusal):
    with pytest.raises(refusal):
        refuse_bed(where, there, one)


def test_a_bed_that_fits_is_given():
    refuse_bed(room(beds=2, gender=F), [who("2", F)], who("1", F))


def test_filling_keeps_siblings_together_and_genders_apart():
    girls, boys, both = room(2, F, name="g"), room(2, M, name="b"), room(2, name="x")
    sister, brother = who("1", F, together=("2",)), who("2", M)
    girl, boy = who("3", F), who("4", M)

    found = fill([girls, boys, both], [girl, boy, sister, brother])

    assert found[sister.id] == found[brother.id] == both.id
    assert found[girl.id] == girls.id
    assert found[boy.id] == boys.id


def test_filling_never_overfills_nor_mixes_strangers_nor_joins_those_kept_apart():
    one = room(3)
    people = [
        who("1", F),
        who("2", M),
        who("3", F, apart=("1",)),
        who("4", F),
        who("5", F),
        who("6", F),
    ]

    found = fill([one], people)

    inside = [p for p in people if p.id in found]
    assert len(inside) == 3
    assert len({p.gender for p in inside}) == 1
    assert not {"1", "3"} <= {p.partner_row for p in inside}


def test_siblings_without_a_common_room_get_beds_apart_and_it_is_said():
    rooms_ = [room(1, name="a"), room(1, name="b")]
    pair = [who("1", together=("2",)), who("2")]

    found = fill(rooms_, pair)

    assert set(found) == {one.id for one in pair}
    placed = [who(p.partner_row, together=p.together, room=found[p.id]) for p in pair]
    assert rooms.parted(placed) == (("小1", "小2"),)


@pytest.mark.parametrize(
    ("names", "count"), [(("甲", "甲"), 1), (("甲", "乙"), 2), (("甲", "丙"), 1)]
)
def test_the_watch_counts_different_cleared_adults(names, count):
    assert len(rooms.watched([room(watch=name) for name in names], ["甲", "乙"])) == count
