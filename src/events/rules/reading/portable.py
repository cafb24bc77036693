"""The document that is handed out: keys that programs rely on stand in it even where they are empty."""

from typing import Any

import msgspec

from events.rules import plan_files
from events.rules.plans import Plan

_WHOLE: dict[str, Any] = {
    "theme": "",
    "background": "",
    "purposes": [],
    "parties": [],
    "when": {},
    "places": [],
    "headcounts": [],
    "tasks": [],
    "schedule": [],
    "budget": {},
    "obligations": [],
    "notes": [],
    "sections": [],
    "findings": [],
}
_WHEN = {"tentative": False, "year_known": True}
_BUDGET: dict[str, Any] = {"currency": "CNY", "lines": [], "sources": []}
_EACH: dict[str, dict[str, Any]] = {
    "headcounts": {"who": "", "kind": "other"},
    "schedule": {"day": 1},
    "obligations": {"at_least": 1, "per": "month"},
}


def write(plan: Plan) -> bytes:
    """Return `plan` as JSON."""
    document = msgspec.json.decode(plan_files.write(plan))
    whole = document | {key: value for key, value in _WHOLE.items() if key not in document}
    whole["when"] = _WHEN | whole["when"]
    whole["budget"] = _BUDGET | whole["budget"]
    for key, defaults in _EACH.items():
        whole[key] = [defaults | one for one in whole[key]]
    return msgspec.json.format(msgspec.json.encode(whole), indent=2)
