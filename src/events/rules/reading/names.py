"""What the whole is called: where it is labelled, what stands on top, the theme."""

import re

from events.rules.reading.lines import Span, clean, fold, unquoted
from events.rules.reading.outline import Chapter, Item, Outline

LONGEST_TITLE = 60
LONGEST_LEAD = 200
_NAMED = re.compile(
    "(?:开展|举办|举行|组织)(?:了|的)?(?:这次|此次|本次)?(?P<what>[^,。;:、]{3,30}?(?:活动|夏令营|冬令营|比赛|晚会|讲座|运动会|义卖|行动))"
)
# A unit decides on something, which is what the text is about.
_DECIDED = re.compile(
    '(?:决定|拟|特|将)(?:联合|共同)?(?:开展|举办|举行|组织)(?:了)?(?:这次|此次|本次)?(?P<what>[^,。;:、"]{3,30}?(?:活动|夏令营|冬令营|比赛|晚会|讲座|运动会|义卖|行动)(?:系列)?(?:活动)?)'
)
_PLANNED = re.compile(
    '(?:保证|保障|按照|根据|落实|制定|执行|推进|做好)(?:了|好)?(?!以下|如下|本|该|详细)(?P<what>[^,。;:、"]{3,26}?(?:工作|实施|活动)方案)'
)
_HELD = re.compile(
    '(?:搞|办|举办|举行|开展|组织)(?:一次|一场|一个|一期|个|场|次)(?P<what>[^,。;:、"]{2,16})'
)
_PLAN_FOR = re.compile(
    r"\b(?:plan|proposal|schedule|programme|details) for (?:the |our |a )?(?P<what>[a-z' -]{4,40}?)(?=\s(?:on|at|in|to be)\b|[.,;:]|$)"
)
_CITED = re.compile("《[^》]{0,120}》")
_VAGUE = re.compile("这[项个些]|各[类种]|多种|形式|丰富|相关|此类|系列活动$")
_BADGE = re.compile('"(?P<what>[^"]{3,30})"(?P<tail>活动|行动)?')
_AN_EVENT = re.compile(
    '["《]|(?:会|节|赛|日|营|行|展|周|讲座|沙龙|课堂)$|\\b(?:day|night|fair|camp|week|festival|walk|show|workshop)\\b'
)
_WHEN = re.compile(
    r"\s*(?:本|这|下)?(?:周|星期)[一二三四五六日天](?:早|上|中|下|晚|\s?\d)|\s*(?:早上|上午|下午|晚上)?\d{1,2}[:点]"
)
_BY = re.compile("(?:proposal|plan|report|submitted|prepared|written)? ?by ")
_GREETING = re.compile(
    r"\s*(?:各位|亲爱的|大家好?|同学们|小伙伴们|(?:hi|hello|dear)\b)[^,。;:!]{0,12}[,:!]\s*"
)
_CALLED = re.compile("策划|方案|计划|企划|活动|通知|申请|总结|proposal|plan|notice|report")

_ONLY_CALLED = re.compile(
    r"\W*(?:活动)?(?:策划[书案]?|方案|企划书|计划书|(?:event )?proposal|plan)\W*"
)


# A document is called so; what it is about is the name.
_FRAME = re.compile(
    "(?:关于)?(?:申请)?(?:拟)?(?:组织|举办|举行|开展|主办|承办)+(?:了)?(?:本次|此次)?(?P<what>.{2,56}?)的?(?:策划书?案?|方案|企划书?案?|计划书|通知|申请书?|请示|函)"
)
_LABEL_BEHIND = re.compile(
    r"[\s—–·|:,-]*(?:(?<=.)(?:策划书|策划案|策划方案|策划|企划书|企划案|企划|计划书|计画书)|(?<=活动)(?:方案|计划|计画|申请书)|(?:(?<=\s)|(?<=[—–-]))(?:event |project |activity )?(?:proposal|plan)(?: document)?)\s*(?:\([^()]{0,8}\))?\s*"
)
_LABEL_FRONT = re.compile(
    r"(?:(?:event |project |activity )?(?:proposal|plan)\s?(?::|[—–-]|for(?: the| a| an| our)?\s)|(?:活动)?(?:策划书|企划书|计划书|策划案)\s?[:——-]+)\s*"
)


