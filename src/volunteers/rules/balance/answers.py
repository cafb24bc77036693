"""The way to even groups: search always, prove or improve where it fits, and check what comes out."""

from volunteers.rules.balance import proof, search
from volunteers.rules.balance.blocks import Blocks, Ints, blocks
from volunteers.rules.balance.facts import Deal, Dealt, NotDivisible, cost, least, meets


def balance(deal: Deal) -> Dealt:
    """Return the most even division that was found, and what no division can undercut.

    Where items times groups are few, it is proved the best if five seconds are enough. What comes
    first in `deal` makes no difference.

    Raises:
        NotDivisible
    """
    given = blocks(deal)
    places = _found(given, deal)
    groups, bound = given.groups(places), least(deal)
    now = cost(deal, groups)
    if now > bound and len(deal.items) * len(deal.sizes) <= proof.FITS:
        better, undercut = proof.proof(given, now, free=deal.free)
        bound = max(bound, min(undercut, now))
        if better is not None and cost(deal, given.groups(better)) < now:
            groups = given.groups(better)
    if not meets(deal, groups):
        raise NotDivisible(count=len(deal.sizes))
    groups = _in_order(deal, groups)
    now = cost(deal, groups)
    return Dealt(groups, now, min(bound, now))


def _found(given: Blocks, deal: Deal) -> Ints:
    places = search.search(given) if given.possible else None
    if places is None and given.possible:
        places = proof.possible(given)
    if places is None:
        raise NotDivisible(count=len(deal.sizes))
    return places


def _in_order(deal: Deal, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Let groups of one size stand in the order of their first identities, where nobody asks for one."""
    return tuple(sorted(groups, key=lambda own: (-len(own), own))) if deal.free else groups
