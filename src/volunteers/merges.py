"""Two entries of one person become one: all that hangs on them moves, and can be moved back."""

from uuid import UUID, uuid4

import msgspec
from piccolo.columns.combination import Or
from piccolo.custom_types import Combinable

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from kit import clock, database
from volunteers import merge_clearances, merge_locks, profiles
from volunteers.clearances import clearances_changed
from volunteers.rules import merges as alike
from volunteers.rules import profiles as rules
from volunteers.rules.applications import LIVE
from volunteers.rules.identity import bare
from volunteers.rules.merges import (
    BothApplied,
    CannotUnmerge,
    KeepTheOther,
    NoSuchMerge,
    SamePerson,
    Why,
)
from volunteers.rules.profiles import Profile, ProfileChanged
from volunteers.tables import applications, records
from volunteers.tables import records as tables


class Moved(msgspec.Struct, frozen=True):
    """What one merge moved, so that an undo finds it: ids, and the kept entry as it was.

    `exchanged` are clearances of the kept entry that gave way to stricter ones.
    """

    applications: tuple[UUID, ...]
    clearances: tuple[UUID, ...]
    exchanged: tuple[UUID, ...]
    records: tuple[UUID, ...]
    before: rules.NewProfile
    suspended: bool = False
    followers: tuple[UUID, ...] = ()  # entries that had been merged into the one that went


async def suspected(actor: Actor) -> list[tuple[Profile, Profile, Why]]:
    """Return pairs of entries that may be one person.

    Raises:
        NotAllowed
    """
    return alike.suspected(await profiles.of_association(actor))


async def like(actor: Actor, profile: Profile) -> list[tuple[Profile, Why]]:
    """Return the entries that may be the same person as `profile`.

    Raises:
        NotAllowed
    """
    v = applications.Volunteer
    actor.must(Permission.SEE_PROFILES)
    number = bare(profile.student_no)
    near: Combinable = Or(v.name == profile.name, v.student_no == number)
    near = Or(near, v.student_no.like(f"{number}~%"))  # a number holds no wildcard
    if profile.email:
        near = Or(near, v.email == profile.email)
    if profile.phone:
        near = Or(near, v.phone == profile.phone)
    rows = await v.select().where(
        v.organization == actor.organization_id,
        v.merged_into.is_null(),
        v.id != profile.id,
        near,
    )
    others = database.facts(Profile, rows)
    return [(one, why) for one in others if (why := alike.alike(profile, one))]


async def merge(actor: Actor, kept_id: UUID, gone_id: UUID) -> UUID:
    """Make one entry of two and return what undoes it.

    The kept entry wins where both say something; a suspension of either stays, and so does the
    stricter clearance where both hold one of a kind: a merge opens no gate.

    Raises:
        NotAllowed, NoSuchVolunteer, SamePerson, BothApplied, KeepTheOther
        ProfileChanged: somebody applied under one of the two at this very moment.
    """
    actor.must(Permission.CHANGE_PROFILES)
    if kept_id == gone_id:
        raise SamePerson
    async with database.transaction():
        kept, gone = await _hold(actor, kept_id, gone_id)
        both_in = await _refuse_twice(kept_id, gone_id)
        came, exchanged = await merge_clearances.move(kept_id, gone_id)
        moved = Moved(
            applications=await _move_applications(kept_id, gone_id, both_in),
            clearances=came,
            exchanged=exchanged,
            records=await _move_records(kept_id, gone_id),
            before=profiles.said(kept),
            suspended=bool(gone.suspended_at and not kept.suspended_at),
            followers=await _follow(gone_id, kept_id),
        )
        await profiles.update(kept_id, kept.version, alike.joined(kept, gone))
        await _suspend(kept_id, gone_id)
        v = applications.Volunteer
        await v.update({v.merged_into: kept_id, v.version: v.version + 1}).where(v.id == gone_id)
        merge_id = await _remember(actor, kept_id, gone_id, moved)
        await traces.leave(actor, "profile.merged", kept_id, details=str(gone_id))
        await clearances_changed.tell(frozenset({kept_id}))
    return merge_id


