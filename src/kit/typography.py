"""How words are set on paper: space between Han and Latin, and no string so long that it breaks a page."""

import re
import unicodedata

from kit import i18n

LONGEST_TEXT = 2_000
LONGEST_RUN = 24
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SEAM = re.compile(
    rf"(?<=[{_HAN}])(?=[A-Za-z0-9@#$%+=¥€])|(?<=[A-Za-z0-9%+=°′″])(?=[{_HAN}])",
)
_RUN = re.compile(rf"[^\s\u200b{_HAN}]{{{LONGEST_RUN}}}(?=[^\s\u200b{_HAN}])")
_UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff\ufe0e\ufe0f")
_NUMERALS = "零一二三四五六七八九"


def spaced(text: str) -> str:
    """Put a thin word space (0.224 em in our face) where Han meets Latin letters or digits."""
    return _SEAM.sub(" ", text)


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """Drop what cannot be printed or turns the reading order, and cap at `longest` characters.

    Line breaks stay; tabs become spaces. A capped text ends in an ellipsis.
    """
    text = unicodedata.normalize("NFC", text[: longest * 2]).replace("\t", " ")
    kept = "".join(sign for sign in text if sign == "\n" or _is_printable(sign))
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"


def typeset(text: object, longest: int = LONGEST_TEXT) -> str:
    """Return `text` as it goes on paper: cleaned, capped, spaced, and breakable everywhere it must."""
    return _RUN.sub("\\g<0>\u200b", spaced(clean(str(text), longest)))


def within(text: object, widest: float) -> str:
    """Return `text` cleaned and spaced on one line of at most `widest` em, cut with an ellipsis."""
    line = spaced(clean(str(text), LONGEST_TEXT)).replace("\n", " ")
    if width(line) <= widest:
        return line
    line = line[: int(widest * 5)]
    while line and width(line) > widest - 1:
        line = line[:-1]
    return line.rstrip() + "…"


def width(text: str) -> float:
    """Estimate how many em `text` takes in one line of our bold face."""
    return sum(
        1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.23 if sign in " :.,·" else 0.58
        for sign in text
    )


def size(text: str, *limits: float) -> int:
    """Say how many of `limits` (em, ascending) the text is wider than: 0 is set largest."""
    wide = width(text)
    return sum(wide > limit for limit in limits)


def numeral(number: int) -> str:
    """Number a heading: in Chinese 一, 十, 十二, 二十三 up to 99, in digits otherwise."""
    if i18n.locale() != "zh_Hans" or not 0 < number < 100:  # noqa: PLR2004 -- the docstring says so
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones else "")


def _is_printable(sign: str) -> bool:
    return sign not in _UNSEEN and unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Cn", "Co"}
