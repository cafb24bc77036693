import pytest

from tests.volunteers.rules.test_fits import volunteer
from volunteers.rules.applications import ApplicationStatus, Mode
from volunteers.rules.selection import NotPossible, Undone, ordered, read, written


def order(mode, **of_each):
    several = [
        volunteer(number=n, rank=None, **{name: value})
        for name, values in of_each.items()
        for n, value in enumerate(values)
    ]
    return [one.number for one in ordered(several, mode)]


def test_under_review_the_best_score_comes_first_and_none_at_all_after_nought():
    assert order(Mode.REVIEW, score=[None, 0, 70, 100, 70]) == [3, 2, 4, 1, 0]


def test_at_first_come_a_score_changes_nothing():
    assert order(Mode.FIRST_COME, score=[None, 0, 70]) == [0, 1, 2]


def test_what_a_decision_changed_is_read_as_it_was_written():
    before = [
        volunteer(number=7, status=ApplicationStatus.APPLIED, rank=None),
        volunteer(number=12, status=ApplicationStatus.RESERVED, rank=3),
    ]

    assert written(before) == "7a,12r3"
    assert read("7a,12r3") == [
        Undone(7, ApplicationStatus.APPLIED),
        Undone(12, ApplicationStatus.RESERVED, 3),
    ]


@pytest.mark.parametrize("text", ["", "7", "a", "7c", "xa", "7ax", "7a,"])
def test_what_nobody_wrote_cannot_be_taken_back(text):
    with pytest.raises(NotPossible):
        read(text)
