"""The plan document as a file: JSON is read into a `Plan`, and a `Plan` is written as JSON."""

from typing import Any, ClassVar, get_args, get_origin

import msgspec

from events.rules.plan_parts import Part
from events.rules.plans import FORMAT, Plan
from kit.errors import Refusal
from kit.i18n import N_


class UnreadablePlan(Refusal):
    status: ClassVar[int] = 422
    message = N_("This is not a plan in the format banxing-plan/1: %(why)s")


def read(text: bytes | str) -> Plan:
    """Return the document in `text` (JSON).

    Raises:
        UnreadablePlan: saying where it does not fit.
    """
    try:
        data = msgspec.json.decode(text)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UnreadablePlan(why=f"format ≠ {FORMAT}")
        return msgspec.convert(_gathered(Plan, data), Plan)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise UnreadablePlan(why=str(error)[:200]) from None


def write(plan: Plan) -> bytes:
    """Return `plan` as JSON, with the keys we do not know where they were."""
    built = msgspec.to_builtins(plan)
    whole = {"format": FORMAT, "kind": plan.kind, "language": plan.language} | _spread(built)
    return msgspec.json.format(msgspec.json.encode(whole), indent=2)


def _gathered(kind: type[Part], data: dict[str, Any]) -> dict[str, Any]:
    """Move the keys `kind` does not know into its `more`; null is the same as absent."""
    fields = {f.encode_name: f.type for f in msgspec.structs.fields(kind)}
    known: dict[str, Any] = {}
    more: dict[str, Any] = {}
    for key, value in data.items():
        if key not in fields or key == "more":
            more[key] = value
        elif value is not None:
            known[key] = _gathered_value(fields[key], value)
    return known | ({"more": more} if more else {})


def _gathered_value(wanted: object, value: Any) -> Any:
    part = _part_in(wanted)
    if part is None:
        return value
    if isinstance(value, list):
        return [_gathered(part, one) if isinstance(one, dict) else one for one in value]
    return _gathered(part, value) if isinstance(value, dict) else value


def _part_in(wanted: object) -> type[Part] | None:
    if isinstance(wanted, type) and get_origin(wanted) is None:
        return wanted if issubclass(wanted, Part) else None
    return next((part for one in get_args(wanted) if (part := _part_in(one))), None)


def _spread(value: Any) -> Any:
    if isinstance(value, dict):
        more = value.get("more") or {}
        return {k: _spread(v) for k, v in value.items() if k != "more"} | more
    return [_spread(one) for one in value] if isinstance(value, list | tuple) else value
