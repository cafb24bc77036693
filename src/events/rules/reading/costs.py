"""Budget lines in every usual form: `水费:50x1.5=75`, `每人50元,共100人,共计5000元`, `1 x $420.00`."""

import re
from itertools import pairwise

from events.rules.reading import amounts, cost_tables, grids
from events.rules.reading.amounts import Amount
from events.rules.reading.arithmetic import Costs, Entry, entry, sum_of
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Item

_NOTE = re.compile(r"\(([^()]{1,200})\)")
# Who pays is no cost: `Paid by Student Council ($100)`.
PAID_BY = re.compile(
    r"\s*(?:(?:all |everything |costs? )?(?:is |are |will be )?(?:paid(?: for)?|funded|covered|sponsored|met) by|(?:经费|费用|资金)?由(?=[^,。;:]{2,20}(?:支付|承担|出资|赞助|资助|支持)))\s*(?:the )?"
)
GIVES = re.compile(
    r"\s*(?:the )?[a-z][a-z' &-]{2,40}? (?:gives?|pays?|contributes?|grants?|will (?:give|pay)|has promised)\s(?:us )?[$£€¥]"
)
_TOTAL = re.compile(
    r"^\W*(?:(?:经费|预算|费用|活动|资金|支出|收入|grand|estimated|overall)\s?)?(?:共计|合计|总计|总额|总金额|总预算|总费用|总支出|总收入|预算总额|一共|总共|共|"
    r"total(?: cost| costs| budget| expenditure)?)\s?(?:金额|费用|预算|经费|人民币)?\s*(?:\([^()]*\))?\s*(?:[:=|,]|为|约|\s|(?=[\d¥￥$£€]))"
)
_ITEM_START = re.compile(
    r"(?:\s+|\t)(?=(?!each\b|per\b|total\b|共|计|合|约)[^\s:=\d()x*+/,.\"-][^\s:=()\d]{0,14}(?:\([^()]{0,30}\))?:\s*[^\s])"
)
_COMMA = re.compile(
    r"[,、](?=\s*[^\d\s,、。;:=()每共合总小计单约按x*@+][^\d,、。;:=]{0,14}:?\s?[¥￥$]?\d)"
)
_SUM = re.compile(r"(?<=[,;。\s])(?:共计|合计|总计|总共)(?=\s?:?\s?[约¥￥$]?\d)")
_WORKED = re.compile(r"=\s*[¥￥$]?\s*\d|\d\D{0,8}[x*@]\s?[¥￥$£€]?\s?\d")
_EACH = re.compile(r"每人|人均|per person|per head")
_LABEL = re.compile(r"(?<!\d):|:(?!\d\d\b(?!\s?[元x*=]))")  # and not that of 9:30
_ALIGNED = re.compile(r"(?<=\S)\s{3,}(?=[¥￥$£€]?\d[\d,]*(?:\.\d+)?\s*$)")  # the last column
_A_NAME = re.compile(r"[^\W\d_]")
_TO_BUY = re.compile(r"\s*(?:要|需要?)?(?:买|采购|购买|购置|准备|支出|包括|预算|费用|花费)\s*$")
_PLAIN = re.compile(r"^\s*[^\W\d][^\d:=]{0,20}\s\d+(?:\.\d+)?\s*$")
_SHORT = re.compile(
    r"^\s*[一-鿿]{1,8}?(?:大概|大约|约|共)?\d+(?:\.\d+)?\s?(?:元|块钱|块|左右|上下|吧)*\s*$"
)
_SPACED = re.compile(
    r"(?<=\S)\s(?=(?!单价|总价|价格|数量|共|合|小计|每|约|计|总|按|人均|各)[一-鿿]{1,8}\d)"
)  # 面粉30 肉馅4斤*18=72
_CALL = re.compile(r"\b(?:call|dial|phone|ring|tel)\b\W{0,3}\+?\d|(?:拨打?|致电|电话)\W{0,3}\d")
_FEE = re.compile(r"^\s*[^\W\d]{1,6}费(?:用)?(?:大概|大约|约|共)?\s?\d+(?:\.\d+)?\s?(?:元|块)?\s*$")
_TAIL = re.compile(
    r"(?:大概|大约|每|共|单价|约|按|需|费用为|为|,|，|=|@|at|each|for)?[人个名瓶份位]?\s*$"
)


def read(items: list[Item], *, strict: bool = False, names: dict[int, str] | None = None) -> Costs:
    """Return the budget lines of `items`; `strict` takes only what can be nothing but a cost.

    `names` gives lines without a name of their own that of the heading they stand under.
    """
    costs = Costs([])
    grid, rest = grids.split(items)
    for table in grid:
        cost_tables.rows(table, costs)
    for item in rest:
        if PAID_BY.match(item.folded) or GIVES.match(item.folded):
            continue
        for start, end in _pieces(item.folded, listed=not strict):
            _piece(
                item, (start, end), costs, (names or {}).get(item.line.number, ""), strict=strict
            )
    costs.entries.sort(key=lambda entry: entry.span)
    return costs


