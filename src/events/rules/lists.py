"""The lists a plan carries: places per source, who may take part, what is performed."""

from collections.abc import Iterable, Sequence
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

MOST_ROWS = 200  # of one list
SHOWN_START = 20  # characters of a text that is too long


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What every row of a list has: which one it is (None until it is kept), and the version it was read at."""

    id: UUID | None = None
    version: int = 0


class Quota(Row, frozen=True):
    """How many participants one source (a school, a class) may send."""

    source: Annotated[str, msgspec.Meta(max_length=100)]
    places: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Condition(Row, frozen=True):
    """Who may take part; a hard one refuses, a soft one asks for a reason (V3)."""

    text: Annotated[str, msgspec.Meta(max_length=200)]
    hard: bool = True


class Act(Row, frozen=True):
    """One performance, with what it needs, how long it takes and who has seen its rehearsal."""

    title: Annotated[str, msgspec.Meta(max_length=120)]
    performers: Annotated[str, msgspec.Meta(max_length=200)] = ""
    props: Annotated[str, msgspec.Meta(max_length=200)] = ""
    costumes: Annotated[str, msgspec.Meta(max_length=200)] = ""
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] | None = None
    checked_by: Annotated[str, msgspec.Meta(max_length=100)] = ""


class ListChanged(Refusal):
    """Somebody else saved first; `now` is what stands in the rows concerned, by the place they were typed at."""

    message = N_(
        "Somebody else changed this list in the meantime. Look at what stands there now and save again."
    )

    def __init__(self, now: dict[int, Row | None]) -> None:
        super().__init__()
        self.now = now


class NamedTwice(Refusal):
    status = 422
    message = N_("“%(name)s” stands in this list twice. Put both into one row.")


class TooManyRows(Refusal):
    status = 422
    message = N_("This list takes at most %(most)s rows.")


class TooLong(Refusal):
    """A text of a plan document that no row can hold."""

    status = 422
    message = N_("“%(start)s…” is too long: at most %(most)s characters.")


class Typed(msgspec.Struct, frozen=True):
    """A row as a form posted it: its content, whether it was left as it was read, whether it is to go."""

    row: Row
    untouched: bool = False
    removed: bool = False


class Merge(msgspec.Struct, frozen=True):
    """What saving a list means: rows to write over, rows to delete, and all that stay, in their order.

    Rows without an id are new.
    """

    changed: tuple[Row, ...]
    gone: tuple[UUID, ...]
    order: tuple[Row, ...]

    def differs(self, now: Sequence[Row]) -> bool:
        """Say whether saving makes the list another than it is `now`."""
        return bool(self.changed) or [row.id for row in self.order] != [row.id for row in now]


def merged(now: Sequence[Row], typed: Sequence[Typed]) -> Merge:
    """Return what saving `typed` makes of the list as it stands `now`.

    A row nobody touched keeps what stands there, whoever wrote it; rows others added stay, at the end.

    Raises:
        ListChanged: a row that was changed or removed here has been changed or removed elsewhere.
        TooManyRows
    """
    there = {row.id: row for row in now}
    pairs = [(one, there.get(one.row.id) if one.row.id else one.row) for one in typed]
    conflicts = {n: stands for n, (one, stands) in enumerate(pairs) if _collides(one, stands)}
    if conflicts:
        raise ListChanged(conflicts)
    stay = [
        stands if one.untouched else one.row for one, stands in pairs if stands and not one.removed
    ]
    named = {one.row.id for one in typed}
    stay.extend(row for row in now if row.id not in named)
    refuse_many(stay)
    return Merge(
        changed=tuple(row for row in stay if row.id and content(row) != content(there[row.id])),
        gone=tuple(one.row.id for one, stands in pairs if stands and one.removed and one.row.id),
        order=tuple(stay),
    )


def _collides(one: Typed, stands: Row | None) -> bool:
    """Say whether what was typed would undo what somebody else did meanwhile."""
    if stands is None:
        return not (one.untouched or one.removed)
    if one.untouched or one.row.id is None or one.row.version == stands.version:
        return False
    return one.removed or content(one.row) != content(stands)


def refuse_many(rows: Sequence[object]) -> None:
    """Raise TooManyRows if a list would have more than MOST_ROWS."""
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)


def content(row: Row) -> dict[str, object]:
    """Return what a row says, without which row it is."""
    said = msgspec.structs.asdict(row)
    return {name: value for name, value in said.items() if name not in ("id", "version")}


def places(quotas: Iterable[Quota]) -> int:
    """Return how many places the sources have together."""
    return sum(quota.places for quota in quotas)


def minutes(acts: Iterable[Act]) -> int:
    """Return how long the acts take together; one whose length nobody knows counts as nothing."""
    return sum(act.minutes or 0 for act in acts)


def refuse_long(row: msgspec.Struct) -> None:
    """Raise TooLong if a text of `row` has more characters than its type allows."""
    for field in msgspec.structs.fields(row):
        for meta in getattr(field.type, "__metadata__", ()):
            text = getattr(row, field.name)
            if isinstance(text, str) and meta.max_length and len(text) > meta.max_length:
                raise TooLong(start=text[:SHOWN_START], most=meta.max_length)


def refuse_doubles(quotas: Iterable[Quota]) -> None:
    """Raise NamedTwice unless each source stands there once."""
    seen: set[str] = set()
    for quota in quotas:
        if quota.source in seen:
            raise NamedTwice(name=quota.source)
        seen.add(quota.source)
