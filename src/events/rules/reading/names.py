"""What the whole is called: where it is labelled, what stands on top, the theme."""

import re

from events.rules.reading.lines import Span, clean, unquoted
from events.rules.reading.outline import Chapter, Item, Outline

LONGEST_TITLE = 60
_NAMED = re.compile(
    "(?:开展|举办|举行|组织)(?:了|的)?(?:这次|此次|本次)?(?P<what>[^,。;:、]{3,30}?(?:活动|夏令营|冬令营|比赛|晚会|讲座|运动会|义卖|行动))"
)
_CALLED = re.compile("策划|方案|计划|企划|活动|通知|申请|总结|proposal|plan|notice|report")

_ONLY_CALLED = re.compile(
    r"\W*(?:活动)?(?:策划[书案]?|方案|企划书|计划书|(?:event )?proposal|plan)\W*"
)


def title(shape: Outline) -> tuple[str, Span | None]:
    """Return the name: where it is labelled or stands on top, the theme, or what the text is about."""
    named, span = value(shape, "name")
    if named:
        return named, span
    top = named_by(shape)
    if top is not None and top.line:
        return unquoted(clean(top.heading)) or "?", (top.line.start, top.line.end)
    tops = [item for item in shape.chapters[0].items[:3] if _may_be_title(item)]
    tops = [one for one in tops if not _ONLY_CALLED.fullmatch(one.folded)] or tops
    if tops:
        item = next((one for one in tops if _CALLED.search(one.folded)), tops[0])
        return unquoted(clean(item.text)) or "?", item.whole
    theme, span = value(shape, "theme")
    if theme:
        return theme, span
    for item in shape.all:
        if match := _NAMED.search(item.folded):
            found = clean(item.text[match.start("what") : match.end("what")])
            return unquoted(found) or "?", item.span(match, "what")
    return _first_clause(shape)


def _may_be_title(item: Item) -> bool:
    short = 1 < len(item.text) <= LONGEST_TITLE and item.kind in ("", "bullet")
    return short and not re.search("[。;:]|,$", item.folded)


def _first_clause(shape: Outline) -> tuple[str, Span | None]:
    item = next(iter(shape.all), None)
    if item is None:
        line = next(line for line in shape.lines if line.text.strip())
        return clean(line.text, 40) or "?", (line.start, line.end)
    clause = re.match(r"[^,。;:!?]+", item.folded)
    end = min(clause.end() if clause else len(item.text), 40)
    return clean(item.text[:end]) or "?", (item.start, item.start + end)


def named_by(shape: Outline) -> Chapter | None:
    """Return the first heading of Markdown where it is the name of the whole."""
    first = shape.chapters[1] if len(shape.chapters) > 1 else None
    return first if first and first.kind == "md" and not first.key else None


def value(shape: Outline, key: str) -> tuple[str, Span | None]:
    item = next(iter(shape.items(key)), None)
    return (unquoted(clean(item.text)), item.whole) if item else ("", None)
