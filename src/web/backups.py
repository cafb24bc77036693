"""Everything in one file, consistent while serving; and back again, verified before it is let in.

A backup is a tar of `database.dump` (one snapshot by pg_dump), the uploads and `manifest.json`,
which names the migrations, the rows of each table and the SHA-256 of every member.
"""

import asyncio
import hashlib
import io
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from kit import clock, dumps, postgres, schema
from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.settings import settings
from web import keys, replays

FORMAT = "banxing-backup/1"
DUMP = "database.dump"
MANIFEST = "manifest.json"
UPLOADS = "uploads"
AHEAD = 1000  # calendars reference §2: counters that clients have seen never go back


class Manifest(msgspec.Struct, frozen=True):
    """What a backup promises to hold; `members` maps each name to its SHA-256 in hex."""

    format: str
    made_at: str
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    members: dict[str, str]


class NotABackup(Refusal):
    message = N_("This file is not a backup, or it is damaged (%(what)s). Nothing was changed.")


class CountsDiffer(Refusal):
    message = N_("After restoring, “%(what)s” holds another number of rows than the backup says.")


class NotEmpty(Refusal):
    message = N_(
        "This database already holds an association. A backup is restored into an empty one."
    )


class NewerSchema(Refusal):
    message = N_(
        "This backup comes from a newer version. Update the program first; nothing was changed."
    )


def write(file: Path) -> str:
    """Write a backup of everything to `file` and return one sentence about it."""
    dsn, began_at = postgres.dsn(), clock.now()
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP
        rows, migrations = asyncio.run(_dumped(dsn, dump))
        members = {DUMP: dump, **_uploads()}
        manifest = Manifest(
            format=FORMAT,
            made_at=began_at.isoformat(timespec="seconds"),
            migrations=migrations,
            rows=rows,
            members={name: _sha256(path) for name, path in members.items()},
        )
        part = file.with_name(file.name + ".part")
        part.unlink(missing_ok=True)
        part.touch(0o600)  # before anything is in it
        with tarfile.open(part, "w") as tar:
            _add(tar, MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
            for name, path in members.items():
                tar.add(path, name, recursive=False)
        part.replace(file)
        asyncio.run(_noted_down(dsn, file.parent))
    return gettext("Backed up %(rows)s rows and %(files)s files.") % {
        "rows": sum(rows.values()),
        "files": len(members) - 1,
    }


def restore(file: Path) -> str:
    """Bring the backup in `file` into an empty database; nothing is written before all of it is checked.

    Raises:
        NotABackup, NotEmpty, NewerSchema, ToolFailed
        CountsDiffer: the backup is in, but does not hold what it promised.
    """
    dsn = postgres.dsn()
    with tempfile.TemporaryDirectory() as folder:
        manifest = _unpacked(file, Path(folder))
        _refuse_newer(manifest)
        asyncio.run(_make_room(dsn))
        dumps.load(Path(folder) / DUMP)
        rows = asyncio.run(_checked(dsn, manifest))
        asyncio.run(_erased_again(dsn, manifest, file.parent))
        for name in manifest.members:
            if name != DUMP:
                target = settings().data_dir / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes((Path(folder) / name).read_bytes())
        unread = asyncio.run(_unread(dsn))
    told = gettext("Restored %(rows)s rows; every count agrees with the backup.") % {"rows": rows}
    return f"{told} {unread}".strip()


async def _noted_down(dsn: str, folder: Path) -> None:
    """Keep the list of what was deleted lately beside the backups, older ones included."""
    connection = await asyncpg.connect(dsn)
    try:
        await replays.keep(connection, {folder, settings().data_dir})
    finally:
        await connection.close()


async def _erased_again(dsn: str, manifest: Manifest, folder: Path) -> None:
    """Delete from what came back whatever was deleted since: before anybody can see it."""
    connection = await asyncpg.connect(dsn)
    try:
        made_at = datetime.fromisoformat(manifest.made_at)
        await replays.replay(connection, made_at, {folder, settings().data_dir})
    finally:
        await connection.close()


async def _unread(dsn: str) -> str:
    """Say what cannot be read with the keys that are here: a backup holds none."""
    connection = await asyncpg.connect(dsn)
    try:
        return await keys.unreadable(connection)
    finally:
        await connection.close()


async def _dumped(dsn: str, dump: Path) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Dump and count in one snapshot, so that both speak of the same moment."""
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            await asyncio.to_thread(dumps.write, dump, snapshot)
            rows = {t: await _count(connection, t) for t in schema.table_names()}
            ran = await connection.fetch("SELECT app_name, name FROM migration ORDER BY name")
    finally:
        await connection.close()
    migrations: dict[str, list[str]] = {}
    for one in ran:
        migrations.setdefault(one["app_name"], []).append(one["name"])
    return rows, migrations


def _unpacked(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, tarfile.TarError, msgspec.DecodeError) as error:
        raise NotABackup(what=type(error).__name__) from error
    if manifest.format != FORMAT or DUMP not in manifest.members:
        raise NotABackup(what=manifest.format)
    if unknown := sorted(set(manifest.rows) - set(schema.table_names())):
        raise NotABackup(what=unknown[0][:60])
    for name, digest in manifest.members.items():
        path = (folder / name).resolve()
        is_ours = name == DUMP or path.is_relative_to((folder / UPLOADS).resolve())
        if not is_ours or not path.is_file() or _sha256(path) != digest:
            raise NotABackup(what=name)
    return manifest


def _refuse_newer(manifest: Manifest) -> None:
    for app, ran in manifest.migrations.items():
        if set(ran) - set(schema.known(app)):
            raise NewerSchema


async def _make_room(dsn: str) -> None:
    """Drop the empty tables a first start made, and nothing that holds anything."""
    connection = await asyncpg.connect(dsn)
    try:
        there = {
            r["tablename"]
            for r in await connection.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
        }
        if "organization" in there and await connection.fetchval(
            "SELECT count(*) FROM organization"
        ):
            raise NotEmpty
        if there:
            names = ", ".join(f'"{name}"' for name in sorted(there))
            await connection.execute(f"DROP TABLE {names} CASCADE")
    finally:
        await connection.close()


async def _checked(dsn: str, manifest: Manifest) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        for table, count in manifest.rows.items():
            if await _count(connection, table) != count:
                raise CountsDiffer(what=table)
        for table in schema.table_names():
            await _step_ahead(connection, table)
    finally:
        await connection.close()
    await schema.migrate()
    return sum(manifest.rows.values())


async def _step_ahead(connection: "asyncpg.Connection[Any]", table: str) -> None:
    """Move every calendar counter ahead of what subscribers may have seen since the backup."""
    rows = await connection.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_name = $1", table
    )
    there = {row["column_name"] for row in rows}
    counters = there & {"calendar_sequence", "calendar_version"}
    if table == "capability_link":
        counters.add("version")
    times = there & {"calendar_modified", "calendar_version_at", "version_at"}
    changes = [f"{name} = {name} + {AHEAD}" for name in sorted(counters)]
    changes += [f"{name} = date_trunc('second', now())" for name in sorted(times)]
    if changes:
        await connection.execute(f'UPDATE "{table}" SET {", ".join(changes)}')  # noqa: S608 -- names of our own


async def _count(connection: "asyncpg.Connection[Any]", table: str) -> int:
    return int(await connection.fetchval(f'SELECT count(*) FROM "{table}"'))  # noqa: S608 -- a name of our own


def _uploads() -> dict[str, Path]:
    root = settings().data_dir
    return {
        str(path.relative_to(root)): path
        for path in sorted((root / UPLOADS).rglob("*"))
        if path.is_file()
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))
