"""What must hold after every step, by the number of the rule; read from the tables, not asked of the product."""

from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from events.findings import today
from events.rules.activities import Activity
from volunteers import applications, consents, liaisons, readiness, sharing
from volunteers.rules.participants import AgeBand
from volunteers.rules.pledge import PLEDGE_VERSION
from volunteers.rules.sharing import FIELDS
from volunteers.tables import applications as tables

if TYPE_CHECKING:
    from tests.volunteers.machine import World

States = dict[str, dict[UUID, str]]

# domain reference §2.1, written down a second time on purpose; "" is where each begins.
STEPS: dict[str, set[tuple[str, str]]] = {
    "application": {
        *(("", to) for to in ("applied", "accepted", "reserved")),
        *(("applied", to) for to in ("accepted", "reserved", "declined", "withdrawn")),
        *(("reserved", to) for to in ("accepted", "declined", "withdrawn")),
        *(("accepted", to) for to in ("confirmed", "lapsed", "withdrawn", "removed")),
        *(("confirmed", to) for to in ("withdrawn", "removed")),
    },
    "pair": {
        ("", "proposed"),
        ("proposed", "confirmed"),
        ("proposed", "dropped"),
        ("confirmed", "active"),
        ("confirmed", "dropped"),
        ("confirmed", "proposed"),  # a clearance ended (V6)
        ("active", "paused"),
        ("paused", "active"),
        ("active", "closed"),
        ("paused", "closed"),
    },
    "consent": {
        *(("", to) for to in ("asked", "granted", "refused")),
        *(("asked", to) for to in ("granted", "refused")),
        *(("granted", to) for to in ("withdrawn", "expired")),
        *((was, "asked") for was in ("refused", "withdrawn", "expired")),
    },
}
LIVE = ("proposed", "confirmed", "active", "paused")
HOLDING = ("accepted", "confirmed")

_STATES = {
    "application": "SELECT id, status FROM application WHERE activity = {}",
    "pair": "SELECT id, status FROM pair WHERE activity = {}",
    "consent": "SELECT c.id, c.state AS status FROM consent c JOIN participant p "
    "ON p.id = c.participant WHERE p.activity = {}",
}
_SEATS = """
SELECT 'the call' AS what, r.taken, r.quota,
  (SELECT count(*) FROM application WHERE activity = r.activity
    AND status IN ('accepted', 'confirmed')) AS held
FROM recruitment r WHERE r.activity = {}
UNION ALL SELECT s.name, s.taken, s.places, (SELECT count(*) FROM application a
  WHERE a.source = s.id AND a.status IN ('accepted', 'confirmed'))
FROM source s WHERE s.activity = {}
UNION ALL SELECT p.name, p.taken, coalesce(p.quota, 5000), (SELECT count(*) FROM application a
  WHERE a.post = p.id AND a.status IN ('accepted', 'confirmed'))
FROM post p WHERE p.activity = {}
UNION ALL SELECT 'a shift', s.taken, s.needed, (SELECT count(*) FROM shift_person x
  WHERE x.shift = s.id AND x.standing IN ('planned', 'confirmed', 'offered'))
FROM shift s WHERE s.activity = {}
"""
# Everything that is known of everybody who applied, as plain columns.
_PEOPLE = """
SELECT a.id, a.status, a.rank, a.gender, a.volunteer, v.suspended_at,
  EXISTS (SELECT 1 FROM clearance c WHERE c.volunteer = v.id AND c.kind = 'pledge'
    AND c.outcome = 'clear' AND c.text_version = {}) AS pledged,
  EXISTS (SELECT 1 FROM clearance c WHERE c.volunteer = v.id AND c.kind = 'record_check'
    AND c.outcome = 'clear' AND c.valid_until >= {}) AS checked,
  EXISTS (SELECT 1 FROM clearance c WHERE c.volunteer = v.id AND c.kind = 'record_check'
    AND c.outcome = 'pending') AS running,
  EXISTS (SELECT 1 FROM attendance t JOIN training_session s ON s.id = t.session
    WHERE t.application = a.id AND s.activity = a.activity AND s.cancelled_at IS NULL
    AND t.presence IN ('present', 'late')) AS trained
FROM application a JOIN volunteer v ON v.id = a.volunteer WHERE a.activity = {}
"""
_PAIRS = """
SELECT p.id, p.status, p.application, p.participant, c.same_gender, c.gender
FROM pair p JOIN participant c ON c.id = p.participant WHERE p.activity = {} AND p.status = ANY({})
"""
_AGREED = """
SELECT p.id FROM participant p WHERE p.activity = {}
AND EXISTS (SELECT 1 FROM consent c WHERE c.participant = p.id AND c.purpose = 'participate'
  AND c.state = 'granted' AND c.given_by = 'guardian' AND (c.own_word OR p.age_band <> ALL({})))
AND EXISTS (SELECT 1 FROM consent c WHERE c.participant = p.id AND c.purpose = 'data'
  AND c.state = 'granted' AND c.given_by = 'guardian'
  AND (c.expires_on IS NULL OR c.expires_on >= {}))
"""
_STANDING = """
SELECT x.application FROM shift_person x JOIN shift s ON s.id = x.shift
WHERE s.activity = {} AND s.cancelled_at IS NULL
  AND x.standing IN ('planned', 'confirmed', 'offered')
"""
_BARE = """
SELECT count(*) AS n FROM application a WHERE a.activity = {} AND a.status IN ('accepted', 'confirmed')
AND NOT EXISTS (SELECT 1 FROM clearance c WHERE c.volunteer = a.volunteer AND c.kind = 'insurance'
  AND c.outcome = 'clear' AND c.covers_from <= {} AND c.valid_until >= {})
"""
_SPEAK = [AgeBand.A9_11, AgeBand.A12_13, AgeBand.A14_15, AgeBand.A16_17]


