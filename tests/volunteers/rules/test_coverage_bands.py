from datetime import timedelta

from tests.volunteers.rules.test_coverage import runs, stay
from volunteers.rules.coverage_bands import MOST_MARKS, Apart, by_day

ZONE = "Asia/Shanghai"


def test_a_day_is_drawn_between_whole_hours_and_each_span_where_it_lies():
    [day] = by_day(runs(stay(15, 30, going="ab"), stay(75, 45, space="room", going="ab")), ZONE)

    assert [left for left, _ in day.hours] == [0, 50, 100]  # both ends are named
    drawn = [(band.space, band.pieces[0].left, band.pieces[0].width) for band in day.bands]
    assert drawn == [("yard", 12.5, 25), ("room", 62.5, 37.5)]
    assert [band.missing for band in day.bands] == [0, 0]


def test_a_short_span_has_no_room_for_numbers_and_a_long_day_few_hours():
    room_first = stay(0, 5, space="room", going="c", children="x")
    [day] = by_day(runs(stay(0, 600, going="ab"), room_first), ZONE)
    room, yard = sorted(day.bands, key=lambda band: band.space)

    assert (room.pieces[0].narrow, yard.pieces[0].narrow) == (True, False)
    assert (room.missing, yard.missing) == (1, 0)
    assert len(day.hours) <= MOST_MARKS


def test_each_day_has_a_drawing_of_its_own_and_no_children_have_none():
    days = by_day(runs(stay(), stay(24 * 60)), ZONE)

    assert [one.day for one in days] == [days[0].day, days[0].day + timedelta(days=1)]
    assert by_day([], ZONE) == []


def test_a_block_without_children_is_drawn_apart_and_widens_the_day_but_makes_none():
    there = runs(stay(60, 60, going="ab"))
    start = there[0].starts_at - timedelta(hours=1)
    before = Apart("hall", start, start + timedelta(minutes=30), "Setting up")
    another_day = Apart(
        "hall", start + timedelta(days=1), start + timedelta(days=1, hours=1), "Rest"
    )
    [day] = by_day(there, ZONE, [another_day, before])

    yard, hall = day.bands
    assert (yard.pieces[0].left, yard.pieces[0].width, yard.greys) == (50, 50, ())
    assert [(one.block, one.left, one.width) for one in hall.greys] == [(before, 0, 25)]
    assert day.sample == there[0] and hall.missing == 0
