"""A notice and its annexes: what is cited must be there, and say something."""

import pytest

from exports.rules.annexes import Annex, Grid
from exports.rules.notices import AnnexEmpty, AnnexMissing, cited, refuse_gaps

FULL = Annex(title="须知", paragraphs=("带好水杯。",))
EMPTY = Annex(title="名额分配表", grid=Grid(("学校",), (), (1,)))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("名额见附件4。", {4}),
        ("见附1", {1}),
        ("见附件一、附表 2", {1, 2}),
        ("See Annex 3 and appendix 12.", {3, 12}),
        ("附近的学校和附小", set()),
    ],
)
def test_annexes_are_cited_in_many_ways(text, numbers):
    assert cited([text]) == numbers


def test_a_notice_with_all_its_annexes_goes_out():
    refuse_gaps(["见附件1、附件2。"], (FULL, FULL))


def test_an_annex_that_is_not_there_is_named_with_the_place_to_mend_it():
    with pytest.raises(AnnexMissing) as refusal:
        refuse_gaps(["见附件1、附件3。"], (FULL, FULL))

    assert "3" in str(refusal.value)
    assert refusal.value.fix == "plan"


def test_an_annex_that_says_nothing_is_named_too():
    with pytest.raises(AnnexEmpty) as refusal:
        refuse_gaps([], (FULL, EMPTY))

    assert "名额分配表" in str(refusal.value)
    assert refusal.value.fix == "plan/lists"
