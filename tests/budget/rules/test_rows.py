from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.rules import rows
from budget.rules.ledger import Basis, Category, PriceFactor
from kit import i18n
from kit.forms import WrongForm
from tests.budget.rules.test_ledger import PLAN_FOUR, line


def again(of, row):
    """The line that a pasted row would become, under the old line's identity."""
    filled = msgspec.structs.asdict(rows.read(row))
    return msgspec.structs.replace(of, **{k: v for k, v in filled.items() if k != "actual"})


def without_doubt(of):
    """A spreadsheet says which number is the price: the doubt about factors does not survive it."""
    if of.basis is Basis.FACTORED and of.price_factor is PriceFactor.UNKNOWN:
        return msgspec.structs.replace(of, price_factor=PriceFactor.B)
    return of


def test_pasting_what_was_copied_gives_the_same_lines():
    copied = rows.pasted(rows.to_text(PLAN_FOUR))

    assert [again(of, row) for of, row in zip(PLAN_FOUR, copied, strict=True)] == [
        without_doubt(of) for of in PLAN_FOUR
    ]


@given(st.decimals("0.001", "9999", places=3), st.decimals("0.001", "9999", places=3))
def test_any_two_factors_survive_the_spreadsheet(a, b):
    of = line(1, 0, str(a), str(b), PriceFactor.B)
    of = msgspec.structs.replace(of, planned=rows.ledger.product(a, b))

    assert again(of, rows.pasted(rows.to_text([of]))[0]) == of


def test_headings_say_which_column_is_which():
    found = rows.pasted("单价\t项目\t数量\n1.5\t饮用水\t60\n\t合计\t\n")

    assert found == [{"price": "1.5", "label": "饮用水", "quantity": "60"}]


@pytest.mark.parametrize(("rows_pasted", "is_refused"), [(500, False), (501, True)])
def test_five_hundred_rows_are_pasted_at_once_and_one_more_is_refused(rows_pasted, is_refused):
    text = "Water\t1\n" * rows_pasted

    if is_refused:
        with pytest.raises(WrongForm):
            rows.pasted(text)
    else:
        assert len(rows.pasted(text)) == rows_pasted


def test_a_first_factor_that_is_the_price_stands_under_price():
    of = line(1, 7500, "1.5", "50", PriceFactor.A)

    assert (rows.cells(of)["quantity"], rows.cells(of)["price"]) == ("50", "1.5")


@pytest.mark.parametrize(
    ("written", "category"),
    [("food", Category.FOOD), ("Food and drink", Category.FOOD), ("Else", Category.RESERVE)],
)
def test_a_category_is_known_by_its_key_and_by_its_name(written, category):
    with i18n.speaking("en"):
        assert rows.read({"label": "x", "planned": "1", "category": written}).category is category


def test_text_without_a_named_row_is_refused():
    with pytest.raises(WrongForm):
        rows.pasted("\t\t\n合计\t3\n")


def test_quantity_and_price_make_a_factored_line_and_an_amount_alone_a_lump_sum():
    factored = rows.read({"label": "水", "quantity": "60", "price": "￥1.50", "category": "food"})
    lump = rows.read({"label": "路费", "planned": "1,400"})

    assert (factored.basis, factored.planned, factored.category) == (
        Basis.FACTORED,
        9000,
        Category.FOOD,
    )
    assert (lump.basis, lump.planned, lump.factor_a) == (Basis.LUMP, 140000, None)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"label": "", "planned": "1"}, {"label"}),
        ({"label": "x", "planned": "many"}, {"planned"}),
        ({"label": "x", "planned": "1.005"}, {"planned"}),
        ({"label": "x", "quantity": "-1", "price": "2"}, {"quantity"}),
        ({"label": "x", "quantity": "3"}, {"price"}),
        ({"label": "x" * 101, "planned": "1"}, {"label"}),
        ({"label": "x", "quantity": "100000000", "price": "2"}, {"price"}),
    ],
)
def test_each_wrong_cell_is_named(row, wrong):
    with pytest.raises(WrongForm) as refusal:
        rows.read(row)

    assert set(refusal.value.by_field) == wrong


def test_a_doubtful_line_keeps_its_doubt_until_a_number_changes():
    before = PLAN_FOUR[4]
    cells = rows.cells(before)

    assert rows.read(cells, before).price_factor is PriceFactor.UNKNOWN
    changed = rows.read({**cells, "quantity": "81"}, before)
    assert (changed.price_factor, changed.factor_a) == (PriceFactor.B, Decimal(81))
