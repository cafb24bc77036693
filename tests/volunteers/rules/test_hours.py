import pytest

from volunteers.rules.hours import half_hours


@pytest.mark.parametrize(("minutes", "shown"), [(0, "0"), (29, "0"), (30, "0.5"), (59, "0.5"), (60, "1"), (150, "2.5")])  # fmt: skip
def test_hours_are_shown_in_halves_rounded_down(minutes, shown):
    assert half_hours(minutes) == shown
