"""Who goes with whom is read from the partner's list, and what cannot be is said before dealing."""

import msgspec
import pytest

from tests.volunteers.rules.members import member
from volunteers.rules.belonging import (
    ApartTooMany,
    PinnedApart,
    PinnedTogether,
    TogetherAndApart,
    TogetherTooLarge,
    refuse_impossible,
    wishes,
)


def test_what_one_child_says_holds_for_both_and_families_are_whole():
    several = [
        member(1, together=("2",), apart=("4",)),
        member(2),
        member(3, together=("2", "9")),
        member(4),
    ]

    read = wishes(several)

    assert read.families == (("1", "2", "3"),)
    assert read.apart == (("1", "4"),)


def test_the_children_of_one_helper_go_together():
    first, second = member(1), member(2)
    second = msgspec.structs.replace(second, helper=first.helper)

    assert wishes([first, second]).families == (("1", "2"),)


@pytest.mark.parametrize(
    ("several", "sizes", "pinned", "refusal"),
    [
        ([member(1, together=("2",)), member(2, apart=("1",))], (1, 1), {}, TogetherAndApart),
        (
            [member(1, together=("2",)), member(2, together=("3",)), member(3, apart=("1",))],
            (3,),
            {},
            TogetherAndApart,
        ),
        (
            [member(1, together=("2", "3")), member(2), member(3), member(4)],
            (2, 2),
            {},
            TogetherTooLarge,
        ),
        (
            [member(1, apart=("2", "3")), member(2, apart=("3",)), member(3)],
            (2, 1),
            {},
            ApartTooMany,
        ),
        ([member(1, together=("2",)), member(2)], (2, 2), {"1": 0, "2": 1}, PinnedApart),
        ([member(1, apart=("2",)), member(2)], (2, 2), {"1": 1, "2": 1}, PinnedTogether),
    ],
)
def test_each_impossible_wish_has_its_sentence(several, sizes, pinned, refusal):
    with pytest.raises(refusal) as raised:
        refuse_impossible(several, wishes(several), sizes, pinned)

    assert "%(" not in str(raised.value) and "小" in str(raised.value)


def test_wishes_that_just_fit_are_let_through():
    several = [member(1, together=("2",), apart=("3",)), member(2), member(3), member(4)]

    refuse_impossible(several, wishes(several), (2, 2), {"1": 0, "2": 0, "3": 1})
