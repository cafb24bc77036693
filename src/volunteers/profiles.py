"""The people of an association: what is known of each of them, across all its activities."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from kit import clock, database, forms
from volunteers.rules import names
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

TEXTS = ("college", "year", "phone", "email")
LISTS = ("skills", "interests", "languages", "free")
_LEARN = (
    "UPDATE volunteer v SET version = v.version + 1, "  # noqa: S608 -- column names of ours
    + ", ".join(f"{c} = CASE WHEN v.{c} = '' THEN a.{c} ELSE v.{c} END" for c in TEXTS)
    + ", "
    + ", ".join(f"{c} = CASE WHEN cardinality(v.{c}) = 0 THEN a.{c} ELSE v.{c} END" for c in LISTS)
    + " FROM (SELECT DISTINCT ON (volunteer) * FROM application WHERE status = ANY({}) "
    "ORDER BY volunteer, applied_at DESC) a WHERE a.volunteer = v.id AND ("
    + " OR ".join(f"(v.{c} = '' AND a.{c} <> '')" for c in TEXTS)
    + " OR "
    + " OR ".join(f"(cardinality(v.{c}) = 0 AND cardinality(a.{c}) > 0)" for c in LISTS)
    + ") RETURNING v.id"
)


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
        [volunteer_id] = (await insert_all(actor.organization_id, [new])).values()
        await traces.leave(actor, "profile.added", volunteer_id)
    return volunteer_id


async def insert_all(organization_id: UUID, several: Sequence[NewProfile]) -> dict[str, UUID]:
    """Write tidied and checked entries inside the caller's transaction; return their ids by number."""
    v, now = tables.Volunteer, clock.now()
    ids = {new.student_no: uuid4() for new in several}
    rows = [
        v(
            id=ids[new.student_no],
            organization=organization_id,
            **columns(new),
            listed_at=now,
            created_at=now,
        )
        for new in several
    ]
    for some in database.batches(rows):
        await v.insert(*some)
    return ids


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


async def learn() -> int:
    """Take over from those who have a place what the directory does not know of them yet.

    Nothing is overwritten: an application is typed by whoever knows a student number. The daily job
    asks for this, for all associations at once; returns how many entries know more.
    """
    return len(await tables.Volunteer.raw(_LEARN, list(HOLDING)))


async def key_names() -> int:
    """Give entries that lack one the key their names are searched by; return how many.

    The daily job asks for this, for all associations: entries may come from before there were keys.
    """
    v = tables.Volunteer
    rows = await v.select(v.id, v.name).where(v.pinyin == "").limit(5_000)
    for row in rows:
        await v.update({v.pinyin: names.search_key(row["name"])}).where(v.id == row["id"])
    return len(rows)


def said(one: Profile) -> NewProfile:
    """Return what is known of somebody as a form would say it."""
    names = NewProfile.__struct_fields__
    return NewProfile(**{name: getattr(one, name) for name in names})


def columns(new: NewProfile) -> dict[str, Any]:
    """Return an entry as the table has it, with the key its name is searched by."""
    said = msgspec.structs.asdict(new)
    return {
        **{name: list(one) if isinstance(one, tuple) else one for name, one in said.items()},
        "pinyin": names.search_key(new.name),
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
