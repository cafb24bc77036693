"""Small groups on the day: nobody is left with one adult while another small group is near."""

import msgspec

from tests.volunteers.rules.test_repairs import helper, morning
from volunteers.rules import repairs
from volunteers.rules.mornings import after
from volunteers.rules.pairs import StandInKind
from volunteers.rules.pods_today import together


def pods(now):
    return [one.pods for one in together(now.places)]


def test_while_everybody_is_there_the_small_groups_stay_as_they_are():
    assert pods(morning(8, 0)) == [(1,), (2,), (3,), (4,)]


def test_one_left_with_a_single_adult_joins_the_next_of_its_group_and_the_last_the_first():
    first = morning(8, 1)
    mended = after(first, repairs.default(first).moves)
    assert pods(mended) == [(1, 2), (3,), (4,)]
    assert [len(one.pairs) for one in together(mended.places)] == [4, 2, 2]

    places = tuple(
        msgspec.structs.replace(one, beside=helper(8) if one.number == 7 else one.beside)
        for one in morning(8, 0).places
    )
    assert [one.pods for one in together(places)] == [(1,), (2,), (3, 4)]


def test_a_reserve_in_a_small_group_keeps_it_as_it_is():
    now = morning(8, 1, (StandInKind.RESERVE,))
    assert pods(after(now, repairs.default(now).moves)) == [(1,), (2,), (3,), (4,)]


def test_a_group_with_one_adult_and_no_other_small_group_is_said():
    now = morning(2, 1, groups=1)
    [only] = together(after(now, repairs.default(now).moves).places)
    assert (only.pods, only.short) == ((1,), True)


def test_a_child_goes_to_where_the_helper_beside_them_belongs():
    places = [
        msgspec.structs.replace(one, beside=helper(3) if one.number == 1 else one.beside)
        for one in morning(8, 0).places
    ]
    [first, *_] = together(places)  # pod 1 is left with one adult
    assert first.pods == (1, 2)
    assert len(first.pairs) == 4
