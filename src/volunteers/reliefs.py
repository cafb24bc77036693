"""Reliefs: whoever begins or ceases to stand in hears of it, and what is released is renewed.

A row of a stand-in ends with whatever it rested on: its pair, their place, or that the two may meet.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from accounts import links
from events import activities, releases
from events.rules.activities import OVER, Activity
from kit.i18n import N_, gettext
from volunteers import absences, applications, notices, pairs, stand_ins
from volunteers.rules.applications import COUNTED, Application
from volunteers.rules.pairs import Pair
from volunteers.tables import pairs as tables

NOTE = N_("Who is beside whom has changed today")


async def tell(
    activity: Activity,
    by: str,
    *,
    began: Mapping[UUID, UUID] | None = None,
    ended: Mapping[UUID, UUID] | None = None,
    ended_hear: str = "stand-in-over",
    helpers_hear: str = "",
) -> None:
    """Tell who stands in now (pair → stand-in), who does no more, and the pairs' own helpers; nobody else.

    A mail says nothing of a child; their page does, to whom it may. What is released is renewed.
    """
    began, ended = began or {}, ended or {}
    if not (began or ended):
        return
    come, gone = set(began.values()), set(ended.values()) - set(began.values())
    own = await _own_helpers({*began, *ended})
    people = await applications.of(activity.id, COUNTED)
    for template, told in (
        ("stand-in", come),
        (ended_hear, gone),
        (helpers_hear, own - come - gone),
    ):
        if template:
            several = [one for one in people if one.id in told]
            await notices.tell_each(activity, several, template, fresh=True)
    await links.touch(*(own | come | gone))
    await activities.touch(activity.id)
    await releases.renew(activity, by=by, note=gettext(NOTE))


async def end(
    activity: Activity,
    places: Mapping[UUID, UUID],
    by: str,
    *,
    ended_hear: str = "stand-in-over",
    helpers_hear: str = "",
) -> None:
    """Let these (pair → stand-in) stand in no more, inside the caller's transaction, and tell them."""
    await stand_ins.end(places)
    if activity.status not in OVER:
        await tell(activity, by, ended=places, ended_hear=ended_hear, helpers_hear=helpers_hear)


async def revise_day(activity: Activity, participant: UUID | None) -> None:
    """A child who is missing, or came after all, may send its helper to another lane: say so everywhere."""
    own = [pair for pair in await pairs.of(activity.id) if pair.participant == participant]
    await pairs.write(own, {})  # whose calendars may change: their links are told


async def pairs_ended(several: Iterable[Pair]) -> None:
    """Nobody stands in any more at a pair that has ended."""
    if ended := [one.id for one in several]:
        await _end_where(tables.StandIn.pair.is_in(ended))


async def stepped_out(several: Sequence[Application]) -> None:
    """Whoever neither has a place nor waits for one any more stands in for nobody."""
    await _end_where(tables.StandIn.application.is_in([one.id for one in several]))


async def kept_apart(activity: Activity, application: UUID, participant: UUID, by: str) -> None:
    """Two who must not meet do not meet for a day either."""
    await _end_where(
        tables.StandIn.activity == activity.id,
        tables.StandIn.application == application,
        tables.StandIn.pair.participant == participant,
        by=by,
    )


async def _end_where(*which: Any, by: str = "") -> None:
    """End these stand-ins; where nobody did it, it is said in the name of whoever mended the morning."""
    s = tables.StandIn
    rows = await s.select(
        s.pair, s.application, s.by, s.activity, s.activity.organization.as_alias("organization")
    ).where(*which, s.ended_at.is_null(), absences.of_today(s))
    found = dict[tuple[UUID, UUID], list[dict[str, Any]]]()
    for row in rows:
        found.setdefault((row["organization"], row["activity"]), []).append(row)
    for (organization, activity), own in sorted(found.items()):
        places = {row["pair"]: row["application"] for row in own}
        await end(await activities.of(organization, activity), places, by or own[0]["by"])


async def _own_helpers(pair_ids: Collection[UUID]) -> set[UUID]:
    p = tables.Pair
    rows = await p.select(p.application).where(p.id.is_in(list(pair_ids)))
    return {row["application"] for row in rows}
