"""Who answers for what: blanks are found, and a teacher where the association asks for one (E8)."""

from events.rules.findings import Stops
from events.rules.seat_checks import seats_checked
from events.rules.seats import Seat
from tests.events.rules.test_checks import ACTIVITY, BLOCK, differing

LIN = Seat("领导小组", "组长", "林可", "总负责")


def codes(*seats, activity=ACTIVITY, blocks=(BLOCK,), asked=False):
    return [f.code for f in seats_checked(activity, seats, blocks, teacher_asked=asked)]


def test_a_role_without_a_name_is_a_gap_and_a_duty_alone_is_none():
    blank = Seat("领导小组", "副组长")

    (found,) = seats_checked(ACTIVITY, [LIN, blank], [], teacher_asked=False)

    assert (found.code, found.stops) == ("placeholder-left", Stops.SUBMIT)
    assert codes(LIN, Seat(duty="联系学校")) == []


def test_two_blanks_are_accepted_one_by_one():
    first, second = seats_checked(
        ACTIVITY, [Seat("组", "组长"), Seat("组", "组员")], [], teacher_asked=False
    )

    assert first.subject != second.subject


def test_a_teacher_is_asked_for_off_campus_and_only_where_the_association_does():
    assert codes(LIN, asked=True) == ["teacher-missing"]
    assert codes(LIN) == []
    assert codes(LIN, asked=True, activity=differing(ACTIVITY, off_campus=False)) == []
    assert codes(LIN, Seat("", "指导教师", "吴敏"), asked=True) == []
    assert codes(LIN, Seat("", "指导教师", ""), asked=True) == [
        "placeholder-left",
        "teacher-missing",
    ]
    assert codes(LIN, asked=True, blocks=[differing(BLOCK, people=("吴老师",))]) == []
