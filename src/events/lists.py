"""How any list of a plan is read and saved: its rows in their order, each with a version of its own."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from events.rules.lists import ListChanged, Merge, Row, Typed, content, merged
from kit import database

R = TypeVar("R", bound=Row)


class Kept(msgspec.Struct, Generic[R], frozen=True):
    """A list whose rows stand in `table` and are read as `fact`."""

    table: Any
    fact: type[R]

    async def of(self, activity: Activity) -> list[R]:
        """Return the rows in their order, for whoever has been let in to the activity."""
        return await self._rows(activity.id)

    async def save(self, actor: Actor, activity_id: UUID, typed: Sequence[Typed]) -> None:
        """Save the list as it was typed; where nothing differs, nothing is written.

        Raises:
            NotAllowed, NoSuchActivity, ListChanged, TooManyRows
        """
        actor.must(Permission.CHANGE_PLAN)
        table = self.table
        async with database.transaction():
            await activities.find(actor, activity_id, lock=True)
            now = await self._rows(activity_id)
            merge = merged(now, typed)
            if not merge.differs(now):
                return
            if merge.gone:
                await table.delete().where(
                    table.activity == activity_id, table.id.is_in(list(merge.gone))
                )
            for row in merge.changed:
                await _write(table, activity_id, row)
            await _in_order(table, activity_id, now, merge)
            said = f"{self.fact.__name__.lower()}s.saved"
            await traces.leave(actor, said, activity_id=activity_id)

    async def _rows(self, activity_id: UUID) -> list[R]:
        t = self.table
        found = await t.select().where(t.activity == activity_id).order_by(t.position, t.id)
        return database.facts(self.fact, found)


def drafts(table: Any, activity_id: UUID, new: Sequence[Row]) -> list[Any]:
    """Return the rows a list of a new activity becomes."""
    return [
        table(id=uuid4(), activity=activity_id, position=n, **content(row))
        for n, row in enumerate(new)
    ]


async def _write(table: Any, activity_id: UUID, row: Row) -> None:
    columns = {getattr(table, name): value for name, value in content(row).items()}
    done = (
        await table.update({**columns, table.version: row.version + 1})
        .where(table.id == row.id, table.activity == activity_id, table.version == row.version)
        .returning(table.id)
    )
    if not done:
        raise ListChanged({})


async def _in_order(table: Any, activity_id: UUID, now: Sequence[Row], merge: Merge) -> None:
    """Insert the new rows where they stand, and renumber those whose place differs."""
    before = [row.id for row in now if row.id not in merge.gone]
    after = [row.id for row in merge.order]
    added = [
        table(id=uuid4(), activity=activity_id, position=n, **content(row))
        for n, row in enumerate(merge.order)
        if row.id is None
    ]
    places = {row_id: n for n, row_id in enumerate(after) if row_id is not None}
    if places and (before != after[: len(before)] or len(before) != len(now)):
        await table.update({table.position: database.by_id(places)}).where(
            table.activity == activity_id, table.id.is_in(list(places))
        )
    if added:
        await table.insert(*added)
