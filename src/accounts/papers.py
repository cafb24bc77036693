"""How an association wants its papers to look: kept here as text, understood where papers are made."""

from uuid import UUID

from accounts import tables, traces
from accounts.rules.permissions import Actor, Permission
from kit import database


async def look(organization_id: UUID) -> str:
    """Return what the association keeps about its papers; "" for the usual look."""
    o = tables.Organization
    row = await o.select(o.papers).where(o.id == organization_id).first()
    return str(row["papers"]) if row else ""


async def dress(actor: Actor, look: str) -> None:
    """Keep another look for all papers of the actor's association.

    Raises:
        NotAllowed
    """
    actor.must(Permission.MANAGE_MEMBERS)
    o = tables.Organization
    async with database.transaction():
        await o.update({o.papers: look}).where(o.id == actor.organization_id)
        await traces.leave(actor, "papers.dressed", actor.organization_id)