async def states(activity_id: UUID) -> States:
    """Return the state of everything whose steps are written down."""
    return {
        sort: {row["id"]: row["status"] for row in await _raw(query, activity_id)}
        for sort, query in _STATES.items()
    }


def wrong_steps(before: States, after: States) -> list[str]:
    """Return each step that stands in no table of §2.1; rows are never deleted here."""
    return [
        f"§2.1: {sort} {was or '–'} → {now or 'gone'}"
        for sort, allowed in STEPS.items()
        for one in before[sort] | after[sort]
        if (was := before[sort].get(one, "")) != (now := after[sort].get(one, ""))
        and (was, now) not in allowed
    ]


async def on_rosters(activity: Activity) -> set[UUID]:
    """Return who is on the roster, and every live pair."""
    live = await _raw(_PAIRS, activity.id, list(LIVE))
    return {row["id"] for row in live} | await consents.rostered(activity.id, today(activity))


async def uninsured(activity: Activity) -> int:
    [row] = await _raw(_BARE, activity.id, activity.first_day, activity.last_day)
    return int(row["n"])


async def broken(world: "World") -> list[str]:
    """Return every rule that does not hold now."""
    activity, last = world.activity, world.activity.last_day
    rows = await _raw(_PEOPLE, PLEDGE_VERSION, last, activity.id)
    people = {row["id"]: row for row in rows}
    pairs = await _raw(_PAIRS, activity.id, list(LIVE))
    return [
        *_v1(world, people),
        *await _v2(activity, people),
        *_v6(world, people, pairs),
        *await _v6_shifts(world, people),
        *await _v9(activity, pairs),
        *_v12(people, pairs),
        *await _v13(world, people),
        *await _v15(activity, people),
    ]


def _v1(world: "World", people: dict[UUID, Any]) -> list[str]:
    strangers = people.keys() - world.known.applied
    return [f"V1: {len(strangers)} who never applied"] if strangers else []


