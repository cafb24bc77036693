"""Amounts as people type and read them: whole minor units (fen) inside, never floats."""

from decimal import Decimal, InvalidOperation

import msgspec

from kit import i18n

FEN_PER_YUAN = 100
MOST = 100_000_000  # yuan


class Amount(msgspec.Struct, frozen=True):
    """Whole minor units (fen, cents) of an ISO 4217 currency, to be put into a sentence."""

    minor: int
    currency: str

    def __str__(self) -> str:
        """Write the amount as the reader of this moment does."""
        return i18n.money(self.minor, self.currency)


def plain(value: Decimal) -> str:
    """Write a factor without noise: `50`, `1.5`, never `50.000` or `5E+1`."""
    return f"{value.normalize():f}"


def yuan(minor: int | None) -> str:
    """Write fen as a form field holds them: `75.00`; "" for nothing."""
    return "" if minor is None else f"{Decimal(minor) / FEN_PER_YUAN:.2f}"


def signed(minor: int) -> str:
    """Write a difference in fen as `+15.00` or `−15.00`."""
    return f"{'+' if minor >= 0 else '−'}{yuan(abs(minor))}"


def number(text: str) -> Decimal | None:
    """Read a number as typed or pasted (`1,200`, `￥1.50`, `３`); None for an empty cell.

    Raises:
        ValueError: it is no number, is negative, too large, or finer than a thousandth.
    """
    bare = text.strip().translate(_FULL_WIDTH)
    for mark in ("¥", "￥", "元", ",", "，", " ", "\u00a0"):
        bare = bare.replace(mark, "")
    if not bare:
        return None
    try:
        value = Decimal(bare)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or not 0 <= value <= MOST or value != round(value, 3):
        raise ValueError(text)
    return value


def fen(text: str) -> int | None:
    """Read an amount of money in yuan as fen; None for an empty cell.

    Raises:
        ValueError: no amount, or finer than a fen.
    """
    value = number(text)
    if value is None:
        return None
    if value * FEN_PER_YUAN != int(value * FEN_PER_YUAN):
        raise ValueError(text)
    return int(value * FEN_PER_YUAN)


_FULL_WIDTH = {**{0xFF10 + n: str(n) for n in range(10)}, 0xFF0E: ".", 0xFF0C: ","}
