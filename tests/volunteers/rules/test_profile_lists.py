import pytest

from kit.sheets import Table
from volunteers.rules.profile_lists import NoNames, understood


def listed(*rows, formulas=()):
    return understood(Table(tuple(rows), tuple(range(1, len(rows) + 1)), frozenset(formulas)))


def test_a_row_becomes_a_person_with_the_hours_they_bring():
    found = listed(
        ("姓名", "学号", "特长", "服务时长"), ("林小满", "20230101", "音乐、体育", "12.5 小时")
    )

    (row,) = found.rows
    assert (row.new.name, row.new.student_no, row.minutes) == ("林小满", "20230101", 750)
    assert row.new.skills == ("music", "sports")


def test_english_headings_are_known_and_other_columns_stay_out():
    found = listed(("Name", "Student number", "Shoe size"), ("Lin Wei", "a-2023", "41"))

    assert found.left == ("Shoe size",)
    assert found.good[0].new.student_no == "A-2023"


@pytest.mark.parametrize(
    ("cells", "formulas"),
    [
        (("", "20230101", ""), ()),
        (("林小满", "12", ""), ()),
        (("林小满", "20230101", "many"), ()),
        (("林小满", "20230101", "-1"), ()),
        (("林小满", "20230101", "nan"), ()),
        (("林" * 61, "20230101", ""), ()),
        (("林小满", "20230101", ""), ((1, 2),)),
    ],
)
def test_a_row_that_does_not_fit_says_why_and_becomes_nobody(cells, formulas):
    (row,) = listed(("姓名", "学号", "时长"), cells, formulas=formulas).rows

    assert row.new is None
    assert row.wrong


def test_a_number_that_stands_twice_counts_once():
    found = listed(("姓名", "学号"), ("林小满", "20230101"), ("林大满", "20230101"))

    assert len(found.good) == len(found.bad) == 1


def test_without_a_column_for_names_nothing_is_read():
    with pytest.raises(NoNames):
        listed(("学号",), ("20230101",))
