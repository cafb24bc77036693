"""Associations from before have no modules yet: each gets those that a new one starts with."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo_conf import DB

ID = "2026-11-26T05:28:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "modules to start with"

GIVE = """
INSERT INTO training_module
  (id, organization, name, safeguarding, valid_months, content, materials, version, created_at)
SELECT gen_random_uuid(), o.id, CASE WHEN o.locale LIKE 'zh%' THEN m.zh ELSE m.en END,
  m.safeguarding, m.months, '', '', 1, now()
FROM organization o
CROSS JOIN (VALUES
  ('儿童保护', 'Child protection', true, 12),
  ('活动须知', 'What to know before the day', false, NULL)
) AS m (zh, en, safeguarding, months)
WHERE NOT EXISTS (SELECT 1 FROM training_module t WHERE t.organization = o.id)
ON CONFLICT DO NOTHING
"""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="volunteers", description=DESCRIPTION)

    async def give():
        await DB.run_ddl(GIVE)

    async def undo():
        """They may have been attended meanwhile, so they stay."""

    manager.add_raw(give)
    manager.add_raw_backwards(undo)
    return manager
