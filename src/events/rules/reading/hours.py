"""Clock times and ranges of them, in digits and in words, on a 24-hour clock."""

import re

import msgspec

from events.rules.reading.lines import Span
from events.rules.reading.markers import han_number

_PART = "凌晨|清晨|早上|早晨|上午|中午|正午|下午|傍晚|晚上|晚间|晚|早|夜间"
_LATE = ("下午", "傍晚", "晚上", "晚间", "晚", "夜间")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s)?"
_TO = re.compile(rf"\s?(?:\([^()]{{0,12}}\))?\s?(?:-{{1,3}}|~|至|到|to|until|till)\s?{_WEEKDAY}")
_DIGITS = re.compile(
    rf"(?P<part>{_PART})?\s?:?\s?(?<![\d.])(?<!\d:)"
    r"(?:(?P<h>\d{1,2})\s?[:h]\s?(?P<mi>\d{2})(?::\d\d)?(?!\d|:\d)|(?P<hd>\d{1,2})(?:点|时(?!间))(?:(?P<half>半)|(?P<q>[一三1-3])刻|(?P<md>\d{1,2})分?(?!钟)|整)?)"
    r"\s?(?P<ap>[ap]\.?m\b\.?)?|(?<![\w.:])(?P<bare>\d{1,2})(?:[.](?P<bm>[0-5]\d))?(?=\s?(?:-{1,2}|to|until|till)\s?(?:\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b|noon\b|midday\b))"
    r"|(?<![\w.:])(?P<eh>\d{1,2})(?:[.](?P<em>\d\d))?\s?(?P<eap>[ap]\.?m\b\.?)|(?<![\d:.])(?P<mil>[012]\d[0-5]\d)(?:\s?(?:hrs?|hours)\b|(?=\s?-{1,2}\s?[012]\d[0-5][05](?!\d))(?<=[05]))"
)
# `2.00 Meet`, `9.00-9.30 签到`: only in front, for elsewhere it is a number.
_DOTTED = re.compile(
    r"^\s*(?P<dh>[01]?\d|2[0-3])\.(?P<dm>[0-5][05])(?=\s?(?:-{1,2}|to)\s?\d{1,2}\.(?:(?:00|30|15|45)(?!\d)|[0-5][05]\s+[a-z])|\s+[a-z]{3})(?!\s(?:euros?|dollars?|pounds?|each|per|yuan|miles?|km)\b)"
)
_DOTTED_END = re.compile(r"(?P<dh>[01]?\d|2[0-3])\.(?P<dm>[0-5][05])(?![\d.])")
_FOUR = re.compile(r"([012]\d[0-5][05])(?!\d)")
_HAN = "十[一二]?|[一二两三四五六七八九]"
_HAN_TAIL = r"(?:点|时(?!间))(?:钟)?(?:(?P<half>半)|(?P<q>[一三])刻|(?P<m>[二三四五]?十[一二三四五六七八九]?|[五六七八九])分|整)?"
_IN_HAN = re.compile(rf"(?P<part>{_PART})\s?(?P<hh>{_HAN}){_HAN_TAIL}")
_IN_HAN_BARE = re.compile(rf"(?P<part>{_PART})?\s?(?P<hh>{_HAN}){_HAN_TAIL}")
_NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")  # fmt: skip
_NAME = "|".join(_NAMES)
_IN_ENGLISH = re.compile(
    rf"\b(?:(?P<noon>noon|midday)|half past (?P<past>{_NAME})|(?P<quarter>quarter (?:past|to)) (?P<by>{_NAME})|(?P<full>{_NAME}) o'?clock)\b"
)
_ENGLISH_BARE = re.compile(rf"(?P<full>{_NAME})\b")
_HALF_OF_DAY = re.compile(
    r"[^.;\n]{0,30}?\b(?:in the (?P<said>morning|afternoon|evening)|(?P<ap>[ap])\.?m\b|at (?P<night>night))"
)
NOON = 12
EARLY = "07:00"  # before it nothing happens that is written without its half of the day


class Clock(msgspec.Struct, frozen=True):
    """A time or a range of times, `HH:MM` on a 24-hour clock."""

    start: str
    end: str | None
    span: Span
    half_open: bool = False  # nothing says which half of the day is meant


class _Mark(msgspec.Struct, frozen=True):
    """One time as written: `said` is the half of the day (a, p or what Chinese says), if any."""

    hour: int
    minutes: int
    said: str
    start: int
    end: int

    def clock(self, said: str = "") -> str | None:
        """Return `HH:MM`; `said` is what a time before it says of the half of the day."""
        hour, minutes, half = self.hour, self.minutes, self.said or said
        if hour < NOON and (
            half == "p" or half in _LATE or (half in ("中午", "正午") and hour < 6)  # noqa: PLR2004 -- one at noon
        ):
            hour += NOON
        if hour == NOON and half == "a":
            hour = 0
        if hour == 24 and minutes == 0:  # noqa: PLR2004 -- the end of the day
            hour, minutes = 23, 59
        return f"{hour:02}:{minutes:02}" if hour < 24 and minutes < 60 else None  # noqa: PLR2004


