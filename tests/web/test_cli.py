"""The commands as an operator runs them: own processes, own databases, real files."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kit import postgres

SRC = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(scope="module")
def databases() -> Iterator[list[str]]:
    """Addresses of two empty databases that are gone afterwards."""
    names = [f"cli_{uuid4().hex[:8]}" for _ in range(2)]
    yield [postgres.create_database(name) for name in names]
    for name in names:
        postgres.drop_database(name)


def banxing(*arguments, database, data, stdin=None):
    """Run the command in its own process; return what it printed and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "web.cli", *map(str, arguments)],
        env={
            **os.environ,
            "PYTHONPATH": str(SRC),
            "DATABASE_URL": database,
            "DATA_DIR": str(data),
            "BASE_URL": "http://127.0.0.1:8000",
        },
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(databases, tmp_path_factory):
    """The demo in the first database, its data folder, and what the command printed."""
    data = tmp_path_factory.mktemp("data")
    return data, banxing("demo", "--json", database=databases[0], data=data)


def test_the_demo_prints_one_json_document_with_every_way_in(demo):
    _, done = demo

    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert set(told["sign_in"]) == {"organizer", "treasurer", "approver", "safeguarding"}
    assert set(told["feeds"]) == {"volunteer", "crew", "public"}
    assert set(told["documents"]) == {
        "run_sheet", "budget", "proposal", "pairs", "sign_in_sheet", "badges",
    }  # fmt: skip


def test_the_demo_is_written_once_and_its_notes_are_ours_alone(demo, databases):
    data, done = demo

    again = banxing("demo", "--json", database=databases[0], data=data)

    assert json.loads(again.stdout) == json.loads(done.stdout)
    assert (data / "demo.json").stat().st_mode & 0o077 == 0


def test_a_backup_comes_back_whole_in_an_empty_database(demo, databases, tmp_path):
    data, _ = demo
    file = tmp_path / "backup.tar"

    made = banxing("backup", file, database=databases[0], data=data)
    damaged = tmp_path / "damaged.tar"
    flipped = bytearray(file.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    damaged.write_bytes(flipped)
    cut = tmp_path / "cut.tar"
    cut.write_bytes(file.read_bytes()[:-20_000])
    refused = [banxing("restore", bad, database=databases[1], data=data) for bad in (damaged, cut)]
    restored = banxing("restore", file, database=databases[1], data=data)
    twice = banxing("restore", file, database=databases[1], data=data)

    assert made.returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    assert [one.returncode for one in refused] == [1, 1]
    assert restored.returncode == 0, restored.stderr
    assert twice.returncode == 1


def test_the_check_lists_settings_without_secrets(demo, databases):
    data, _ = demo

    done = banxing("check", "--json", database=databases[0], data=data)

    told = json.loads(done.stdout)
    assert {one["name"] for one in told["checks"]} >= {"database", "migrations", "fonts", "mail"}
    secret = (data / "secret_key").read_text().strip()
    assert secret not in done.stdout + done.stderr


def test_matching_reads_standard_input_and_answers_in_json(databases, tmp_path):
    problem = {
        "format": "banxing-matching/1",
        "volunteers": [{"id": "v1", "cleared": True, "trained": True}],
        "participants": [{"id": "p1", "consent": True}, {"id": "p2"}],
    }

    done = banxing(
        "match", "-", "--json", database=databases[0], data=tmp_path, stdin=json.dumps(problem)
    )

    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert [(p["volunteer"], p["participant"]) for p in told["pairs"]] == [("v1", "p1")]


def test_a_refused_matching_exits_with_one_and_a_wrong_word_with_two(databases, tmp_path):
    refused = banxing("match", "-", database=databases[0], data=tmp_path, stdin="{}")
    wrong = banxing("mtach", database=databases[0], data=tmp_path)
    missing = banxing("match", tmp_path / "none.json", database=databases[0], data=tmp_path)

    assert refused.returncode == 1
    assert (wrong.returncode, missing.returncode) == (2, 2)
    assert "none.json" in missing.stderr
    assert "Traceback" not in missing.stderr
