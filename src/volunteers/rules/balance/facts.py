"""What is dealt into groups, under which wishes, and how uneven a division is.

All numbers are whole. With N items in all, a group of n items has its fair share of a trait with
total T when it holds n·T/N of it; its deviation is |N·held − n·T|, and the cost of a division is
the sum of all deviations, each times the weight of its trait, and of what it costs to leave home.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from kit.errors import Refusal
from kit.i18n import N_

Division = Sequence[Sequence[str]]  # the identities in each group


class NotDivisible(Refusal):
    """No division of these sizes meets all wishes; raised only where that is certain or the search gave up."""

    status = 422
    message = N_(
        "Who stays together and who stays apart cannot all be met with %(count)s groups. "
        "Try another number of groups, or unpin somebody."
    )


class Item(Struct, frozen=True):
    """What goes into one group as a whole; one whole number for each trait."""

    id: str
    traits: tuple[int, ...] = ()


class Deal(Struct, frozen=True):
    """Items for groups of these `sizes`, which add up to the number of items.

    `pinned` says in which group an item must be. `home` says where it would be if nothing spoke
    against it: being elsewhere costs `away`. Both count groups from 0.
    """

    items: tuple[Item, ...]
    sizes: tuple[int, ...]
    weights: tuple[int, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    pinned: Mapping[str, int] = {}
    home: Mapping[str, int] = {}
    away: int = 1

    @property
    def free(self) -> bool:
        """Whether groups of one size may change places: nobody asks for a certain one."""
        return not self.pinned and not self.home


class Dealt(Struct, frozen=True):
    """A division that meets every wish; no division costs less than `bound`."""

    groups: tuple[tuple[str, ...], ...]
    cost: int
    bound: int

    @property
    def proved(self) -> bool:
        return self.cost == self.bound


def cost(deal: Deal, groups: Division) -> int:
    """Return how uneven a division is; 0 is perfectly even."""
    traits = {item.id: item.traits for item in deal.items}
    everything = [sum(each) for each in zip(*traits.values(), strict=True)]
    uneven = 0
    for own in groups:
        held = [sum(each) for each in zip(*(traits[one] for one in own), strict=True)]
        for weight, mine, total in zip(deal.weights, held, everything, strict=False):
            uneven += weight * abs(len(traits) * mine - len(own) * total)
    place = {one: at for at, own in enumerate(groups) for one in own}
    return uneven + deal.away * sum(place[one] != at for one, at in deal.home.items())


def least(deal: Deal) -> int:
    """Return a cost that no division can undercut, trait by trait: nobody can be cut in two.

    The best share-out of one trait alone gives each group the whole part of its share, and one more
    to those with the largest rest.
    """
    count, bound = len(deal.items), 0
    for weight, column in zip(
        deal.weights, zip(*(item.traits for item in deal.items), strict=True), strict=True
    ):
        total = sum(column)
        rests = sorted((size * total % count for size in deal.sizes), reverse=True)
        more = sum(rests) // count
        bound += weight * (sum(count - rest for rest in rests[:more]) + sum(rests[more:]))
    return bound


def meets(deal: Deal, groups: Division) -> bool:
    """Return whether a division has the sizes asked for and meets every wish."""
    place = {one: at for at, own in enumerate(groups) for one in own}
    return (
        tuple(len(own) for own in groups) == deal.sizes
        and place.keys() == {item.id for item in deal.items}
        and all(place[one] == place[other] for one, other in deal.together)
        and all(place[one] != place[other] for one, other in deal.apart)
        and all(place[one] == at for one, at in deal.pinned.items())
    )


def bunches(identities: Sequence[str], together: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return who must go together, directly or through others, in the order of `identities`."""
    family = {one: [one] for one in identities}
    for one, other in together:
        if family[one] is not family[other]:
            joined = family[one] + family[other]
            family.update(dict.fromkeys(joined, joined))
    place = {one: at for at, one in enumerate(identities)}
    whole = {id(members): sorted(members, key=place.__getitem__) for members in family.values()}
    return sorted(whole.values(), key=lambda members: place[members[0]])
