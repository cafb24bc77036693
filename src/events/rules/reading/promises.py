"""What is to be kept up afterwards: at least so many, per week, month, term or year."""

import re

from events.rules.plans import Promise
from events.rules.reading.lines import Span, clean
from events.rules.reading.markers import han_number
from events.rules.reading.outline import Item, Outline

_PER = {
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
    "学期": "term",
    "年": "year",
}
_DAYS = "一二三四五六日天"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST = 40  # in one line
PERIODS = {"week": 52, "month": 12, "term": 2, "year": 1}
_N = "[一二两三四五六七八九十]{1,2}|\\d{1,2}"
_TIMES = "(?:次|节|封|场|回|堂|篇|通|件)"
_COUNTED = re.compile(
    rf"每(?:个)?(?P<per>周|星期|礼拜|月|学期|年|季)(?:度|期)?(?![一二三四五六日天末])(?P<gap>[^。;\d每]{{0,26}}?)(?P<n>{_N})(?:\s?(?:至|到|-|~)\s?(?P<to>{_N}))?\s?{_TIMES}"
)
_WEEKLY = re.compile(
    r"每(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])(?P<part>上午|下午|晚上?|早上)?"
)
_YEARLY = re.compile(
    r"每年(?:的)?(?P<when>年终|年末|年底|年初|春节|暑假|寒假|六一|重阳)(?P<rest>[^。;]{2,60})"
)
_MONTHLY = re.compile(r"每(?:个)?月的?\d{1,2}[日号]")
_WORDS = {"once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "a": 1, "four": 4}
_ENGLISH = re.compile(
    r"(?P<n>once|twice|(?:one|two|three|four|\d{1,2})\s(?:\w+\s){0,3}?)\s?(?:\w+\s){0,2}?(?:a|per|every|each)\s(?P<per>week|month|term|semester|year)\b"
    r"|\bevery\s(?P<per2>week|month|term|semester|year|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_ACTOR = re.compile(
    "志愿者|班级|班主任|父母|家长|孩子|儿童|关工委|学校|社区|老师|会员|队员|volunteers?|parents?|teachers?|class(?:es)?|members?"
)
_PAIR = re.compile(
    "(?:联系|通话|通电话|电话|写信|写.{0,3}信|见面|陪伴|contact|call|write|meet).{0,12}|对子|结对|pair"
)


def promises(outline: Outline) -> list[tuple[Promise, Span, int]]:
    """Return the obligations of the text in their order, each with its clause."""
    found: dict[Span, tuple[Promise, Span, int]] = {}
    for chapter in outline.chapters:
        if chapter.key in ("budget", "sources", "time", "background"):
            continue
        for item in chapter.items:
            for promise, span in _in(item):
                found.setdefault(span, (promise, span, item.line.number))
    return [found[span] for span in sorted(found)]


def _in(item: Item) -> list[tuple[Promise, Span]]:
    told: list[tuple[Promise, Span]] = []
    taken: list[range] = []
    for pattern in (_COUNTED, _WEEKLY, _YEARLY, _MONTHLY, _ENGLISH):
        for match in pattern.finditer(item.folded):
            if len(told) >= MOST or any(match.start() in one for one in taken):
                continue
            taken.append(range(match.start(), match.end()))
            start, end = _clause(item.folded, match)
            n, most, per = _read(match, pattern)
            if n is None:
                continue
            clause = item.folded[start:end]
            actor = _ACTOR.search(clause) or _ACTOR.search(item.folded[max(0, start - 30) : start])
            subject = _subject(clause)
            promise = Promise(
                text=clean(item.text[start:end]),
                at_least=n,
                per=per,
                actor=actor[0] if actor else None,
                subject=subject,
                periods=PERIODS[per],
                at_most=most,
                weekday=_weekday(match),
            )
            told.append((promise, (item.start + start, item.start + end)))
    return told


def _weekday(match: "re.Match[str]") -> int | None:
    """Return the day of the week that is named, Monday being 0."""
    got = match.groupdict()
    if (day := got.get("day")) and day in _DAYS:
        return _DAYS.index(day) if day != "天" else 6
    named = got.get("per2") or ""
    return _WEEKDAYS.index(named[:3]) if named.endswith("day") else None


def _subject(clause: str) -> str | None:
    if re.search("每(?:个)?班|班级", clause):
        return "class"
    return (
        "pair"
        if _PAIR.search(clause) and re.search("儿童|孩子|父母|家长|老人|child|parent|elder", clause)
        else None
    )


def _read(match: "re.Match[str]", pattern: "re.Pattern[str]") -> tuple[int | None, int | None, str]:
    got = match.groupdict()
    if pattern is _COUNTED:
        least, most = _number(got["n"]), _number(got["to"]) if got["to"] else None
        if got["per"] == "季":  # four of them make a year
            return least and 4 * least, most and 4 * most, "year"
        return least, most, _PER[got["per"]]
    if pattern is _WEEKLY:
        return 1, None, "week"
    if pattern is _YEARLY:
        return 1, None, "year"
    if pattern is _MONTHLY:
        return 1, None, "month"
    unit = got["per"] or got["per2"]
    per = "week" if unit.endswith("day") else "term" if unit == "semester" else unit
    head = (got["n"] or "once").split()[0]
    return int(head) if head.isdigit() else _WORDS.get(head, 1), None, per


def _number(digits: str) -> int | None:
    return int(digits) if digits.isdigit() else 2 if digits == "两" else han_number(digits)


def _clause(folded: str, match: "re.Match[str]") -> tuple[int, int]:
    """Return the edges of the clause the match lies in."""
    left = max(folded.rfind(mark, 0, match.start()) for mark in ",。;!?、:") + 1
    ends = [at for mark in ",。;!?" if (at := folded.find(mark, match.end())) >= 0]
    right = min(ends, default=len(folded))
    return left + len(folded[left:right]) - len(folded[left:right].lstrip()), min(right, left + 200)
