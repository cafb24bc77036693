"""Which money a budget counts in, where no line says it."""

import re

from events.rules.reading.lines import fold
from events.rules.reading.outline import Outline

_NAMED = {
    "eur": "EUR", "€": "EUR", "usd": "USD", "us$": "USD", "gbp": "GBP", "£": "GBP", "hkd": "HKD", "hk$": "HKD", "港币": "HKD",
    "港元": "HKD", "twd": "TWD", "ntd": "TWD", "nt$": "TWD", "新台币": "TWD", "台币": "TWD", "cny": "CNY", "rmb": "CNY", "人民币": "CNY",
}  # fmt: skip
_HEADED = re.compile("|".join(map(re.escape, sorted(_NAMED, key=len, reverse=True))))
# Years are counted so in Taiwan alone, where 元 are new dollars.
_ROC = re.compile(r"民国\s?\d{2,3}年|(?<!\d)1[0-4]\d年\d{1,2}月")


# A bare $ in a text in traditional characters is that of its place.
_HANT = re.compile("[預經費總計項價數單義員]")
_US = re.compile(r"us\$|\busd\b|美元|美金")
_TAIWAN = re.compile("國小|國中|志工|區公所|縣政府|新臺幣")


def told(shape: Outline, read: str | None) -> str | None:
    """Return the currency of the lines, else that of the heading, else what the calendar tells."""
    if read is None:
        for chapter in shape.of("budget"):
            if match := _HEADED.search(fold(chapter.heading)):
                return _NAMED[match[0]]
    chinese = any(_HANT.search(line.text) for line in shape.lines)
    if read == "USD" and chinese and not any(_US.search(line.folded) for line in shape.lines):
        read = "TWD" if any(_TAIWAN.search(line.text) for line in shape.lines) else "HKD"
    if read in (None, "CNY") and any(
        _ROC.search(line.folded) or _TAIWAN.search(line.text) for line in shape.lines
    ):
        return "TWD"
    return read
