"""Two approved adults at least, and the ratio of the ages, every minute and in every space (V15)."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from volunteers.rules.coverage import swept, wanted
from volunteers.rules.participants import AgeBand
from volunteers.rules.whereabouts import APART, Claim, Stay, Whereabouts

TWELVE = AgeBand.A12_13
NINE = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)  # at nine in Shanghai
EVERYBODY, LANE, NAMED = Claim


def stay(start=0, minutes=30, space="yard", children=1, **who):
    """A block from some minute after nine on; letters are people, and children are numbered from 1."""
    return Stay(
        source=uuid4(),
        starts_at=NINE + timedelta(minutes=start),
        ends_at=NINE + timedelta(minutes=start + minutes),
        space=space,
        children=frozenset(str(n + 1) for n in range(children))
        if isinstance(children, int)
        else frozenset(children),
        **{key: frozenset(who[key]) if key in ("going", "named") else who[key] for key in who},
    )


def runs(*stays, age=TWELVE, ratios=True):
    ages = {child: age for one in stays for child in one.children}
    return swept(Whereabouts(stays, "Asia/Shanghai"), ages, ratios=ratios)


def gaps(*stays, **how):
    """Where somebody is missing: the space, from and until which minute, adults there and wanted."""
    return [
        (one.space, minute(one.starts_at), minute(one.ends_at), len(one.adults), one.wanted)
        for one in runs(*stays, **how)
        if one.missing
    ]


def minute(at):
    return int((at - NINE).total_seconds() // 60)


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
    assert gaps(stay(going="ab")) == []
    assert gaps(stay(going="a")) == [("yard", 0, 30, 1, 2)]


def test_the_ratio_may_rest_and_the_two_adults_never():
    assert gaps(stay(children=16, going="ab")) == []
    assert gaps(stay(children=17, going="ab")) == [("yard", 0, 30, 2, 3)]
    assert gaps(stay(children=17, going="ab"), ratios=False) == []
    assert gaps(stay(children=17, going="a"), ratios=False) == [("yard", 0, 30, 1, 2)]


def test_a_gap_lasts_from_its_first_minute_to_its_last():
    games = stay(0, 60, going="a", named="b")
    setting_up = stay(20, 10, space=APART, children=0, named="b")

    assert gaps(games, setting_up) == [("yard", 20, 30, 1, 2)]
    assert gaps(games, stay(60, 10, space=APART, children=0, named="b")) == []
    assert gaps(games, stay(59, 10, space=APART, children=0, named="b")) == [("yard", 59, 60, 1, 2)]


def test_whoever_sets_up_is_not_with_the_children_unless_their_name_stands_there_too():
    crew = stay(space=APART, children=0, named="b")

    assert gaps(stay(going="ab"), crew) == [("yard", 0, 30, 1, 2)]
    assert gaps(stay(going="abc"), crew) == []


def test_groups_in_one_space_share_their_adults():
    one = stay(children="1", going="a", claim=LANE)

    assert len(gaps(one, stay(space="room", children="2", going="b", claim=LANE))) == 2
    assert gaps(one, stay(children="2", going="b", claim=LANE)) == []


def test_an_adult_named_in_two_spaces_at_once_counts_in_neither():
    yard, room = stay(going="a", named="b"), stay(space="room", going="c", named="b", children="2")

    assert gaps(yard, room) == [("room", 0, 30, 1, 2), ("yard", 0, 30, 1, 2)]
    assert [one.torn for one in runs(yard, room)] == [frozenset("b")] * 2
    assert gaps(yard, stay(30, space="room", going="cb", children="2")) == []


def test_a_lane_comes_before_everybody_and_a_name_before_a_lane():
    everybody = stay(children="1234", going="abcd")
    lane = stay(space="room", children="12", going="ab", claim=LANE)

    assert gaps(everybody, lane) == []
    assert {one.space: one.children for one in runs(everybody, lane)} == {"yard": 2, "room": 2}
    called = msgspec.structs.replace(everybody, named=frozenset("b"))
    assert gaps(called, lane) == [("room", 0, 30, 1, 2)]


def test_a_space_that_all_children_leave_for_a_while_is_empty_then():
    yard = stay(0, 60, children="12", going="ab")
    room = stay(20, 20, space="room", children="12", going="ab", claim=LANE)

    assert [(r.space, minute(r.starts_at), minute(r.ends_at)) for r in runs(yard, room)] == [
        ("room", 20, 40),
        ("yard", 0, 20),
        ("yard", 40, 60),
    ]


def test_children_stay_between_two_blocks_in_their_space_and_adults_whose_space_it_is():
    before, after = stay(0, 30, going="ab"), stay(40, 30, going="ab")
    assert gaps(before, after) == []

    changing = stay(40, 30, going="ac")

    assert gaps(before, changing) == [("yard", 30, 40, 1, 2)]
    assert gaps(before, changing, stay(30, 10, space=APART, children=0, named="a")) == [
        ("yard", 30, 40, 0, 2)
    ]


def test_children_who_are_elsewhere_in_between_do_not_stay_and_nobody_stays_overnight():
    before, after = stay(0, 30, going="ab"), stay(60, 30, going="cd")
    assert gaps(before, after) == [("yard", 30, 60, 0, 2)]
    assert gaps(before, stay(30, 30, space="room", going="ab"), after) == []

    day_after = stay(24 * 60, 30, going="cd")

    assert gaps(before, day_after) == []


def test_a_teacher_of_the_first_and_third_block_is_not_thought_to_be_in_the_second():
    first, third = stay(0, 30, going="a", named="t"), stay(60, 30, going="a", named="t")

    assert gaps(first, stay(30, 30, going="a"), third) == [("yard", 30, 60, 1, 2)]
    assert gaps(first, stay(40, 10, going="a"), third) == [
        ("yard", 30, 40, 1, 2),
        ("yard", 40, 50, 1, 2),
        ("yard", 50, 60, 1, 2),
    ]


def test_a_place_with_children_wants_two_adults_as_long_as_a_shift_lasts():
    shift = stay(children=0, named="a", some_child=True)

    assert gaps(shift) == [("yard", 0, 30, 1, 2)]
    assert gaps(shift, stay(10, 30, children=0, named="b", some_child=True)) == [
        ("yard", 0, 10, 1, 2),
        ("yard", 30, 40, 1, 2),
    ]
    assert gaps(stay(children=0, named="a")) == []


def test_taking_an_adult_away_never_closes_a_gap():
    crowd = [
        stay(0, 30, children=17, going="abc"),
        stay(30, 30, children=9, going="de"),
        stay(0, 30, space="room", children="x", going="fg"),
    ]
    assert gaps(*crowd) == []
    for one in crowd:
        for adult in one.going:
            fewer = msgspec.structs.replace(one, going=one.going - {adult})
            assert gaps(*(fewer if other is one else other for other in crowd))


# The oracle: it walks through the day minute by minute, and knows nothing of cuts and slices.


def naive(stays, ages, *, ratios):
    """Return (space, minute) → (children, adults) for every minute with children."""
    last = max(minute(one.ends_at) for one in stays)
    found = {}
    for now in range(last):
        spaces = {one.space for one in stays} - {APART}
        for space in spaces:
            children = [c for c in everyone(stays, "child") if space in child_at(stays, c, now)]
            some = any(one.some_child and one.space == space for one in going_on(stays, now))
            if not children and not some:
                continue
            adults = [a for a in everyone(stays, "adult") if adult_at(stays, a, now) == {space}]
            need = wanted([ages[c] for c in children], ratios=ratios)
            found[space, now] = (max(len(children), 1), len(adults), need)
    return found


def going_on(stays, now):
    return [one for one in stays if minute(one.starts_at) <= now < minute(one.ends_at)]


def everyone(stays, kind):
    if kind == "child":
        return {child for one in stays for child in one.children}
    return {adult for one in stays for adult in one.going | one.named}


def claimed(stays, person, now, kind):
    claims = []
    for one in going_on(stays, now):
        if kind == "child" and person in one.children:
            claims.append((one.claim, one.space))
        if kind == "adult" and person in one.named:
            claims.append((NAMED, one.space))
        elif kind == "adult" and person in one.going:
            claims.append((one.claim, one.space))
    strongest = max((claim for claim, _ in claims), default=None)
    return {space for claim, space in claims if claim == strongest}


def neighbours(stays, person, now, kind):
    """The last minute before and the first after at which somebody is claimed, None if there is none."""
    last = max(minute(one.ends_at) for one in stays)
    before = (m for m in range(now, -1, -1) if claimed(stays, person, m, kind))
    after = (m for m in range(now, last) if claimed(stays, person, m, kind))
    return next(before, None), next(after, None)


def child_at(stays, child, now):
    if here := claimed(stays, child, now, "child"):
        return here
    before, after = neighbours(stays, child, now, "child")
    if before is None or after is None:
        return set()
    return claimed(stays, child, before, "child") & claimed(stays, child, after, "child")


def adult_at(stays, adult, now):
    if here := claimed(stays, adult, now, "adult"):
        return here
    before, after = neighbours(stays, adult, now, "adult")
    if before is None or after is None:
        return set()
    here = claimed(stays, adult, before, "adult")
    same = here == claimed(stays, adult, after, "adult") and len(here) == 1 and APART not in here
    pause = range(before + 1, after)
    quiet = not any(one.space in here for m in pause for one in going_on(stays, m))
    return here if same and quiet else set()


def random_day(chance):
    bands = [AgeBand.A6_8, AgeBand.A9_11, AgeBand.A16_17, AgeBand.UNKNOWN]
    ages = {str(n): chance.choice(bands) for n in range(1, chance.randint(4, 22))}
    days = []
    for _ in range(chance.randint(1, 7)):
        space = chance.choice(["yard", "room", "hall", APART])
        children = (
            () if space == APART else chance.sample(sorted(ages), chance.randint(0, len(ages)))
        )
        days.append(
            stay(
                chance.randrange(40),
                chance.randint(1, 15),
                space=space,
                children=children,
                going=chance.sample("abcdef", chance.randint(0, 4)),
                named=chance.sample("defgh", chance.randint(0, 2)),
                claim=chance.choice([EVERYBODY, LANE]),
                some_child=space != APART and chance.random() < 0.2,
            )
        )
    return days, ages


@pytest.mark.parametrize("seed", range(60))
def test_the_sweep_says_of_every_minute_what_walking_through_the_day_says(seed):
    chance = random.Random(seed)
    days, ages = random_day(chance)
    ratios = chance.random() < 0.7

    found = {}
    for one in swept(Whereabouts(days, "Asia/Shanghai"), ages, ratios=ratios):
        for now in range(minute(one.starts_at), minute(one.ends_at)):
            assert (one.space, now) not in found
            found[one.space, now] = (one.children, len(one.adults), one.wanted)

    assert found == naive(days, ages, ratios=ratios)


def test_a_run_is_as_long_as_nothing_changes():
    held = UUID(int=1)
    one = msgspec.structs.replace(stay(0, 60, going="ab"), source=held)
    other = stay(20, 10, space="room", children="x", going="cd")

    assert [(r.space, minute(r.starts_at), minute(r.ends_at)) for r in runs(one, other)] == [
        ("room", 20, 30),
        ("yard", 0, 60),
    ]
