import pytest

from events.rules.schedule import laid_out
from events.rules.timeline import by_day, drawn
from tests.events.rules.blocks import LANE_A, LANE_B, LANES, block

ZONE = "Asia/Shanghai"


def placed(*blocks, lanes=LANES, only=None):
    return drawn(laid_out(lanes, blocks), ZONE, only).placed


def test_a_day_without_a_time_is_not_drawn():
    assert drawn(laid_out(LANES, [block(1)]), ZONE) is None


def test_the_grid_begins_at_the_half_hour_before_the_first_block():
    timeline = drawn(laid_out((), [block(1, 40, 50)]), ZONE)

    assert [(hour.row, hour.text, hour.half) for hour in timeline.hours] == [
        (1, "08:30", False),
        (7, "09:00", True),
        (13, "09:30", False),
    ]
    assert timeline.rows == 12
    assert [(p.first, p.last) for p in timeline.placed] == [(3, 13)]


@pytest.mark.parametrize(("minutes", "rows"), [(5, 3), (15, 3), (16, 4), (20, 4), (None, 3)])
def test_a_block_is_as_long_as_it_takes_and_never_too_short_to_read(minutes, rows):
    (only,) = placed(block(1, 0, minutes))

    assert only.last - only.first == rows


def test_a_block_of_a_lane_stands_in_its_column_with_its_name_and_tone():
    (only,) = placed(block(1, 0, lane=LANE_B))

    assert (only.column, only.end_column, only.lane, only.tone) == (3, 4, "B", "b")


@pytest.mark.parametrize(
    ("differing", "tone"), [({}, "all"), ({"hard_end": True}, "key"), ({"public": True}, "key")]
)
def test_a_block_for_everybody_stands_out_where_it_must_end_or_is_public(differing, tone):
    assert placed(block(1, 0, **differing))[0].tone == tone


@pytest.mark.parametrize(("start", "end_column"), [(30, 4), (29, 3)])
def test_a_block_for_everybody_spans_the_lanes_that_are_free_meanwhile(start, end_column):
    everybody, _ = placed(block(1, 0, 30), block(2, start, lane=LANE_B))

    assert (everybody.column, everybody.end_column) == (2, end_column)


def test_a_block_for_everybody_always_has_a_column():
    assert placed(block(1, 0), lanes=())[0].end_column == 3
    assert placed(block(1, 0), block(2, 0, lane=LANE_A))[0].end_column == 4


def test_one_lane_is_shown_with_what_everybody_does():
    blocks = [block(1, 0), block(2, 30, lane=LANE_A), block(3, 30, lane=LANE_B)]

    assert [p.block.id.int for p in placed(*blocks, only=LANE_A)] == [1, 2]


def test_a_block_names_who_is_wanted_elsewhere_at_the_same_time():
    blocks = [block(1, 0, lead="Ann"), block(2, 0, lead="Ann", people=("Bo",)), block(3, 60)]

    assert [p.clashes for p in placed(*blocks)] == [("Ann",), ("Ann",), ()]


def test_each_day_has_a_grid_of_its_own_and_the_night_ends_at_midnight():
    day = 24 * 60
    blocks = (block(1, 60), block(2, 14 * 60, 8 * 60), block(3, day + 30), block(4, 3 * day))

    first, second, third = by_day(laid_out((), blocks), ZONE)

    assert [t.day.day for t in (first, second, third)] == [5, 6, 8]
    assert [[p.block.position for p in t.placed] for t in (first, second, third)] == [
        [1, 2],
        [3],
        [4],
    ]
    assert first.hours[0].text == "09:00"
    assert (first.rows, first.placed[-1].last) == (15 * 12, 15 * 12 + 1)


def test_a_night_alone_is_drawn_to_its_end():
    (only,) = by_day(laid_out((), [block(1, 14 * 60, 8 * 60)]), ZONE)
    assert only.rows == 8 * 12


def test_nothing_with_a_time_is_no_day():
    assert by_day(laid_out((), [block(1)]), ZONE) == ()
