"""What pairs and groups give cause to say (domain reference §3.1)."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from accounts.rules.permissions import Actor, Permission
from events import places
from events.findings import today
from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from kit.i18n import N_
from volunteers import (
    absences,
    boards,
    coverage,
    coverage_findings,
    group_findings,
    safeguards,
)
from volunteers.boards import Board
from volunteers.rules.absences import Missing
from volunteers.rules.pairs import Pair, PairStatus

LIST_DUE = timedelta(days=4)  # before the day, the pairs are confirmed (domain reference §4.1)


async def of_pairs(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what is to be said about who is with whom, to whoever may see it."""
    if not actor.may(Permission.SEE_PAIRS):
        return []
    board = await boards.of(actor, activity.id)
    here = f"/a/{activity.id}/pairs"
    waiting = bool(board.placed and board.children)
    missing = await absences.of(activity.id) if waiting else Missing()
    checks = (
        unpaired(board, here),
        unassigned(board, missing, here),
        unconfirmed(board, here),
        no_longer_ready(board, here),
        against_the_rules(board, here),
        group_findings.wishes_lost(
            [*(one.participant for one in board.placed), *board.children], activity.id
        ),
    )
    pairs = [placed.pair for placed in board.placed]
    pods = (await safeguards.of(activity.id)).pods
    loose = ungrouped(pairs, here, pods=pods)
    wishes = group_findings.wishes_broken(board.placed, here)
    found = [finding for finding in (*checks, *loose, *wishes) if finding is not None]
    return [*found, *await _spaces(actor, board)]


async def _spaces(actor: Actor, board: Board) -> list[Finding]:
    """Return where too few approved adults are with the children (V15), at places with children too (V24)."""
    activity = board.activity
    near = activity.involves_minors or any(
        one.with_children for one in await places.of(activity.id)
    )
    return await coverage_findings.of(actor, board) if near else []


def unpaired(board: Board, here: str) -> Finding | None:
    """Children who may join have nobody beside them yet, though trained volunteers are free."""
    waiting = sum(one.id in board.gates.rostered for one in board.children)
    if not waiting or not board.volunteers or board.placed:
        return None
    day = board.activity.first_day
    finding = Finding(
        code="children-unpaired",
        severity=Severity.WARNING,
        urgency=Urgency.DAY,
        message=N_("Children without a pair: %(children)s"),
        hint=N_("Free volunteers: %(volunteers)s."),
        act=N_("Pair them"),
        fix=here,
        details={"children": waiting, "volunteers": len(board.volunteers)},
    )
    if day is None:
        return finding
    return msgspec.structs.replace(
        finding,
        hint=N_("The list goes to the school by %(day)s. Free volunteers: %(volunteers)s."),
        details=finding.details | {"day": day - LIST_DUE},
    )


def unassigned(board: Board, missing: Missing, here: str) -> Finding | None:
    """Once others have pairs, a child who is expected and has nobody stops the release."""
    alone = coverage.unpaired(board, missing)
    if not alone:
        return None
    return Finding(
        code="child-unassigned",
        severity=Severity.ERROR,
        urgency=Urgency.DAY,
        stops=Stops.RELEASE,
        message=N_("Children without a pair: %(children)s"),
        hint=N_("Free volunteers: %(volunteers)s. A child who does not come is noted as missing."),
        act=N_("Pair them"),
        fix=here,
        subject="unpaired",
        details={"children": len(alone), "volunteers": len(board.volunteers)},
    )


def unconfirmed(board: Board, here: str) -> Finding | None:
    """The system proposes, the school decides (V12); from T-4 on it should have."""
    day = board.activity.first_day
    count = sum(placed.pair.status is PairStatus.PROPOSED for placed in board.placed)
    if not count or day is None or today(board.activity) < day - LIST_DUE:
        return None
    return Finding(
        code="pairs-unconfirmed",
        severity=Severity.WARNING,
        urgency=Urgency.DEADLINE,
        message=N_("Pairs waiting for the school: %(count)s"),
        hint=N_("The school decides; note its answer."),
        act=N_("Note the answer"),
        fix=here,
        details={"count": count},
    )


def no_longer_ready(board: Board, here: str) -> Finding | None:
    """A condition that held when the pair was made holds no more: the gate is asked at use too."""
    count = sum(
        placed.participant.id not in board.gates.rostered
        or bool(board.gates.of(placed.volunteer.id))
        for placed in board.placed
    )
    if not count:
        return None
    return Finding(
        code="pair-conditions-broken",
        severity=Severity.ERROR,
        urgency=Urgency.DAY,
        stops=Stops.RELEASE,
        message=N_("Pairs that no longer meet all conditions: %(count)s"),
        hint=N_("Consent, training and clearances must hold until the day."),
        act=N_("Look at them"),
        fix=here,
        details={"count": count},
    )


def against_the_rules(board: Board, here: str) -> Finding | None:
    """A hard rule about two people came, or changed, after their pair was made."""
    broken = board.broken()
    if not broken:
        return None
    unknown = sum(
        not (one.volunteer.gender and one.participant.gender)
        for one in board.placed
        if one.pair.id in broken and board.gates.rules.same_gender
    )
    return Finding(
        code="pair-rules-broken",
        severity=Severity.WARNING,
        urgency=Urgency.DAY,
        stops=Stops.RELEASE,
        message=N_("Pairs that break a rule of today: %(count)s"),
        hint=N_("Of %(unknown)s of them a gender is not known, and your rules ask for the same.")
        if unknown
        else N_("Change these pairs, or the rule."),
        act=N_("Look at them"),
        fix=here,
        subject=str(len(broken)),
        details={"count": len(broken), "unknown": unknown},
    )


def ungrouped(pairs: Iterable[Pair], here: str, *, pods: bool = True) -> Iterable[Finding]:
    """Once there are groups everybody is in one, and nobody is alone in a pod (V14) unless switched."""
    sizes = Counter(pair.pod for pair in pairs if pair.pod is not None)
    loose = sum(pair.group is None for pair in pairs)
    if not sizes:
        return
    if loose:
        yield Finding(
            code="child-unassigned",
            severity=Severity.ERROR,
            urgency=Urgency.DAY,
            stops=Stops.RELEASE,
            message=N_("Pairs without a group: %(count)s"),
            hint=N_("On the day every child must know where to go."),
            act=N_("Make groups"),
            fix=f"{here}/groups",
            details={"count": loose},
        )
    for pod, size in sizes.items():
        if size == 1 and pods:
            yield Finding(
                code="one-to-one-alone",
                severity=Severity.WARNING,
                urgency=Urgency.DAY,
                stops=Stops.RELEASE,
                subject=f"pod-{pod}",
                message=N_("Small group %(pod)s is one pair alone"),
                hint=N_("An adult alone with a child is never planned."),
                act=N_("Split the groups anew"),
                fix=f"{here}/groups",
                details={"pod": pod},
            )
