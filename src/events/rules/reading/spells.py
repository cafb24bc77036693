"""Which day of the activity a line speaks of: 第1天, 第2—5天, Day 3, 7月11日."""

import re

from events.rules.reading.markers import han_number

_DAY = re.compile(
    r"\W{0,3}(?:第?(?P<a>[一二三四五六七八九十]{1,3}|\d{1,2})\s?(?:天|日(?=[:\s]|$))?\s?(?:-{1,2}|~|至|到)\s?第?(?P<b>[一二三四五六七八九十]{1,3}|\d{1,2})\s?天"
    r"|第\s?(?P<c>[一二三四五六七八九十]{1,3}|\d{1,2})\s?[天日]|\bdays?\s?(?P<d>\d{1,2})(?:\s?(?:-|to)\s?(?P<e>\d{1,2}))?)\s?(?:\([^()]{0,30}\))?\W{0,3}"
)


def day(folded: str) -> tuple[list[int], int] | None:
    match = _DAY.match(folded)
    if match is None:
        return None
    got = match.groupdict()
    first, last = got["a"] or got["c"] or got["d"], got["b"] or got["e"]
    a = _whole(first)
    b = _whole(last) if last else a
    if not a or not b or not a <= b <= a + 60:
        return None
    return list(range(a, b + 1)), match.end()


def _whole(written: str) -> int | None:
    return int(written) if written.isdigit() else han_number(written)
