"""The people of an association: found by name, pinyin or number, with all they did in its activities."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from kit import clock, database, forms
from volunteers.rules import profiles as rules
from volunteers.rules.applications import HOLDING
from volunteers.rules.profiles import (
    NewProfile,
    NoSuchVolunteer,
    NumberTaken,
    Profile,
    ProfileChanged,
    Took,
)
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
    text, letters = rules.wanted(search), rules.in_letters(search)
    pattern = f"%{_literal(text)}%"
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


async def find(actor: Actor, volunteer_id: UUID, *, lock: bool = False) -> Profile:
    """Return one person of the actor's association.

    Raises:
        NotAllowed, NoSuchVolunteer
    """
    actor.must(Permission.SEE_PROFILES)
    v = tables.Volunteer
    query = v.select().where(
        v.id == volunteer_id,
        v.organization == actor.organization_id,
        v.merged_into.is_null(),
    )
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchVolunteer
    return database.fact(Profile, rows[0])


async def became(actor: Actor, volunteer_id: UUID) -> UUID | None:
    """Return the entry that one was merged into, for links from before."""
    actor.must(Permission.SEE_PROFILES)
    v = tables.Volunteer
    row = (
        await v.select(v.merged_into)
        .where(v.id == volunteer_id, v.organization == actor.organization_id)
        .first()
    )
    return row["merged_into"] if row else None


async def of_association(actor: Actor) -> list[Profile]:
    """Return everybody, by name, for exports and for who may be one person.

    Raises:
        NotAllowed
    """
    actor.must(Permission.SEE_PROFILES)
    v = tables.Volunteer
    rows = (
        await v.select()
        .where(v.organization == actor.organization_id, v.merged_into.is_null())
        .order_by(v.pinyin, v.name, v.id)
    )
    return database.facts(Profile, rows)


async def took_part(actor: Actor, volunteer_id: UUID) -> list[Took]:
    """Return the activities somebody applied to, the latest first.

    Raises:
        NotAllowed, NoSuchVolunteer
    """
    await find(actor, volunteer_id)
    a = tables.Application
    rows = await a.select(
        a.id.as_alias("application"),
        a.activity,
        a.activity.title.as_alias("title"),
        a.activity.starts_at.as_alias("starts_at"),
        a.activity.zone.as_alias("zone"),
        a.status,
        a.post.name.as_alias("post"),
        a.applied_at,
    ).where(a.volunteer == volunteer_id, a.activity.organization == actor.organization_id)
    rows.sort(key=lambda row: row["starts_at"] or row["applied_at"], reverse=True)
    return database.facts(Took, [row | {"post": row["post"] or ""} for row in rows])


async def add(actor: Actor, new: NewProfile) -> UUID:
    """Write down somebody who helped before or wants to, and return the entry's id.

    Raises:
        WrongForm, NotAllowed, NumberTaken
    """
    actor.must(Permission.CHANGE_PROFILES)
    new = _checked(new)
    async with database.transaction():
        await _refuse_taken(actor, new.student_no)
        volunteer_id = await insert(actor.organization_id, new)
        await traces.leave(actor, "profile.added", volunteer_id)
    return volunteer_id


async def insert(organization_id: UUID, new: NewProfile) -> UUID:
    """Write a tidied and checked entry inside the caller's transaction."""
    v, volunteer_id = tables.Volunteer, uuid4()
    await v.insert(
        v(
            id=volunteer_id,
            organization=organization_id,
            **columns(new),
            listed_at=clock.now(),
            created_at=clock.now(),
        )
    )
    return volunteer_id


async def change(actor: Actor, volunteer_id: UUID, version: int, new: NewProfile) -> None:
    """Save what is known of somebody. What they wrote in applications stays as they wrote it.

    Raises:
        WrongForm, NotAllowed, NoSuchVolunteer, NumberTaken, ProfileChanged
    """
    actor.must(Permission.CHANGE_PROFILES)
    new = _checked(new)
    async with database.transaction():
        await find(actor, volunteer_id, lock=True)
        await _refuse_taken(actor, new.student_no, but=volunteer_id)
        await update(volunteer_id, version, new)
        await traces.leave(actor, "profile.changed", volunteer_id)


async def update(volunteer_id: UUID, version: int, new: NewProfile) -> None:
    """Write a tidied and checked entry inside the caller's transaction.

    Raises:
        ProfileChanged
    """
    v = tables.Volunteer
    values = {getattr(v, name): value for name, value in columns(new).items()}
    saved = (
        await v.update({**values, v.version: v.version + 1})
        .where(v.id == volunteer_id, v.version == version)
        .returning(v.id)
    )
    if not saved:
        raise ProfileChanged


async def key_names() -> int:
    """Give entries that lack one the key their names are searched by; return how many.

    The daily job asks for this, for all associations: entries may come from before there were keys.
    """
    v = tables.Volunteer
    rows = await v.select(v.id, v.name).where(v.pinyin == "").limit(5_000)
    for row in rows:
        await v.update({v.pinyin: rules.search_key(row["name"])}).where(v.id == row["id"])
    return len(rows)


def columns(new: NewProfile) -> dict[str, Any]:
    """Return an entry as the table has it, with the key its name is searched by."""
    said = msgspec.structs.asdict(new)
    return {
        **{name: list(one) if isinstance(one, tuple) else one for name, one in said.items()},
        "pinyin": rules.search_key(new.name),
    }


def _checked(new: NewProfile) -> NewProfile:
    new = rules.tidied(new)
    if wrong := rules.wrong_fields(new):
        raise forms.WrongForm(wrong)
    return new


async def _refuse_taken(actor: Actor, student_no: str, *, but: UUID | None = None) -> None:
    v = tables.Volunteer
    row = (
        await v.select(v.id, v.name)
        .where(v.organization == actor.organization_id, v.student_no == student_no)
        .first()
    )
    if row and row["id"] != but:
        raise NumberTaken(name=row["name"])


def _literal(text: str) -> str:
    """Keep LIKE from reading wildcards in what was typed (T20)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
