import pytest

from events.rules.schedule import laid_out, people, stepped
from tests.events.rules.blocks import EIGHT, LANE_A, LANE_B, LANES, block


def starts(day):
    return {b.id.int: int((b.starts_at - EIGHT).total_seconds() // 60) for b in day.timed}


def test_a_floating_block_starts_when_the_one_before_it_ends():
    assert starts(laid_out((), [block(1, 0, 20), block(2), block(3)])) == {1: 0, 2: 20, 3: 50}


def test_a_floating_block_follows_its_own_lane_and_what_everybody_did():
    day = laid_out(
        LANES,
        [
            block(1, 0, 10),
            block(2, lane=LANE_A),
            block(3, 10, 50, lane=LANE_B),
            block(4, lane=LANE_A),
        ],
    )

    assert starts(day) == {1: 0, 2: 10, 3: 10, 4: 40}


def test_a_floating_block_for_everybody_waits_for_the_slowest_lane():
    day = laid_out(LANES, [block(1, 0, 10, lane=LANE_A), block(2, 0, 45, lane=LANE_B), block(3)])

    assert starts(day)[3] == 45


def test_a_floating_block_with_nothing_before_it_has_no_time():
    assert laid_out((), [block(1)]).timed == ()


@pytest.mark.parametrize(("start", "late"), [(30, []), (29, [1])])
def test_a_fixed_block_may_start_exactly_when_the_one_before_ends_and_not_a_minute_earlier(
    start, late
):
    day = laid_out((), [block(1, 0, 30), block(2, start)])

    assert [o.minutes for o in day.overruns] == late


@pytest.mark.parametrize(("start", "clashing"), [(30, []), (29, ["何嘉"])])
def test_a_person_may_go_from_one_block_straight_to_the_next_but_not_be_in_two(start, clashing):
    day = laid_out(
        LANES,
        [
            block(1, 0, 30, lane=LANE_A, lead="何嘉"),
            block(2, start, lane=LANE_B, people=("林悦", "何嘉")),
        ],
    )

    assert [c.person for c in day.clashes] == clashing


def test_a_person_named_twice_in_one_block_is_one_person():
    assert laid_out((), [block(1, 0, lead="何嘉", people=("何嘉",))]).clashes == ()


def test_names_are_split_at_commas_of_any_script_and_kept_once():
    assert people(" 李思远、何嘉，Ann; 何嘉 ") == ("李思远", "何嘉", "Ann")


@pytest.mark.parametrize(("asked", "given"), [(-20, 5), (0, 5), (7, 5), (8, 10), (42, 40)])
def test_a_duration_stands_on_the_five_minute_grid_and_lasts_at_least_one_step(asked, given):
    assert stepped(asked) == given
