"""Budget lines as rows of text: what the grid posts and what a spreadsheet pastes."""

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from budget.rules import ledger, money
from budget.rules.ledger import Basis, Category, Line, PriceFactor
from kit.forms import WrongForm, clean
from kit.i18n import gettext

COLUMNS = ("label", "quantity", "unit", "price", "planned", "category", "handler", "note")
MOST_ROWS = 500
LENGTHS = {"label": 100, "unit": 10, "handler": 60, "note": 200}

HEADINGS: dict[str, tuple[str, ...]] = {
    "label": ("项目", "名称", "内容", "item", "what", "name"),
    "quantity": ("数量", "quantity", "qty"),
    "unit": ("单位", "unit"),
    "price": ("单价", "price", "unit price"),
    "planned": ("金额", "小计", "amount", "sum"),
    "category": ("类别", "category"),
    "handler": ("经办", "handler", "who"),
    "note": ("备注", "note", "remarks"),
}


class Filled(msgspec.Struct, frozen=True):
    """A row that was understood; amounts in fen, factors exact."""

    label: str
    category: Category
    basis: Basis
    factor_a: Decimal | None
    factor_b: Decimal | None
    price_factor: PriceFactor
    unit: str
    planned: int
    handler: str
    note: str
    actual: int | None = None


def read(row: Mapping[str, str], before: Line | None = None) -> Filled:
    """Return a row of cells as a line; `before` is what the line was, for what a grid leaves open.

    Quantity and price make a factored line, an amount alone a lump sum. Where nobody has said which
    factor is the price, the two factors keep their places until one of them is changed by name.

    Raises:
        WrongForm: naming each cell that does not fit.
    """
    wrong: dict[str, str] = {}
    texts = {name: clean(row.get(name, "")) for name in (*COLUMNS, "actual")}
    if not texts["label"]:
        wrong["label"] = gettext("Please fill this in.")
    for name, most in LENGTHS.items():
        if len(texts[name]) > most:
            sentence = gettext("This is too long: at most %(most)s characters.")
            wrong[name] = sentence % {"most": most}
    quantity = _cell(texts, "quantity", wrong, money.number)
    price = _cell(texts, "price", wrong, money.number)
    planned = _cell(texts, "planned", wrong, money.fen)
    actual = _cell(texts, "actual", wrong, money.fen)
    if (quantity is None) != (price is None) and not wrong and planned is None:
        wrong["price" if price is None else "quantity"] = gettext("Quantity and price go together.")
    if wrong:
        raise WrongForm(wrong)
    common = {
        "label": texts["label"],
        "category": _category(texts["category"], before),
        "unit": texts["unit"],
        "handler": texts["handler"],
        "note": texts["note"],
        "actual": actual,
    }
    if quantity is None or price is None:
        return Filled(
            basis=Basis.LUMP,
            factor_a=None,
            factor_b=None,
            price_factor=PriceFactor.UNKNOWN,
            planned=planned or 0,
            **common,
        )
    try:
        amount = ledger.product(quantity, price)
    except ledger.WrongLine as refusal:
        raise WrongForm({"price": str(refusal)}) from refusal
    factor_a, factor_b, which = _factors(quantity, price, before)
    return Filled(
        basis=Basis.FACTORED,
        factor_a=factor_a,
        factor_b=factor_b,
        price_factor=which,
        planned=amount,
        **common,
    )


def cells(line: Line) -> dict[str, str]:
    """Return a line as the cells of a grid; the reverse of `read`."""
    shown = shown_factors(line)
    return {
        "label": line.label,
        "quantity": money.plain(shown[0]) if shown else "",
        "unit": line.unit,
        "price": money.plain(shown[1]) if shown else "",
        "planned": money.yuan(line.planned),
        "category": line.category.value,
        "handler": line.handler,
        "note": line.note,
        "actual": money.yuan(line.actual),
    }


def lump(line: Line, amount: int) -> dict[str, Any]:
    """Return what a line becomes as a lump sum of `amount`; its note keeps how it was worked out."""
    shown = shown_factors(line)
    worked_out = f"{money.plain(shown[0])} × {money.plain(shown[1])}" if shown else ""
    return {
        "basis": Basis.LUMP,
        "factor_a": None,
        "factor_b": None,
        "price_factor": PriceFactor.UNKNOWN,
        "planned": amount,
        "note": (line.note or worked_out)[: LENGTHS["note"]],
    }


def shown_factors(line: Line) -> tuple[Decimal, Decimal] | None:
    """Return what stands under quantity and under price; unknown factors in their written order."""
    if line.factor_a is None or line.factor_b is None:
        return None
    if line.price_factor is PriceFactor.A:
        return line.factor_b, line.factor_a
    return line.factor_a, line.factor_b


def pasted(text: str) -> list[dict[str, str]]:
    """Split rows pasted from a spreadsheet (tabs, or commas where there is no tab) into cells.

    A first row of headings in Chinese or English says which column is which; without one the order
    is that of `COLUMNS`. Rows without a label and rows of totals are left out.

    Raises:
        WrongForm: no row is left, or more than `MOST_ROWS`.
    """
    plain = text.replace("\r\n", "\n").strip("\n")
    reader = csv.reader(io.StringIO(plain), delimiter="\t" if "\t" in plain else ",")
    rows = [[cell.strip() for cell in row] for row in reader]
    order = list(COLUMNS)
    if rows and (found := _headings(rows[0])):
        order, rows = found, rows[1:]
    several = [dict(zip(order, row, strict=False)) for row in rows]
    named = [cells for cells in several if cells.get("label", "") not in TOTALS]
    if len(named) > MOST_ROWS:
        wrong = gettext("This is more than %(most)s rows. Paste them in parts.")
        raise WrongForm({"rows": wrong % {"most": MOST_ROWS}})
    if not named:
        raise WrongForm({"rows": gettext("There is no row with a name in this text.")})
    return named


def to_text(lines: Iterable[Line]) -> str:
    """Return lines as tab-separated rows with headings; pasting them gives the same lines (B12)."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([HEADINGS[name][0] for name in COLUMNS])
    for line in lines:
        row = cells(line)
        writer.writerow([row[name] for name in COLUMNS])
    return out.getvalue()


TOTALS = frozenset({"", "合计", "共计", "总计", "Total", "total"})


def _headings(row: list[str]) -> list[str]:
    """Return the column names a heading row gives, "" for columns nobody knows; [] if it is none."""
    names = [
        next((name for name, words in HEADINGS.items() if cell.lower() in words), "")
        for cell in row
    ]
    return names if "label" in names and len([n for n in names if n]) > 1 else []


def _cell(texts: dict[str, str], name: str, wrong: dict[str, str], reader: Any) -> Any:
    try:
        return reader(texts[name])
    except ValueError:
        wrong[name] = gettext("Please enter an amount like 12.50.")
        return None


def _category(text: str, before: Line | None) -> Category:
    by_name = {gettext(words): category for category, words in ledger.CATEGORY_NAMES.items()}
    if text in by_name:
        return by_name[text]
    try:
        return Category(text)
    except ValueError:
        return before.category if before else Category.RESERVE


def _factors(
    quantity: Decimal, price: Decimal, before: Line | None
) -> tuple[Decimal, Decimal, PriceFactor]:
    """Keep the written order and the doubt of a line whose numbers did not change."""
    if before and shown_factors(before) == (quantity, price):
        assert before.factor_a is not None
        assert before.factor_b is not None
        return before.factor_a, before.factor_b, before.price_factor
    return quantity, price, PriceFactor.B
