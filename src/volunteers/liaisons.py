"""Liaisons: who speaks for a partner, the link they work through, and what they say about the day."""

from typing import Any
from uuid import UUID, uuid4

from accounts import links, traces
from accounts.rules.links import Holder, Kind, NoSuchLink
from accounts.rules.permissions import Actor, Permission
from events import activities, quotas
from events.rules.activities import OVER, Activity, Moved, PartyRole
from kit import clock, database
from volunteers.rules.liaisons import (
    Answer,
    DayOver,
    Liaison,
    LiaisonChanged,
    NameTaken,
    NewLiaison,
    NoSuchLiaison,
    PartnerTwice,
    Visit,
)
from volunteers.tables import participants as participant_tables
from volunteers.tables import sharing as tables

PARTNERS = (PartyRole.PARTNER, PartyRole.VENUE)
MOST_ADULTS = 60


async def of_activity(actor: Actor, activity_id: UUID) -> list[Liaison]:
    """Return the partners' contacts of an activity, the first entered first.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    return await of(activity.id)


async def of(activity_id: UUID) -> list[Liaison]:
    """Return the partners' contacts of an activity that whoever asks may see."""
    x = tables.Liaison
    rows = await x.select().where(x.activity == activity_id).order_by(x.created_at)
    return database.facts(Liaison, rows)


async def find(actor: Actor, activity_id: UUID, liaison_id: UUID, *, lock: bool = False) -> Liaison:
    """Return one contact of an activity of the actor's association.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLiaison
    """
    actor.must(Permission.SEE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id, lock=lock)
    return await _one(activity.id, liaison_id)


async def partners(activity: Activity) -> list[str]:
    """Return who the plan names as a partner or as the place, and the schools that have places."""
    named = [one.name for one in await activities.parties(activity) if one.role in PARTNERS]
    return list(dict.fromkeys([*named, *(one.source for one in await quotas.of(activity))]))


async def add(actor: Actor, activity_id: UUID, new: NewLiaison) -> UUID:
    """Enter who speaks for a partner.

    Raises:
        NotAllowed, NoSuchActivity, PartnerTwice
    """
    actor.must(Permission.SHARE_WITH_PARTNER)
    x, liaison_id = tables.Liaison, uuid4()
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        if new.partner in {one.partner for one in await of(activity.id)}:
            raise PartnerTwice(partner=new.partner)
        await x.insert(
            x(
                id=liaison_id,
                activity=activity.id,
                party=await _party(activity, new.partner),
                created_at=clock.now(),
                **_columns(new),
            )
        )
        await traces.leave(actor, "partner.added", liaison_id, activity_id=activity.id)
    return liaison_id


async def change(
    actor: Actor, activity_id: UUID, liaison_id: UUID, version: int, new: NewLiaison
) -> bool:
    """Save who speaks for a partner; where that is somebody else now, the links end. Returns whether any did.

    Under another name it is another recipient: volunteers are asked anew.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchLiaison, PartnerTwice, NameTaken, LiaisonChanged
    """
    actor.must(Permission.SHARE_WITH_PARTNER)
    x, p = tables.Liaison, participant_tables.Participant
    async with database.transaction():
        before = await find(actor, activity_id, liaison_id, lock=True)
        others = {one.partner for one in await of(activity_id) if one.id != liaison_id}
        if new.partner in others:
            raise PartnerTwice(partner=new.partner)
        if new.partner != before.partner and await _sends(activity_id, new.partner):
            raise NameTaken(partner=new.partner)
        activity = await activities.find(actor, activity_id)
        saved = (
            await x.update(
                {
                    **{getattr(x, name): value for name, value in _columns(new).items()},
                    x.party: await _party(activity, new.partner),
                    x.version: x.version + 1,
                }
            )
            .where(x.id == liaison_id, x.activity == activity_id, x.version == version)
            .returning(x.id)
        )
        if not saved:
            raise LiaisonChanged
        await p.update({p.source: new.partner}).where(
            p.activity == activity_id, p.source == before.partner
        )
        await traces.leave(actor, "partner.changed", liaison_id, activity_id=activity_id)
        if _who(new) == _who(before):
            return False
        ended = await links.revoke(actor.organization_id, Kind.PARTNER, liaison_id)
        if ended:
            await traces.leave(actor, "partner.link_revoked", liaison_id, activity_id=activity_id)
    return ended > 0


