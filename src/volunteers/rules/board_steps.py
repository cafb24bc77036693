"""What the pairing board does at once: who goes from whom to whom, and whether it can be taken back."""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_
from volunteers.rules.matching import Rules
from volunteers.rules.pairs import StepKind, hundredths

BANDS = Rules().bands
BAND_NAMES = (  # lowest first: words for how well two suit each other, never for a child
    N_("hardly fits"),
    N_("fits a little"),
    N_("fits fairly"),
    N_("fits well"),
    N_("fits very well"),
)
STEP_NAMES: dict[StepKind, str] = {
    StepKind.PLACED: N_("Placed by hand"),
    StepKind.SUGGESTED: N_("Best pairs proposed"),
    StepKind.OVERRIDDEN: N_("Placed by hand, others moved"),
    StepKind.REPAIRED: N_("Mended on the day"),
}


class Move(msgspec.Struct, frozen=True):
    """One child who goes from one volunteer to another; None stands for nobody."""

    participant: UUID
    before: UUID | None
    after: UUID | None

    @property
    def back(self) -> "Move":
        return Move(self.participant, self.after, self.before)


class Step(msgspec.Struct, frozen=True):
    """What somebody did to the board at once; `by` is empty where it was the partner."""

    id: UUID
    kind: StepKind
    changes: tuple[Move, ...]
    by: str
    at: datetime
    undone_at: datetime | None


class Tally(msgspec.Struct, frozen=True):
    """What a board comes to: pairs, pairs per quality band (lowest first), and the sum of fits."""

    pairs: int
    bands: tuple[int, ...]
    total: int

    @property
    def mean(self) -> int:
        return hundredths(self.total // self.pairs) if self.pairs else 0


class BoardMoved(Refusal):
    message = N_("The board has changed in the meantime. Look at what it would mean now.")


class StepOverlaid(Refusal):
    message = N_("%(codename)s has been changed since. Nothing was taken back.")


class StepUndone(Refusal):
    message = N_("This was taken back already.")


class NoSuchStep(Refusal):
    status = 404
    message = N_("There is no such step.")


def between(before: Mapping[UUID, UUID], after: Mapping[UUID, UUID]) -> tuple[Move, ...]:
    """Return who moves from one board (participant → volunteer) to another, in the first's order."""
    everybody = dict.fromkeys((*before, *after))
    moves = (Move(one, before.get(one), after.get(one)) for one in everybody)
    return tuple(move for move in moves if move.before != move.after)


def tally(scores: Sequence[int]) -> Tally:
    """Count pairs with these scores."""
    bands = Counter(bisect_right(BANDS, score) for score in scores)
    return Tally(len(scores), tuple(bands[band] for band in range(len(BANDS) + 1)), sum(scores))


def seal(moves: Iterable[Move]) -> str:
    """Return a short mark of these moves, by which a form says what its reader saw."""
    lines = sorted(f"{move.participant} {move.before} {move.after}" for move in moves)
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()
