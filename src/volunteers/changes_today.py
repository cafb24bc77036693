"""Who is beside another child than planned today, for the sheet that leaders carry and the page of the morning."""

from collections.abc import Mapping
from uuid import UUID

from accounts.rules.permissions import Actor
from volunteers import mornings
from volunteers.mornings import Today
from volunteers.rules.morning_words import Changed, Changes, Joined, Why
from volunteers.rules.mornings import Place
from volunteers.rules.pairs import Pair


async def of(actor: Actor, activity_id: UUID) -> Changes:
    """Return what is different today.

    Raises:
        NotAllowed, NoSuchActivity
    """
    return among(await mornings.of(actor, activity_id))


def among(today: Today) -> Changes:
    """Return what is different on this morning."""
    places = {one.pair: one for one in today.morning.places}
    order = {group.id: at for at, group in enumerate(today.groups)}
    names = {group.id: group.name for group in today.groups}
    pods = {pair: one.pods for one in today.pods() for pair in one.pairs}
    changed = [
        (
            order.get(pair.group, len(order)) if pair.group else len(order),
            _changed(today, pair, place, names, pods),
        )
        for pair in today.pairs
        if (place := places.get(pair.id)) is None or place.beside != place.own
    ]
    changed.sort(key=lambda one: (one[0], one[1].number))
    joined = [
        Joined(names.get(one.group, "") if one.group else "", one.pods, one.short)
        for one in today.pods()
        if one.joined or one.short
    ]
    return Changes(tuple(row for _, row in changed), tuple(joined))


def _changed(
    today: Today,
    pair: Pair,
    place: Place | None,
    names: Mapping[UUID, str],
    pods: Mapping[UUID, tuple[int, ...]],
) -> Changed:
    kinds = {one.pair: one.kind for one in today.standing}
    beside = place.beside if place else None
    return Changed(
        pair=pair.id,
        number=pair.number,
        codename=today.children[pair.participant].codename,
        group=names.get(pair.group, "") if pair.group else "",
        pods=pods.get(pair.id, (pair.pod,) if pair.pod else ()),
        before=today.people[pair.application].name,
        after=today.people[beside].name if beside else "",
        why=_why(today, pair, place),
        kind=kinds.get(pair.id) if beside else None,
        application=beside,
    )


def _why(today: Today, pair: Pair, place: Place | None) -> Why:
    if place is None:
        return Why.CHILD_AWAY
    if pair.application in today.missing.helpers:
        return Why.HELPER_AWAY
    consented = pair.participant in today.gates.rostered
    if consented and today.morning.fits.of(pair.application, pair.participant) < 0:
        return Why.HELPER_BARRED
    return Why.HELPER_NEEDED if place.beside else Why.NOT_ALLOWED
