"""What was deleted for good is deleted again from a backup that still has it (safety §3.16, D23).

Each deletion leaves a trace with an id and no word about whom. A small list of these lies beside the
backups and in `DATA_DIR`; a restore reads both and does again what happened after its backup was made.
Whatever ends by its date needs no list: the nightly job finds it in the restored rows.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from kit import clock, postgres
from kit.settings import settings

FILE = "erased.json"
KEPT = timedelta(days=60)  # longer than any backup should be

_ENTRY = "DELETE FROM participant WHERE id = $1"
_CARER = "DELETE FROM carer WHERE id = $1"
_CONSENT = """
    UPDATE consent SET state = 'withdrawn'
    WHERE participant = $1 AND purpose = $2 AND state = 'granted'"""
_ANSWERS = """
    DELETE FROM application_answer WHERE application IN (
        SELECT a.id FROM application a JOIN volunteer v ON v.id = a.volunteer
        WHERE v.id = $1 OR v.merged_into = $1)"""
_APPLICATIONS = """
    UPDATE application SET name = '—', student_no = '', phone = '', email = '', college = '',
        year = '', note = '', skills = '{}', interests = '{}', languages = '{}', free = '{}',
        gender = '', motivation = '', experience = 0, override_reason = ''
    WHERE volunteer IN (SELECT id FROM volunteer WHERE id = $1 OR merged_into = $1)"""
_SEATS = """
    UPDATE shift s SET taken = greatest(0, s.taken - 1)
    FROM shift_person p JOIN application a ON a.id = p.application
        JOIN volunteer v ON v.id = a.volunteer
    WHERE (v.id = $1 OR v.merged_into = $1) AND s.id = p.shift AND s.starts_at > now()
        AND p.standing IN ('planned', 'confirmed', 'offered')"""
_SHIFTS = """
    UPDATE shift_person p SET standing = 'given_up'
    FROM shift s, application a JOIN volunteer v ON v.id = a.volunteer
    WHERE (v.id = $1 OR v.merged_into = $1) AND a.id = p.application AND s.id = p.shift
        AND s.starts_at > now() AND p.standing IN ('planned', 'confirmed', 'offered')"""
_REASONS = """
    UPDATE shift_person SET reason = '' FROM application a JOIN volunteer v ON v.id = a.volunteer
    WHERE a.id = shift_person.application AND (v.id = $1 OR v.merged_into = $1)"""
_REVIEWS = """
    UPDATE review SET comment = '' FROM application a JOIN volunteer v ON v.id = a.volunteer
    WHERE a.id = review.application AND (v.id = $1 OR v.merged_into = $1)"""
_TRAINING = """
    UPDATE attendance SET note = '' FROM application a JOIN volunteer v ON v.id = a.volunteer
    WHERE a.id = attendance.application AND (v.id = $1 OR v.merged_into = $1)"""
_VERDICTS = """
    WITH theirs AS (SELECT a.id, a.activity FROM application a JOIN volunteer v ON v.id = a.volunteer
        WHERE v.id = $1 OR v.merged_into = $1)
    UPDATE verdict SET changes = (SELECT coalesce(jsonb_agg(CASE
        WHEN (c->>'id')::uuid IN (SELECT id FROM theirs)
        THEN c || '{"note": "", "override_reason": ""}'::jsonb ELSE c END ORDER BY n), '[]')::text
        FROM jsonb_array_elements(changes::jsonb) WITH ORDINALITY AS each(c, n))
    WHERE activity IN (SELECT activity FROM theirs)"""
_MERGES = "DELETE FROM merge WHERE kept = $1 OR gone = $1"
_VOLUNTEER = """
    UPDATE volunteer SET name = '—', student_no = $2, phone = '', email = '', college = '',
        year = '', note = '', skills = '{}', interests = '{}', languages = '{}', free = '{}',
        pinyin = '', sex = NULL, birth_date = NULL, id_number = NULL
    WHERE id = $1"""
_REAL = """
    UPDATE participant SET given_name = NULL, birth_month = NULL, allergy_text = NULL
    WHERE activity = $1"""
_NUMBERS = """
    UPDATE carer SET phone = NULL FROM participant p
    WHERE p.id = carer.participant AND p.activity = $1"""
_MODE = """
    UPDATE named_mode SET closed_at = now(), lead = NULL, lead_at = NULL, partner = '',
        partner_at = NULL
    WHERE activity = $1"""

# What is done again, by the action of the trace; $1 is the object, or the activity for named mode.
STATEMENTS: dict[str, tuple[str, ...]] = {
    "participant.removed": (_ENTRY,),
    "participant.forgotten": (_ENTRY,),
    "carer.removed": (_CARER,),
    "consent.withdrawn": (_CONSENT,),
    "volunteer.erased": (
        *(_ANSWERS, _SEATS, _SHIFTS, _REASONS, _REVIEWS, _TRAINING, _VERDICTS),
        *(_APPLICATIONS, _MERGES, _VOLUNTEER),
    ),
    "named_mode.closed": (_REAL, _NUMBERS, _MODE),
    "named_mode.assessed": (_REAL, _NUMBERS, _MODE),
}
_OF_ACTIVITY = ("named_mode.closed", "named_mode.assessed")


class Erased(msgspec.Struct, frozen=True, order=True):
    """One deletion: the action of its trace, and which row it was about; `detail` is a code."""

    at: datetime
    action: str
    object_id: UUID | None = None
    activity_id: UUID | None = None
    detail: str = ""


async def note_down() -> None:
    """Write the list of what was deleted lately into `DATA_DIR`; the worker asks for this."""
    connection = await asyncpg.connect(postgres.dsn())
    try:
        await keep(connection, [settings().data_dir])
    finally:
        await connection.close()


async def keep(connection: "asyncpg.Connection[Any]", folders: Iterable[Path]) -> None:
    """Add what was deleted lately to the list in each folder; what is old leaves it."""
    since = clock.now() - KEPT
    rows = await connection.fetch(
        "SELECT at, action, object_id, activity_id, details FROM trace "
        "WHERE action = ANY($1::text[]) AND at >= $2",
        list(STATEMENTS),
        since,
    )
    lately = {
        Erased(row["at"], row["action"], row["object_id"], row["activity_id"], row["details"])
        for row in rows
    }
    for folder in folders:
        await asyncio.to_thread(_write, folder, lately, since)


async def replay(
    connection: "asyncpg.Connection[Any]", made_at: datetime, folders: Iterable[Path]
) -> int:
    """Do again what was done after a backup was made, in its order; return how many times."""
    known = {one for folder in folders for one in read(folder) if one.at >= made_at}
    async with connection.transaction():
        for one in sorted(known, key=lambda one: one.at):
            for statement in STATEMENTS.get(one.action, ()):
                await connection.execute(statement, *_arguments(one, statement))
    return len(known)


def read(folder: Path) -> set[Erased]:
    """Return the list of a folder; nothing where there is none, or none that can be read."""
    try:
        return set(msgspec.json.decode((folder / FILE).read_bytes(), type=list[Erased]))
    except (OSError, msgspec.DecodeError):
        return set()


def _arguments(one: Erased, statement: str) -> tuple[object, ...]:
    subject = one.activity_id if one.action in _OF_ACTIVITY else one.object_id
    if "$2" not in statement:
        return (subject,)
    return subject, one.detail or f"x{subject.hex[:20] if subject else ''}"


def _write(folder: Path, lately: set[Erased], since: datetime) -> None:
    before = read(folder)
    after = {one for one in before | lately if one.at >= since}
    if after == before:
        return
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".erased-")  # mode 600
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(sorted(after, key=lambda one: one.at)))
    Path(draft).replace(folder / FILE)
