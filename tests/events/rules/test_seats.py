import pytest

from events.rules.seats import Seat, grouped, tiers

CHAIR = Seat(group="领导小组", role="组长", holder="王书记")
DEPUTY = Seat(group="领导小组", role="副组长")
OFFICE = Seat(group="办公室", role="主任")
WOMEN = Seat(group="领导小组", role="成员", holder="妇联")
YOUTH = Seat(group="领导小组", role="成员", holder="团委")
DUTY = Seat(holder="民政", duty="照顾特别困难的孩子")


def test_groups_stand_in_the_order_in_which_they_are_first_named():
    groups = grouped([CHAIR, OFFICE, WOMEN, DUTY])

    assert [(group.name, group.seats) for group in groups] == [
        ("领导小组", (CHAIR, WOMEN)),
        ("办公室", (OFFICE,)),
        ("", (DUTY,)),
    ]


def test_a_role_without_a_name_is_a_blank_and_a_duty_without_a_role_is_none():
    assert [group.blanks for group in grouped([CHAIR, DEPUTY, OFFICE, DUTY])] == [1, 1, 0]


def test_a_group_has_a_tier_for_each_role_from_the_top_down():
    [group] = grouped([CHAIR, DEPUTY, WOMEN, YOUTH])

    assert tiers(group) == [
        ("组长", (CHAIR,)),
        ("副组长", (DEPUTY,)),
        ("成员", (WOMEN, YOUTH)),
    ]


def test_the_name_of_a_group_alone_says_nothing():
    assert not Seat(group="领导小组").says_something
    assert DUTY.says_something


@pytest.mark.parametrize(
    "role",
    ["活动前两周", "4 月 10 日前", "09:00–10:00", "T−7", "第一天", "Day 2", "two weeks before"],
)
def test_a_time_where_a_role_should_stand_is_no_place(role):
    assert not Seat(role=role, holder="王书记").is_place


@pytest.mark.parametrize(
    "role", ["组长", "第一组", "第一书记", "前台", "3.15专班", "Day leader", ""]
)
def test_a_role_that_only_looks_like_a_time_is_a_place(role):
    assert Seat(role=role, holder="王书记").is_place
    assert not Seat(group="领导小组").is_place
