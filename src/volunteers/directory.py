"""The directory: people found by name, pinyin or number, with how much they did."""

from datetime import datetime

import msgspec

from accounts.rules.permissions import Actor, Permission
from kit import database
from volunteers.rules import names
from volunteers.rules.applications import HOLDING
from volunteers.rules.profiles import Profile
from volunteers.tables import applications as tables

PER_PAGE = 50

_FOUND = """
FROM volunteer v
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE a.status = ANY({})) AS times, max(y.starts_at) AS latest
    FROM application a JOIN activity y ON y.id = a.activity WHERE a.volunteer = v.id
) took ON true
LEFT JOIN LATERAL (
    SELECT coalesce(sum(s.minutes + s.topped_up), 0) AS minutes
    FROM service_record s WHERE s.volunteer = v.id
) served ON true
WHERE v.organization = {} AND v.merged_into IS NULL
  AND ({} = '' OR v.name ILIKE {} OR v.student_no ILIKE {} OR ({} <> '' AND v.pinyin LIKE {}))
  AND ({} = '' OR {} = ANY(v.skills) OR {} = ANY(v.languages))
"""
_PAGE = (
    "SELECT v.*, took.times, took.latest, served.minutes "
    + _FOUND
    + " ORDER BY took.latest DESC NULLS LAST, v.name, v.id LIMIT {} OFFSET {}"
)
_COUNT = "SELECT count(*) AS n " + _FOUND


class Entry(msgspec.Struct, frozen=True):
    """One line of the directory: who, how often they had a place, when last, how long they served."""

    profile: Profile
    times: int
    latest: datetime | None
    minutes: int


class Directory(msgspec.Struct, frozen=True):
    """One page of the directory; `page` counts from 1, `everybody` those without any search."""

    entries: tuple[Entry, ...]
    total: int
    everybody: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


async def listed(actor: Actor, *, search: str = "", tag: str = "", page: int = 1) -> Directory:
    """Return the people whose name, pinyin or number contains `search` and who offer `tag`.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_PROFILES)
    v = tables.Volunteer
    text, letters = names.wanted(search), names.in_letters(search)
    pattern = f"%{database.literal(text)}%"
    asked = (
        *(list(HOLDING), actor.organization_id, text, pattern, pattern),
        *(letters, f"%{letters}%", tag, tag, tag),
    )
    [found] = await v.raw(_COUNT, *asked)
    total = int(found["n"])
    page = min(max(1, page), max(1, -(-total // PER_PAGE)))
    rows = await v.raw(_PAGE, *asked, PER_PAGE, (page - 1) * PER_PAGE)
    everybody = await v.count().where(
        v.organization == actor.organization_id, v.merged_into.is_null()
    )
    entries = tuple(
        Entry(database.fact(Profile, row), row["times"], row["latest"], int(row["minutes"]))
        for row in rows
    )
    return Directory(entries, total, everybody, page)
