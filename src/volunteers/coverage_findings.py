"""What is to be said about adults and children in one space (V15): an error that stops a release."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import combinations
from uuid import UUID

from accounts.rules.permissions import Actor
from events.rules.activities import OVER, Status
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.schedule import Block, ends_at
from events.rules.written import digest
from kit import clock
from kit.i18n import N_, day, gettext
from kit.i18n import clock as hours
from volunteers import coverage, leader_findings, presences
from volunteers.boards import Board, Placed
from volunteers.coverage import Coverage, Lack
from volunteers.presences import HERE, Known

TOLD = 3  # of those who could stand in are named in a finding; the page names all


async def of(actor: Actor, board: Board) -> list[Finding]:
    """Return the gaps beside children, and who is named there without being known as an adult.

    While a day goes on, what has passed is not told any more: nobody could mend it.
    """
    if board.activity.status in OVER:
        return []
    known = await coverage.known(actor, board)
    now = clock.now() if board.activity.status is Status.RUNNING else None
    return [*spaces(coverage.covered(known), now), *leader_findings.missing(known, now)]


def spaces(covered: Coverage, now: datetime | None = None) -> list[Finding]:
    """Return what is to be said of a day from `now` on."""
    coming = [one for one in covered.lacks if now is None or one.run.ends_at > now]
    gaps = [_told(lack, covered) for lack in coming]
    return [*gaps, *_torn(covered.known, now), *_strangers(covered.known)]


def where(known: Known, space: str) -> str:
    """Name a space in the reader's language."""
    if space == HERE:
        return known.activity.place or gettext("Place of the activity")
    for lane in known.day.lanes:
        if space == f"{HERE}{lane.id}":
            return gettext("%(lane)s, place still open") % {"lane": lane.name}
    return space


def span(known: Known, start: datetime, end: datetime) -> str:
    """Name a span to the minute, with its date where an activity lasts longer than a day."""
    zone = known.activity.zone
    clocked = f"{hours(start, zone)}–{hours(end, zone)}"
    return f"{day(start, zone, year=False)} {clocked}" if known.activity.days > 1 else clocked


def _told(lack: Lack, covered: Coverage) -> Finding:
    known, run = covered.known, lack.run
    free = [covered.names[one.key] for one in lack.spare[:TOLD]]
    torn = [covered.names[one] for one in sorted(run.torn)[:TOLD]]
    hint = N_(
        "Two adults at least are with the children all the time: volunteers who are trained and cleared, teachers the school has named, or the adviser."
    )
    if torn:
        hint = N_("Planned in two places at once, so counted in neither: %(torn)s.")
    elif not free:
        hint = N_("Let the school name a teacher, call reserves, or use fewer spaces at once.")
    return Finding(
        code="space-uncovered",
        severity=Severity.ERROR,
        urgency=Urgency.TIDY if known.early else Urgency.DAY,
        stops=Stops.RELEASE,
        message=N_(
            "%(span)s, %(where)s: %(adults)s approved adults with %(children)s children, %(missing)s more needed; free then: %(free)s"
        )
        if free
        else N_(
            "%(span)s, %(where)s: %(adults)s approved adults with %(children)s children, %(missing)s more needed; nobody approved is free then"
        ),
        hint=hint,
        act=N_("See who could stand in"),
        fix=f"/a/{known.activity.id}/coverage#{anchor(lack)}",
        subject=anchor(lack),
        details={
            "span": span(known, run.starts_at, run.ends_at),
            "where": where(known, run.space),
            "adults": len(run.adults),
            "children": run.children,
            "wanted": run.wanted,
            "missing": run.missing,
            "free": gettext(", ").join(free),
            "torn": gettext(", ").join(torn),
        },
    )


def anchor(lack: Lack) -> str:
    """Name a gap, for links and lists: by when it begins and where."""
    return f"gap-{lack.run.starts_at:%m%d%H%M}-{digest(lack.run.space)[:8]}"


def _torn(known: Known, now: datetime | None) -> Iterable[Finding]:
    """Say which helper, own or standing in, has children whom two lanes take to two places at once."""
    names = {one.id: one.name for one in known.everyone}
    told = set[UUID]()
    for view in (known, known.usual):  # today, and any other day
        today = view is known
        of_day = [one for one in known.day.timed if known.is_of(_start(one)) is today]
        for helper, lanes in _beside(view).items():
            several = combinations([one for one in of_day if one.lane in lanes], 2)
            clash = next((duo for duo in several if _apart(known, *duo, now)), None)
            if clash and helper not in told:
                told.add(helper)
                yield _in_two_places(known, helper, names.get(helper, ""), lanes, clash)


def _beside(known: Known) -> dict[UUID, dict[UUID, Placed]]:
    """Return by helper and lane a pair whose child they are beside there."""
    lane_of = {group.id: group.lane for group in known.groups}
    found: dict[UUID, dict[UUID, Placed]] = {}
    for one in known.placed:
        helper = known.helper(one)
        lane = lane_of.get(one.pair.group) if one.pair.group else None
        gone = one.participant.id in known.missing.children or helper in known.missing.helpers
        if lane is not None and not gone:
            found.setdefault(helper, {}).setdefault(lane, one)
    return found


def _apart(known: Known, one: Block, other: Block, now: datetime | None) -> bool:
    """Say whether two blocks are of two lanes, in two places, and at one time that is still to come."""
    start, end = max(_start(one), _start(other)), min(_end(one), _end(other))
    elsewhere = presences.space_of(known.activity, one) != presences.space_of(known.activity, other)
    return one.lane != other.lane and elsewhere and start < end and (now is None or end > now)


def _in_two_places(
    known: Known,
    helper: UUID,
    name: str,
    lanes: Mapping[UUID, Placed],
    clash: tuple[Block, Block],
) -> Finding:
    pairs = sorted(lanes[block.lane].pair.number for block in clash if block.lane)
    return Finding(
        code="person-in-two-places",
        severity=Severity.ERROR,
        urgency=Urgency.DAY,
        stops=Stops.RELEASE,
        message=N_("%(person)s is in two places at %(at)s"),
        hint=N_(
            "They are beside the children of pairs %(pairs)s, whose groups are in “%(first)s” and “%(second)s” then. Put both into one group, or let somebody else stand in."
        ),
        act=N_("To the groups"),
        fix=f"/a/{known.activity.id}/pairs/groups",
        subject=f"beside-{helper}",
        details={
            "person": name,
            "at": hours(max(_start(one) for one in clash), known.activity.zone),
            "pairs": "、".join(str(one) for one in pairs),
            "first": clash[0].title,
            "second": clash[1].title,
        },
    )


def _start(block: Block) -> datetime:
    assert block.starts_at
    return block.starts_at


def _end(block: Block) -> datetime:
    end = ends_at(block)
    assert end
    return end


def _strangers(known: Known) -> Iterable[Finding]:
    """Say who is named beside children, and is neither a volunteer nor known as a teacher or adviser."""
    if known.early:
        return
    beside = [one for one in known.day.timed if one.with_children]
    volunteers = {one.name for one in known.everyone}
    names = sorted(
        set().union(*(presences.named(one) for one in beside)) - volunteers - known.adults.named
    )
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
        fix=f"/a/{known.activity.id}/partner",
        subject=digest(",".join(names)),
        details={"names": "、".join(names)},
    )
