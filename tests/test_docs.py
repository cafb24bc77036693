"""What the papers in `docs/` promise is there: links, settings, commands, targets, words."""

import argparse
import ast
import re
from pathlib import Path

import pytest

from kit.settings import describe, read
from kit.templating import TEMPLATES
from web import cli
from web.app import create_app

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
OPERATE = (ROOT / "docs" / "operate.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")

LINK = re.compile(r"\]\(([^)#\s]+)")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)\b")
COMMAND = re.compile(r"\bbanxing ([a-z]+)\b")
FIRST_CELL = re.compile(r"^\| `([A-Z][A-Za-z.]+)`", re.MULTILINE)
SCREEN = re.compile(r"^\| `(/[^`]*)`", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`|```[a-z]*\n(.*?)```", re.DOTALL)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@each_page
def test_every_link_leads_somewhere(page):
    targets = [page.parent / link for link in LINK.findall(page.read_text("utf-8"))]

    assert [str(target) for target in targets if not target.exists()] == []


@each_page
def test_every_command_and_target_that_is_named_exists(page):
    code = "\n".join(a or b for a, b in CODE.findall(page.read_text("utf-8")))

    assert set(MAKE.findall(code)) - _targets() == set()
    assert set(COMMAND.findall(code)) - _commands() == set()


@each_page
def test_nothing_is_told_about_the_machine_it_was_written_on(page):
    text = page.read_text("utf-8")

    assert re.findall(r"/(?:work|home|tmp|Users)/\S*|https?://(?!127\.0\.0\.1|HOST)\S+", text) == []


def test_the_handbook_lists_every_setting_and_no_other(tmp_path):
    named = re.findall(r"^\| `([A-Z_]+)` \|", OPERATE, re.MULTILINE)

    assert named == [one.name for one in describe(read({"DATA_DIR": str(tmp_path)}))]


def test_the_handbook_lists_every_command():
    assert set(COMMAND.findall(OPERATE)) >= _commands()


def test_every_make_target_has_a_line_of_help():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    helped = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))

    assert _targets() - helped == {"install-test"}  # a step of others, never asked for by itself


def test_every_module_the_tour_names_is_there():
    tree = (
        (ROOT / "docs" / "house.md").read_text("utf-8").partition("\nsrc/\n")[2].partition("```")[0]
    )
    lost, room = [], ""
    for line in tree.splitlines():
        head = re.match(r"  (\w+)/ ", line)
        room = head[1] if head else room
        names = re.sub(r"\(.*?\)|^  \w+/|…", "", line) if room else ""
        lost += [
            f"{room}/{name}"
            for name in re.findall(r"\w+", names)
            if not (ROOT / "src" / room / f"{name}.py").exists()
        ]

    assert lost == []


def test_every_word_of_the_glossary_has_its_name_in_code():
    names = {name.split(".")[0] for name in FIRST_CELL.findall(GLOSSARY)}

    assert names - _classes() == set()


def test_every_screen_of_the_glossary_has_its_address():
    screens = {re.sub(r"\{(slug|key|code)\}", r"{\1:str}", s) for s in SCREEN.findall(GLOSSARY)}
    there = {re.sub(r"\{\w+_id:uuid\}", "{id}", address) for address in _addresses()}

    assert screens - there == set()


def test_the_words_for_people_never_label_a_child():
    """The product says 孩子. Plan 4 keeps its own title: it is somebody's document, not our words."""
    shown = [*TEMPLATES.rglob("*.*"), *ROOT.glob("locale/**/*.po"), *PAGES]
    labels = [path.name for path in shown if "留守" in path.read_text("utf-8")]

    assert set(labels) <= {"plan-four.zh_Hans.json"}


def test_every_decision_says_what_was_asked_and_what_was_decided():
    for number, page in enumerate(sorted((ROOT / "docs" / "decisions").glob("*.md")), start=1):
        text = page.read_text("utf-8")

        assert page.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. ")
        assert "## The question" in text
        assert "## The decision" in text


def _targets() -> set[str]:
    found = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return set(found)


def _commands() -> set[str]:
    parser = cli._parser()
    (several,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return set(several.choices)


def _classes() -> set[str]:
    return {
        node.name
        for path in (ROOT / "src").rglob("*.py")
        if "piccolo_migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }


def _addresses() -> set[str]:
    return {route.path for route in create_app().routes}
