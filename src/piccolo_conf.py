"""Where the data lives and which slices own tables; Piccolo finds it by this name."""

from piccolo.conf.apps import AppRegistry

from kit import postgres
from kit.database import Engine

DB = Engine(config={"dsn": postgres.dsn()})
APP_REGISTRY = AppRegistry(
    apps=[
        "accounts.piccolo_app",
        "events.piccolo_app",
        "budget.piccolo_app",
        "volunteers.piccolo_app",
    ]
)
