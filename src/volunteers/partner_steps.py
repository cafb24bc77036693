"""What each partner of an activity has done, and what still waits for it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from events.findings import today
from events.rules.activities import Activity
from volunteers import (
    applications,
    gate_lists,
    own_letters,
    own_school,
    pairs,
    participants,
    sharing,
)
from volunteers.rules.liaisons import Done, Liaison, Standing, standings
from volunteers.rules.pairs import PairStatus
from volunteers.tables import participants as participant_tables
from volunteers.tables import sharing as tables


async def of(activity: Activity, everybody: Sequence[Liaison]) -> dict[UUID, tuple[Standing, ...]]:
    """Return the steps of each of `everybody` who speaks for a partner, asked for all at once."""
    now = today(activity)
    return {
        liaison: standings(done, activity, now)
        for liaison, done in (await _done(activity, everybody)).items()
    }


async def _done(activity: Activity, everybody: Sequence[Liaison]) -> dict[UUID, Done]:
    children = await participants.of(activity.id)
    agreed, refusing = await own_letters.answered(activity, children)
    open_ones = await _unconfirmed(activity.id)
    places = await own_school.places(activity)
    status = {one.participant: one.status for one in await pairs.of(activity.id)}
    adults = await _adults([one.id for one in everybody])
    seen = await _seen(activity)
    volunteers = await applications.of(activity.id)
    answers = await sharing.answers(volunteers, [one.partner for one in everybody])
    found = {}
    for one in everybody:
        sources = (one.partner, "") if len(everybody) == 1 else (one.partner,)
        own = [child for child in children if child.source in sources]
        states = Counter(status[child.id] for child in own if child.id in status)
        found[one.id] = Done(
            dates=one.dates_confirmed_at is not None,
            listed=len(own),
            complete=bool(own) and not any(child.id in open_ones for child in own),
            expected=places.get(
                one.partner, activity.participants if len(everybody) == 1 else None
            ),
            agreed=sum(child.id in agreed for child in own),
            refusing=sum(child.id in refusing for child in own),
            shared=len(answers[one.partner].agreed),
            seen=(one.partner, gate_lists.VOLUNTEERS) in seen,
            proposed=states[PairStatus.PROPOSED],
            paired=states.total() - states[PairStatus.PROPOSED],
            adults=adults[one.id],
            gate_seen=(one.partner, gate_lists.GATE) in seen,
        )
    return found


async def _unconfirmed(activity_id: UUID) -> set[UUID]:
    p = participant_tables.Participant
    rows = await p.select(p.id).where(p.activity == activity_id, p.confirmed_at.is_null())
    return {row["id"] for row in rows}


async def _adults(liaisons: Iterable[UUID]) -> Counter[UUID]:
    t = tables.PartnerAdult
    asked = list(liaisons)
    rows = await t.select(t.liaison).where(t.liaison.is_in(asked)) if asked else []
    return Counter(row["liaison"] for row in rows)


async def _seen(activity: Activity) -> set[tuple[str, str]]:
    """Return which lists went to which partner through a link of its own."""
    d = tables.Disclosure
    rows = await (
        d.select(d.recipient, d.purpose)
        .where(
            d.organization == activity.organization,
            d.activity_id == activity.id,
            d.link_id.is_not_null(),
        )
        .distinct()
    )
    return {(row["recipient"], row["purpose"]) for row in rows}
