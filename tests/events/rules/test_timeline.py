import pytest

from events.rules.schedule import laid_out
from events.rules.timeline import drawn
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