def named(written: str) -> str:
    """Return a title without what only says which kind of document it stands on."""
    folded = fold(written)
    if (framed := _FRAME.fullmatch(folded)) and folded.startswith("关于"):
        return unquoted(clean(written[slice(*framed.span("what"))])) or written
    start, end = 0, len(written)
    if front := _LABEL_FRONT.match(folded):
        start = front.end()
    for at in range(max(start + 2, end - 24), end):
        if _LABEL_BEHIND.fullmatch(folded, at, end):
            end = at
            break
    name = unquoted(clean(written[start:end]))
    return name if len(name) > 1 else written


def title(shape: Outline) -> tuple[str, Span | None]:
    """Return the name: where it is labelled or stands on top, the theme, or what the text is about."""
    written, span = _title(shape)
    return named(written), span


def _title(shape: Outline) -> tuple[str, Span | None]:
    labelled, span = value(shape, "name")
    if labelled:
        return labelled, span
    top = named_by(shape)
    if top is not None and top.line:
        return unquoted(clean(top.heading)) or "?", (top.line.start, top.line.end)
    first = shape.chapters[0].items[:3]
    greets = bool(first and _GREETING.match(first[0].folded))
    tops = [item for item in first if _may_be_title(item) and not greets]
    tops = [item for item in tops if not _BY.match(item.folded)] or tops
    tops = [item for item in tops if not _WHEN.match(item.folded)]
    tops = [one for one in tops if not _ONLY_CALLED.fullmatch(one.folded)] or tops
    if tops:
        item = next(
            (one for words in (_CALLED, _AN_EVENT) for one in tops if words.search(one.folded)),
            tops[0],
        )
        return unquoted(clean(item.text)) or "?", item.whole
    theme, span = value(shape, "theme")
    if theme:
        return theme, span
    return _told(shape) or _first_clause(shape)


def _told(shape: Outline) -> tuple[str, Span] | None:
    """What the sentences say they are about; documents that are cited are about something else."""
    if found := _badge(shape):
        return found
    for pattern in (_DECIDED, _PLANNED, _NAMED, _HELD, _PLAN_FOR):
        for item in shape.all:
            said = _CITED.sub(lambda cited: "《" + " " * (len(cited[0]) - 1), item.folded)
            for match in pattern.finditer(said):
                if not _VAGUE.search(match["what"]):
                    name = clean(item.text[match.start("what") : match.end("what")])
                    return unquoted(name) or "?", item.span(match, "what")
    return None


def _badge(shape: Outline) -> tuple[str, Span] | None:
    """A name in quotation marks that comes back and is once called an activity."""
    counted: dict[str, int] = {}
    called: dict[str, tuple[str, Span]] = {}
    for item in shape.all:
        for match in _BADGE.finditer(item.folded):
            stem = match["what"].removesuffix("活动")
            counted[stem] = counted.get(stem, 0) + 1
            if match["tail"] or match["what"] != stem:
                tail = match["tail"] or "活动"
                name = clean(item.text[match.start("what") : match.end("what")])
                called.setdefault(
                    stem, (name.removesuffix("活动") + tail, item.span(match, "what"))
                )
    often = [stem for stem in called if counted[stem] > 1]
    return called[max(often, key=lambda stem: (counted[stem], len(stem)))] if often else None


def _may_be_title(item: Item) -> bool:
    short = 1 < len(item.text) <= LONGEST_TITLE and item.kind in ("", "bullet", "md")
    return short and not re.search("[。;:]|,$", item.folded)


def _first_clause(shape: Outline) -> tuple[str, Span | None]:
    item = next(iter(shape.all), None)
    if item is None:
        line = next(line for line in shape.lines if line.text.strip())
        return clean(line.text, 40) or "?", (line.start, line.end)
    if len(item.text) > LONGEST_LEAD:
        return "?", None  # an essay has no name
    greeting = _GREETING.match(item.folded)
    start = greeting.end() if greeting else 0
    clause = re.compile(r"[^,。;:!?]+").match(item.folded, start)
    end = min(clause.end() if clause else len(item.text), start + 40)
    return clean(item.text[start:end]) or "?", (item.start + start, item.start + end)


def named_by(shape: Outline) -> Chapter | None:
    """Return the first heading of Markdown where it is the name of the whole."""
    first = shape.chapters[1] if len(shape.chapters) > 1 else None
    return first if first and first.kind == "md" and not first.key else None


def value(shape: Outline, key: str) -> tuple[str, Span | None]:
    item = next(iter(shape.items(key)), None)
    return (unquoted(clean(item.text)), item.whole) if item else ("", None)
