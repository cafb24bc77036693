"""Two approved adults at least, and the ratio of the ages, every minute and in every space (V15)."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from tests.events.rules.test_checks import BLOCK
from volunteers.rules.coverage import Together, uncovered, wanted
from volunteers.rules.participants import AgeBand

TWELVE = AgeBand.A12_13


def block(start=0, minutes=30, place="操场"):
    starts_at = BLOCK.starts_at + timedelta(minutes=start)
    return msgspec.structs.replace(
        BLOCK, id=uuid4(), starts_at=starts_at, minutes=minutes, place=place
    )


def together(children, adults, **where):
    return Together(block(**where), (TWELVE,) * children, frozenset(adults))


@pytest.mark.parametrize(
    ("children", "adults"),
    [
        ([], 2),
        ([TWELVE] * 15, 2),
        ([TWELVE] * 16, 2),
        ([TWELVE] * 17, 3),
        ([TWELVE] * 30, 4),
        ([AgeBand.A6_8] * 12, 2),
        ([AgeBand.A6_8] * 13, 3),
        ([AgeBand.A16_17] * 20, 2),
        ([AgeBand.A16_17] * 21, 3),
        ([AgeBand.A60_79] * 90, 2),
        ([AgeBand.UNKNOWN] * 17, 3),
    ],
)
def test_how_many_adults_children_need(children, adults):
    assert wanted(children) == adults


def test_two_are_enough_and_one_is_not():
    assert uncovered([together(2, "ab")]) == []
    (gap,) = uncovered([together(2, "a")])
    assert (gap.adults, gap.wanted, gap.children) == (1, 2, 2)


def test_groups_in_one_space_share_their_adults():
    alone = together(1, "a"), together(1, "b", place="教室")
    shared = together(1, "a"), together(1, "b")

    assert len(uncovered(alone)) == 2
    assert uncovered(shared) == []


def test_a_gap_begins_where_the_second_adult_goes():
    long, short = together(1, "a", minutes=60), together(1, "b", minutes=30)

    (gap,) = uncovered([long, short])

    assert gap.at == BLOCK.starts_at + timedelta(minutes=30)


def test_taking_an_adult_away_never_closes_a_gap():
    crowd = [together(17, "abc"), together(9, "de", start=10), together(1, "ab", place="教室")]
    assert uncovered(crowd) == []
    for one in crowd:
        for adult in one.adults:
            fewer = msgspec.structs.replace(one, adults=one.adults - {adult})
            assert uncovered([fewer if other is one else other for other in crowd])


def test_a_block_whose_start_is_unknown_is_nowhere_yet():
    unknown = msgspec.structs.replace(block(), starts_at=None)

    assert uncovered([Together(unknown, (TWELVE,), frozenset())]) == []
