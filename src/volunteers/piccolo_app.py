"""Registers this slice's tables, migrations and commands with Piccolo."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="volunteers",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=table_finder(
        [
            "volunteers.tables.applications",
            "volunteers.tables.training",
            "volunteers.tables.participants",
            "volunteers.tables.pairs",
            "volunteers.tables.reviews",
            "volunteers.tables.shifts",
            "volunteers.tables.support",
            "volunteers.tables.sharing",
            "volunteers.tables.concerns",
            "volunteers.tables.records",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=["events.piccolo_app"],
)
