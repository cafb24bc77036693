"""What the chapters of a text are about, and which stand within another."""

from datetime import date

import pytest

from events.rules import reading

TODAY = date(2026, 11, 23)


def keys(*headings):
    lines = [
        f"{n}、{one}\n说明。" for n, one in zip("一二三四", ("活动时间", *headings), strict=False)
    ]
    return [one.key for one in reading.read("\n".join(lines), TODAY).plan.sections][1:]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("主办、承办与协办单位", "parties"),
        ("主办方和承办方", "parties"),
        ("参加对象与志愿者", "people"),
        ("活动对象、人数", "people"),
        ("读书与游戏", ""),
        ("读书和写字", ""),
    ],
)
def test_a_heading_of_several_words_about_the_same_is_about_that(heading, key):
    assert keys(heading) == [key]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Who may come", "people"),
        ("Whom it is for, and who helps", "people"),
        ("Who is behind it", "parties"),
        ("Who runs it", "parties"),
    ],
)
def test_a_short_english_sentence_may_be_a_heading(heading, key):
    text = f"1. Date\n6 March 2027\n2. Place\nTown hall\n3. {heading}\nSome words on it.\n"

    assert [one.key for one in reading.read(text, TODAY).plan.sections] == ["time", "place", key]


@pytest.mark.parametrize(
    ("above", "below"),
    [("Programme", ("Preparation", "Day schedule")), ("Activities", ("Before", "After"))],
)
def test_chapters_with_two_numbers_stand_in_the_one_above(above, below):
    text = (
        f"1. Date\n6 March 2027\n2. {above}\n2.1 {below[0]}\nBook the hall\n"
        f"2.2 {below[1]}\nThank everybody\n3. Budget\nTea: 20 x $1 = $20\n"
    )
    plan = reading.read(text, TODAY).plan

    assert [one.heading for one in plan.sections] == ["Date", above, "Budget"]
    assert [one.phase for one in plan.tasks][:1] == ["before"]
