"""Who is needed in a block, one person at a time: called in, and taken back while nothing else changed."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities, schedule, tables
from events.rules.schedule import Block, BlockChanged, NoSuchBlock
from kit import database

MARK = 16  # hexadecimal digits: enough to tell the people of one block apart


async def call_in(actor: Actor, activity_id: UUID, block_id: UUID, name: str) -> Block | None:
    """Name somebody last in a block beside those it names; return it as it is then, None if it named them.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchBlock, BlockChanged
    """
    actor.must(Permission.CHANGE_PLAN)
    name = name.strip()
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        block = await _find(actor, activity_id, block_id)
        if name in {one.strip() for one in (block.lead, *block.people)}:
            return None
        await _write(actor, activity_id, block, (*block.people, name))
        return await _find(actor, activity_id, block_id)


async def take_back(
    actor: Actor, activity_id: UUID, block_id: UUID, version: int, who: str
) -> None:
    """Take out of a block whoever was called in, by their mark, as long as nobody saved it since.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchBlock, BlockChanged
    """
    actor.must(Permission.CHANGE_PLAN)
    async with database.transaction():
        await activities.find(actor, activity_id, lock=True)
        block = await _find(actor, activity_id, block_id)
        others = [name for name in block.people if mark(name) != who]
        if block.version != version or len(others) == len(block.people):
            raise BlockChanged
        await _write(actor, activity_id, block, others)


def mark(name: str) -> str:
    """Return what stands for a name in an address, where no name belongs."""
    return hashlib.sha256(name.encode()).hexdigest()[:MARK]


async def _find(actor: Actor, activity_id: UUID, block_id: UUID) -> Block:
    day = await schedule.of_activity(actor, activity_id)
    for block in day.blocks:
        if block.id == block_id:
            return block
    raise NoSuchBlock


async def _write(actor: Actor, activity_id: UUID, block: Block, people: Sequence[str]) -> None:
    b = tables.Block
    rows = (
        await b.update({b.people: list(people), b.version: block.version + 1})
        .where(b.id == block.id, b.activity == activity_id, b.version == block.version)
        .returning(b.id)
    )
    if not rows:
        raise BlockChanged
    await traces.leave(actor, "block.changed", block.id, activity_id=activity_id)
