"""What was known per activity belongs to the person: clearances, and what they said of themselves."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo_conf import DB

ID = "2026-11-26T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "clearances and details follow the person"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="volunteers", description=DESCRIPTION)

    async def follow():
        await DB.run_ddl(
            "DELETE FROM clearance WHERE volunteer IS NULL AND id NOT IN ("
            "SELECT DISTINCT ON (a.volunteer, c.kind, c.label) c.id FROM clearance c "
            "JOIN application a ON a.id = c.application "
            "ORDER BY a.volunteer, c.kind, c.label, c.valid_until DESC NULLS LAST, c.created_at DESC)"
        )
        await DB.run_ddl(
            "UPDATE clearance SET volunteer = a.volunteer FROM application a "
            "WHERE a.id = clearance.application AND clearance.volunteer IS NULL"
        )
        await DB.run_ddl(
            "UPDATE volunteer SET year = a.year, phone = a.phone, email = a.email, "
            "skills = a.skills, interests = a.interests, languages = a.languages, free = a.free "
            "FROM (SELECT DISTINCT ON (volunteer) * FROM application "
            "ORDER BY volunteer, applied_at DESC) a "
            "WHERE a.volunteer = volunteer.id AND volunteer.phone = '' AND volunteer.email = ''"
        )
        await DB.run_ddl(
            "UPDATE application SET door_code = "
            "upper(substr(translate(md5(random()::text || id::text), '01', 'xy'), 1, 6)) "
            "WHERE door_code = ''"
        )

    async def undo():
        """The columns themselves go with the migration before."""

    manager.add_raw(follow)
    manager.add_raw_backwards(undo)
    return manager
