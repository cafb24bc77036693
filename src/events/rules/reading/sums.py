"""Checks of the money: lines, the total, heads and sources."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from events.rules.reading.amounts import written
from events.rules.reading.arithmetic import Entry
from events.rules.reading.facts import Facts
from events.rules.reading.outline import Item
from events.rules.reading.remarks import Remark, remark

_ROUGH = re.compile(
    "大概|大约|差不多|左右|上下|若干|\\b(?:about|around|roughly|approx(?:imately)?|or so|some)\\b"
)
# What costs money, the clearest words first; what is free of charge is no cost.
_COSTS = [
    re.compile(words)
    for words in (
        "经费|资金|budget|funding",
        "由[^,。;]{2,10}(?:统一)?(?:提供|发放|承担|赠送)|免费提供|provided (?:free|by the)|free (?:lunch|meal|t-shirt)",
        "赞助|募捐|费用|费由|补贴|报销|采购|购买|租车|sponsor|costs?\\b|purchase",
    )
]
_FREE = re.compile(
    "不收(?:取)?(?:任何)?费|不产生(?:任何)?费|无需(?:任何)?(?:经费|费用)|零经费|不涉及(?:经费|费用|资金)|no costs?\\b|free of charge|no budget"
)
_BENEFIT = re.compile(
    "助学金|奖学金|奖金|热线|补贴|补助|基金|保险|纪念品|奖品|礼品|礼物|scholarships?|hotline|prizes?|bursar(?:y|ies)|gift bags?|gifts|allowance"
)
_SAME = (
    "纪念品|奖品|礼品|礼物|gift|prize",
    "助学金|奖学金|scholarship|bursar",
    "补贴|补助|allowance",
)
_ANNOUNCE = re.compile(
    "宣布|成立|设立|开通|颁发|发放|赠送|提供|announce|award|hand out|launch|present|give"
)
_PAID_ELSEWHERE = re.compile(
    "另行支付|由[^,。;]{2,12}(?:出资|承担|赞助|提供)|已有赞助|paid (?:for )?(?:elsewhere|by)|sponsored by|donated by"
)


def rough(facts: Facts) -> Iterator[Remark]:
    """Head counts that are only guessed: 老人大概30个, about 20 students."""
    for count, (start, end), number in facts.counts:
        line = facts.outline.lines[number - 1]
        at, stop = start - line.start, end - line.start
        around = re.split(r"[,。;:、]", line.folded[max(0, at - 8) : at])[-1]
        behind = re.split(r"[,。;:、]", line.folded[stop : stop + 4])[0]
        if count.count and _ROUGH.search(f"{around}{line.folded[at:stop]}{behind}"):
            what = line.text[at:stop] + line.text[stop : stop + len(behind)]
            yield remark("count-rough", number, (start, end), what=what.strip())


def lines(facts: Facts) -> Iterator[Remark]:
    """Each line by itself."""
    for entry in facts.costs.entries:
        cost = entry.cost
        right = _arithmetic(entry)
        if right is not None and entry.stated is not None and right != entry.stated:
            yield remark(
                "budget-line-mismatch",
                entry.line,
                entry.span,
                what=cost.name,
                right=written(right),
                written=written(entry.stated),
            )
        if cost.price_factor == "unknown":
            yield remark(
                "factor-order-unknown", entry.line, entry.span, what=cost.text or cost.name
            )
        lump = not cost.factors and not cost.more.get("parts") and cost.quantity is None
        if lump and not cost.note:
            yield remark("lump-sum-unexplained", entry.line, entry.span, what=cost.name)
        heads = facts.heads("participant")
        if (
            lump
            and cost.per_head == "participants"
            and heads
            and cost.amount
            and Decimal(cost.amount) * 100 % heads
        ):
            yield remark(
                "per-head-uneven",
                entry.line,
                entry.span,
                what=cost.name,
                amount=cost.amount,
                heads=heads,
            )
        yield from _supplies(facts, entry)


def _arithmetic(entry: Entry) -> Decimal | None:
    cost = entry.cost
    if cost.more.get("parts"):
        return sum((Decimal(p) for p in cost.more["parts"]), Decimal(0))
    if not cost.factors:
        return None
    product = Decimal(1)
    for factor in cost.factors:
        product *= Decimal(factor)
    return product


def _supplies(facts: Facts, entry: Entry) -> Iterator[Remark]:
    """A quantity per head fits the people who come, or some of their groups."""
    cost = entry.cost
    if cost.per_head != "present" or cost.quantity is None:
        return
    known: list[int] = [count.count for count, _, _ in facts.counts[:8] if count.count]
    sums = {sum(some) for size in range(1, len(known) + 1) for some in combinations(known, size)}
    days = _days(facts)
    several = days > 1 and any(known) and Decimal(cost.quantity) % sum(known) == 0
    if sums and not several and Decimal(cost.quantity) not in {Decimal(s) for s in sums}:
        yield remark(
            "headcount-supplies",
            entry.line,
            entry.span,
            what=cost.name,
            quantity=cost.quantity,
            heads=sum(known),
        )


def _days(facts: Facts) -> int:
    when = facts.times.when
    if when.start_date is None or when.end_date is None:
        return 1
    return (when.end_date - when.start_date).days + 1


def total(facts: Facts) -> Iterator[Remark]:
    """The written total against the written amounts."""
    costs = facts.costs
    if costs.total is None or costs.total_span is None or not costs.entries:
        return
    added = sum((e.stated for e in costs.entries if e.stated is not None), Decimal(0))
    if added != costs.total:
        yield remark(
            "budget-total-mismatch",
            costs.total_line,
            costs.total_span,
            right=written(added),
            written=written(costs.total),
        )


def sources(facts: Facts) -> Iterator[Remark]:
    """What comes in against what goes out."""
    if not facts.costs.entries or facts.covered >= facts.spent:
        return
    chapter = next((c for c in facts.outline.of("budget") if c.line), None)
    line = chapter.line if chapter and chapter.line else None
    number, span = (
        (line.number, (line.start, line.end))
        if line
        else (facts.costs.entries[0].line, facts.costs.entries[0].span)
    )
    yield remark(
        "source-shortfall", number, span, covered=written(facts.covered), costs=written(facts.spent)
    )


def missing(facts: Facts) -> Iterator[Remark]:
    """Money or goods are mentioned, and there is no line."""
    if facts.costs.entries:
        return
    for pattern in _COSTS:
        for item in facts.outline.all:
            match = pattern.search(item.folded)
            if match and not _FREE.search(item.folded):
                yield remark(
                    "budget-missing", item.line.number, item.span(match), what=_around(item, match)
                )
                return


def _around(item: Item, match: "re.Match[str]") -> str:
    start = max(item.folded.rfind(mark, 0, match.start()) for mark in ",。;") + 1
    return item.text[max(start, match.start() - 16) : match.end() + 4].strip()


def announced(facts: Facts) -> Iterator[Remark]:
    """Benefits that are announced and that no line pays."""
    if not facts.costs.entries:
        return
    paid = " ".join(f"{e.cost.name} {e.cost.note or ''}" for e in facts.costs.entries).lower()
    best: dict[str, tuple[bool, Item, re.Match[str]]] = {}
    for chapter in facts.outline.chapters:
        if chapter.key in ("budget", "sources", "background", "notes"):
            continue
        for item in chapter.items:
            for match in _BENEFIT.finditer(item.folded):
                start = max(item.folded.rfind(mark, 0, match.start()) for mark in "。;") + 1
                loud = bool(
                    _ANNOUNCE.search(item.folded[max(start, match.start() - 30) : match.start()])
                )
                kept = best.get(match[0])
                if (kept is None or (loud and not kept[0])) and not _PAID_ELSEWHERE.search(
                    item.folded
                ):
                    best[match[0]] = (loud, item, match)
    for word, (loud, item, match) in best.items():
        words = next((same for same in _SAME if re.search(same, word)), re.escape(word.rstrip("s")))
        if loud and not re.search(words, paid):
            yield remark(
                "announced-but-unbudgeted",
                item.line.number,
                item.span(match),
                what=item.text[match.start() : match.end()],
            )
