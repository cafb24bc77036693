from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from events.rules.day_checks import day_checked
from events.rules.findings import Severity, Stops
from events.rules.schedule import laid_out
from tests.events.rules.test_schedule import EIGHT, LANE_A, LANE_B, LANES, block

ACTIVITY = SimpleNamespace(
    id=UUID(int=1),
    zone="Asia/Shanghai",
    starts_at=EIGHT,
    ends_at=EIGHT + timedelta(hours=4),
    has_clock_time=True,
    contact_name="周敏",
    contact_phone="138 0000 0001",
)


def codes(*blocks):
    return [finding.code for finding in day_checked(ACTIVITY, laid_out(LANES, blocks))]


def test_somebody_wanted_twice_stops_the_release():
    found = day_checked(
        ACTIVITY,
        laid_out(
            LANES, [block(1, 0, lane=LANE_A, lead="何嘉"), block(2, 10, lane=LANE_B, lead="何嘉")]
        ),
    )

    assert [(f.code, f.severity, f.stops) for f in found] == [
        ("person-in-two-places", Severity.ERROR, Stops.RELEASE)
    ]


def test_a_block_that_runs_into_a_fixed_one_is_named():
    assert codes(block(1, 0, 40), block(2, 30)) == ["hard-end-broken"]


@pytest.mark.parametrize(("minutes", "found"), [(60, []), (61, ["block-outside-day"])])
def test_a_block_may_end_with_the_activity_and_not_a_minute_later(minutes, found):
    assert codes(block(1, 180, minutes)) == found


def test_a_day_in_order_has_nothing_to_say():
    assert codes(block(1, 0, 30), block(2)) == []


@pytest.mark.parametrize(("start", "found"), [(30, []), (29, ["space-in-two-uses"])])
def test_a_place_may_be_used_again_the_moment_it_is_free(start, found):
    assert (
        codes(
            block(1, 0, 30, lane=LANE_A, place="操场"), block(2, start, lane=LANE_B, place="操场")
        )
        == found
    )