async def _v2(activity: Activity, people: dict[UUID, Any]) -> list[str]:
    found = [
        f"V2: {row['what']} counts {row['taken']} of {row['quota']}, {row['held']} hold one"
        for row in await _raw(_SEATS, *[activity.id] * 4)
        if row["taken"] != row["held"] or row["held"] > row["quota"]
    ]
    waiting = [one for one in people.values() if one["status"] == "reserved"]
    ranks = sorted(one["rank"] or 0 for one in waiting)
    shown = []
    for one in sorted(waiting, key=lambda row: row["rank"] or 0):
        known = await applications.one(activity.id, one["id"])
        shown.append(await applications.place_in_line(known))
    if shown != list(range(1, len(waiting) + 1)):
        found.append(f"V2: those who wait are told {shown} for ranks {ranks}")
    return found


def _v6(world: "World", people: dict[UUID, Any], pairs: list[Any]) -> list[str]:
    """Nobody is agreed to for a child without place, pledge, check and training, or once reported."""
    found = []
    for pair in pairs:
        if pair["status"] not in ("confirmed", "active"):
            continue
        one = people[pair["application"]]
        lacks = [name for name in ("pledged", "trained") if not one[name]]
        may_run = pair["status"] == "confirmed"  # a check that still runs may be thought of
        if not one["checked"] and not (may_run and one["running"]):
            lacks.append("checked")
        if one["suspended_at"] or one["volunteer"] in world.known.named:
            lacks.append("not suspended")
        if lacks:
            found.append(f"V6: a {pair['status']} pair with somebody not {', '.join(lacks)}")
    return found


async def _v6_shifts(world: "World", people: dict[UUID, Any]) -> list[str]:
    found = []
    for row in await _raw(_STANDING, world.activity.id):
        one = people[row["application"]]
        lacks = [name for name in ("pledged", "checked", "trained") if not one[name]]
        if one["suspended_at"] or one["volunteer"] in world.known.named:
            lacks.append("not suspended")
        if one["status"] not in HOLDING:
            lacks.append("with a place")
        if lacks:
            found.append(f"V6: in a shift beside children, not {', '.join(lacks)}")
    return found


async def _v9(activity: Activity, pairs: list[Any]) -> list[str]:
    day = today(activity)
    agreed = {row["id"] for row in await _raw(_AGREED, activity.id, _SPEAK, day)}
    found = []
    if await consents.rostered(activity.id, day) - agreed:
        found.append("V9: on the roster without consent")
    if {pair["participant"] for pair in pairs} - agreed:
        found.append("V9: in a pair without consent")
    return found


def _v12(people: dict[UUID, Any], pairs: list[Any]) -> list[str]:
    found = [
        f"V12: two live pairs of one {who}"
        for who in ("participant", "application")
        if any(n > 1 for n in Counter(pair[who] for pair in pairs).values())
    ]
    if any(people[pair["application"]]["status"] not in HOLDING for pair in pairs):
        found.append("V12: a pair with somebody who has no place")
    if any(
        pair["same_gender"] and pair["gender"] != people[pair["application"]]["gender"]
        for pair in pairs
    ):
        found.append("V12: a pair of two genders where the school asks for one")
    return found


async def _v13(world: "World", people: dict[UUID, Any]) -> list[str]:
    """The school's own list holds nobody, and nothing of anybody, who did not say so last."""
    visit = await liaisons.visit(world.school)
    found = []
    for row in await sharing.shown_to(visit, await applications.of(world.activity.id), FIELDS):
        said = world.known.shared.get(row.application, ())
        if not said or people[row.application]["status"] not in HOLDING:
            found.append("V13: the school sees somebody who did not agree")
        elif more := {key for key, text in row.said.items() if text} - set(said):
            found.append(f"V13: the school sees {more} of somebody")
    return found


async def _v15(activity: Activity, people: dict[UUID, Any]) -> list[str]:
    """Whoever counts as one of the two adults is pledged, trained, checked and not suspended."""
    return [
        "V15: counts as an adult without all that is asked"
        for application_id, one in (await readiness.of(activity)).items()
        if one.adult
        and not (
            (row := people[application_id])["pledged"]
            and row["checked"]
            and row["trained"]
            and not row["running"]
            and not row["suspended_at"]
        )
    ]


async def _raw(query: str, *values: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await tables.Application.raw(query, *values)
    return rows
