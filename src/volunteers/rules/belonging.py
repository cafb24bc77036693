"""Who goes with whom and who never does, as the partner asked: read from its list, checked before dealing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from volunteers.rules import registration
from volunteers.rules.applications import Application
from volunteers.rules.balance import NotDivisible
from volunteers.rules.balance.facts import bunches
from volunteers.rules.participants import Participant

Duo = tuple[str, str]


class Member(msgspec.Struct, frozen=True):
    """A pair as dealing sees it: what it is called there, its child and its helper."""

    id: str
    child: Participant
    helper: Application


class TogetherAndApart(Refusal):
    status = 422
    message = N_(
        "%(one)s and %(other)s are to stay together and apart at once. Ask the school which of both holds."
    )


class TogetherTooLarge(Refusal):
    status = 422
    message = N_(
        "%(names)s are to stay together, but a group has %(size)s pairs at most. Make fewer groups."
    )


class ApartTooMany(Refusal):
    status = 422
    message = N_(
        "%(names)s are all to stay apart from each other: that takes at least %(count)s groups."
    )


class PinnedApart(Refusal):
    status = 422
    message = N_("%(one)s and %(other)s belong together but are kept in different groups.")


class PinnedTogether(Refusal):
    status = 422
    message = N_("%(one)s and %(other)s are never in one group, but both are kept in the same one.")


class Wishes(msgspec.Struct, frozen=True):
    """Which pairs share a group and which never do; `families` in the order of the members."""

    families: tuple[tuple[str, ...], ...] = ()
    together: tuple[Duo, ...] = ()
    apart: tuple[Duo, ...] = ()


def wishes(members: Sequence[Member]) -> Wishes:
    """Read the wishes of the partner's list; children whom one helper looks after go together too."""
    of = {member.child.id: member.id for member in members}
    children = [member.child for member in members]
    together = _duos(of, registration.companions(children))
    first: dict[UUID, str] = {}
    for member in members:
        other = first.setdefault(member.helper.id, member.id)
        if other != member.id:
            together.append((other, member.id))
    families = bunches([member.id for member in members], together)
    return Wishes(
        families=tuple(tuple(family) for family in families if len(family) > 1),
        together=tuple(together),
        apart=tuple(_duos(of, registration.apart(children))),
    )


def refuse_impossible(
    members: Sequence[Member],
    wished: Wishes,
    sizes: Sequence[int],
    pinned: Mapping[str, int | UUID],
) -> None:
    """Raise what can be said in one sentence; whether all wishes can be met at once, dealing finds out.

    Raises:
        TogetherAndApart, TogetherTooLarge, ApartTooMany, PinnedApart, PinnedTogether
    """
    names = {member.id: member.child.codename for member in members}
    family = {one: own for own in wished.families for one in own}
    for one, other in wished.apart:
        if other in family.get(one, ()):
            raise TogetherAndApart(one=names[one], other=names[other])
    for own in wished.families:
        if len(own) > max(sizes):
            raise TogetherTooLarge(names=_joined(names, own), size=max(sizes))
    crowd = _crowd(wished.apart)
    if len(crowd) > len(sizes):
        raise ApartTooMany(names=_joined(names, crowd), count=len(crowd))
    refuse_broken(members, wished, pinned)


def refuse_broken(
    members: Sequence[Member], wished: Wishes, places: Mapping[str, int | UUID]
) -> None:
    """Raise if these places, which need not be everybody's, part a family or bring together who stays apart.

    Raises:
        PinnedApart, PinnedTogether
    """
    names = {member.id: member.child.codename for member in members}
    for own in wished.families:
        there = [one for one in own if one in places]
        for one in there:
            if places[one] != places[there[0]]:
                raise PinnedApart(one=names[there[0]], other=names[one])
    for one, other in wished.apart:
        if one in places and places[one] == places.get(other):
            raise PinnedTogether(one=names[one], other=names[other])


def _duos(of: Mapping[UUID, str], ties: Mapping[UUID, Collection[UUID]]) -> list[Duo]:
    """Return each tie of two children in pairs once."""
    found = {
        (of[one], of[other])
        for one, others in ties.items()
        for other in others
        if one in of and other in of and of[one] < of[other]
    }
    return sorted(found)


def _crowd(apart: Iterable[Duo]) -> tuple[str, ...]:
    """Return people all of whom stay apart from each other, as many as are easily found."""
    never: dict[str, set[str]] = {}
    for one, other in apart:
        never.setdefault(one, set()).add(other)
        never.setdefault(other, set()).add(one)
    best: tuple[str, ...] = ()
    for start in sorted(never):
        crowd = [start]
        for one in sorted(never[start], key=lambda each: (-len(never[each]), each)):
            if never[one].issuperset(crowd):
                crowd.append(one)
        best = max(best, tuple(sorted(crowd)), key=len)
    return best


def _joined(names: Mapping[str, str], own: Iterable[str]) -> str:
    return gettext(", ").join(names[one] for one in own)


IMPOSSIBLE = (
    NotDivisible,
    TogetherAndApart,
    TogetherTooLarge,
    ApartTooMany,
    PinnedApart,
    PinnedTogether,
)
