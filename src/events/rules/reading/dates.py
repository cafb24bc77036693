"""Dates, ranges of dates and clock times as proposals write them; nothing is guessed silently."""

import re
from datetime import date, timedelta

import msgspec

from events.rules.reading.lines import Span

_MONTHS = {
    m: n
    for n, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_YEAR = r"(?:(?P<y>(?:19|20)\d\d)|民国(?P<roc>\d{2,3})|(?:20)?[_x]{1,6})年?\s?"
_DATE = re.compile(
    rf"(?:{_YEAR}[-/.]?\s?)?(?P<m>\d{{1,2}})月\s?(?P<d>\d{{1,2}})(?:日|号|(?!\d))(?!元)"
    r"|(?<!\d)(?P<iy>(?:19|20)\d\d)(?P<s>[-/.])(?P<im>\d{1,2})(?P=s)(?P<id>\d{1,2})(?!\d)"
    rf"|(?<![\w.])(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|to|and)\s?(?P<ed2>\d{{1,2}})(?:st|nd|rd|th)?)?\s(?:of\s)?(?P<em>{_MONTH})\b\.?,?(?:\s(?P<ey>20\d\d))?"
    rf"|\b(?P<um>{_MONTH})\.?\s(?P<ud>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?(?:-|to)\s?(?P<ud2>\d{{1,2}})(?:st|nd|rd|th)?)?(?!\d)(?:,?\s(?P<uy>20\d\d))?"
)
_HAN_DATE = re.compile(
    "[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_TO = re.compile(r"\s?(?:\([^()]{0,12}\))?\s?(?:-{1,3}|~|至|到|to|until)\s?")
_LAST = re.compile(r"(?:(?P<m>\d{1,2})月)?(?P<d>\d{1,2})(?:日|号)")
_SHORT = re.compile(r"(?:(?P<m>\d{1,2})[./-])(?P<d>\d{1,2})(?![\d:])")
_TIME = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|晚|早|夜间)?\s?:?\s?(?<![\d.])(?<!\d:)"
    r"(?:(?P<h>\d{1,2})\s?:\s?(?P<mi>\d{2})(?::\d\d)?(?!\d|:\d)|(?P<hd>\d{1,2})(?:点|时(?!间))(?:(?P<half>半)|(?P<q>[一三1-3])刻|(?P<md>\d{1,2})分?(?!钟)|整)?)"
    r"\s?(?P<ap>[ap]\.?m\b\.?)?|(?<![\w.:])(?P<bare>\d{1,2})(?=\s?(?:-|to)\s?\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b)|(?<![\w.:])(?P<eh>\d{1,2})(?:[.](?P<em>\d\d))?\s?(?P<eap>[ap]\.?m\b\.?)"
)
_TENTATIVE = re.compile("暂定|待定|初定|拟定|tentative|provisional|to be confirmed|tbc\\b")
_WEEKDAY = re.compile(
    "(?:周|星期|礼拜)([一二三四五六日天])|\\b(mon|tues|wednes|thurs|fri|satur|sun)day\\b"
)
_LATE = ("下午", "傍晚", "晚上", "晚间", "晚", "夜间")


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


class Clock(msgspec.Struct, frozen=True):
    """A time or a range of times, `HH:MM` on a 24-hour clock."""

    start: str
    end: str | None
    span: Span


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
        found.append(day)
    return found


def _one(match: "re.Match[str]", offset: int) -> Day | None:
    got, span = match.groupdict(), (offset + match.start(), offset + match.end())
    if got["m"]:
        year = int(got["y"]) if got["y"] else int(got["roc"]) + 1911 if got["roc"] else None
        return _checked(Day(int(got["m"]), int(got["d"]), year, span))
    if got["im"]:
        return _checked(Day(int(got["im"]), int(got["id"]), int(got["iy"]), span))
    prefix = "e" if got["em"] else "u"
    month = _MONTHS[got[f"{prefix}m"][:3]]
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


def clocks(folded: str, offset: int = 0) -> list[Clock]:
    """Return the times and ranges of times in `folded`."""
    found: list[Clock] = []
    at = 0
    while match := _TIME.search(folded, at):
        at = match.end()
        start = _clock(match, "")
        if start is None:
            continue
        end = None
        to = _TO.match(folded, at)
        last = _TIME.match(folded, to.end()) if to else None
        if to and last is None:
            last = _TIME.match(folded, min(len(folded), to.end()))
        if last is not None:
            part = match["part"] or ""
            end = _clock(last, part if part in _LATE else "")
            if end is not None:
                at = last.end()
                start = _same_half(match, last, start, end)
        found.append(Clock(start, end, (offset + match.start(), offset + at)))
    return found


def _same_half(match: "re.Match[str]", last: "re.Match[str]", start: str, end: str) -> str:
    """2:00–4:00 pm: the first takes the half of the second, where it then comes before it."""
    said = match["ap"] or match["eap"] or match["part"]
    later = (last["ap"] or last["eap"] or "").startswith("p")
    if said or not later:
        return start
    moved = f"{int(start[:2]) + 12:02}{start[2:]}" if int(start[:2]) < 12 else start  # noqa: PLR2004
    return moved if moved < end else start


def _clock(match: "re.Match[str]", part_before: str) -> str | None:
    got = match.groupdict()
    hour = int(got["h"] or got["hd"] or got["bare"] or got["eh"])
    minutes = int(got["mi"] or got["md"] or got["em"] or 0)
    if got["half"]:
        minutes = 30
    if got["q"]:
        minutes = {"一": 15, "1": 15, "2": 30, "三": 45, "3": 45}.get(got["q"], 0)
    part = got["part"] or part_before
    half = (got["ap"] or got["eap"] or "")[:1]
    if hour < 12 and (half == "p" or part in _LATE or (part == "中午" and hour < 6)):  # noqa: PLR2004
        hour += 12
    if hour == 12 and half == "a":  # noqa: PLR2004
        hour = 0
    if hour == 24 and minutes == 0:  # noqa: PLR2004
        hour, minutes = 23, 59
    return f"{hour:02}:{minutes:02}" if hour < 24 and minutes < 60 else None  # noqa: PLR2004


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
