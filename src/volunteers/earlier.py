"""Earlier participation of children: a keyed hash, thirteen months, no list of names (V4)."""

from uuid import UUID, uuid4

from events import activities
from events.findings import today
from events.rules.activities import Activity, PartyRole
from kit import crypto, database
from kit.crypto import Place
from volunteers.rules.participants import Participant
from volunteers.rules.retention import KEPT_AT_MOST
from volunteers.tables import participants as tables


async def was_here(activity: Activity, source: str, given_name: str, birth_month: str) -> bool:
    """Return whether somebody of that name and month took part in an earlier edition from there."""
    if activity.series is None or not given_name or not birth_month:
        return False
    e = tables.EarlierParticipant
    parts = _parts(activity.series, await _home(activity, source), given_name, birth_month)
    return await e.exists().where(
        e.organization == activity.organization,
        e.digest.is_in(crypto.keyed_hashes(*parts)),
        e.keep_until >= today(activity),
    )


async def remember(activity: Activity) -> int:
    """Keep a hash of everybody named in an edition that is over; return how many there are.

    The names are opened here by the program alone, just before they are erased; nobody sees them.
    """
    last = activity.last_day
    if activity.series is None or last is None or last >= today(activity):
        return 0
    e, p = tables.EarlierParticipant, tables.Participant
    rows = await p.select().where(
        p.activity == activity.id, p.given_name.is_not_null(), p.birth_month.is_not_null()
    )
    digests = {
        crypto.keyed_hash(
            *_parts(
                activity.series,
                await _home(activity, one.source),
                _opened(activity, one, "given_name"),
                _opened(activity, one, "birth_month"),
            )
        )
        for one in database.facts(Participant, rows)
    }
    hashes = [
        e(
            id=uuid4(),
            organization=activity.organization,
            series=activity.series,
            digest=digest,
            keep_until=last + KEPT_AT_MOST,
        )
        for digest in digests
    ]
    for some in database.batches(hashes):
        await e.insert(*some).on_conflict(
            target=(e.organization, e.digest), action="DO UPDATE", values=[e.keep_until]
        )
    return len(digests)


def place(activity: Activity, participant_id: UUID, field: str) -> Place:
    """Return where a sealed field of a participant lives."""
    return Place("participant", field, participant_id, activity.organization)


def _opened(activity: Activity, one: Participant, field: str) -> str:
    return crypto.unseal(getattr(one, field).sealed, place(activity, one.id, field))


async def _home(activity: Activity, source: str) -> str:
    """Return who sends a child: the school it comes from, else the activity's partner."""
    if source:
        return source
    parties = await activities.parties(activity)
    return next((one.name for one in parties if one.role is PartyRole.PARTNER), "")


def _parts(series: UUID, home: str, given_name: str, birth_month: str) -> tuple[str, ...]:
    return str(series), home.casefold(), "".join(given_name.split()).casefold(), birth_month
