from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from enum import Enum
from piccolo.columns.column_types import Varchar

ID = "2026-11-26T01:44:06:590151"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="budget", description=DESCRIPTION
    )

    manager.alter_column(
        table_class_name="Material",
        tablename="material",
        column_name="origin",
        db_column_name="origin",
        params={
            "default": "",
            "choices": Enum(
                "Origin",
                {
                    "OPEN": "",
                    "BOUGHT": "bought",
                    "BORROWED": "borrowed",
                    "DONATED": "donated",
                    "MADE": "made",
                    "BROUGHT": "brought",
                },
            ),
        },
        old_params={
            "default": "bought",
            "choices": Enum(
                "Origin",
                {
                    "BOUGHT": "bought",
                    "BORROWED": "borrowed",
                    "DONATED": "donated",
                    "MADE": "made",
                    "BROUGHT": "brought",
                },
            ),
        },
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    return manager
