"""How long reading a proposal takes, beside plainly splitting the same text with `re`.

`.venv/bin/python -m benchmarks.reading` prints the median of several runs in milliseconds. The
baseline finds sentences, numbers and dates; the ratio is what understanding them costs.
"""

import re
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from events.rules import reading

FOLDER = Path(__file__).resolve().parents[1] / "tests/events/rules/reading/proposals"
CHARACTERS, LIMIT, RUNS = 2_000, 50.0, 21
TODAY = date(2026, 11, 23)
SPLIT = re.compile(r"[\n，。；：,;:]+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
DAY = re.compile(r"\d{1,2}月\d{1,2}日")


def plain(text: str) -> int:
    """Split `text` and count its numbers and dates: what a reader without rules would do."""
    return sum(len(NUMBER.findall(p)) + len(DAY.findall(p)) for p in SPLIT.split(text))


def proposal(characters: int) -> str:
    """Return proposals of the tests one behind the other, cut to a length."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())]
    return "\n".join(texts * (1 + characters // sum(map(len, texts))))[:characters]


def median(work: Callable[[], object]) -> float:
    """Return the median time of `work` in milliseconds."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure, print, and fail above the limit."""
    text = proposal(CHARACTERS)
    reading.read(text, TODAY)
    ours, theirs = median(lambda: reading.read(text, TODAY)), median(lambda: plain(text))
    print(f"reading {CHARACTERS} characters: {ours:.1f} ms (limit {LIMIT:.0f} ms)")
    print(f"splitting the same text:  {theirs:.2f} ms")
    print(f"ratio: {ours / theirs:.0f}")
    assert ours < LIMIT


if __name__ == "__main__":
    main()