async def undo(actor: Actor, merge_id: UUID) -> UUID:
    """Take a merge apart again and return the entry that was kept.

    Raises:
        NotAllowed, NoSuchMerge, NoSuchVolunteer, CannotUnmerge: the entry changed since.
    """
    actor.must(Permission.CHANGE_PROFILES)
    m, v = tables.Merge, applications.Volunteer
    async with database.transaction():
        query = m.select().where(m.id == merge_id, m.kept.organization == actor.organization_id)
        if known := await query.first():
            await merge_locks.take([known["kept"], known["gone"]])
        row = await query.first().lock_rows("UPDATE", of=(m,))
        if row is None:
            raise NoSuchMerge
        if row["undone_at"]:
            raise CannotUnmerge
        kept = await profiles.find(actor, row["kept"], lock=True)
        moved = msgspec.json.decode(row["before"], type=Moved)
        gone_id = row["gone"]
        if not await v.exists().where(v.id == gone_id, v.merged_into == kept.id):
            raise CannotUnmerge
        a, s = applications.Application, records.ServiceRecord
        if moved.applications:
            await a.update({a.volunteer: gone_id}).where(a.id.is_in(list(moved.applications)))
        if moved.records:
            await s.update({s.volunteer: gone_id}).where(s.id.is_in(list(moved.records)))
        await merge_clearances.exchange(moved.clearances, gone_id, moved.exchanged, kept.id)
        await profiles.update(kept.id, kept.version, moved.before)
        if moved.suspended:
            await v.update({v.suspended_at: None, v.suspended_by: None}).where(v.id == kept.id)
        await v.update({v.merged_into: None, v.version: v.version + 1}).where(v.id == gone_id)
        if moved.followers:
            await v.update({v.merged_into: gone_id}).where(
                v.id.is_in(list(moved.followers)), v.merged_into == kept.id
            )
        await m.update({m.undone_at: clock.now()}).where(m.id == merge_id)
        await traces.leave(actor, "profile.unmerged", kept.id, details=str(gone_id))
        await clearances_changed.tell(frozenset({kept.id, gone_id}))
    return kept.id


async def _hold(actor: Actor, kept_id: UUID, gone_id: UUID) -> tuple[Profile, Profile]:
    """Lock both entries with all that hangs on them, in the order in which everybody locks."""
    for one in (kept_id, gone_id):
        await profiles.find(actor, one)
    held = await merge_locks.take([kept_id, gone_id])
    both = {one: await profiles.find(actor, one, lock=True) for one in sorted((kept_id, gone_id))}
    if not held >= await merge_locks.applications_of([kept_id, gone_id]):
        raise ProfileChanged
    return both[kept_id], both[gone_id]


async def _follow(gone_id: UUID, kept_id: UUID) -> tuple[UUID, ...]:
    """Let whoever was merged into the entry that goes lead to the one that stays."""
    v = applications.Volunteer
    rows = await v.update({v.merged_into: kept_id}).where(v.merged_into == gone_id).returning(v.id)
    return tuple(row["id"] for row in rows)


async def _refuse_twice(kept_id: UUID, gone_id: UUID) -> list[UUID]:
    """Refuse while both entries stand in one activity; return the activities both applied to."""
    a = applications.Application
    rows = await a.select(
        a.activity, a.activity.title.as_alias("title"), a.volunteer, a.status
    ).where(a.volunteer.is_in([kept_id, gone_id]))
    mine = {row["activity"]: row for row in rows if row["volunteer"] == kept_id}
    both = [row for row in rows if row["volunteer"] == gone_id and row["activity"] in mine]
    for row in both:
        if row["status"] in LIVE:
            refusal = BothApplied if mine[row["activity"]]["status"] in LIVE else KeepTheOther
            raise refusal(activity=row["title"])
    return [row["activity"] for row in both]


async def _move_applications(kept_id: UUID, gone_id: UUID, both_in: list[UUID]) -> tuple[UUID, ...]:
    """Move the applications; where both applied, the one that led to nothing stays where it is."""
    a = applications.Application
    query = a.update({a.volunteer: kept_id}).where(a.volunteer == gone_id)
    rows = await (query.where(a.activity.not_in(both_in)) if both_in else query).returning(a.id)
    return tuple(row["id"] for row in rows)


async def _move_records(kept_id: UUID, gone_id: UUID) -> tuple[UUID, ...]:
    s = records.ServiceRecord
    rows = await s.update({s.volunteer: kept_id}).where(s.volunteer == gone_id).returning(s.id)
    return tuple(row["id"] for row in rows)


async def _suspend(kept_id: UUID, gone_id: UUID) -> None:
    """Keep from children whoever was kept from them under either entry (V21)."""
    await applications.Volunteer.raw(
        "UPDATE volunteer SET suspended_at = gone.suspended_at, suspended_by = gone.suspended_by "
        "FROM volunteer gone WHERE volunteer.id = {} AND gone.id = {} "
        "AND volunteer.suspended_at IS NULL AND gone.suspended_at IS NOT NULL",
        kept_id,
        gone_id,
    )


async def _remember(actor: Actor, kept_id: UUID, gone_id: UUID, moved: Moved) -> UUID:
    m, merge_id = tables.Merge, uuid4()
    await m.insert(
        m(
            id=merge_id,
            kept=kept_id,
            gone=gone_id,
            before=msgspec.json.encode(moved).decode(),
            merged_by=actor.account_id,
            merged_at=clock.now(),
        )
    )
    return merge_id
