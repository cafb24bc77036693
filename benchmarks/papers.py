"""How long papers take: cold, changed, kept; beside WeasyPrint called plainly in this process.

    .venv/bin/python benchmarks/papers.py

Cold is a paper in a process that is already running; kept is the same paper asked for again. The baseline
prints the same HTML with a plain `HTML(…).write_pdf()`, interleaved with ours in the same run.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="papers-")

from exports import documents  # noqa: E402 -- after the settings
from exports.rules.papers import Paper  # noqa: E402
from kit import fonts  # noqa: E402
from tests.exports import sample_papers as sample  # noqa: E402

ROUNDS = 5
COLD = {"run_sheet": 1.0}  # seconds, the goals
KEPT = 0.01


async def main() -> None:
    os.environ["FONTCONFIG_FILE"] = str(fonts.configuration(Path(os.environ["DATA_DIR"]) / "fonts"))
    print(f"{'paper':<24}{'cold':>8}{'plain':>8}{'kept':>9}   seconds, median of {ROUNDS}")
    await documents.pdf(sample.budget(title="warm"), "en")
    plainly(sample.budget(), "en")
    for kind, make in sample.EVERY.items():
        cold, plain, kept = [], [], []
        for number in range(ROUNDS):
            paper = make(subtitle=f"Round {number}")
            cold.append(await seconds(lambda paper=paper: documents.pdf(paper, "zh_Hans")))
            kept.append(await seconds(lambda paper=paper: documents.pdf(paper, "zh_Hans")))
            started = time.perf_counter()
            plainly(paper, "zh_Hans")
            plain.append(time.perf_counter() - started)
        row = [statistics.median(times) for times in (cold, plain, kept)]
        late = "" if row[0] <= COLD.get(kind, 99) and row[2] <= KEPT else "   over its goal"
        print(f"{kind:<24}{row[0]:>8.2f}{row[1]:>8.2f}{row[2]:>9.4f}{late}")
    many = await seconds(lambda: documents.pdf(sample.badges(200), "zh_Hans"))
    print(f"{'200 badges, 20 pages':<24}{many:>8.2f}")
    documents.press().close()


def plainly(paper: Paper, language: str) -> bytes:
    from weasyprint import CSS, HTML

    sheets = [CSS(filename=str(ROOT / "static" / name)) for name in paper.sheets]
    html = documents.page(paper, language)
    return bytes(HTML(string=html).write_pdf(stylesheets=sheets))


async def seconds(call: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await call()
    return time.perf_counter() - started


if __name__ == "__main__":
    asyncio.run(main())
