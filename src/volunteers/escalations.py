"""Reports nobody takes up: told to the next in line, and deleted long after they were closed."""

from datetime import date

from accounts import memberships
from accounts.rules.permissions import Role
from kit import clock, database
from volunteers import concerns
from volunteers.rules.concerns import ConcernState, Stage, stage
from volunteers.tables import concerns as tables


async def pass_on() -> None:
    """Tell the next in line of every report that nobody took up in time (the worker of the house).

    The second lead, then the owner, who learns its number only; a mail of the same news is refused.
    """
    c, now = tables.Concern, clock.now()
    rows = await c.select(
        c.id, c.organization, c.number, c.at, c.answer_by, c.named_accounts
    ).where(c.state == ConcernState.OPEN, c.answer_by <= now)
    for row in rows:
        async with database.transaction():
            await c.update({c.escalated_at: now}).where(c.id == row["id"], c.escalated_at.is_null())
            serving = [
                one
                for one in await memberships.serving(
                    row["organization"], Role.SAFEGUARDING, Role.OWNER
                )
                if one.account_id not in row["named_accounts"]
            ]
            leads = [one for one in serving if one.role is Role.SAFEGUARDING]
            owners = [one for one in serving if one.role is Role.OWNER]
            late = stage(row["at"], row["answer_by"], now) is Stage.OWNER or not leads[1:]
            await concerns.tell(
                row["organization"], row["number"], [*leads[1:], *(owners if late else [])]
            )


async def forget_old(today: date) -> None:
    """Delete reports three years after they were closed; an open one the database keeps itself."""
    c = tables.Concern
    await c.delete().where(c.state == ConcernState.CLOSED, c.keep_until < today)