async def visit(holder: Holder, *, lock: bool = False) -> Visit:
    """Return what a partner's link opens.

    Raises:
        NoSuchLink: whatever it was about is gone.
    """
    if holder.kind is not Kind.PARTNER or holder.activity_id is None:
        raise NoSuchLink
    activity = await activities.of(holder.organization_id, holder.activity_id, lock=lock)
    several = await of(activity.id)
    own = next((one for one in several if one.id == holder.object_id), None)
    if own is None:
        raise NoSuchLink
    return Visit(holder, own, activity, alone=len(several) == 1)


async def preparing(holder: Holder) -> Visit:
    """Return what a partner's link opens, for a change before the day: nobody else changes it meanwhile.

    Raises:
        NoSuchLink, DayOver
    """
    found = await visit(holder, lock=True)
    if found.activity.status in OVER:
        raise DayOver
    return found


async def answer(holder: Holder, said: Answer) -> None:
    """Keep what the partner says about day and place; a yes to a day that moves is asked for anew.

    Raises:
        NoSuchLink, DayOver
    """
    x = tables.Liaison
    async with database.transaction():
        own = (await preparing(holder)).liaison
        at = (own.dates_confirmed_at or clock.now()) if said.confirmed else None
        await x.update(
            {
                x.dates_confirmed_at: at,
                x.training_room: said.training_room,
                x.note: said.note,
                x.version: x.version + 1,
            }
        ).where(x.id == own.id)
        await traces.leave(holder, "partner.dates", own.id, activity_id=own.activity)


async def moved(move: Moved) -> None:
    """A new day or hour is not what the partner had agreed to."""
    await relocated(move.after)


async def relocated(activity: Activity) -> None:
    """A new place is not what the partner had agreed to."""
    x = tables.Liaison
    await x.update({x.dates_confirmed_at: None, x.version: x.version + 1}).where(
        x.activity == activity.id, x.dates_confirmed_at.is_not_null()
    )


async def of_one_gender(activity_id: UUID) -> frozenset[UUID]:
    """Return the participants whose partner asks for pairs of one gender (V12)."""
    several = await of(activity_id)
    asking = [one for one in several if one.needs_gender]
    if not asking:
        return frozenset()
    p = participant_tables.Participant
    sources = [one.partner for one in asking] + ([""] if len(several) == 1 else [])
    rows = await p.select(p.id).where(p.activity == activity_id, p.source.is_in(sources))
    return frozenset(row["id"] for row in rows)


def _who(one: Liaison | NewLiaison) -> tuple[str, str, str]:
    """Return whom a link was made for."""
    return one.partner, one.name, one.email.lower()


async def _sends(activity_id: UUID, partner: str) -> bool:
    p = participant_tables.Participant
    return await p.exists().where(p.activity == activity_id, p.source == partner)


async def _party(activity: Activity, partner: str) -> UUID | None:
    several = await activities.parties(activity)
    return next((one.id for one in several if one.role in PARTNERS and one.name == partner), None)


async def _one(activity_id: UUID, liaison_id: UUID) -> Liaison:
    x = tables.Liaison
    rows = await x.select().where(x.id == liaison_id, x.activity == activity_id)
    if not rows:
        raise NoSuchLiaison
    return database.fact(Liaison, rows[0])


def _columns(new: NewLiaison) -> dict[str, Any]:
    return {
        "partner": new.partner,
        "name": new.name,
        "phone": new.phone,
        "email": new.email.lower(),
        "needs_gender": new.needs_gender,
    }
