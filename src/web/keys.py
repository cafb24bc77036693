"""`banxing keys`: which keys there are, a new one, everything under it, the old one away.

Sealing anew goes in batches, each a transaction of its own, and picks what lies under an older
key: killed at any point, the next run goes on with the rest.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from uuid import UUID

import asyncpg
import msgspec

from kit import clock, crypto, keyring, postgres
from kit.crypto import CannotOpen, Place, Ring
from kit.errors import Refusal
from kit.i18n import N_, gettext, ngettext
from web.sealed import NOBODY, SEALED, Sealed

BATCH = 200
EARLIER_KEPT = timedelta(days=395)  # thirteen months (V4)


class StillNeeded(Refusal):
    message = N_(
        "%(count)s values still lie under an older key of “%(ring)s”. Run `banxing keys rotate` first."
    )


class TooYoung(Refusal):
    message = N_(
        "Hashes are made with a key, nobody can make them anew: an older key of “%(ring)s” can go on %(day)s."
    )


class NothingToRetire(Refusal):
    message = N_("The ring “%(ring)s” has one key, and needs it.")


class Counted(msgspec.Struct, frozen=True):
    """How many sealed values lie under which keys of a ring, and under keys that are gone."""

    under: Mapping[bytes, int]
    missing: int


async def counted(connection: "asyncpg.Connection[asyncpg.Record]", ring: Ring) -> Counted:
    """Count the sealed values of a ring by the key they lie under."""
    under: dict[bytes, int] = {}
    for one in SEALED:
        for column in one.columns if one.ring is ring else ():
            rows = await connection.fetch(
                f'SELECT substring("{column}" FROM 2 FOR 8) AS key, count(*) AS many '  # noqa: S608 -- names of our own
                f'FROM "{one.table}" WHERE "{column}" IS NOT NULL GROUP BY 1'
            )
            for row in rows:
                under[bytes(row["key"])] = under.get(bytes(row["key"]), 0) + row["many"]
    there = keyring.there(ring)
    return Counted(under, sum(many for key, many in under.items() if key not in there))


async def rotate(rings: tuple[Ring, ...] = tuple(Ring)) -> tuple[int, int]:
    """Seal everything anew that lies under an older key; return how many were, and how many cannot be."""
    connection = await asyncpg.connect(postgres.dsn())
    done = stuck = 0
    try:
        for one in SEALED:
            for column in one.columns if one.ring in rings else ():
                after = NOBODY
                while batch := await _batch(connection, one, column, after):
                    after, moved, left = batch
                    done, stuck = done + moved, stuck + left
    finally:
        await connection.close()
    return done, stuck


async def retire(ring: Ring) -> int:
    """Take all keys but the newest out of a ring; return how many.

    Raises:
        StillNeeded, TooYoung, NothingToRetire
    """
    *older, newest = keyring.keys(ring)
    if not older:
        raise NothingToRetire(ring=ring)
    free = keyring.made_at(ring, newest) + EARLIER_KEPT
    if ring is Ring.EARLIER and clock.now() < free:
        raise TooYoung(ring=ring, day=free.date())
    connection = await asyncpg.connect(postgres.dsn())
    try:
        under = (await counted(connection, ring)).under
    finally:
        await connection.close()
    if needed := sum(under.get(key, 0) for key in older):
        raise StillNeeded(count=needed, ring=ring)
    for key in older:
        keyring.retire(ring, key)
    return len(older)


async def listed() -> list[str]:
    """Return one line for each key: its ring, id, day, and how many values lie under it."""
    connection = await asyncpg.connect(postgres.dsn())
    try:
        lines: list[str] = []
        for ring in Ring:
            now = await counted(connection, ring)
            for key in keyring.there(ring):
                made = keyring.made_at(ring, key).astimezone(UTC).date()
                lines.append(f"{ring}  {key.hex()}  {made}  {now.under.get(key, 0)}")
            if now.missing:
                lines.append(f"{ring}  {gettext('missing')}  {now.missing}")
    finally:
        await connection.close()
    return lines


async def command(
    what: str, ring: Ring | None, *, show: Callable[[str], None], say: Callable[[str], None]
) -> int:
    """Do what was asked; 1 if something could not be sealed anew."""
    if what == "list":
        show("\n".join(await listed()))
    elif what == "add" and ring:
        keyring.keys(ring)
        show(str(keyring.add(ring)))
    elif what == "retire" and ring:
        gone = await retire(ring)
        say(
            ngettext(
                "%(num)s key is out of the ring. Destroy its file after the last backup that needs it.",
                "%(num)s keys are out of the ring. Destroy their files after the last backup that needs them.",
                gone,
            )
            % {"num": gone}
        )
    else:
        done, stuck = await rotate((ring,) if ring else tuple(Ring))
        say(
            gettext("Sealed anew: %(done)s. Cannot be opened: %(stuck)s.")
            % {"done": done, "stuck": stuck}
        )
        return int(bool(stuck))
    return 0


async def _batch(
    connection: "asyncpg.Connection[asyncpg.Record]", one: Sealed, column: str, after: UUID
) -> tuple[UUID, int, int] | None:
    """Seal some values anew; return the last row looked at, how many, and how many do not open."""
    newest, _ = keyring.newest(one.ring)
    async with connection.transaction():
        rows = await connection.fetch(
            f'SELECT t.id, t."{column}" AS value, {one.organization} AS organization '  # noqa: S608 -- names of our own
            f'FROM "{one.table}" t WHERE t."{column}" IS NOT NULL AND t.id > $1 '
            f'AND substring(t."{column}" FROM 2 FOR 8) <> $2 ORDER BY t.id LIMIT $3 FOR UPDATE OF t',
            after,
            newest,
            BATCH,
        )
        anew = []
        for row in rows:
            place = Place(one.table, column, row["id"], row["organization"])
            try:
                text = crypto.unseal(bytes(row["value"]), place, one.ring)
            except CannotOpen:
                continue  # it stays as it is, and is counted
            anew.append((row["id"], crypto.seal(text, place, one.ring)))
        await connection.executemany(
            f'UPDATE "{one.table}" SET "{column}" = $2 WHERE id = $1',  # noqa: S608 -- names of our own
            anew,
        )
    return (rows[-1]["id"], len(anew), len(rows) - len(anew)) if rows else None


async def unreadable(connection: "asyncpg.Connection[asyncpg.Record]") -> str:
    """Say what does not open here: values whose key is gone, columns of which a sample does not open."""
    told = [tells_missing(await missing(connection))]
    for one in SEALED:
        for column in one.columns:
            row = await connection.fetchrow(
                f'SELECT t.id, t."{column}" AS value, {one.organization} AS organization '  # noqa: S608 -- names of our own
                f'FROM "{one.table}" t WHERE t."{column}" IS NOT NULL '
                f'AND substring(t."{column}" FROM 2 FOR 8) = ANY($1) LIMIT 1',
                list(keyring.there(one.ring)),
            )
            if row and not _opens(one, column, row):
                told.append(
                    gettext("A value of %(column)s does not open: it was changed or moved.")
                    % {"column": f"{one.table}.{column}"}
                )
    return " ".join(filter(None, told))


def _opens(one: Sealed, column: str, row: "asyncpg.Record") -> bool:
    place = Place(one.table, column, row["id"], row["organization"])
    try:
        crypto.unseal(bytes(row["value"]), place, one.ring)
    except CannotOpen:
        return False
    return True


def tells_missing(counts: Mapping[Ring, int]) -> str:
    """Say how many values cannot be read with the keys that are here, "" if all can."""
    missing = sum(counts.values())
    if not missing:
        return ""
    return gettext(
        "%(count)s values were sealed with keys that are not here (%(rings)s): they cannot be read. "
        "Put the keys back into BANXING_KEYS."
    ) % {"count": missing, "rings": ", ".join(ring for ring, many in counts.items() if many)}


async def missing(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[Ring, int]:
    """Count, by ring, the values whose key is not here."""
    return {ring: (await counted(connection, ring)).missing for ring in Ring}
