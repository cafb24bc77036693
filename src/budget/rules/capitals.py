"""An amount in Chinese financial capitals, which nobody can turn into another by one stroke."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ((100_000_000, "亿"), (10_000, "万"), (1_000, "仟"), (100, "佰"), (10, "拾"))


def capitals(fen: int) -> str:
    """Write an amount in fen as it stands on a form: 贰仟叁佰陆拾元整, 壹亿零壹元零伍分, 柒分.

    整 closes an amount without fen; 零 stands for the places that are skipped.
    """
    if fen < 0:
        return "负" + capitals(-fen)
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    whole = _whole(yuan) + "元" if yuan or not rest else ""
    tenths = _DIGITS[jiao] + "角" if jiao else "零" if yuan and cents else ""
    hundredths = _DIGITS[cents] + "分" if cents else "整"
    return whole + tenths + hundredths


def _whole(number: int) -> str:
    for size, unit in _UNITS:
        if number >= size:
            high, low = divmod(number, size)
            skipped = "零" if 0 < low < size // 10 else ""
            return _whole(high) + unit + skipped + (_whole(low) if low else "")
    return _DIGITS[number]
