"""Runs every benchmark and prints its ratios: `make bench`.

Each one is a process of its own, one after the other, so that none warms another's caches. Figures
are processor seconds or counts per second; what counts is the ratio, since machines differ.
"""

import subprocess
import sys

NAMES = ("pages", "feeds", "signups", "matching", "papers", "reading")


def main() -> int:
    """Return how many benchmarks did not finish."""
    broken = 0
    for name in sys.argv[1:] or NAMES:
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)  # noqa: S603 -- our own modules
        broken += done.returncode != 0
    return broken


sys.exit(main())
