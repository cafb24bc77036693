import pytest

from events.rules.plans import Headcount, Plan, clock_of, minute


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(-1, "00:00"), (0, "00:00"), (510, "08:30"), (1439, "23:59"), (1440, "23:59")],
)
def test_a_time_stays_within_its_day(minutes, written):
    assert clock_of(minutes) == written


def test_a_time_is_so_many_minutes_after_midnight():
    assert minute("08:30") == 510


def test_people_of_a_kind_add_up_and_are_unknown_while_nobody_counted():
    plan = Plan(
        title="x",
        headcounts=(
            Headcount(kind="guest", count=2),
            Headcount(kind="guest", count=3),
            Headcount(kind="crew"),
        ),
    )

    assert plan.heads("guest") == 5
    assert plan.heads("crew") is None
