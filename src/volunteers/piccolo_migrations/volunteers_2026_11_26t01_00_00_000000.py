"""At most one live pair per participant, whatever two editors do at once (V12)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo_conf import DB

ID = "2026-11-26T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one live pair per participant"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="volunteers", description=DESCRIPTION)

    async def one_live_pair():
        await DB.run_ddl(
            "CREATE UNIQUE INDEX IF NOT EXISTS one_live_pair ON pair (participant) "
            "WHERE status IN ('proposed', 'confirmed', 'active', 'paused')"
        )

    async def undo():
        await DB.run_ddl("DROP INDEX IF EXISTS one_live_pair")

    manager.add_raw(one_live_pair)
    manager.add_raw_backwards(undo)
    return manager
