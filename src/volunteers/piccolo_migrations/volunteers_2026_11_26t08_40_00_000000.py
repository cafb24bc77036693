"""One stand-in per pair and one absence per person at a time, whatever two people tap at once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo_conf import DB

ID = "2026-11-26T08:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one stand-in, one absence"

INDEXES = {
    "one_stand_in": "stand_in (pair)",
    "one_absent_helper": "absence (application)",
    "one_absent_child": "absence (participant)",
}


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="volunteers", description=DESCRIPTION)

    async def one_at_a_time():
        for name, column in INDEXES.items():
            await DB.run_ddl(
                f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {column} WHERE ended_at IS NULL"
            )

    async def undo():
        for name in INDEXES:
            await DB.run_ddl(f"DROP INDEX IF EXISTS {name}")

    manager.add_raw(one_at_a_time)
    manager.add_raw_backwards(undo)
    return manager
