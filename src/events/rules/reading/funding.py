"""Where the money comes from: named sources, with amounts where they are written."""

import re

from events.rules.plans import Source
from events.rules.reading import costs
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Item, Outline

_GIVEN = re.compile(
    "(?P<who>学院|学校|院系|团委|企业|公司|社会|校友|商家|志愿者|会员|成员|社团|基金会|社区)(?:们)?的?(?:资金|经费|活动经费)?(?P<how>赞助|支持|拨款|筹集|自筹|资助|捐赠|捐款)"
)
_LISTED = re.compile(r"[、,;]|(?:和|与|及)")


def sources(outline: Outline) -> list[tuple[Source, Span]]:
    """Return the sources under their heading; else those that a sentence about money names."""
    items = outline.items("sources")
    read = costs.read(items)
    found = [(Source(name=e.cost.name, amount=e.cost.amount), e.span) for e in read.entries]
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
