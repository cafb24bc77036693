"""What groups give cause to say of who goes with whom: wishes of the partner that are not kept, or lost."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.written import digest
from kit.i18n import N_
from volunteers.boards import Placed
from volunteers.rules import belonging, registration
from volunteers.rules.belonging import Duo, Member, Wishes
from volunteers.rules.participants import Participant


def wishes_broken(placed: Sequence[Placed], here: str) -> Iterable[Finding]:
    """Who must never meet is in no group together, however it came about; companions should share one."""
    places = {_called(one): one.pair.group for one in placed if one.pair.group}
    known = [Member(_called(one), one.participant, one.volunteer) for one in placed]
    wished = belonging.wishes(known) if places else Wishes()
    met = [(a, b) for a, b in wished.apart if a in places and places[a] == places.get(b)]
    torn = [
        (a, b) for a, b in wished.together if a in places and b in places and places[a] != places[b]
    ]
    if met:
        yield Finding(
            code="kept-apart-together",
            severity=Severity.ERROR,
            urgency=Urgency.DAY,
            stops=Stops.RELEASE,
            message=N_("In one group though they are to stay apart: pairs %(pairs)s"),
            hint=N_("The school asked that these children never share a group."),
            act=N_("Make groups"),
            fix=f"{here}/groups",
            details={"pairs": _told(met)},
        )
    if torn:
        yield Finding(
            code="companions-parted",
            severity=Severity.WARNING,
            urgency=Urgency.DAY,
            message=N_("In different groups though they belong together: pairs %(pairs)s"),
            hint=N_("The school asked that these children stay together."),
            act=N_("Make groups"),
            fix=f"{here}/groups",
            subject=_told(torn)[:80],
            details={"pairs": _told(torn)},
        )


def wishes_lost(everybody: Sequence[Participant], activity_id: UUID) -> Finding | None:
    """A wish that means nobody on the list, or that another contradicts, would be lost in silence."""
    lost = {tie.participant: tie.row for tie in registration.tie_problems(everybody)}
    if not lost:
        return None
    return Finding(
        code="wishes-unclear",
        severity=Severity.WARNING,
        urgency=Urgency.DAY,
        message=N_("Entries whose “together” or “apart” cannot hold: %(count)s"),
        hint=N_("The number is not on the list, or two of them say the opposite."),
        act=N_("Look at them"),
        fix=f"/a/{activity_id}/participants",
        subject=digest(",".join(f"{one}{row}" for one, row in sorted(lost.items()))),
        details={"count": len(lost)},
    )


def _called(one: Placed) -> str:
    return f"{one.pair.number:06}"


def _told(duos: Iterable[Duo]) -> str:
    """Name pairs by number: a finding says nothing of a child."""
    return "、".join(f"{int(one)}+{int(other)}" for one, other in duos)
