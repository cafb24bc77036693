"""What cannot stay as it is on the day itself: errors that stop a release (domain reference §3.1)."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.schedule import Block, Clash, Day, Overrun, ends_at
from kit.i18n import N_, clock


def day_checked(activity: Activity, day: Day) -> list[Finding]:
    """Return who is wanted twice, what must start before the last has ended, and what lies outside."""
    here = f"/a/{activity.id}/day"
    return [
        *(_twice(clash, activity.zone, here) for clash in day.clashes),
        *(_too_long(overrun, here) for overrun in day.overruns),
        *(_shared(pair, here) for pair in _same_place(day.timed)),
        *_outside(activity, day, here),
    ]


def _twice(clash: Clash, zone: str, here: str) -> Finding:
    return Finding(
        "person-in-two-places",
        Severity.ERROR,
        Urgency.DAY,
        N_("%(person)s is in two places at %(at)s"),
        N_("See the day"),
        f"{here}?block={clash.second.id}#start",
        Stops.RELEASE,
        subject=f"{clash.first.id}-{clash.second.id}"[:80],
        hint=N_("“%(first)s” and “%(second)s” need the same person."),
        details={
            "person": clash.person,
            "at": clock(clash.starts_at, zone),
            "first": clash.first.title,
            "second": clash.second.title,
        },
    )


def _too_long(overrun: Overrun, here: str) -> Finding:
    return Finding(
        "hard-end-broken",
        Severity.ERROR,
        Urgency.DAY,
        N_("“%(before)s” runs %(minutes)s minutes into “%(title)s”"),
        N_("See the day"),
        f"{here}?block={overrun.block.id}#start",
        Stops.RELEASE,
        subject=str(overrun.block.id),
        details={
            "before": overrun.before.title,
            "title": overrun.block.title,
            "minutes": overrun.minutes,
        },
    )


def _same_place(blocks: Iterable[Block]) -> Iterable[tuple[Block, Block]]:
    """Yield the pairs of blocks that use one place at once; touching ends share nothing."""
    somewhere = [b for b in blocks if b.place and b.minutes]
    for one, other in combinations(somewhere, 2):
        if one.place != other.place or one.starts_at is None or other.starts_at is None:
            continue
        ends = (ends_at(one) or one.starts_at, ends_at(other) or other.starts_at)
        if max(one.starts_at, other.starts_at) < min(ends):
            yield one, other


def _shared(pair: tuple[Block, Block], here: str) -> Finding:
    return Finding(
        "space-in-two-uses",
        Severity.ERROR,
        Urgency.DAY,
        N_("“%(first)s” and “%(second)s” are in one place at once: %(place)s"),
        N_("See the day"),
        f"{here}?block={pair[1].id}#start",
        Stops.RELEASE,
        subject=f"{pair[0].id}-{pair[1].id}"[:80],
        details={"first": pair[0].title, "second": pair[1].title, "place": pair[0].place},
    )


def _outside(activity: Activity, day: Day, here: str) -> Iterable[Finding]:
    if activity.starts_at is None or activity.ends_at is None or not activity.has_clock_time:
        return
    for block in day.timed:
        start, end = block.starts_at, ends_at(block)
        if not _within(start, end, activity.starts_at, activity.ends_at):
            yield Finding(
                "block-outside-day",
                Severity.ERROR,
                Urgency.DAY,
                N_("“%(title)s” lies outside the hours of the activity"),
                N_("See the day"),
                f"{here}?block={block.id}#start",
                Stops.RELEASE,
                subject=str(block.id),
                details={"title": block.title},
            )


def _within(start: datetime | None, end: datetime | None, first: datetime, last: datetime) -> bool:
    return start is None or end is None or (first <= start and end <= last)
