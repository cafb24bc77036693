"""The sweep sees what is wrong: a few bugs planted here, the others by `tools/mutants.py`."""

import msgspec
import numpy as np
import pytest

from tests.volunteers.rules.matching.staged import staged
from tests.volunteers.rules.matching.test_brute import check
from volunteers.rules.matching import board, optimum, scoring


def reserves_count_like_anybody(monkeypatch):
    def lay_out(made):
        ours = tuple(msgspec.structs.replace(one, reserve=False) for one in made.volunteers)
        return board.lay_out(msgspec.structs.replace(made, volunteers=ours))

    monkeypatch.setattr(optimum, "lay_out", lay_out)


def last_times_pairs_count_beside_the_published(monkeypatch):
    standing = board.standing

    def both(made):
        rules = msgspec.structs.replace(made.rules, current=(), keep_previous=True)
        return standing(made) | standing(msgspec.structs.replace(made, rules=rules))

    monkeypatch.setattr(board, "standing", both)


def ties_are_broken_by_the_order_of_the_input(monkeypatch):
    hashes = optimum._hashes

    def by_order(identities, salt):
        return hashes([str(at) for at, _ in enumerate(identities)], salt)

    monkeypatch.setattr(optimum, "_hashes", by_order)


def a_score_at_a_limit_falls_into_the_lower_band(monkeypatch):
    def lower(scores, limits):
        return np.searchsorted(np.array(limits, np.int64), scores, side="left")

    monkeypatch.setattr(scoring, "bands", lower)


@pytest.mark.parametrize(
    "plant",
    [
        reserves_count_like_anybody,
        last_times_pairs_count_beside_the_published,
        ties_are_broken_by_the_order_of_the_input,
        a_score_at_a_limit_falls_into_the_lower_band,
    ],
)
def test_a_planted_bug_does_not_outlive_the_sweep(monkeypatch, plant):
    plant(monkeypatch)

    with pytest.raises(AssertionError):
        for number in range(600):
            check(staged(number), number)
