from uuid import uuid4

import msgspec
import pytest

from events.rules.obligations import Obligation, renamed
from events.rules.spans import Period

CALL = Obligation(
    id=uuid4(),
    title="通电话",
    actor="",
    unit_kind="child",
    at_least=1,
    period=Period.WEEK,
    starts_on=None,
    periods=18,
)


@pytest.mark.parametrize(
    ("title", "period", "times", "below"),
    [
        ("父母和孩子通电话", Period.MONTH, 1, True),
        ("父母和孩子通电话", Period.WEEK, 1, False),
        ("A call between parents and their child", Period.MONTH, 4, True),
        ("A call between parents and their child", Period.MONTH, 5, False),
        ("志愿者代父母和孩子通电话", Period.MONTH, 1, False),
        ("孩子给父母写信", Period.MONTH, 1, False),
        ("父母和孩子通电话", Period.OCCASION, 1, False),
    ],
)
def test_parents_and_their_child_speak_52_times_a_year_or_it_is_said(title, period, times, below):
    call = msgspec.structs.replace(CALL, title=title, period=period, at_least=times)

    assert call.below_floor is below


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        (("1", "2"), ("1", "2b"), {"2": "2b"}),
        (("1", "2"), ("2", "1"), {}),
        (("1", "2"), ("1", "2", "3"), {}),
        ((), (), {}),
    ],
)
def test_a_unit_in_the_same_place_with_a_new_name_has_been_renamed(before, after, names):
    assert renamed(before, after) == names
