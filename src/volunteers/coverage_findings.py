"""What is to be said about adults and children in one space (V15): an error that stops a release."""

from collections.abc import Collection, Iterable
from uuid import UUID

import msgspec

from events.rules.activities import NOT_BEGUN, Status
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.schedule import Block, Day
from events.rules.written import digest
from kit.i18n import N_, clock
from volunteers.boards import Board
from volunteers.rules.applications import Application
from volunteers.rules.coverage import Together, Uncovered, uncovered
from volunteers.rules.pairs import Group
from volunteers.rules.participants import AgeBand, Participant

EARLY = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)  # nobody can have been chosen yet


class Adults(msgspec.Struct, frozen=True):
    """Who counts as an adult with the children: cleared volunteers, and names of teachers and advisers."""

    cleared: frozenset[UUID]
    named: frozenset[str]
    ratios: bool = True


def spaces(board: Board, day: Day, groups: Collection[Group], adults: Adults) -> list[Finding]:
    """Return the spaces with too few adults, and who is named there without being known as one."""
    activity = board.activity
    if not activity.involves_minors or activity.status not in NOT_BEGUN:
        return []
    with_children = [block for block in day.timed if block.with_children]
    together = [_together(board, block, groups, adults) for block in with_children]
    gaps = [_told(gap, board) for gap in uncovered(together, ratios=adults.ratios)]
    return [*gaps, *_strangers(board, with_children, adults)]


def _together(board: Board, block: Block, groups: Collection[Group], adults: Adults) -> Together:
    """Return who is in a block: its lane's pairs, or everybody, and whoever is named.

    A volunteer counts when cleared. Anybody else counts as a teacher whom the partner has named or as
    an adviser; before the plan is approved nobody has named any yet, and a name is enough.
    """
    placed, rest = board.placed, board.volunteers
    everyone = [*(one.volunteer for one in placed), *rest]
    children: list[Participant] = [one.participant for one in placed]
    helpers: list[Application] = everyone
    if block.lane is not None:
        own = {group.id for group in groups if group.lane == block.lane}
        here = [one for one in placed if one.pair.group in own]
        children = [one.participant for one in here]
        helpers = [one.volunteer for one in here]
    else:
        children += board.children
    known = {v.name: v.id for v in everyone}
    there = _named(block)
    called = {known[name] for name in there if name in known}
    others = there - known.keys()
    if board.activity.status not in EARLY:
        others &= adults.named
    return Together(
        block,
        tuple(child.age_band for child in children) or _expected(board, block),
        frozenset(
            {str(one) for one in ({v.id for v in helpers} | called) & adults.cleared} | others
        ),
    )


def _named(block: Block) -> set[str]:
    return {name.strip() for name in (block.lead, *block.people) if name.strip()}


def _strangers(board: Board, blocks: Iterable[Block], adults: Adults) -> Iterable[Finding]:
    """Say who is named beside children, and is neither a volunteer nor known as a teacher or adviser."""
    if board.activity.status in EARLY:
        return
    volunteers = {one.volunteer.name for one in board.placed} | {v.name for v in board.volunteers}
    names = sorted(set().union(*map(_named, blocks)) - volunteers - adults.named)
    if not names:
        return
    yield Finding(
        code="adult-unknown",
        severity=Severity.NOTE,
        urgency=Urgency.DEADLINE,
        message=N_("Named beside children, and not known as adults there: %(names)s"),
        hint=N_(
            "Only cleared volunteers, teachers the school has named and the adviser count as one of the two adults."
        ),
        act=N_("Let the school name its teachers"),
        fix=f"/a/{board.activity.id}/partner",
        subject=digest(",".join(names)),
        details={"names": "、".join(names)},
    )


def _expected(board: Board, block: Block) -> tuple[AgeBand, ...]:
    """Before the list is made, as many children as are planned; of a lane, one at least."""
    count = 1 if block.lane is not None else board.activity.participants or 1
    return (AgeBand.UNKNOWN,) * count


def _told(gap: Uncovered, board: Board) -> Finding:
    activity = board.activity
    return Finding(
        code="space-uncovered",
        severity=Severity.ERROR,
        urgency=Urgency.TIDY if activity.status in EARLY else Urgency.DAY,
        stops=Stops.RELEASE,
        message=N_("“%(block)s” at %(at)s: %(adults)s approved adults, %(wanted)s are needed"),
        hint=N_(
            "Two adults at least are with the children all the time: volunteers who are trained and cleared, teachers the school has named, or the adviser."
        ),
        act=N_("Name who is there"),
        fix=f"/a/{activity.id}/day?block={gap.block.id}#people",
        subject=str(gap.block.id),
        details={
            "block": gap.block.title,
            "at": clock(gap.at, activity.zone),
            "adults": gap.adults,
            "wanted": gap.wanted,
        },
    )
