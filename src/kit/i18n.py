"""Which language this request speaks, and words, dates and money in it."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.core import negotiate_locale
from babel.support import NullTranslations, Translations

CATALOGS = Path(__file__).resolve().parents[2] / "locale"
LOCALES = ("zh_Hans", "en")
DEFAULT = "zh_Hans"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def N_(message: str) -> str:  # noqa: N802 -- the name gettext tools look for
    """Mark `message` for the catalogs; it is translated later, when it is shown."""
    return message


def locale() -> str:
    """Return the current locale as Babel and the catalogs name it: `zh_Hans`."""
    return _current.get()


def language() -> str:
    """Return the current locale as HTML's `lang` wants it: `zh-Hans`, not `zh_Hans`."""
    return _current.get().replace("_", "-")


def gettext(message: str) -> str:
    return _catalog(_current.get()).ugettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    return _catalog(_current.get()).ungettext(one, many, n)


def money(minor: int, currency: str = "CNY", *, sign: bool = True) -> str:
    """Write an amount in minor units (fen, cents) as readers do; `sign=False` leaves out ¥."""
    digits = numbers.get_currency_precision(currency)
    major = Decimal(minor).scaleb(-digits)
    if not sign:
        return numbers.format_decimal(
            major, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=_current.get()
        )
    written = numbers.format_currency(major, currency, locale=_money_locale())
    return written.replace("CN¥", "¥")  # who reads this is in China; ¥ is not the yen here


def number(value: float) -> str:
    return numbers.format_decimal(value, locale=_current.get())


def day(value: date | datetime, zone: str = "Asia/Shanghai", *, year: bool = True) -> str:
    """Write a calendar day: `2026年12月5日` or `5 Dec 2026`; `year=False` leaves the year out."""
    value = _local(value, zone)
    if _current.get() == "zh_Hans":
        return dates.format_date(value, "y年M月d日" if year else "M月d日", locale="zh_Hans")
    return dates.format_date(value, "d MMM y" if year else "d MMM", locale="en")


def month(value: date) -> str:
    """Write a month of a year: `2026年12月`, `December 2026`."""
    pattern = "y年M月" if _current.get() == "zh_Hans" else "MMMM y"
    return dates.format_date(value, pattern, locale=_current.get())


def weekday(value: date | datetime, zone: str = "Asia/Shanghai") -> str:
    """Write the day of the week, short: `周六`, `Sat`."""
    return dates.format_date(_local(value, zone), "EEE", locale=_current.get())


def day_and_weekday(
    value: date | datetime, zone: str = "Asia/Shanghai", *, year: bool = True
) -> str:
    """Write a day with its weekday: `2026年12月5日 周六`, `Sat 5 Dec 2026`."""
    written, name = day(value, zone, year=year), weekday(value, zone)
    return f"{written} {name}" if _current.get() == "zh_Hans" else f"{name} {written}"


def clock(value: datetime | time, zone: str = "Asia/Shanghai") -> str:
    """Write the time of day on a 24-hour clock: `08:20`."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone))
    return value.strftime("%H:%M")


def moment(value: datetime, zone: str = "Asia/Shanghai") -> str:
    """Write a day with weekday and time: `12月5日周六 08:20`."""
    if _current.get() == "zh_Hans":
        return f"{day(value, zone, year=False)}{weekday(value, zone)} {clock(value, zone)}"
    return f"{weekday(value, zone)} {day(value, zone, year=False)} {clock(value, zone)}"


@contextmanager
def speaking(wanted: str) -> Generator[None]:
    """Answer in the locale `wanted`, or in Chinese if we do not speak it, until the block ends."""
    token = _current.set(wanted if wanted in LOCALES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def negotiated(accept_language: str) -> str:
    """Return the locale we speak that fits an `Accept-Language` header best (RFC 9110 §12.5.4)."""
    wanted = []
    for position, part in enumerate(accept_language[:400].split(",")):
        tag, _, parameters = part.strip().partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            quality = 0.0
        if tag and quality > 0:
            wanted.append((-quality, position, tag))
    tags = ["zh_Hans" if tag.lower().startswith("zh") else tag for _, _, tag in sorted(wanted)]
    return negotiate_locale(tags, LOCALES, sep="-") or ("en" if tags else DEFAULT)


def _money_locale() -> str:
    return "zh_Hans_CN" if _current.get() == "zh_Hans" else _current.get()


def _local(value: date | datetime, zone: str) -> date:
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value


@cache
def _catalog(name: str) -> NullTranslations:
    return Translations.load(CATALOGS, [name])
