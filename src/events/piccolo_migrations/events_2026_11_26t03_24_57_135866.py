from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.constraints import Unique

ID = "2026-11-26T03:24:57:135866"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="events", description=DESCRIPTION
    )

    manager.add_constraint(
        table_class_name="Activity",
        tablename="activity",
        constraint_name="edition_once_per_series",
        constraint_class=Unique,
        params={"columns": ["series", "edition"], "nulls_distinct": True},
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Discharge",
        tablename="discharge",
        constraint_name="evidence_counts_once",
        constraint_class=Unique,
        params={
            "columns": ["obligation", "unit", "done_on", "evidence"],
            "nulls_distinct": True,
        },
        schema=None,
    )

    manager.add_constraint(
        table_class_name="Discharge",
        tablename="discharge",
        constraint_name="exempt_once_per_period",
        constraint_class=Unique,
        params={
            "columns": ["obligation", "unit", "period", "done_on", "evidence"],
            "nulls_distinct": False,
        },
        schema=None,
    )

    return manager
