"""Makes `.venv` and everything in it; run by `make install` with whatever Python 3.11 there is.

Uses the standard library only. What is already right is left alone: a stamp in `.venv` holds the
hash of all that the installation depends on. As root on a system with apt, missing system
libraries are installed; elsewhere one sentence says what is missing and which command brings it.
"""

import ctypes
import ctypes.util
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",  # without it papers take 4 to 28 times longer
}
TEST_PROGRAMS = {"chromium": "chromium", "pdftotext": "poppler-utils"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Install to run, or with the argument `test` to run the checks and tests too."""
    for_tests = sys.argv[1:] == ["test"]
    if sys.version_info < (3, 11):  # noqa: UP036 -- said in a sentence before anything else fails
        sys.exit(
            f"Python 3.11 or newer is needed and this is {platform.python_version()}: apt-get install python3.11"
        )
    install_system_packages(missing_packages(for_tests=for_tests))
    make_environment(for_tests=for_tests)


def missing_packages(*, for_tests: bool) -> list[str]:
    """Return the system packages that we cannot do without and that are not there."""
    missing = []
    if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if sys.platform == "linux":
        missing += [package for name, package in LIBRARIES.items() if not _loads(name)]
    elif sys.platform == "darwin" and ctypes.util.find_library("pango-1.0") is None:
        missing.append("pango")
    if for_tests:
        missing += [package for name, package in TEST_PROGRAMS.items() if not _is_there(name)]
    return missing


def install_system_packages(packages: list[str]) -> None:
    if not packages:
        return
    names = " ".join(packages)
    if sys.platform == "darwin":
        sys.exit(f"Missing system packages ({names}): brew install {names}")
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"Missing system packages ({names}): sudo apt-get install {names}")
    _say(f"installing system packages: {names}")
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ["-qq", "-o=Dpkg::Use-Pty=0"]
    subprocess.run(["apt-get", "update", *quiet], env=apt, check=True)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *quiet, *packages]
    subprocess.run(install, env=apt, check=True, stdout=subprocess.DEVNULL)


def make_environment(*, for_tests: bool) -> None:
    lock = ROOT / ("requirements-test.lock" if for_tests else "requirements.lock")
    stamp = VENV / "installed"
    wanted = _fingerprint(ROOT / "requirements.lock", ROOT / "requirements-test.lock")
    built = _fingerprint(
        *(
            ROOT / name
            for name in ("pyproject.toml", "hatch_build.py", "package.json", "package-lock.json")
        )
    )
    done = json.loads(stamp.read_text()) if stamp.exists() else {}
    enough = [["run", "test"], ["test"]][for_tests]
    if not PYTHON.exists():
        _say("making .venv")
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        done = {}
    if done.get("lock") != wanted or done.get("extent") not in enough:
        _say(f"installing {lock.name}")
        _pip("--require-hashes", "--no-deps", "-r", lock)  # the lock is whole
        done |= {"lock": wanted, "extent": "test" if for_tests else "run"}
        stamp.write_text(json.dumps(done))
    if done.get("built") != built or _missing_assets():
        _say("installing banxing, its browser files and fonts")
        _pip("--no-deps", "-e", ROOT)
        stamp.write_text(json.dumps(done | {"built": built}))


def _pip(*arguments: "str | Path") -> None:
    command = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*command, *arguments], check=False).returncode:
        sys.exit("The packages could not be installed; pip says why above.")


def _missing_assets() -> bool:
    assets = json.loads((ROOT / "package.json").read_text("utf-8"))["assets"]
    return not all((ROOT / "static" / "vendor" / name).is_file() for name in assets.values())


def _fingerprint(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _is_there(program: str) -> bool:
    return any(map(shutil.which, BROWSERS if program == "chromium" else (program,)))


def _say(what: str) -> None:
    print(f"· {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
