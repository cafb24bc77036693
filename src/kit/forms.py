"""Turns what a browser posted into a Struct, or into one sentence per field that does not fit."""

import re
import types
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext

T = TypeVar("T", bound=msgspec.Struct)

Posted = Mapping[str, Any]  # field name → text, or a list of texts where it came more than once

LONGEST = 5_000  # characters of one field, where the Struct's own type says nothing shorter
MOST = 200  # values of one repeated field
LARGEST = 2**31 - 1
LONGEST_NUMBER = 9  # digits of a numbered box
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)  # beyond these somebody mistyped

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class WrongForm(Refusal):
    """`by_field` maps each wrong field to its sentence, already in the reader's language."""

    status = 422
    message = N_("Some fields need another look.")

    def __init__(self, by_field: dict[str, str]) -> None:
        super().__init__()
        self.by_field = by_field


def clean(text: str) -> str:
    """Return `text` without the characters no database keeps and no reader sees (T16)."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def text(values: Posted, name: str) -> str:
    """Return one posted field as clean text, "" where it is missing; the last one wins."""
    raw = values.get(name, "")
    if isinstance(raw, list):
        raw = raw[-1] if raw else ""
    return clean(raw) if isinstance(raw, str) else ""


def texts(values: Posted, name: str) -> list[str]:
    """Return a repeated field (checkboxes, say) as clean texts without blanks."""
    raw = values.get(name, [])
    several = raw if isinstance(raw, list) else [raw]
    return [cleaned for one in several[:MOST] if isinstance(one, str) and (cleaned := clean(one))]


def identity(text: str) -> UUID | None:
    """Return the id that `text` is, None where it is none of ours."""
    try:
        return UUID(text)
    except ValueError:
        return None


def numbers(values: Posted, name: str) -> frozenset[int]:
    """Return which numbered boxes were ticked; what is no number a form of ours writes is left out."""
    return frozenset(
        int(one) for one in texts(values, name) if one.isdecimal() and len(one) <= LONGEST_NUMBER
    )


def parse(struct: type[T], values: Posted) -> T:
    """Return `values` as a `struct`; a blank field takes its default.

    Sequence fields take every value of their name; a bool is true when its box was ticked.

    Raises:
        WrongForm: naming every field that does not fit, not just the first.
    """
    fitting: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in msgspec.structs.fields(struct):
        wanted = _plain(field.type)
        raw: Any = texts(values, field.name) if _is_several(wanted) else text(values, field.name)
        if wanted is bool:
            fitting[field.name] = raw not in ("", "0", "false", "off")
            continue
        if not raw:
            if field.required:
                wrong[field.name] = gettext("Please fill this in.")
            continue
        if sentence := _too_much(raw, field.type):
            wrong[field.name] = sentence
            continue
        try:
            fitting[field.name] = msgspec.convert(_typed(raw, wanted), field.type, strict=False)
        except (msgspec.ValidationError, ValueError, ArithmeticError):
            wrong[field.name] = (
                _too_large(raw, wanted, field.type)
                or _too_small(raw, wanted, field.type)
                or _what_fits(wanted, field.type)
            )
        else:
            if _too_far(fitting[field.name]):
                wrong[field.name] = gettext("Please enter a date between 2000 and 2100.")
    if wrong:
        raise WrongForm(wrong)
    return struct(**fitting)


def version(values: Posted) -> int:
    """Return which version of a thing its form was written from.

    Raises:
        WrongForm: somebody left it out.
    """
    return parse(_Versioned, values).version


class _Versioned(msgspec.Struct, frozen=True):
    version: int


def _typed(raw: Any, wanted: object) -> Any:
    """Help msgspec where people type what it does not read: `8:00` as a time, `1,000` as a number."""
    if wanted is time and isinstance(raw, str):
        hours, _, minutes = raw.replace("：", ":").partition(":")
        return time(int(hours), int(minutes[:2] or 0))
    if wanted is datetime and isinstance(raw, str):
        return datetime.fromisoformat(raw)  # browsers leave out the seconds
    if wanted in (int, Decimal) and isinstance(raw, str):
        number = raw.replace(",", "").replace("，", "")
        if wanted is int and abs(int(number)) > LARGEST:
            raise ValueError(number)
        return Decimal(number) if wanted is Decimal else int(number)
    return raw


def _plain(wanted: object) -> object:
    """Return the type itself, without `| None` and `Annotated`."""
    if get_origin(wanted) in (Union, types.UnionType):
        return next(_plain(one) for one in get_args(wanted) if one is not type(None))
    if hasattr(wanted, "__metadata__"):
        return _plain(get_args(wanted)[0])
    return wanted


def _is_several(wanted: object) -> bool:
    return get_origin(wanted) in (list, tuple, set, frozenset, Sequence)


def _too_much(raw: Any, declared: object) -> str:
    longest = max(map(len, raw)) if isinstance(raw, list) else len(raw)
    if longest > LONGEST:
        most = _limit(declared, "max_length") or LONGEST
        return gettext("This is too long: at most %(most)s characters.") % {"most": most}
    return ""


def _too_large(raw: Any, wanted: object, declared: object) -> str:
    """Say how large a whole number may be where one is larger."""
    digits = str(raw).replace(",", "").replace("，", "").strip()
    if wanted is not int or not digits.isdecimal():
        return ""
    most = _limit(declared, "le") or LARGEST
    digits = digits.lstrip("0")
    if len(digits) < len(str(most)) or (len(digits) == len(str(most)) and int(digits) <= most):
        return ""
    return gettext("At most %(most)s.") % {"most": most}


def _too_small(raw: Any, wanted: object, declared: object) -> str:
    """Say how small a whole number may be where one is smaller."""
    least = _limit(declared, "ge")
    typed = str(raw).replace(",", "").replace("，", "").strip()
    if wanted is not int or least is None or not typed.removeprefix("-").isdecimal():
        return ""
    below = typed.startswith("-") or int(typed) < least
    return gettext("At least %(least)s.") % {"least": least} if below else ""


def _too_far(value: object) -> bool:
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and not EARLIEST <= day <= LATEST


def _what_fits(wanted: object, declared: object) -> str:  # noqa: PLR0911 -- one sentence per type
    if wanted is int:
        return gettext("Please enter a whole number.")
    if wanted is Decimal:
        return gettext("Please enter a number.")
    if wanted in (date, datetime):
        return gettext("Please enter a date.")
    if wanted is time:
        return gettext("Please enter a time, for example 08:30.")
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return gettext("Please choose one of the options.")
    if most := _limit(declared, "max_length"):
        return gettext("This is too long: at most %(most)s characters.") % {"most": most}
    return gettext("This does not fit here.")


def _limit(declared: object, name: str) -> int | None:
    """Return a limit that a field declares, `max_length` of a text, `ge` or `le` of a number."""
    for one in (declared, *get_args(declared)):
        for meta in getattr(one, "__metadata__", ()):
            if isinstance(meta, msgspec.Meta) and (limit := getattr(meta, name)) is not None:
                return int(limit)
    return None
