"""Guards over the whole house: what no single slice can check about itself."""

import ast
from pathlib import Path

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.conf.apps import Finder

from kit.templating import TEMPLATES, environment

SRC = Path(__file__).resolve().parents[1] / "src"


@pytest.mark.parametrize("app", Finder().get_app_configs(), ids=lambda app: app.app_name)
async def test_the_migrations_describe_the_tables(app):
    alterations = await AutoMigrationManager().get_alter_statements(app_config=app)

    assert [s for alteration in alterations for s in alteration.statements] == []


@pytest.mark.parametrize(
    "template", sorted(str(t.relative_to(TEMPLATES)) for t in TEMPLATES.rglob("*.html"))
)
def test_every_template_compiles(template):
    environment.get_template(template)


def test_nobody_saves_whole_rows():
    """`row.save()` writes every column and loses the other editor's change (T11)."""
    saving = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in SRC.rglob("*.py")
        if "piccolo_migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "save"
        and not node.args  # a noun's own `save(actor, …)` is another matter
    ]

    assert saving == []
