"""What is to be said about adults and children in one space (V15): an error that stops a release."""

from collections.abc import Collection
from uuid import UUID

from events.rules.activities import NOT_BEGUN, Status
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.schedule import Block, Day
from kit.i18n import N_, clock
from volunteers.boards import Board
from volunteers.rules.applications import Application
from volunteers.rules.coverage import Together, Uncovered, uncovered
from volunteers.rules.pairs import Group
from volunteers.rules.participants import AgeBand, Participant

EARLY = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)  # nobody can have been chosen yet


def spaces(
    board: Board, day: Day, groups: Collection[Group], unchecked: Collection[UUID]
) -> list[Finding]:
    """Return the spaces with too few adults; `unchecked` wait for their record check or failed it."""
    activity = board.activity
    if not activity.involves_minors or activity.status not in NOT_BEGUN:
        return []
    with_children = [block for block in day.timed if block.with_children]
    together = [_together(board, block, groups, unchecked) for block in with_children]
    return [_told(gap, board) for gap in uncovered(together)]


def _together(
    board: Board, block: Block, groups: Collection[Group], unchecked: Collection[UUID]
) -> Together:
    """Return who is in a block: its lane's pairs, or everybody, and whoever is named.

    Somebody named who is no volunteer is a teacher or an organiser; a volunteer counts when ready.
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
    ready = {v.id for v in everyone if v.id not in unchecked and not board.gates.of(v.id)}
    known = {v.name: v.id for v in everyone}
    named = {name for name in (block.lead, *block.people) if name and name not in known}
    called = {known[name] for name in (block.lead, *block.people) if name in known}
    return Together(
        block,
        tuple(child.age_band for child in children) or _expected(board, block),
        frozenset({str(one) for one in ({v.id for v in helpers} | called) & ready} | named),
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
            "Two adults at least are with the children all the time: volunteers who are trained and pledged, or teachers and organisers who are named."
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
