"""Reports: who is named in one, and who must know in time that it waits."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.concerns import (
    NUMBER_LETTERS,
    Named,
    Stage,
    answer_by,
    kept_until,
    named_in,
    new_number,
    stage,
)

AT = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)
ZHOU, LI, ANN = (
    Named(UUID(int=1), "周敏"),
    Named(UUID(int=2), "买买提·艾力"),
    Named(UUID(int=3), "Ann Lee"),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("周敏把孩子一个人留在教室", {ZHOU}),
        ("周 敏 一直单独找他", {ZHOU}),
        ("周老师敏感", set()),
        ("艾力 买买提", set()),
        ("买买提艾力 带走了他", {LI}),
        ("買", set()),
        ("ann lee shouted", {ANN}),
        ("It was Ann\nLee.", {ANN}),
        ("Joann Leeds shouted", set()),
        ("ＡＮＮ ＬＥＥ", {ANN}),
        ("周敏 and Ann Lee", {ZHOU, ANN}),
        ("", set()),
    ],
)
def test_a_name_is_found_however_it_is_written(text, named):
    assert set(named_in([text], [ZHOU, LI, ANN])) == {one.id for one in named}


def test_a_name_of_one_sign_names_nobody():
    assert named_in(["他说他会来"], [Named(UUID(int=4), "他"), Named(UUID(int=5), "")]) == ()


@given(st.text(), st.text())
def test_a_chinese_name_in_the_middle_is_always_found(before, after):
    assert ZHOU.id in named_in([f"{before}周敏{after}"], [ZHOU])


def test_on_the_day_it_is_fifteen_minutes_otherwise_four_hours():
    assert answer_by(AT, on_the_day=True) - AT == timedelta(minutes=15)
    assert answer_by(AT, on_the_day=False) - AT == timedelta(hours=4)


@pytest.mark.parametrize(
    ("minutes", "who"),
    [
        (0, Stage.LEAD),
        (14.99, Stage.LEAD),
        (15, Stage.SECOND_LEAD),
        (29.99, Stage.SECOND_LEAD),
        (30, Stage.OWNER),
        (3000, Stage.OWNER),
    ],
)
def test_each_in_line_gets_as_long_as_the_one_before(minutes, who):
    assert stage(AT, AT + timedelta(minutes=15), AT + timedelta(minutes=minutes)) is who


def test_it_is_kept_for_three_years_after_it_was_closed():
    assert kept_until(date(2026, 12, 5)) == date(2029, 12, 5)
    assert kept_until(date(2028, 2, 29)) == date(2031, 2, 28)


def test_a_number_is_read_aloud_without_doubt_and_guessed_by_nobody():
    numbers = {new_number() for _ in range(200)}

    assert len(numbers) == 200
    assert all(set(one) <= {*NUMBER_LETTERS, "-"} and len(one) <= 12 for one in numbers)
    assert set(NUMBER_LETTERS).isdisjoint("01IO")
