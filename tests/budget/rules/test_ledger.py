from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from budget.rules import ledger
from budget.rules.ledger import Basis, Category, Line, LineStatus, PerHead, PriceFactor, WrongLine
from tests.events.rules.test_checks import ACTIVITY

D = Decimal


def line(n=1, planned=0, a=None, b=None, which=PriceFactor.UNKNOWN, **differing):
    usual = {
        "id": UUID(int=n), "position": n, "label": f"line {n}", "category": Category.RESERVE,
        "basis": Basis.LUMP if a is None else Basis.FACTORED,
        "factor_a": None if a is None else D(a), "factor_b": None if b is None else D(b),
        "price_factor": which, "unit": "", "planned": planned, "per_head": PerHead.NONE,
        "source": None, "handler": "", "note": "", "status": LineStatus.PLANNED, "actual": None,
        "version": 1,
    }  # fmt: skip
    return Line(**usual | differing)


PLAN_FOUR = [
    line(1, 40000, category=Category.TRANSPORT),
    line(2, 7500, "50", "1.5", PriceFactor.B, category=Category.FOOD, per_head=PerHead.PRESENT),
    line(3, 7500, "50", "1.5", PriceFactor.B, category=Category.FOOD, per_head=PerHead.PRESENT),
    line(4, 70000, category=Category.MATERIALS),
    line(5, 16000, "80", "2", category=Category.PUBLICITY),
    line(6, 15000, "75", "2", category=Category.PUBLICITY),
    line(7, 50000, category=Category.MATERIALS, per_head=PerHead.PARTICIPANTS),
    line(8, 30000, category=Category.RESERVE),
]


def test_plan_four_adds_up_to_2360_in_five_categories():
    totals = ledger.totals(PLAN_FOUR)

    assert totals.planned == 236000
    assert [g.planned for g in totals.groups] == [40000, 15000, 31000, 120000, 30000]


def test_a_category_without_a_line_has_no_group():
    totals = ledger.totals([line(1, 5, category=Category.FOOD)])

    assert [g.category for g in totals.groups] == [Category.FOOD]


def test_plan_four_costs_39_33_for_each_of_sixty_and_39_83_when_corrected():
    assert ledger.per_head(236000, 60) == 3933
    assert ledger.per_head(239000, 60) == 3983
    assert ledger.per_head(236000, 0) is None


@pytest.mark.parametrize(
    ("a", "b", "which"),
    [("50", "1.5", PriceFactor.B), ("1.5", "50", PriceFactor.A), ("80", "2", PriceFactor.UNKNOWN),
     ("1.5", "2.5", PriceFactor.UNKNOWN)],
)  # fmt: skip
def test_only_a_single_broken_factor_is_taken_for_the_price(a, b, which):
    assert ledger.price_factor(D(a), D(b)) is which


@pytest.mark.parametrize(
    ("a", "b", "fen"),
    [("50", "1.5", 7500), ("3", "0.335", 101), ("1", "0.004", 0), ("1", "0.005", 1)],
)
def test_a_product_is_whole_fen_with_half_a_fen_rounded_up(a, b, fen):
    assert ledger.product(D(a), D(b)) == fen


@pytest.mark.parametrize(("a", "fits"), [("100000000", True), ("100000001", False)])
def test_a_line_may_cost_a_hundred_million_and_not_one_more(a, fits):
    if fits:
        assert ledger.product(D(a), D(1)) == ledger.MOST
    else:
        with pytest.raises(WrongLine):
            ledger.product(D(a), D(1))


@pytest.mark.parametrize(("heads", "extra"), [(60, 1500), (50, None), (49, -150), (0, None)])
def test_a_per_head_line_says_what_fitting_the_people_costs(heads, extra):
    found = ledger.correction(PLAN_FOUR[1], heads)

    assert (found.extra if found else None) == extra


def test_a_line_whose_price_nobody_knows_cannot_be_fitted():
    doubtful = msgspec.structs.replace(PLAN_FOUR[4], per_head=PerHead.PRESENT)

    assert ledger.correction(doubtful, 60) is None


@pytest.mark.parametrize(("heads", "uneven"), [(30, True), (25, False), (0, False)])
def test_a_lump_that_leaves_broken_fen_per_head_is_uneven(heads, uneven):
    assert ledger.is_uneven(PLAN_FOUR[6], heads) is uneven


@pytest.mark.parametrize(
    ("follows", "heads"),
    [(PerHead.NONE, 0), (PerHead.PRESENT, 41), (PerHead.VOLUNTEERS, 30), (PerHead.PARTICIPANTS, 0)],
)
def test_a_line_follows_the_people_it_names_and_nobody_while_they_are_unknown(follows, heads):
    activity = msgspec.structs.replace(ACTIVITY, volunteers=30, participants=None, crew=8, guests=3)

    assert ledger.heads(activity, follows) == heads
