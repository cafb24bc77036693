"""The lists a plan may carry, described for the page that shows them; slices above contribute theirs."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity, Kind
from events.rules.list_rows import Column
from events.rules.list_sums import Sum
from events.rules.lists import Row, Typed
from kit.errors import Refusal
from kit.i18n import N_


class Listed(msgspec.Struct, frozen=True):
    """One list: `name` is its part of the plan document, `title` and `lead` are msgids.

    `kinds` are those of activities that usually have it. `steps` says which state usually follows
    which in the column `stepped`, for a button in each row that is `followed`.
    """

    name: str
    title: str
    lead: str
    row: type[Row]
    columns: tuple[Column, ...]
    of: Callable[[Activity], Awaitable[Sequence[Any]]]
    save: Callable[[Actor, UUID, Sequence[Typed]], Awaitable[None]]
    sums: Callable[[Activity, Sequence[Any]], list[Sum]]
    kinds: frozenset[Kind] = frozenset()
    stepped: str = ""
    steps: dict[str, str] = {}
    followed: Callable[[Any], bool] = bool


class NoSuchList(Refusal):
    status: ClassVar[int] = 404
    message = N_("A plan has no such list.")


class NoSuchRow(Refusal):
    status: ClassVar[int] = 404
    message = N_("This row is not in the list (any more).")


_lists: dict[str, Listed] = {}


def contribute(listed: Listed) -> None:
    """Add a list to those of a plan; adding it twice changes nothing."""
    _lists[listed.name] = listed


def everything() -> list[Listed]:
    """Return all lists, in the order they were contributed."""
    return list(_lists.values())


def named(name: str) -> Listed:
    """Return one list.

    Raises:
        NoSuchList
    """
    if name not in _lists:
        raise NoSuchList
    return _lists[name]


async def rows(actor: Actor, activity_id: UUID, listed: Listed) -> Sequence[Any]:
    """Return the rows of a list in their order.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_PLAN)
    return await listed.of(await activities.find(actor, activity_id))


async def add(actor: Actor, activity_id: UUID, listed: Listed, new: Sequence[Typed]) -> None:
    """Add rows at the end of a list.

    Raises:
        NotAllowed, NoSuchActivity, TooManyRows, NamedTwice
    """
    there = await rows(actor, activity_id, listed)
    await listed.save(actor, activity_id, [*(Typed(row, untouched=True) for row in there), *new])


async def step(actor: Actor, activity_id: UUID, listed: Listed, row_id: UUID, version: int) -> None:
    """Move a row on to the state that usually follows the one it is in.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchRow, ListChanged
    """
    actor.must(Permission.CHANGE_PLAN)
    there = await rows(actor, activity_id, listed)
    row = next((one for one in there if one.id == row_id), None)
    now = getattr(row, listed.stepped, None)
    if row is None or now not in listed.steps:
        raise NoSuchRow
    after = type(now)(listed.steps[now])
    further = msgspec.structs.replace(row, version=version, **{listed.stepped: after})
    await listed.save(
        actor,
        activity_id,
        [Typed(one if one.id != row_id else further, untouched=one.id != row_id) for one in there],
    )