def clocks(folded: str, offset: int = 0) -> list[Clock]:
    """Return the times and ranges of times in `folded`."""
    found: list[Clock] = []
    at = 0
    following = {
        pattern: pattern.search(folded) for pattern in (_DIGITS, _DOTTED, _IN_HAN, _IN_ENGLISH)
    }
    while mark := _first(following, at):
        at = mark.end
        start = mark.clock()
        if start is None:
            continue
        end = None
        last = _behind(folded, at)
        if last is not None:
            end = last.clock(mark.said if mark.said in _LATE else "")
            if end is not None:
                at = last.end
                start = _same_half(mark, last, start, end)
        open_ = not mark.said and not (last and end and last.said)
        found.append(Clock(start, end, (offset + mark.start, offset + at), open_))
    return found


def continued(clock: Clock, before: str | None, day: tuple[str | None, str | None]) -> Clock:
    """Return `clock` in the half of the day that the step before it or the activity's hours say.

    3:00 between 2 and 4 pm is in the afternoon, and so is 1:00 behind 12:15.
    """
    if not clock.half_open or not clock.start < f"{NOON}":
        return clock
    later, (first, last) = _twelve_on(clock.start), day
    inside = bool(first and first >= f"{NOON}" and first <= later <= (last or "23:59"))
    early = clock.start < EARLY
    follows = bool(early and before and clock.start < before <= later)
    ahead = bool(early and first and first >= f"{NOON}" and later < first)
    if not (inside or follows or ahead):
        return clock
    end = clock.end and (_twelve_on(clock.end) if clock.end < later else clock.end)
    return msgspec.structs.replace(clock, start=later, end=end)


def _twelve_on(clock: str) -> str:
    return f"{int(clock[:2]) + NOON:02}{clock[2:]}" if int(clock[:2]) < NOON else clock


def _first(following: dict["re.Pattern[str]", "re.Match[str] | None"], at: int) -> _Mark | None:
    """Return the first time from `at` on, in whatever way it is written; `following` moves along."""
    for pattern, match in following.items():
        if match is not None and match.start() < at:
            following[pattern] = pattern.search(match.string, at)
    seen = [
        _words(match) if pattern in (_IN_HAN, _IN_ENGLISH) else _digits(match)
        for pattern, match in following.items()
        if match is not None
    ]
    return min(seen, key=lambda mark: mark.start) if seen else None


def _behind(folded: str, at: int) -> _Mark | None:
    """Return the time that a range ends with, where one begins at `at`."""
    to = _TO.match(folded, at)
    if to is None:
        return None
    if digits := _DIGITS.match(folded, to.end()):
        return _digits(digits)
    if dotted := _DOTTED_END.match(folded, to.end()) if "." in folded[:at] else None:
        return _digits(dotted)
    if plain := _FOUR.match(folded, to.end()):
        return _Mark(int(plain[1][:2]), int(plain[1][2:]), "", *plain.span())
    for pattern in (_IN_HAN_BARE, _IN_ENGLISH, _ENGLISH_BARE):
        if match := pattern.match(folded, to.end()):
            return _words(match)
    return None


def _digits(match: "re.Match[str]") -> _Mark:
    got = match.groupdict()
    if got.get("dh"):
        return _Mark(int(got["dh"]), int(got["dm"]), "", *match.span())
    if got["mil"]:
        return _Mark(int(got["mil"][:2]), int(got["mil"][2:]), "", *match.span())
    hour = int(got["h"] or got["hd"] or got["bare"] or got["eh"])
    minutes = int(got["mi"] or got["md"] or got["em"] or got["bm"] or 0)
    if got["half"]:
        minutes = 30
    if got["q"]:
        minutes = {"一": 15, "1": 15, "2": 30, "三": 45, "3": 45}.get(got["q"], 0)
    said = got["part"] or (got["ap"] or got["eap"] or "")[:1]
    return _Mark(hour, minutes, said, *match.span())


def _words(match: "re.Match[str]") -> _Mark:
    got = match.groupdict()
    if got.get("hh"):
        hour = 2 if got["hh"] == "两" else han_number(got["hh"]) or 0
        minutes = 30 if got["half"] else {"一": 15, "三": 45}.get(got["q"] or "", 0)
        minutes = minutes or (han_number(got["m"]) or 0 if got["m"] else 0)
        return _Mark(hour, minutes, got["part"] or "", *match.span())
    if got.get("noon"):
        return _Mark(NOON, 0, "", *match.span())
    told = _HALF_OF_DAY.match(match.string, match.end())
    said = ("a" if told["said"] == "morning" or told["ap"] == "a" else "p") if told else ""
    name = got.get("past") or got.get("by") or got["full"]
    hour, minutes = _NAMES.index(name) + 1, 30 if got.get("past") else 0
    if quarter := got.get("quarter"):
        hour, minutes = (hour, 15) if quarter.endswith("past") else ((hour - 2) % NOON + 1, 45)
    return _Mark(hour, minutes, said, *match.span())


def _same_half(first: _Mark, last: _Mark, start: str, end: str) -> str:
    """2:00–4:00 pm: the first takes the half of the second, where it then comes before it."""
    if first.said or last.said != "p":
        return start
    moved = f"{int(start[:2]) + NOON:02}{start[2:]}" if int(start[:2]) < NOON else start
    return moved if moved < end else start
