"""What one press decided: kept until the mails about it are out, so that it can be taken back whole."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from accounts import mails, traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import clock, database
from kit.errors import Refusal
from kit.i18n import N_
from volunteers import places, steps
from volunteers.rules.applications import Application, ApplicationStatus
from volunteers.steps import Step
from volunteers.tables.applications import Application as Row
from volunteers.tables.reviews import Verdict as Table

KEPT = timedelta(days=180)


class Change(msgspec.Struct, frozen=True):
    """How one application was before, and by which version one knows that it has stayed since."""

    id: UUID
    number: int
    status: ApplicationStatus
    rank: int | None
    answer_by: datetime | None
    decided_at: datetime | None
    note: str
    override_reason: str
    to: ApplicationStatus
    version: int


class Verdict(msgspec.Struct, frozen=True):
    """`count` were decided upon to be `to`; the mails about it wait until `send_after`.

    So many of them are `unchanged`: they have not answered, withdrawn or been decided upon since.
    """

    id: UUID
    to: ApplicationStatus
    count: int
    changes: tuple[Change, ...]
    at: datetime
    send_after: datetime
    unchanged: int = 0

    @property
    def whole(self) -> bool:
        """Nobody it moved has moved on: it can still be taken back."""
        return self.unchanged == len(self.changes)


class TakenBackAlready(Refusal):
    message = N_("This has been taken back already.")


class ChangedSince(Refusal):
    message = N_(
        "Somebody has answered or been decided upon since, so this cannot be taken back as a whole. "
        "Decide about each person on their page."
    )


class TooLate(Refusal):
    message = N_("The time to take it back has passed.")


class DrawStands(Refusal):
    message = N_("A draw is not taken back: nobody may draw until they like the result.")


async def note(
    actor: Actor,
    activity_id: UUID,
    to: ApplicationStatus,
    taken: Sequence[Step],
    *,
    at: datetime,
    send_after: datetime,
) -> UUID:
    """Keep what was decided, in the caller's transaction; those who moved up through it included."""
    changes = [_change(step) for step in taken]
    verdict_id = uuid4()
    await Table.insert(
        Table(
            id=verdict_id,
            activity=activity_id,
            decided_by=actor.account_id,
            to=to,
            count=sum(1 for step in taken if step.after.status is to),
            changes=msgspec.json.encode(changes).decode(),
            at=at,
            send_after=send_after,
        )
    )
    return verdict_id


async def waiting(actor: Actor, activity_id: UUID) -> list[Verdict]:
    """Return what was decided and not told yet, the latest first, as long as it still holds for somebody.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    several = await _waiting(activity.id)
    versions = await _versions({change.id for one in several for change in one.changes})
    held = [
        msgspec.structs.replace(
            one, unchanged=sum(versions.get(each.id) == each.version for each in one.changes)
        )
        for one in several
    ]
    return [one for one in held if one.unchanged]


async def send_now(actor: Actor, activity_id: UUID) -> int:
    """Let the mails about everything that was decided go out at once; return how many waited.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=activities.IN_TURN)
        several = await _waiting(activity.id)
        told = await mails.hurry([change.id for one in several for change in one.changes])
        await Table.update({Table.send_after: clock.now()}).where(
            Table.id.is_in([one.id for one in several])
        )
        await traces.leave(actor, "selection.send", activity.id, activity_id=activity.id)
    return told


async def undo(actor: Actor, activity_id: UUID, verdict_id: UUID) -> int:
    """Take a decision back: everybody it moved is again what they were, and no mail goes out.

    Returns how many that are.

    Raises:
        NotAllowed, NoSuchActivity, TakenBackAlready, ChangedSince, TooLate, AlreadySent
        AllPlacesTaken, SourceFull, PostFull: a place was given to somebody else meanwhile.
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=activities.IN_TURN)
        call = await places.call_of(activity, lock=True)
        rows = (
            await Table.select()
            .where(Table.id == verdict_id, Table.activity == activity.id, Table.undone_at.is_null())
            .lock_rows("UPDATE")
        )
        if call is None or not rows:
            raise TakenBackAlready
        verdict = _fact(rows[0])
        if verdict.at == call.drawn_at:
            raise DrawStands
        back = [_back(one, change) for one, change in await _unchanged(activity.id, verdict)]
        kept_back = await mails.take_back([step.before.id for step in back], verdict.at)
        if not kept_back and clock.now() >= verdict.send_after:
            raise TooLate
        await places.give_back(call, *(step.before for step in back if step.frees_a_place))
        await places.take(call, *(step.before for step in back if step.gets_a_place))
        await steps.take(back)
        await Table.update({Table.undone_at: clock.now()}).where(Table.id == verdict.id)
        await traces.leave_each(
            actor, "application.undo", [step.before.id for step in back], activity_id=activity.id
        )
        await activities.touch(activity.id)
    return len(back)


async def drawn(activity_id: UUID, at: datetime) -> Verdict | None:
    """Return what the draw of an activity, made `at`, decided."""
    rows = await Table.select().where(Table.activity == activity_id, Table.at == at)
    return _fact(rows[0]) if rows else None


async def forget_old() -> None:
    """Drop what was decided long ago; a draw stays as long as its activity."""
    await Table.raw(
        "DELETE FROM verdict USING recruitment WHERE recruitment.activity = verdict.activity "
        "AND verdict.at < {} AND verdict.at IS DISTINCT FROM recruitment.drawn_at",
        clock.now() - KEPT,
    )


async def _waiting(activity_id: UUID) -> list[Verdict]:
    rows = (
        await Table.select()
        .where(
            Table.activity == activity_id,
            Table.undone_at.is_null(),
            Table.send_after > clock.now(),
        )
        .order_by(Table.at, ascending=False)
    )
    return [_fact(row) for row in rows]


async def _versions(ids: set[UUID]) -> dict[UUID, int]:
    if not ids:
        return {}
    rows = await Row.select(Row.id, Row.version).where(Row.id.is_in(list(ids)))
    return {row["id"]: row["version"] for row in rows}


async def _unchanged(activity_id: UUID, verdict: Verdict) -> list[tuple[Application, Change]]:
    """Lock and return those a verdict moved, each with how they were.

    Raises:
        ChangedSince: one of them has moved on.
    """
    changes = {one.id: one for one in verdict.changes}
    rows = (
        await Row.select()
        .where(Row.activity == activity_id, Row.id.is_in(list(changes)))
        .order_by(Row.number)
        .lock_rows("UPDATE")
    )
    found = database.facts(Application, rows)
    if len(found) != len(changes) or any(changes[a.id].version != a.version for a in found):
        raise ChangedSince
    return [(one, changes[one.id]) for one in found]


def _change(step: Step) -> Change:
    before, after = step.before, step.after
    return Change(
        id=before.id,
        number=before.number,
        status=before.status,
        rank=before.rank,
        answer_by=before.answer_by,
        decided_at=before.decided_at,
        note=before.note,
        override_reason=before.override_reason,
        to=after.status,
        version=after.version,
    )


def _back(now: Application, was: Change) -> Step:
    return Step(
        now,
        steps.moved(
            now,
            was.status,
            rank=was.rank,
            answer_by=was.answer_by,
            decided_at=was.decided_at,
            note=was.note,
            override_reason=was.override_reason,
        ),
    )


def _fact(row: dict[str, object]) -> Verdict:
    changes = msgspec.json.decode(str(row["changes"]), type=tuple[Change, ...])
    return database.fact(Verdict, row | {"changes": changes})
