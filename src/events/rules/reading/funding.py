"""Where the money comes from: named sources, with amounts where they are written."""

import re

from events.rules.plans import Source
from events.rules.reading import amounts, costs
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Item, Outline

_GIVEN = re.compile(
    "(?P<who>学院|学校|院系|团委|企业|公司|社会|校友|商家|志愿者|会员|成员|社团|基金会|社区)(?:们)?的?(?:资金|经费|活动经费)?(?P<how>赞助|支持|拨款|筹集|自筹|资助|捐赠|捐款)"
)
_PAYS = re.compile(
    "(?:经费|费用|资金|支出|元,?)(?:全部|均|都)?由(?P<who>[^,。;由]{2,20}?)(?:全额)?(?:承担|支付|提供|资助|报销|解决|列支|支出|开支|出)"
)
LONGEST_NAME = 40
_LISTED = re.compile(r"[、,;]|(?:和|与|及)")


def sources(outline: Outline) -> list[tuple[Source, Span]]:
    """Return the sources under their heading; else those that a sentence about money names."""
    items = outline.items("sources")
    found = [source for item in (*items, *outline.items("sponsor")) for source in _paid(item)]
    read = costs.read(items) if not found else None
    if read is not None:
        found = [(Source(name=e.cost.name, amount=e.cost.amount), e.span) for e in read.entries]
    if found:
        return found
    found = [source for item in outline.items("budget") for source in _in_total(item)]
    if found:
        return found
    found = [source for item in outline.all for source in _paid_by(item)]
    if found:
        return found
    for item in items:
        if not re.search(r"\d", item.folded):
            found += _names(item)
    if not found:
        for item in outline.all:
            if re.search("经费|资金", item.folded):
                seen = dict.fromkeys(
                    (_giver(item, m), item.span(m)) for m in _GIVEN.finditer(item.folded)
                )
                found += [(Source(name=name), span) for name, span in seen]
    return found[:40]


def _paid(item: Item) -> list[tuple[Source, Span]]:
    """Return sources with an amount each, in a line: `学院 500元,社费 130元`, `ByteWorks (€300)`."""
    if "|" in item.line.folded or "\t" in item.line.folded or costs.is_total(item.folded):
        return []
    found: list[tuple[Source, Span]] = []
    for start, end in _pieces(item.folded, 0, len(item.folded)):
        numbers = amounts.amounts(item.folded[start:end])
        if len(numbers) > 1 and (worked := costs.read([item]).entries):
            return [(Source(name=e.cost.name, amount=e.cost.amount), e.span) for e in worked]
        if len(numbers) == 1:
            name = clean(re.sub(r"[(:\s]+$", "", item.text[start : start + numbers[0].start]), 100)
            name = name.rstrip("(（:： ")
            if re.search(r"[^\W\d_]", name):
                amount = amounts.written(numbers[0].value)
                found.append(
                    (Source(name=name, amount=amount), (item.start + start, item.start + end))
                )
    return found


def _paid_by(item: Item) -> list[tuple[Source, Span]]:
    """`Paid by Student Council ($100)`: who stands behind the verb, with what each gives."""
    found: list[tuple[Source, Span]] = []
    said = costs.PAID_BY.match(item.folded)
    if said is None and not costs.GIVES.match(item.folded):
        return found
    for start, end in _pieces(item.folded, said.end() if said else 0, len(item.folded)):
        numbers = amounts.amounts(item.folded[start:end])
        stop = start + numbers[0].start if numbers else end
        name = clean(item.text[start:stop], 100).rstrip("(（:： ")
        name = re.sub(
            r"^(?i:the rest|the remainder)(?: is)?(?: from| by)?(?: the| our)? ", "", name
        )
        name = re.sub(
            r"^[Tt]he |\s(?:gives?|pays?|contributes?|grants?|will \w+|has promised)(?: us)?$",
            "",
            name,
        )
        name = re.sub("(?:支付|承担|出资|赞助|资助|支持)$", "", name)
        if 1 < len(name) <= LONGEST_NAME:
            amount = amounts.written(numbers[-1].value) if numbers else None
            found.append((Source(name=name, amount=amount), (item.start + start, item.start + end)))
    return found


def _pieces(folded: str, start: int, end: int) -> list[Span]:
    edges, at = [], start
    for mark in re.finditer(r"[、;]|,(?!\d{3})|\s(?:and|\+)\s", folded[start:end]):
        edges.append((at, start + mark.start()))
        at = start + mark.end()
    return [(a, b) for a, b in [*edges, (at, end)] if folded[a:b].strip()]


def _in_total(item: Item) -> list[tuple[Source, Span]]:
    """`总计630元(学院支持500元,其余自筹)`, or who pays all of it."""
    if match := _PAYS.search(item.folded):
        name = clean(item.text[match.start("who") : match.end("who")], 100)
        return [(Source(name=name), item.span(match, "who"))]
    if not costs.is_total(item.folded):
        return []
    inside = re.search(r"\((?P<all>[^()]*(?:支持|资助|自筹|赞助|补助|拨款)[^()]*)\)", item.folded)
    inside = inside or re.search(
        r"[,;](?P<all>[^()]*(?:支持|资助|自筹|赞助|补助|拨款)[^()。]*)", item.folded
    )
    if inside is None:
        return []
    found: list[tuple[Source, Span]] = []
    for start, end in _pieces(item.folded, *inside.span("all")):
        numbers = amounts.amounts(item.folded[start:end])
        stop = start + numbers[0].start if numbers else end
        name = re.sub(
            "^(?:申请|拟申请|其余|剩余|其他|余下)(?:部分)?(?:由)?",
            "",
            clean(item.text[start:stop], 100),
        )
        amount = amounts.written(numbers[0].value) if numbers else None
        found.append((Source(name=name, amount=amount), (item.start + start, item.start + end)))
    return found


def _giver(item: Item, match: "re.Match[str]") -> str:
    """Return who gives; what people raise among themselves is called so."""
    who = clean(item.text[match.start("who") : match.end("who")])
    return f"{who}自筹" if match["how"] in ("筹集", "自筹") else who


def _names(item: Item) -> list[tuple[Source, Span]]:
    found, at = [], 0
    for stop in [
        *(m.span() for m in _LISTED.finditer(item.folded)),
        (len(item.text), len(item.text)),
    ]:
        name = clean(item.text[at : stop[0]], 100)
        if 1 < len(name) <= 30:  # noqa: PLR2004
            found.append((Source(name=name), (item.start + at, item.start + stop[0])))
        at = stop[1]
    return found
