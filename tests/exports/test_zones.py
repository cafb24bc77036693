from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from exports import zones


@pytest.mark.parametrize(
    "name",
    [
        *("Asia/Shanghai", "Asia/Urumqi", "Asia/Kolkata", "Europe/Berlin", "Europe/Dublin"),
        *("America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Chatham"),
        *("Africa/Casablanca", "Africa/Cairo"),
    ],
)
def test_a_zone_written_down_keeps_the_time_of_the_real_one(name):
    calendar = icalendar.Calendar.from_ical(
        b"BEGIN:VCALENDAR\r\n" + zones.definition(name, 2026, 2027) + b"END:VCALENDAR\r\n"
    )
    (zone,) = calendar.walk("VTIMEZONE")
    onsets = sorted(
        (datetime.strptime(part["DTSTART"].to_ical().decode(), "%Y%m%dT%H%M%S"), part)  # noqa: DTZ007 -- a wall time
        for part in zone.subcomponents
    )
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    while moment < datetime(2028, 1, 1, tzinfo=UTC):
        begun = [
            part for wall, part in onsets if wall - part.TZOFFSETFROM <= moment.replace(tzinfo=None)
        ]
        assert moment.astimezone(ZoneInfo(name)).utcoffset() == begun[-1].TZOFFSETTO, moment
        moment += timedelta(hours=1)
