"""What waits in the outbox is found at once, however much was sent before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo_conf import DB

ID = "2026-11-26T01:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "an index over the mails that wait"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def waiting_mails():
        await DB.run_ddl(
            "CREATE INDEX IF NOT EXISTS waiting_mails ON outbox_mail (send_after) "
            "WHERE sent_at IS NULL AND gave_up_at IS NULL"
        )

    async def undo():
        await DB.run_ddl("DROP INDEX IF EXISTS waiting_mails")

    manager.add_raw(waiting_mails)
    manager.add_raw_backwards(undo)
    return manager
