"""A school's list from a file: looked at first, and saved only when somebody has seen what it becomes."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities, quotas
from events.rules.activities import Activity
from kit import database, sheets
from kit.errors import Refusal
from kit.i18n import N_
from kit.sheets import Table
from volunteers import histories, participants
from volunteers.rules import roster_columns, rosters
from volunteers.rules.histories import between
from volunteers.rules.participants import (
    MOST_PARTICIPANTS,
    NewParticipant,
    Participant,
    tidied,
    wrong_fields,
)
from volunteers.rules.registration import refuse_more
from volunteers.rules.rosters import Answers, Roster

ALL = tuple(roster_columns.HEADINGS)
NOBODY_ASKED: Answers = {}


class Known(StrEnum):
    """What happens to codenames that are on the list already."""

    SKIP = "skip"
    UPDATE = "update"


class Preview(msgspec.Struct, frozen=True):
    """What a file becomes; `known` are the codenames whose entries are on the list already.

    `clashes` are codenames that are new, beside the entries that have their numbers: somebody has to
    say whether these are the same children. `missing` are the codenames on the list that the file does
    not name: they stay. `table` is the file without what is barred.
    """

    roster: Roster
    known: frozenset[str]
    clashes: dict[str, Participant] = {}
    missing: tuple[str, ...] = ()
    table: Table | None = None


class Saved(msgspec.Struct, frozen=True):
    added: int
    updated: int


class WrongPreview(Refusal):
    """The rows that came back from the preview are not what it sent."""

    status = 422
    message = N_("This preview does not fit any more. Please choose the file again.")


Rows = Annotated[list[NewParticipant], msgspec.Meta(max_length=MOST_PARTICIPANTS)]


async def preview(actor: Actor, activity_id: UUID, content: bytes) -> Preview:
    """Return what the file would become; nothing is saved.

    Raises:
        NotAllowed, NoSuchActivity, EmptyFile, FileTooLarge, NotATable
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    await activities.find(actor, activity_id)
    return await preview_table(actor, activity_id, rosters.withheld(await sheets.read(content)))