def is_total(folded: str) -> bool:
    return bool(_TOTAL.match(folded.lstrip(" -*|")))


def _pieces(folded: str, *, listed: bool = False) -> list[tuple[int, int]]:
    """Return where the items of one line begin and end."""
    if is_total(folded) and not re.search(r"[;；]|\s{3,}[^\W\d]", folded):
        return [(0, len(folded))]  # who pays may stand behind it
    cuts = {0, len(folded)}
    for mark in re.finditer(r"[;；。]|\s{3,}|\t|\s/\s", folded):
        if mark[0].strip() or (_open(folded, mark.start()) and _A_NAME.match(folded, mark.end())):
            cuts.add(mark.end())
    patterns = (_ITEM_START, _COMMA, _SPACED) if listed else (_ITEM_START, _COMMA)
    for pattern in patterns:
        cuts.update(mark.end() for mark in pattern.finditer(folded) if _open(folded, mark.start()))
    several = len(cuts) > 2  # noqa: PLR2004 -- more than the two ends
    sums = list(_SUM.finditer(folded))
    if several and len(sums) == 1:
        cuts.add(sums[0].start())
    edges = sorted(cuts)
    return [(a, b) for a, b in pairwise(edges) if folded[a:b].strip(" ,;。、\t")]


def _open(folded: str, at: int) -> bool:
    """A cut lies outside brackets, and behind something that has a number already."""
    before = folded[:at]
    return before.count("(") <= before.count(")") and bool(re.search(r"\d", before))


def _piece(item: Item, cut: tuple[int, int], costs: Costs, name: str, *, strict: bool) -> None:
    start, end = cut
    text, folded = item.text[start:end], item.folded[start:end]
    numbers = amounts.amounts(_blank_notes(folded))
    if not numbers or cost_tables.SUBTOTAL.match(folded) or _CALL.search(folded):
        return
    span = (item.start + start, item.start + end)
    if _TOTAL.match(folded.lstrip(" -*|")):
        told = amounts.amounts(re.split(r"[,;(](?!\d{3})", folded)[0])  # who pays stands behind it
        costs.add_total(told or numbers, span, item.line.number)
        return
    found = _entry(text, folded, numbers, (span, item.line.number, name), strict=strict)
    if found is not None:
        costs.add(found, numbers)


def _blank_notes(folded: str) -> str:
    """Hide what stands in brackets behind a name, unless the sum itself is in brackets."""
    without = _NOTE.sub(lambda m: m[0] if _WORKED.search(m[0]) else " " * len(m[0]), folded)
    return without if re.search(r"\d", without) else folded


def _entry(
    text: str, folded: str, numbers: list[Amount], where: tuple[Span, int, str], *, strict: bool
) -> Entry | None:
    hidden = _ALIGNED.sub(lambda gap: " =".ljust(len(gap[0])), _blank_notes(folded))
    name, labelled = _name(text, hidden, numbers)
    name = name or where[2]
    if not name and len(numbers) > 1 and _EACH.search(hidden):
        name = clean(hidden[: numbers[0].start]) or "每人"
    has_money = any(n.money for n in numbers)
    worked = bool(_WORKED.search(hidden))
    sure = worked and (has_money or labelled) if strict else has_money or worked or labelled
    bought = (
        len(numbers) == 2  # noqa: PLR2004 -- so many of it, for so much
        and bool(numbers[0].unit)
        and not numbers[0].money
        and numbers[1].money
    )
    sure = (
        sure
        or bought
        or (not strict and bool(_PLAIN.match(hidden) or _SHORT.match(hidden)))
        or (len(numbers) == 1 and bool(_FEE.search(hidden)))
    )
    if not name or not sure:
        return None
    noted = _NOTE.search(folded) if hidden != folded else None
    note = clean(text[noted.start(1) : noted.end(1)]) or None if noted else None
    return entry(name, sum_of(hidden, numbers), note, clean(text, 300), *where[:2])


def _name(text: str, hidden: str, numbers: list[Amount]) -> tuple[str, bool]:
    """Return what a line is for, and whether it stands in front of a colon."""
    colon = _LABEL.search(hidden)
    if colon and colon.start() <= numbers[0].start:
        if not _TO_BUY.match(hidden[: colon.start()]):
            return clean(re.split("[(（]", text[: colon.start()])[0], 100), True
        return clean(text[colon.end() : numbers[0].start], 100), True
    name = clean(_TAIL.sub("", re.split("[(（]", text[: numbers[0].start])[0]), 100)
    name = name.rstrip(" -–—―")
    if not name:  # the name behind the sum: `2箱矿泉水60元`
        tail = re.match(r"[^\d=x*,()]{1,20}", hidden[numbers[0].end :])
        name = clean(text[numbers[0].end : numbers[0].end + tail.end()], 100) if tail else ""
    return (name if re.search(r"[^\W\d_]", name) else ""), False
