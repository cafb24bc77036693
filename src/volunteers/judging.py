"""Judging: what other pairing rules would change, seen before they are kept, and what they change."""

from collections.abc import Collection
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from kit import database
from volunteers import boards, pairing_rules, rearrangements, solving
from volunteers.boards import Board, Placed
from volunteers.pairing import ENOUGH
from volunteers.rules import matching
from volunteers.rules.board_steps import Move, Tally, between, tally
from volunteers.rules.matching import Fit, TooLarge, TooSlow, Watch
from volunteers.rules.pairing_rules import PairingRules, refuse_weightless
from volunteers.tables import pairs as tables


class Preview(msgspec.Struct, frozen=True):
    """What would be different if everybody who may be moved were paired by other rules.

    `moves` go from the best pairs by today's rules to the best by the new ones; nobody is moved.
    `broken` are pairs that stand and that the new rules would forbid. `counted` is False where there
    are too many people, or it takes too long, to keep somebody waiting for it.
    """

    moves: tuple[Move, ...]
    before: Tally
    after: Tally
    broken: tuple[Placed, ...]
    counted: bool = True


async def preview(now: Board, new: PairingRules, asked_by: UUID | None = None) -> Preview:
    """Return what these rules would change on a board; whoever asks again stops their question before.

    Raises:
        NothingCounts, Stopped
    """
    refuse_weightless(new)
    judged = by_rules(now, new)
    broken = rearrangements.holds(now, now.placed) - rearrangements.holds(judged, now.placed)
    forbidden = tuple(one for one in now.placed if one.pair.id in broken)
    if max(len(now.placed) + len(now.children), len(now.placed) + len(now.volunteers)) > ENOUGH:
        return Preview((), tally([]), tally([]), forbidden, counted=False)
    try:
        before, after = await solving.beside(
            lambda watch: _both(now, judged, watch),
            latest_of=asked_by and (asked_by, now.activity.id),
        )
    except (TooLarge, TooSlow):
        return Preview((), tally([]), tally([]), forbidden, counted=False)
    return Preview(
        moves=between(_who(before), _who(after)),
        before=tally([one.score for one in before.pairs]),
        after=tally([one.score for one in after.pairs]),
        broken=forbidden,
    )


async def change(actor: Actor, activity_id: UUID, new: PairingRules) -> None:
    """Judge by these rules from now on: no pair is moved, but how well each fits is counted anew.

    Raises:
        NotAllowed, NoSuchActivity, NothingCounts, Changed
    """
    actor.must(Permission.CHANGE_PAIRS)
    refuse_weightless(new)
    async with database.transaction():
        activity = await activities.find(actor, activity_id, lock=True)
        await pairing_rules.write(activity.id, new)
        await _count_anew(await boards.of(actor, activity.id))
        await activities.touch(activity.id)
        await traces.leave(actor, "pairing_rules.changed", activity_id=activity.id)


def by_rules(now: Board, new: PairingRules) -> Board:
    """Return the board as other rules see it."""
    gates = msgspec.structs.replace(now.gates, rules=new)
    places = {
        one: max(0, n + new.most_each - now.gates.rules.most_each) for one, n in now.places.items()
    }
    return msgspec.structs.replace(now, gates=gates, places=places)


def _both(now: Board, judged: Board, watch: Watch) -> list[matching.Answer]:
    """Return the best pairs by the rules of today and by others."""
    movable = rearrangements.loose(now)
    return [rearrangements.solve(board, movable, watch=watch) for board in (now, judged)]


def _who(answer: matching.Answer) -> dict[UUID, UUID]:
    return {UUID(one.participant): UUID(one.volunteer) for one in answer.pairs}


async def _count_anew(now: Board) -> None:
    """Write how well each pair of the board fits by its rules, all in one statement."""
    rows = rearrangements.fitting(now, now.placed).items()
    if rows:
        await tables.Pair.raw(
            "UPDATE pair SET score = new.score, reasons = new.reasons"
            " FROM jsonb_to_recordset({}::jsonb) AS new(id uuid, score int, reasons text)"
            " WHERE pair.id = new.id",
            _as_json(rows),
        )


def _as_json(rows: Collection[tuple[UUID, Fit]]) -> str:
    return msgspec.json.encode(
        [
            {
                "id": pair_id,
                "score": fit.score,
                "reasons": msgspec.json.encode(fit.reasons).decode(),
            }
            for pair_id, fit in rows
        ]
    ).decode()
