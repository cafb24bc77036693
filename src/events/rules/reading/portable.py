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
_WHEN = {
    "start_date": None,
    "end_date": None,
    "start_time": None,
    "end_time": None,
    "tentative": False,
    "year_known": True,
}
_BUDGET: dict[str, Any] = {
    "currency": "CNY",
    "lines": [],
    "sources": [],
    "stated_total": None,
    "computed_total": None,
}
_EACH: dict[str, dict[str, Any]] = {
    "headcounts": {"who": "", "kind": "other", "count": None},
    "tasks": {"owner": None, "due": None, "offset_days": None},
    "schedule": {
        "day": 1,
        "start": None,
        "end": None,
        "minutes": None,
        "place": None,
        "owner": None,
        "lane": None,
    },
    "obligations": {"at_least": 1, "per": "month", "actor": None, "subject": None},
    "sections": {"text": ""},
}
_COST: dict[str, Any] = {
    "category": None,
    "quantity": None,
    "unit": None,
    "unit_price": None,
    "factors": [],
    "price_factor": None,
    "amount": None,
    "per_head": None,
    "source": None,
    "note": None,
    "text": None,
}
_SOURCE = {"amount": None}


def write(plan: Plan) -> bytes:
    """Return `plan` as JSON."""
    document = msgspec.json.decode(plan_files.write(plan))
    whole = document | {key: value for key, value in _WHOLE.items() if key not in document}
    whole["when"] = _WHEN | whole["when"]
    whole["budget"] = _BUDGET | whole["budget"]
    for key, row in (("lines", _COST), ("sources", _SOURCE)):
        whole["budget"][key] = [row | one for one in whole["budget"][key]]
    for key, defaults in _EACH.items():
        whole[key] = [defaults | one for one in whole[key]]
    return msgspec.json.format(msgspec.json.encode(whole), indent=2)
