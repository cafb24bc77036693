"""The bugs that `make drills` plants have their places in the source as it is today."""

import pytest

from tools import mutants


@pytest.mark.parametrize("bug", mutants.BUGS, ids=lambda bug: bug.name)
def test_every_bug_still_has_its_one_place(bug):
    assert bug.is_plantable, "The engine has changed: write this bug of tools/mutants.toml anew."


def test_there_is_a_bug_for_each_part_of_the_engine():
    parts = {
        "assignment.py",
        "board.py",
        "explanation.py",
        "feasible.py",
        "optimum.py",
        "scoring.py",
    }

    assert {bug.module for bug in mutants.BUGS} >= parts
    assert len({bug.name for bug in mutants.BUGS}) == len(mutants.BUGS) >= 10
