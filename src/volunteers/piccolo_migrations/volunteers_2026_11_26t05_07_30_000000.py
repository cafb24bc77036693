"""A report that is not closed is not deleted, whoever asks (safety reference §4.1)."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo_conf import DB

ID = "2026-11-26T05:07:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "reports stay until they are closed"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="volunteers", description=DESCRIPTION)

    async def keep():
        await DB.run_ddl(
            "CREATE OR REPLACE RULE kept_while_open AS ON DELETE TO concern "
            "WHERE OLD.state <> 'closed' DO INSTEAD NOTHING"
        )

    async def let_go():
        await DB.run_ddl("DROP RULE IF EXISTS kept_while_open ON concern")

    manager.add_raw(keep)
    manager.add_raw_backwards(let_go)
    return manager
