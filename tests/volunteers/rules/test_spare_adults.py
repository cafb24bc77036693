"""Who could stand in: free for every minute, in the order in which they are asked, and at nobody's cost."""

import random
from datetime import timedelta

import msgspec
import pytest

from tests.volunteers.rules.test_coverage import NINE, minute, random_day, stay
from volunteers.rules.coverage import swept
from volunteers.rules.spare_adults import Post, spare
from volunteers.rules.whereabouts import APART, Whereabouts

ZONE = "Asia/Shanghai"
GAMES = stay(0, 30, going="a")


def offered(*others, block=GAMES, **posts):
    """Who could stand in at the one gap of a block, and whether for all of it."""
    days = [block, *others]
    where = Whereabouts(days, ZONE)
    [gap] = [one for one in swept(where, {}) if one.missing and one.space == block.space]
    found = spare(gap, (block.starts_at, block.ends_at), {k: Post[posts[k]] for k in posts}, where)
    return [(one.key, one.whole) for one in found]


def busy(start, minutes, who, space=APART):
    return stay(start, minutes, space=space, children=0, named=who)


def test_crew_come_before_reserves_before_teachers_before_helpers():
    everybody = {"h": "HELPER", "t": "TEACHER", "r": "RESERVE", "c": "CREW"}

    assert [key for key, _ in offered(**everybody)] == ["c", "r", "t", "h"]


def test_among_the_crew_whoever_is_in_that_space_soonest_comes_first():
    near, far = busy(-40, 40, "n", "yard"), busy(-50, 40, "f", "yard")

    assert [key for key, _ in offered(far, near, c="CREW", f="CREW", n="CREW")] == ["n", "f", "c"]


@pytest.mark.parametrize(
    ("start", "minutes", "found"),
    [(-10, 10, True), (-10, 11, False), (30, 10, True), (29, 10, False), (10, 1, False)],
)
def test_whoever_sets_up_for_one_minute_of_it_is_not_free(start, minutes, found):
    assert offered(busy(start, minutes, "c"), c="CREW") == [("c", True)] * found


def test_whoever_sets_up_before_and_after_is_free_in_between():
    assert offered(busy(-10, 10, "c"), busy(30, 10, "c"), c="CREW") == [("c", True)]


def test_whoever_is_free_for_the_gap_alone_is_told_apart():
    other = stay(0, 30, going="b", children=0)
    away, late = busy(10, 5, "b"), busy(20, 10, "c")

    assert offered(other, away, late, c="CREW", d="CREW") == [("d", True), ("c", False)]


def test_whoever_counts_elsewhere_is_not_taken_from_there():
    room = stay(0, 30, space="room", going="cd", children="x")

    assert offered(room, c="CREW", e="CREW") == [("e", True)]


@pytest.mark.parametrize("seed", range(60))
def test_nobody_who_is_offered_opens_another_gap(seed):
    chance = random.Random(seed)
    days, ages = random_day(chance)
    days = [msgspec.structs.replace(one, named=one.named - set("h")) for one in days]
    days.append(stay(90, 5, space="hall", named="h", children=()))
    where = Whereabouts(days, ZONE)
    posts = dict.fromkeys("abcdefgh", Post.CREW)

    before = shortages(days, ages)
    for gap in (one for one in swept(where, ages) if one.missing):
        for block in (one for one in days if one.source in gap.sources and one.space == gap.space):
            for one in spare(gap, (block.starts_at, block.ends_at), posts, where):
                if not one.whole:
                    continue
                called = msgspec.structs.replace(block, named=block.named | {one.key})
                after = shortages([called if day is block else day for day in days], ages)
                assert all(after[at] <= before.get(at, 0) for at in after)
                at = (gap.space, minute(gap.starts_at))
                assert after[at] == before[at] - 1


def shortages(days, ages):
    """How many adults are missing in which space at which minute."""
    return {
        (one.space, now): one.missing
        for one in swept(Whereabouts(days, ZONE), ages)
        for now in range(minute(one.starts_at), minute(one.ends_at))
    }


def test_of_nobody_and_nothing_there_is_nobody_to_offer():
    assert offered() == []
    assert Whereabouts([], ZONE).free("a", NINE, NINE + timedelta(minutes=5))
