"""A budget that is a table: a row is a line."""

import re

import msgspec

from events.rules.reading import amounts, grids
from events.rules.reading.amounts import Amount
from events.rules.reading.arithmetic import Costs, Entry, Sum, entry, sum_of
from events.rules.reading.lines import clean

_COLUMNS = {
    "price": re.compile("单价|价格|unit cost|unit price|price|rate|each|cost per"),
    "quantity": re.compile("数量|人数|个数|份数|qty|quantity|number|how many|units|no\\."),
    "unit": re.compile("^(?:计量)?单位$|^units?$"),
    "note": re.compile("备注|说明|note|remark|comment"),
    "name": re.compile(
        "项目|名称|物品|用途|内容|品名|支出|科目|明细|^项$|item|description|expense|what"
    ),
    "amount": re.compile("金额|总价|小计|合计|费用|预算|总额|amount|total|sum|cost|budget"),
}
_COUNTED = re.compile(r"\d[\d,.]*\s?(?P<unit>[a-z]{2,15}|[一-鿿]{1,2})")
SUBTOTAL = re.compile(r"^\W*(?:小计|subtotal|sub-total)")
_TIMES = re.compile(r"\d\D{0,8}[x*]\s?[¥￥$£€]?\s?\d")
_TOTAL = re.compile(r"\W*(?:合计|总计|共计|总额|一共|总共|total|grand total)")


def rows(table: grids.Grid, costs: Costs) -> None:
    """Add the lines of `table`, and its total."""
    at = table.columns(_COLUMNS)
    for row in table.rows:
        name = clean(row.cell(at.get("name")).text, 100)
        if SUBTOTAL.match(row.folded):
            continue
        if _TOTAL.match(name.lower()) or _TOTAL.match(row.folded.strip(" |\t")):
            costs.add_total(amounts.amounts(row.folded), row.span, row.line)
            continue
        found = _worked(row, _number(row, at.get("amount"))) or _sum(
            *(_number(row, at.get(role)) for role in ("quantity", "price", "amount"))
        )
        if not name or found is None:
            continue
        note = clean(row.cell(at.get("note")).text) or None
        line = entry(name, found, note, clean(row.text, 300), row.span, row.line)
        told = row.cell(at.get("unit")).text or _counted(row.cell(at.get("quantity")).folded)
        costs.add(_with_unit(line, told), amounts.amounts(row.folded))


def _counted(quantity: str) -> str:
    """Return the unit that stands behind a number: `10 rolls`."""
    match = _COUNTED.fullmatch(quantity)
    return match["unit"] if match else ""


def _with_unit(line: Entry, told: str) -> Entry:
    """Return `line` with the unit that stands in a column of its own, where it counts anything."""
    unit = clean(told, 20)
    if counted := _COUNTED.fullmatch(unit.lower()):
        unit = counted["unit"]
    if not unit or line.cost.unit or not line.cost.quantity:
        return line
    return msgspec.structs.replace(line, cost=msgspec.structs.replace(line.cost, unit=unit))


def _worked(row: grids.Row, amount: Amount | None) -> Sum | None:
    """A cell may hold the whole sum: `15人×11天×25元/人/天`."""
    for cell in row.cells:
        numbers = amounts.amounts(cell.folded)
        if len(numbers) > 1 and _TIMES.search(cell.folded):
            found = sum_of(cell.folded, numbers)
            return msgspec.structs.replace(found, stated=amount.value) if amount else found
    return None


def _sum(quantity: Amount | None, price: Amount | None, amount: Amount | None) -> Sum | None:
    stated = amount.value if amount else None
    if quantity and price:
        return Sum((quantity, msgspec.structs.replace(price, money=True)), stated)
    if amount:
        return Sum((quantity,) if quantity else (), stated)
    return Sum((), price.value) if price else None


def _number(row: grids.Row, at: int | None) -> Amount | None:
    return next(iter(amounts.amounts(row.cell(at).folded)), None)
