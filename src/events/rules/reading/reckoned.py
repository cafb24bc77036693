"""Dates that are not written out: 下周六 from the day of reading, 3月至6月, 7月中旬, "next Saturday"."""

import re
from datetime import date, timedelta

from events.rules.reading.dates import MONTH, MONTHS, Day, days

_DAYS = "一二三四五六日"
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKS = {"本": 0, "这": 0, "这个": 0, "下": 1, "下个": 1, "下下": 2}
_WEEKDAY = re.compile(
    r"(?<![每第周个\d一二三四五六七八九十])(?P<week>下下|下个|这个|本|这|下)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![至到-])"
    r"|\b(?P<next>next|this|this coming|coming)\s(?P<name>mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
_SOON = re.compile(r"大后天|后天|明天|明晚|明早|今天|今晚|\btomorrow\b|\btoday\b|\btonight\b")
_AWAY = {"大后天": 3, "后天": 2, "明天": 1, "明晚": 1, "明早": 1, "tomorrow": 1}
_THIRDS = {
    "上旬": (1, 10), "初": (1, 10), "early": (1, 10), "中旬": (11, 20), "中": (11, 20), "mid": (11, 20),
    "下旬": (21, 31), "底": (21, 31), "末": (21, 31), "late": (21, 31), "": (1, 31),
}  # fmt: skip
_PART = "上旬|中旬|下旬|初|中(?!午|学|心)|底|末"
_SPELL = re.compile(
    rf"(?<!\d)(?:(?P<y>20\d\d)年\s?)?(?P<m>\d{{1,2}})月(?:份)?(?P<part>{_PART})?(?!\s?\d)"
    rf"(?:\s?(?:-{{1,2}}|~|至|到)\s?(?:(?P<y2>20\d\d)年\s?)?(?P<m2>\d{{1,2}})月(?:份)?(?P<part2>{_PART})?(?!\s?\d))?"
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<part>early|mid|late)[\s-])?(?P<m>{MONTH})\b(?:\s?(?:-|to)\s?(?:(?P<part2>early|mid|late)[\s-])?(?P<m2>{MONTH})\b)?(?:,?\s(?P<y>20\d\d))?(?!\s?\d)"
)
_THEN = re.compile(r"\s?(?:早上|上午|中午|下午|傍晚|晚上?)?\s?\d{1,2}\s?[:点]")
TWELVE = 12
_IN = re.compile(r"(?:\b(?:in|during|from|until|till|by|through|of|this|next|since)|[:,(]|^)\s*$")


def counted(folded: str, offset: int, today: date, *, bare: bool) -> Day | None:
    """Return the day that is counted from `today`; a weekday alone counts where `bare` allows it."""
    match = _WEEKDAY.search(folded)
    if match and (match["week"] or match["name"] or bare or _hour(match)):
        return _day(_weekday(match, today), (offset + match.start(), offset + match.end()))
    soon = _SOON.search(folded)
    if soon is None:
        return None
    day = today + timedelta(days=_AWAY.get(soon[0], 0))
    return _day(day, (offset + soon.start(), offset + soon.end()))


def told(folded: str) -> bool:
    """Whether a day is named at all, written out or counted."""
    counts = (m for m in _WEEKDAY.finditer(folded) if m["week"] or m["name"] or _hour(m))
    return bool(days(folded) or next(counts, None) or _SOON.search(folded))


def _hour(match: "re.Match[str]") -> bool:
    """A weekday alone is a day where an hour stands behind it: 周五晚上7点."""
    return bool(_THEN.match(match.string, match.end()))


def _weekday(match: "re.Match[str]", today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    if match["day"]:
        number = _DAYS.find(match["day"].replace("天", "日"))
        week = _WEEKS.get(match["week"] or "")
    else:
        number = _NAMES.index(match["name"][:3])
        week = 1 if match["next"] == "next" else None
    if week is not None:
        return monday + timedelta(days=7 * week + number)
    return today + timedelta(days=(number - today.weekday()) % 7)


def _day(day: date, span: tuple[int, int]) -> Day:
    return Day(day.month, day.day, day.year, span)


def spell(folded: str, offset: int = 0) -> Day | None:
    """Return a stretch of months, or a third of one, from its first day to its last."""
    for pattern in (_SPELL, _ENGLISH):
        match = next((m for m in pattern.finditer(folded) if not _a_word(m)), None)
        if match is None:
            continue
        got = match.groupdict()
        first, last = _month(got["m"]), _month(got["m2"] or got["m"])
        if not (1 <= first <= TWELVE and 1 <= last <= TWELVE):
            continue
        year = int(got["y"]) if got["y"] else None
        part, tail = got["part"] or "", (got["part2"] if got["m2"] else got["part"]) or ""
        return Day(
            first,
            _THIRDS[part][0],
            year,
            (offset + match.start(), offset + match.end()),
            last,
            _THIRDS[tail][1],
            int(got["y2"]) if got.get("y2") else None,
        )
    return None


def _a_word(match: "re.Match[str]") -> bool:
    """Whether `may` and `march` are verbs or names: no day, year, part or preposition stands by."""
    got = match.groupdict()
    if got["m"] not in ("may", "mar", "march") or got["part"] or got["m2"] or got["y"]:
        return False
    return not _IN.search(match.string[: match.start()])


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else MONTHS[written[:3]]
