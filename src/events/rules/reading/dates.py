"""Dates and ranges of dates as proposals write them; nothing is guessed silently."""

import re
from datetime import date, timedelta

import msgspec

from events.rules.reading.lines import Span

MONTHS = {
    m: n
    for n, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
# "may" with another verb behind it is no month: children under 10 may join.
_MONTH = (
    r"(?!may\s(?!(?:at|from|to|in|on|until|till|and|or|for|between|is|was|we|the|this)\b)[a-z])"
    + MONTH
)
_YEAR = r"(?:(?P<y>(?:19|20)\d\d)|(?:民国\s?(?=\d{2,3}年)|(?<!\d)(?=1[0-4]\d年))(?P<roc>\d{2,3})|(?:20)?[_x]{1,6})年?\s?"
_DATE = re.compile(
    rf"(?:{_YEAR}[-/.]?\s?)?(?P<m>\d{{1,2}})月\s?(?P<d>\d{{1,2}})(?:日|号|(?!\d))(?!元)"
    r"|(?<!\d)(?P<iy>(?:19|20)\d\d)(?P<s>[-/.])(?P<im>\d{1,2})(?P=s)(?P<id>\d{1,2})(?!\d)"
    r"|(?<![\d./-])(?P<xd>\d{1,2})(?P<xs>[/.])(?P<xm>\d{1,2})(?P=xs)(?P<xy>20\d\d)(?!\d)"
    r"|(?<![\d./-])(?P<sm>\d{1,2})/(?P<sd>\d{1,2})(?=\s?\((?:周|星期)?[一二三四五六日天]\))"
    rf"|(?<![\w.:])(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|to|and)\s?(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?)?\s(?:of\s)?(?P<em>{_MONTH})\b\.?,?(?:\s(?P<ey>20\d\d))?"
    rf"|\b(?P<um>{MONTH})\.?\s(?P<ud>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|to)\s?(?P<ud2>\d{{1,2}})(?:st|nd|rd|th)?)?(?!\d)(?:,?\s(?P<uy>20\d\d))?"
)
_HAN_DATE = re.compile(
    "[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_TO = re.compile(
    r"\s?(?:\([^()]{0,12}\))?\s?(?:-{1,3}|~|至|到|to|until|till)\s?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s)?"
)
_MORE = re.compile(
    r"(?:[、,和及]\s?\d{1,2}日?){0,10}[、,和及]\s?(?P<d>\d{1,2})日"
)  # 12日、19日、26日
_LAST = re.compile(r"(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})(?:日|号)")
_SHORT = re.compile(r"(?:(?P<m>\d{1,2})[./-])(?P<d>\d{1,2})(?![\d:])")
_TENTATIVE = re.compile("暂定|待定|初定|拟定|tentative|provisional|to be confirmed|tbc\\b")
_WEEKDAY = re.compile(
    "(?:周|星期|礼拜)([一二三四五六日天])|\\b(mon|tues|wednes|thurs|fri|satur|sun)day\\b"
)


class Day(msgspec.Struct, frozen=True):
    """One date or range as written. `month`/`day` are known; `year` perhaps not."""

    month: int
    day: int
    year: int | None
    span: Span
    to_month: int | None = None
    to_day: int | None = None
    to_year: int | None = None

    def dated(self, today: date) -> tuple[date, date]:
        """Return first and last day; a missing year is the next that is not over (E4)."""
        year = self.year or today.year
        first = _valid(year, self.month, self.day)
        if self.year is None and first < today:
            first = _valid(year + 1, self.month, self.day)
        if self.to_month is None or self.to_day is None:
            return first, first
        last = _valid(self.to_year or first.year, self.to_month, self.to_day)
        if last < first and self.to_year is None:
            last = _valid(first.year + 1, self.to_month, self.to_day)
        return first, max(first, last)


def days(folded: str, offset: int = 0) -> list[Day]:
    """Return the dates in `folded`, whose first character is at `offset`."""
    found, at = [], 0
    folded = _HAN_DATE.sub(_digits, folded) if "年" in folded else folded
    while match := _DATE.search(folded, at):
        at = match.end()
        day = _one(match, offset)
        if day is None:
            continue
        if day.to_day is None:
            day, at = _range(day, folded, at, offset)
        if day.to_day is None and (more := _MORE.match(folded, at)):
            last = int(more["d"])
            if day.day < last <= 31:  # noqa: PLR2004
                span = (day.span[0], offset + more.end())
                day = msgspec.structs.replace(day, to_month=day.month, to_day=last, span=span)
                at = more.end()
        found.append(day)
    return found


def _one(match: "re.Match[str]", offset: int) -> Day | None:
    got, span = match.groupdict(), (offset + match.start(), offset + match.end())
    if got["m"]:
        year = int(got["y"]) if got["y"] else int(got["roc"]) + 1911 if got["roc"] else None
        return _checked(Day(int(got["m"]), int(got["d"]), year, span))
    if got["im"]:
        return _checked(Day(int(got["im"]), int(got["id"]), int(got["iy"]), span))
    if got["xd"]:
        a, b = int(got["xd"]), int(got["xm"])
        a, b = (b, a) if b > 12 else (a, b)  # noqa: PLR2004 -- the day comes first
        return _checked(Day(b, a, int(got["xy"]), span))
    if got["sm"]:
        return _checked(Day(int(got["sm"]), int(got["sd"]), None, span))
    prefix = "e" if got["em"] else "u"
    month = MONTHS[got[f"{prefix}m"][:3]]
    year = int(got[f"{prefix}y"]) if got[f"{prefix}y"] else None
    day, last = got[f"{prefix}d"], got[f"{prefix}d2"]
    whole = Day(month, int(day), year, span)
    if last and 1 <= int(last) <= 31:  # noqa: PLR2004
        whole = msgspec.structs.replace(whole, to_month=month, to_day=int(last))
    return _checked(whole)


def _checked(day: Day) -> Day | None:
    return day if 1 <= day.month <= 12 and 1 <= day.day <= 31 else None  # noqa: PLR2004


def _range(day: Day, folded: str, at: int, offset: int) -> tuple[Day, int]:
    to = _TO.match(folded, at)
    if to is None:
        return day, at
    last = _DATE.match(folded, to.end())
    other = _one(last, offset) if last else None
    if other is None:
        last = _LAST.match(folded, to.end()) or _SHORT.match(folded, to.end())
        if last is None or not 1 <= int(last["d"]) <= 31:  # noqa: PLR2004
            return day, at
        month = int(last["m"]) if last["m"] else day.month
        if not 1 <= month <= 12:  # noqa: PLR2004
            return day, at
        other = Day(month, int(last["d"]), None, day.span)
    assert last is not None
    year = day.year or other.year
    return (
        Day(
            day.month,
            day.day,
            year,
            (day.span[0], offset + last.end()),
            other.month,
            other.day,
            other.year,
        ),
        last.end(),
    )


def _digits(match: "re.Match[str]") -> str:
    """Write 二〇二七年三月六日 with digits, padded to the same length."""
    year, rest = match[0].split("年")
    month, day = rest.rstrip("日").split("月")
    digits = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
    numbers = []
    for han in (month, day):
        tens, ten, units = han.rpartition("十")
        value = int(digits.get(units, "0")) + (int(digits.get(tens, "1")) * 10 if ten else 0)
        numbers.append(str(value).zfill(len(han))[-2:].rjust(len(han), "0"))
    written = f"{''.join(digits[c] for c in year)}年{numbers[0]}月{numbers[1]}日"
    return written if len(written) == len(match[0]) and len(numbers[1]) <= 2 else match[0]  # noqa: PLR2004


def tentative(folded: str) -> "re.Match[str] | None":
    return _TENTATIVE.search(folded)


def weekday(folded: str) -> "re.Match[str] | None":
    return _WEEKDAY.search(folded)


def _valid(year: int, month: int, day: int) -> date:
    """Return the day; one that the month does not have becomes its last."""
    year = min(max(year, 1900), 2999)
    try:
        return date(year, month, day)
    except ValueError:
        following = date(year + month // 12, month % 12 + 1, 1)
        return following - timedelta(days=1)
