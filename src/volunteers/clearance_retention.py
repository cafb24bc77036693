"""How long outcomes of checks are kept: twelve months from somebody's last activity (domain §6.4)."""

from datetime import date

from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.pairs import LIVE_PAIRS
from volunteers.tables import training as tables

MONTHS = 12
LED_TO_NOTHING = (
    ApplicationStatus.DECLINED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.WITHDRAWN,
)

_GONE = """
DELETE FROM clearance c WHERE c.created_at < {}::date - make_interval(months => {})
AND NOT EXISTS (
    SELECT FROM application a JOIN activity ON activity.id = a.activity
    WHERE a.volunteer = c.volunteer AND NOT a.status = ANY({})
    AND coalesce(
        (coalesce(activity.ends_at - interval '1 minute', activity.starts_at)
            AT TIME ZONE activity.zone)::date,
        a.applied_at::date
    ) >= {}::date - make_interval(months => {})
)
AND NOT EXISTS (
    SELECT FROM pair JOIN application a ON a.id = pair.application
    WHERE a.volunteer = c.volunteer AND pair.status = ANY({})
)
RETURNING c.id
"""


async def forget(today: date) -> int:
    """Delete what was noted of people whose last activity is long over; return how many went.

    Whoever still goes with a child keeps theirs, and so does whoever was noted lately. Nothing opens
    by it: whoever comes back signs and is checked again.
    """
    rows = await tables.Clearance.raw(
        _GONE, today, MONTHS, list(LED_TO_NOTHING), today, MONTHS, list(LIVE_PAIRS)
    )
    return len(rows)
