import pytest

from events.rules.lessons import moved


@pytest.mark.parametrize(
    ("by", "order"), [(-1, "bac"), (1, "acb"), (-9, "bac"), (9, "acb"), (0, "abc")]
)
def test_a_lesson_moves_by_places_and_stays_at_the_ends(by, order):
    assert moved(list("abc"), "b", by) == list(order)
