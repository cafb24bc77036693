"""Golden files: what a person reads in the seven samples, line by line, written before any run.

Rows hold the line, figures and names, never a sentence: null stands where a title is no name. What
a golden file leaves out is empty in the plan.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from events.rules import reading
from events.rules.plans import Plan
from tests.events.rules.reading.seeds import seed, text

FOLDER = Path(__file__).parent / "golden"


def read(number: int) -> dict[str, Any]:
    """The plan in the rows of a golden file."""
    found = seed(number)
    plan = found.plan
    told: dict[str, Any] = {
        "kind": plan.kind,
        "title": plan.title,
        "theme": plan.theme,
        "sections": _lines(found, number, "sections"),
        "purposes": _lines(found, number, "purposes"),
        "notes": _lines(found, number, "notes"),
        "parties": sorted([p.role, p.name] for p in plan.parties),
        "when": _when(plan),
        "places": _rows(found, number, "places", [[name] for name in plan.places]),
        "headcounts": _rows(
            found, number, "headcounts", [[h.kind, h.count] for h in plan.headcounts]
        ),
        "tasks": _rows(
            found,
            number,
            "tasks",
            [
                [t.phase, t.owner, t.due.isoformat() if t.due else None, t.offset_days]
                for t in plan.tasks
            ],
        ),
        "schedule": _rows(
            found,
            number,
            "schedule",
            [[s.title, s.start, s.end, s.minutes, s.lane] for s in plan.schedule],
        ),
        "budget": _rows(
            found,
            number,
            "budget.lines",
            [[c.name, list(c.factors), c.price_factor, c.amount] for c in plan.budget.lines],
        ),
        "stated_total": plan.budget.stated_total,
        "computed_total": plan.budget.computed_total,
        "sources": _rows(
            found, number, "budget.sources", [[s.name, s.amount] for s in plan.budget.sources]
        ),
        "obligations": _rows(
            found,
            number,
            "obligations",
            [[p.at_least, p.at_most, p.per, p.weekday, p.subject] for p in plan.obligations],
        ),
        "findings": [[r.code, r.line, r.severity.value] for r in found.findings],
    }
    return {key: value for key, value in (told | _lists(found, number)).items() if value}


def _lists(found: reading.Reading, number: int) -> dict[str, Any]:
    plan, call = found.plan, found.plan.recruitment
    return {
        "posts": [[post.name, post.child_contact] for post in plan.posts],
        "groups": [[group.name, group.more["pairs"]] for group in plan.groups],
        "recruitment": [call.mode, call.quota, list(call.criteria)] if call and call.quota else [],
        "quotas": _rows(found, number, "quotas", [[q.source, q.places] for q in plan.quotas]),
        "eligibility": _rows(
            found, number, "eligibility", [[c.text, c.hard] for c in plan.eligibility]
        ),
        "materials": _rows(
            found,
            number,
            "materials",
            [[m.item, m.quantity, m.origin, m.whose] for m in plan.materials],
        ),
        "acts": _rows(found, number, "acts", [[a.title, a.performers, a.props] for a in plan.acts]),
        "responsibilities": _rows(
            found,
            number,
            "responsibilities",
            [[s.group, s.role, s.holder] for s in plan.responsibilities],
        ),
        "recurrence": _rows(
            found, number, "recurrence", [[w.title, w.per, w.weekday] for w in plan.recurrence]
        ),
    }


def _when(plan: Plan) -> dict[str, Any]:
    when = plan.when
    return {
        "start_date": when.start_date.isoformat() if when.start_date else None,
        "end_date": when.end_date.isoformat() if when.end_date else None,
        "start_time": when.start_time,
        "end_time": when.end_time,
        "tentative": when.tentative,
        "year_known": when.year_known,
    }


def _lines(found: reading.Reading, number: int, field: str) -> list[int]:
    whole = text(number)
    starts = [spans[0][0] for key, spans in found.spans.items() if key.startswith(f"{field}.")]
    return [whole.count("\n", 0, start) + 1 for start in starts]


def _rows(
    found: reading.Reading, number: int, field: str, rows: list[list[Any]]
) -> list[list[Any]]:
    lines = _lines(found, number, field)
    return [[line, *row] for line, row in zip(lines, rows, strict=True)]


def _unnamed(golden: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Take the words away from `told` where the golden file gives none."""
    column = {"schedule": 1, "eligibility": 1, "recurrence": 1}
    for key, at in column.items():
        pairs = zip(golden.get(key, []), told.get(key, []), strict=False)
        for wanted, row in pairs:
            if wanted[at] is None:
                row[at] = None
    return told


@pytest.mark.parametrize("number", range(1, 8))
def test_a_sample_is_read_as_its_golden_file_says(number):
    golden = json.loads((FOLDER / f"plan-{number}.json").read_text(encoding="utf-8"))
    golden["parties"] = sorted(golden.get("parties", []))

    told = _unnamed(golden, read(number))

    assert told == {key: value for key, value in golden.items() if value}
