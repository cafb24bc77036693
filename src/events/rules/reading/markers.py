"""What a line begins with: 一、 (一) 1. ① # or a bullet, its number, or a label with a colon."""

import re

from events.rules.reading.lines import Line

_HAN_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}
_PLAIN = dict(zip("壹贰貳叁參参肆伍陆陸柒捌玖拾", "一二二三三三四五六六七八九十", strict=True))
_MARKER = re.compile(
    r"(?P<md>#{1,6})\s+|(?P<part>第[一二三四五六七八九十]{1,3}(?:[、,.:]|部分[、:.]?|章|项))\s*"
    r"|(?P<cap>[壹贰貳叁參参肆伍陆陸柒捌玖拾]{1,3})[、.,:]\s*"
    r"|(?P<han>[一二三四五六七八九十]{1,3})[、.,:]\s*"
    r"|[(](?P<phan>[一二三四五六七八九十]{1,3})[)][、.,]?\s*"
    r"|(?P<dec>(?!(?:[01]?\d|2[0-3])\.[0-5][05]\s+[a-z]{3})\d{1,2}(?:\.\d{1,2}){1,2})[、.]?\s+(?=[^\W\d]|\d{1,2}:\d\d)"
    r"|(?P<num>\d{1,2})\s?(?:、|[.](?!\d|\s*\d{1,2}:)|[.](?=\s?\d{1,2}月\d)|[)])\s*"
    r"|[(](?P<pnum>\d{1,2})[)]\s*"
    r"|(?P<alpha>[a-h])[)]\s+|(?P<ring>[①-⑳])\s*|(?P<roman>[ivx]{1,4})\.\s+"
    r"|(?P<bullet>[-*•·●○■◆▪+])\s*(?:\[[ x]\]\s*)?(?=[^\s\d*+=-]|\*\*|\d{1,2}[:年月]|\d)"
)
_LABEL = re.compile(
    r"\s*(?:[*]{2}|\[)?([^\s:*\[\]][^:*\[\]]{0,30}?)(?:[*]{2}|\])?\s*(?::(?:[*]{2})?|\](?=.)|$)"
)


def marker(line: Line) -> tuple[str, int | None, int]:
    """Return the kind of marker a line begins with, its number, and where the content begins."""
    at = len(line.folded) - len(line.folded.lstrip(" \t>"))
    found = _MARKER.match(line.folded, at)
    bold = line.folded.startswith("**", at)
    if bold:
        inner = _MARKER.match(line.folded, at + 2)
        return (
            (inner.lastgroup or "", _number(inner), inner.end())
            if inner and inner.lastgroup != "bullet"
            else ("", None, at)
        )
    if found is None or found.lastgroup is None:
        return "", None, at
    if found.lastgroup == "md":  # the number behind the hashes, if any, counts too
        inner = _MARKER.match(line.folded, found.end())
        if inner and inner.lastgroup in ("han", "num", "part", "cap", "phan"):
            return "md", _number(inner), inner.end()
        return "md", None, found.end()
    return found.lastgroup, _number(found), found.end()


def _number(found: "re.Match[str]") -> int | None:
    kind = found.lastgroup or ""
    if kind in ("num", "pnum"):
        return int(found[kind])
    if kind == "cap":
        return han_number("".join(_PLAIN.get(c, c) for c in found[kind]))
    if kind == "ring":
        return ord(found[kind]) - ord("①") + 1
    if kind in ("han", "phan", "part"):
        return han_number(re.sub("[^一二三四五六七八九十]", "", found[kind]))
    return None


def han_number(han: str) -> int | None:
    """Return 12 for 十二; None for what is no such number up to 99."""
    tens, ten, units = han.rpartition("十")
    if not ten:
        return _HAN_DIGITS.get(han)
    left = _HAN_DIGITS.get(tens, 0 if tens else 1)
    right = _HAN_DIGITS.get(units, 0)
    return left * 10 + right if left and (right or not units) else None


def label(folded: str) -> tuple[str, int]:
    """Return the label a piece of text begins with and where what it labels begins."""
    found = _LABEL.match(folded)
    if found is None or found[1].count("(") > found[1].count(")"):
        return "", 0  # the colon stands inside brackets
    return found[1], found.end()
