"""What groups give cause to say of who goes with whom: wishes of the partner that they do not keep."""

from collections.abc import Iterable, Sequence

from events.rules.findings import Finding, Severity, Stops, Urgency
from kit.i18n import N_
from volunteers.boards import Placed
from volunteers.rules import belonging
from volunteers.rules.belonging import Duo, Member, Wishes


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


def _called(one: Placed) -> str:
    return f"{one.pair.number:06}"


def _told(duos: Iterable[Duo]) -> str:
    """Name pairs by number: a finding says nothing of a child."""
    return "、".join(f"{int(one)}+{int(other)}" for one, other in duos)
