"""Whether a subscriber already holds the newest answer: RFC 9110 §8.8 and §13."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime

import msgspec

from exports.rules import window

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


class Version(msgspec.Struct, frozen=True):
    """A counter that rises with every visible change, and when it last did."""

    number: int
    at: datetime


def etag(rendering: int, own: Version, others: Iterable[Version], monday: date) -> str:
    """Return the tag of an answer: how it is written, the link, what it shows, the week."""
    shown = sum(version.number for version in others)
    return f'"{rendering}-{own.number}-{shown}-{monday:%Y%m%d}"'


def zipped(tag: str) -> str:
    """Return the tag of the gzip variant."""
    return f'{tag[:-1]}-gz"'


def last_modified(
    rendered_at: datetime, own: Version, others: Iterable[Version], monday: date
) -> datetime:
    """Return the latest of all times that can change an answer, in whole seconds."""
    times = (rendered_at, window.midnight(monday), own.at, *(version.at for version in others))
    return max(times).astimezone(UTC).replace(microsecond=0)


def http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def unchanged(tag: str, modified: datetime, none_match: str, modified_since: str) -> bool:
    """Say whether the answer is 304. The date counts only where no tag was sent ("" means none)."""
    if none_match:
        held = (name.removesuffix("-gz") for name in _TAG.findall(none_match))
        return none_match.strip() == "*" or tag.strip('"') in held
    since = _date(modified_since)
    return since is not None and modified <= since


def takes_gzip(accept_encoding: str) -> bool:
    """Say whether gzip is acceptable: named or `*`, and not with a quality of nought."""
    qualities = dict(_coding(part) for part in accept_encoding.lower().split(","))
    return qualities.get("gzip", qualities.get("*", 0.0)) > 0


def _coding(part: str) -> tuple[str, float]:
    name, _, quality = part.partition(";")
    try:
        return name.strip(), float(quality.strip().removeprefix("q=")) if quality else 1.0
    except ValueError:
        return name.strip(), 0.0


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
