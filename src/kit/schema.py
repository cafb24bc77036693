"""Brings the database to the schema this code wants, one process at a time, and says when it is not."""

import io
from contextlib import redirect_stdout
from typing import cast

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager, run_forwards
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import Finder
from piccolo.engine import engine_finder
from piccolo.engine.postgres import PostgresEngine

from kit.i18n import gettext

LOCK = 0x62616E78  # one number for everybody who migrates this database ("banx")


async def migrate() -> None:
    """Run the migrations that are missing; a second process that starts now waits for the first."""
    engine = cast("PostgresEngine", engine_finder())
    guard = await asyncpg.connect(**engine.config)
    try:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK)
        for app in Finder().get_sorted_app_names():
            if await missing(app):
                with redirect_stdout(io.StringIO()):  # Piccolo talks; our output is data
                    await run_forwards(app_name=app, migration_id="all")
    finally:
        await guard.close()


async def missing(app: str) -> list[str]:
    """Return the ids of the migrations of `app` that this database has not seen."""
    if not await Migration.table_exists():
        await Migration.create_table(if_not_exists=True)
    ran = await Migration.get_migrations_which_ran(app_name=app)
    return sorted(set(known(app)) - set(ran))


def known(app: str) -> list[str]:
    """Return the ids of all migrations of `app` that this code knows."""
    manager = ForwardsMigrationManager(app_name=app, migration_id="all")
    modules = manager.get_migration_modules(
        str(Finder().get_app_config(app).resolved_migrations_folder_path)
    )
    return list(manager.get_migration_ids(modules))


async def empty() -> None:
    """Forget every row of every table of ours; the schema stays."""
    names = ", ".join(f'"{name}"' for name in table_names())
    engine = cast("PostgresEngine", engine_finder())
    await engine.run_ddl(f"TRUNCATE {names} CASCADE")


def table_names() -> list[str]:
    """Return the names of all our tables, sorted."""
    return sorted(table._meta.tablename for table in Finder().get_table_classes())  # noqa: SLF001 -- Piccolo's only way


async def trouble() -> str:
    """Return why the site cannot serve, in the reader's language, or "" if it can."""
    try:
        for app in Finder().get_sorted_app_names():
            if await missing(app):
                return gettext("The database is not up to date yet.")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return gettext("The database does not answer.")
    return ""
