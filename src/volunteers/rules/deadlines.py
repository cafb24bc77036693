"""How long a place waits for its answer: shorter near the day, and never lost at night."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from volunteers.rules.applications import Recruitment

QUIET_FROM, QUIET_UNTIL, MORNING = time(22), time(8), time(9)
LEAST = timedelta(hours=1)


def answer_by(told_at: datetime, hours: int, starts_at: datetime | None, zone: str) -> datetime:
    """Return until when somebody told at `told_at` may answer.

    Never more than half of the time that is left, so that whoever comes after them has as long.
    """
    wait = timedelta(hours=hours)
    if starts_at:
        wait = min(wait, (starts_at - told_at) / 2)
    by = awake(_whole_minute(told_at + max(wait, LEAST)), zone)
    return min(by, starts_at) if starts_at and starts_at > told_at else by


def of_turn(
    call: Recruitment, at: datetime, starts_at: datetime | None, zone: str
) -> datetime | None:
    """Return until when whoever has just taken a place in turn answers: none without a reserve list."""
    return answer_by(at, call.answer_hours, starts_at, zone) if call.reserve else None


def awake(moment: datetime, zone: str) -> datetime:
    """Return `moment`, or nine o'clock of the morning after where it falls into the quiet hours."""
    local = moment.astimezone(ZoneInfo(zone))
    if not is_quiet(moment, zone):
        return moment
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return datetime.combine(day, MORNING, local.tzinfo).astimezone(moment.tzinfo)


def is_quiet(moment: datetime, zone: str) -> bool:
    """Say whether people sleep: between 22:00 and 08:00 where the activity takes place."""
    local = moment.astimezone(ZoneInfo(zone)).time()
    return local >= QUIET_FROM or local < QUIET_UNTIL


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