async def preview_table(
    actor: Actor, activity_id: UUID, table: Table, wanted: Mapping[int, str] | None = None
) -> Preview:
    """Return what a table would become if its columns are what `wanted` says, or else their headings.

    Raises:
        NotAllowed, NoSuchActivity, NoCodenames
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    activity = await activities.find(actor, activity_id)
    roster = rosters.understood(table, wanted)
    sources = frozenset(one.source for one in await quotas.of(activity))
    found = looked_at(roster, await participants.of(activity.id), sources)
    return msgspec.structs.replace(found, table=table)


async def understood(content: bytes) -> Roster:
    """Return what the rows of a file become.

    Raises:
        EmptyFile, FileTooLarge, NotATable, NoCodenames
    """
    return rosters.understood(await sheets.read(content))


def looked_at(
    roster: Roster, there: Iterable[Participant], sources: frozenset[str] = frozenset()
) -> Preview:
    """Return a file beside those who are on the list."""
    listed = list(there)
    roster = rosters.beside(roster, listed, sources)
    found = rosters.meant(roster, listed)
    clashes = rosters.clashes(roster.good, listed)
    named = {one.id for one in (*found.values(), *clashes.values())}
    return Preview(
        roster,
        frozenset(found),
        clashes,
        tuple(one.codename for one in listed if one.id not in named),
    )


async def save(  # noqa: PLR0917 -- who, where, what, and three ways to read it
    actor: Actor,
    activity_id: UUID,
    rows: Sequence[NewParticipant],
    known: Known,
    fields: Iterable[str] = ALL,
    answers: Answers = NOBODY_ASKED,
) -> Saved:
    """Put the rows of a preview on the list: all of them or, if one does not fit, none.

    Every row is checked as if it had been typed: what a preview sent is only a form like others.

    Raises:
        NotAllowed, NoSuchActivity, WrongPreview, TooManyParticipants, UnknownSource, NoPlaceLeft,
        NoPlaceInAll
    """
    actor.must(Permission.CHANGE_PARTICIPANTS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        everybody = await participants.of(activity.id)
        return await take_in(actor, activity, rows, known, everybody, fields, answers)


async def take_in(  # noqa: PLR0917 -- who, where, what, and four ways to read it
    who: Actor | Holder,
    activity: Activity,
    rows: Sequence[NewParticipant],
    known: Known,
    theirs: Iterable[Participant],
    fields: Iterable[str] = ALL,
    answers: Answers = NOBODY_ASKED,
) -> Saved:
    """Put rows on the list of an activity that `who` has locked and may change `theirs` in.

    Of an entry that is there only `fields` are written, the columns the file has. A new codename beside
    a number that is taken is left out unless `answers` says who it is: the entry of that number gets the
    codename, or another child joins, without a number.

    Raises:
        WrongPreview, TooManyParticipants, UnknownSource, NoPlaceLeft, NoPlaceInAll
    """
    several = [tidied(new) for new in rows]
    names = [new.codename for new in several]
    if any(wrong_fields(new) for new in several) or len(set(names)) != len(names):
        raise WrongPreview
    listed = list(theirs)
    found, clashes = rosters.meant_by(several, listed), rosters.clashes(several, listed)
    renamed = {name: one for name, one in clashes.items() if answers.get(name) == one.id}
    meant = found | renamed
    if len({one.id for one in meant.values()}) != len(meant):
        raise WrongPreview
    fresh = [
        msgspec.structs.replace(new, partner_row="") if new.codename in clashes else new
        for new in several
        if new.codename not in meant
        and (new.codename not in clashes or answers.get(new.codename, activity.id) is None)
    ]
    written = set(fields) if known is Known.UPDATE else set()
    again = {
        meant[new.codename]: rosters.merged(
            meant[new.codename], new, written | {"codename"} if new.codename in renamed else written
        )
        for new in several
        if new.codename in meant and (new.codename in renamed or written)
    }
    changed = {one: new for one, new in again.items() if between(one, new)}
    await _refuse_more(activity, changed)
    await participants.insert(activity, fresh)
    for before, new in changed.items():
        await participants.update(before.id, before.version, new)
    await histories.note_all(who, {one.id: between(one, new) for one, new in changed.items()})
    await traces.leave(
        who,
        "participants.imported",
        activity_id=activity.id,
        details=f"{len(fresh)} {len(changed)}",
    )
    return Saved(len(fresh), len(changed))


async def _refuse_more(activity: Activity, changed: Mapping[Participant, NewParticipant]) -> None:
    """Raise if those who change their school do not fit beside everybody else (V3)."""
    moving = {one.id: new.source for one, new in changed.items() if new.source != one.source}
    if moving:
        others = [one.source for one in await participants.of(activity.id) if one.id not in moving]
        refuse_more(await quotas.of(activity), others, moving.values())


def packed_table(table: Table) -> str:
    """Return a table for the hidden field that brings it back when somebody changes a column."""
    return msgspec.json.encode(table).decode()


def unpacked_table(text: str) -> Table:
    """Return the table of `packed_table`, again without what is barred.

    Raises:
        WrongPreview
    """
    try:
        table = msgspec.json.decode(text, type=Table)
    except (msgspec.DecodeError, UnicodeEncodeError) as wrong:
        raise WrongPreview from wrong
    fits = 0 < len(table.rows) <= sheets.MOST_ROWS + 1 and len(table.rows) == len(table.numbers)
    if not fits or max(map(len, table.rows)) > sheets.MOST_COLUMNS:
        raise WrongPreview
    return rosters.withheld(table)


def packed(rows: Sequence[NewParticipant]) -> str:
    """Return the good rows of a preview for the hidden field that brings them back."""
    return msgspec.json.encode(list(rows)).decode()


def unpacked(text: str) -> list[NewParticipant]:
    """Return the rows of `packed`.

    Raises:
        WrongPreview
    """
    try:
        return msgspec.json.decode(text, type=Rows)
    except (msgspec.DecodeError, UnicodeEncodeError) as wrong:
        raise WrongPreview from wrong
