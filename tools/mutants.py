"""Plants one bug at a time in a copy of the matching engine and runs its tests on it.

    tools/mutants.py            every bug; a table, and exit 1 if the tests pass over one of them
    tools/mutants.py WORD …     only the bugs whose names contain one of the words

The copy lies in a temporary folder, the source itself is never touched. A bug whose place is no longer
in the source fails too: it would be planted nowhere, so write it anew (`tools/mutants.toml`).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_suffix(".toml")
ENGINE = Path("volunteers/rules/matching")
TESTS = ROOT / "tests" / ENGINE
SLOWEST = 300  # seconds; tests that take longer hang


@dataclass(frozen=True)
class Bug:
    """`right`, which stands once in `module`, becomes `wrong`."""

    name: str
    module: str
    right: str
    wrong: str

    @property
    def is_plantable(self) -> bool:
        """Whether there is one place for it in the source."""
        return (ROOT / "src" / ENGINE / self.module).read_text("utf-8").count(self.right) == 1


@dataclass(frozen=True)
class Outcome:
    """The first test that failed, if one did, and how long that took."""

    caught_by: str | None
    seconds: float


BUGS = tuple(Bug(**bug) for bug in tomllib.loads(LIST.read_text("utf-8"))["bug"])


def main() -> None:
    """Plant what is asked for and print what came of it."""
    words = sys.argv[1:]
    asked = [bug for bug in BUGS if not words or any(word in bug.name for word in words)]
    survivors = 0
    with copied_source() as source:
        sound = tested(source)
        print(f"{'no bug at all':<55} {sound.caught_by or 'passes':<60} {sound.seconds:5.1f} s")
        if sound.caught_by is not None:
            sys.exit("The tests fail without any bug, so they prove nothing.")
        for bug in asked:
            outcome = tried(bug, source)
            survivors += outcome.caught_by is None
            caught = outcome.caught_by or "SURVIVES"
            print(f"{bug.name:<55} {caught:<60} {outcome.seconds:5.1f} s", flush=True)
    print(f"{len(asked)} bugs planted, {len(asked) - survivors} caught.")
    sys.exit(survivors > 0)


@contextmanager
def copied_source() -> Iterator[Path]:
    """Give a copy of `src` to plant bugs in."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        yield source


def tried(bug: Bug, source: Path) -> Outcome:
    """Plant the bug, run the tests, and dig it up again."""
    module = source / ENGINE / bug.module
    right = module.read_text("utf-8")
    if right.count(bug.right) != 1:
        return Outcome(None, 0)
    module.write_text(right.replace(bug.right, bug.wrong), "utf-8")
    try:
        return tested(source)
    finally:
        module.write_text(right, "utf-8")


def tested(source: Path) -> Outcome:
    """Run the engine's tests on that source until one fails."""
    began = time.monotonic()
    quiet = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider", f"--confcutdir={TESTS}"]
    command = [sys.executable, "-m", "pytest", *quiet, "-o", f"pythonpath={source} {ROOT}"]
    kept_apart = {
        "HYPOTHESIS_STORAGE_DIRECTORY": str(source.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    run = subprocess.Popen(
        [*command, *_tests()],
        cwd=ROOT,
        env={**os.environ, **kept_apart},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = run.communicate(timeout=SLOWEST)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        return Outcome("the tests hang", time.monotonic() - began)
    return Outcome(_first_failure(said) if run.returncode else None, time.monotonic() - began)


def _tests() -> list[Path]:
    """Return the engine's tests, those first that find most in the shortest time."""
    quickest = [TESTS / f"test_{name}.py" for name in ("assignment", "feasible", "brute")]
    return [*quickest, *(file for file in sorted(TESTS.glob("test_*.py")) if file not in quickest)]


def _first_failure(said: str) -> str:
    """Return the name of the test that failed, or whatever else pytest ended with."""
    failed = [line for line in said.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    line = failed[0] if failed else (said.strip() or "nothing said").splitlines()[-1]
    return line.partition(" - ")[0].rpartition("/")[2].partition("::")[2] or line


if __name__ == "__main__":
    main()
