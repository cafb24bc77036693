"""The seven sample proposals, where the folder with them is at hand."""

import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from events.rules import reading

FOLDER = Path(os.environ.get("SEEDS", "/nonexistent"))
TODAY = date(2026, 11, 23)


@cache
def _text(number: int) -> str | None:
    paths = [folder / f"plan-{number}.txt" for folder in _folders()]
    path = next((path for path in paths if path.exists()), None)
    return path.read_text(encoding="utf-8") if path else None


def text(number: int) -> str:
    """The text of a sample; the test is skipped, saying so, where it is missing."""
    found = _text(number)
    if found is None:
        pytest.skip(
            f"NOT CHECKED: plan-{number}.txt is in none of {', '.join(map(str, _folders()))}"
        )
    return found


def _folders() -> list[Path]:
    root = Path(__file__).resolve().parents[4]
    return [FOLDER, root / "seeds", root.parent / "shared" / "seeds"]


def seed(number: int) -> reading.Reading:
    return reading.read(text(number), TODAY)


def lines(found: reading.Reading, number: int, field: str) -> list[int]:
    """The line of each value of a field that is a list."""
    whole = text(number)
    starts = [spans[0][0] for key, spans in found.spans.items() if key.startswith(f"{field}.")]
    return [whole.count("\n", 0, start) + 1 for start in starts]


def codes(found: reading.Reading) -> dict[str, list[int]]:
    """The lines of each code, in order."""
    lines: dict[str, list[int]] = {}
    for remark in found.findings:
        lines.setdefault(remark.code, []).append(remark.line)
    return {code: sorted(several) for code, several in sorted(lines.items())}
