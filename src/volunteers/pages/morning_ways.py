"""A repair as the page of the morning shows it: whom each child gets, in words, and who is left."""

import msgspec

from kit.i18n import gettext
from volunteers.mornings import Today
from volunteers.rules import fits
from volunteers.rules.matching import Rule
from volunteers.rules.morning_words import KIND_NAMES, numbers, suits
from volunteers.rules.mornings import Place, Repair
from volunteers.rules.pairs import StandInKind


class Line(msgspec.Struct, frozen=True):
    """One new place of a repair: the child, who comes, instead of whom, how, and how well it suits."""

    number: int
    codename: str
    where: tuple[str, ...]
    name: str
    instead: str
    kind: str
    suits: str
    moves: bool


class Way(msgspec.Struct, frozen=True):
    """A repair as the page shows it; `weakest` is its weakest new pair in words."""

    moved: int
    seen: str
    lines: tuple[Line, ...]
    weakest: str
    trios: tuple[str, ...]
    reserves: tuple[str, ...]
    joined: tuple[str, ...]
    alone: tuple[tuple[str, str], ...]


def way(today: Today, repair: Repair) -> Way:
    """Return a repair of this morning as the page shows it."""
    names = {key: one.name for key, one in today.people.items()}
    trios = repair.trios(today.morning) - Repair().trios(today.morning)
    used = {one.application for one in repair.moves if one.kind is StandInKind.RESERVE}
    worst = repair.worst
    return Way(
        moved=repair.moved,
        seen=repair.seen,
        lines=tuple(
            Line(
                number=one.place.number,
                codename=today.children[one.place.child].codename,
                where=_where(today, one.place),
                name=names[one.application],
                instead=names[one.place.beside or one.place.own],
                kind=gettext(KIND_NAMES[one.kind]),
                suits=suits(one.fit),
                moves=one.place.beside is not None,
            )
            for one in repair.moves
        ),
        weakest=gettext("%(child)s and %(helper)s: %(suits)s")
        % {
            "child": today.children[worst.place.child].codename,
            "helper": names[worst.application],
            "suits": suits(worst.fit),
        }
        if worst
        else "",
        trios=tuple(sorted(names[one] for one in trios)),
        reserves=tuple(sorted(names[one] for one in used)),
        joined=tuple(numbers(one.pods) for one in today.pods(repair) if one.joined),
        alone=tuple(
            (today.children[one.child].codename, _why_alone(today, one)) for one in repair.alone
        ),
    )


def _where(today: Today, place: Place) -> tuple[str, ...]:
    group = next((one.name for one in today.groups if one.id == place.group), "")
    pod = gettext("Small group %(number)s") % {"number": place.pod} if place.pod else ""
    return tuple(part for part in (group, pod) if part)


def _why_alone(today: Today, place: Place) -> str:
    """Say why nobody may be beside a child."""
    if place.child not in today.gates.rostered:
        back = place.child in today.gates.taken_back
        return fits.why_not([Rule.CONSENT], taken_back=back)[0]
    there = {one.beside for one in today.morning.places if one.beside} | set(today.morning.free)
    if any(today.morning.fits.of(one, place.child) >= 0 for one in there):
        return gettext("Everybody who may be beside this child has two children already.")
    return gettext("Nobody who is here may be beside this child.")
