"""What was changed in an entry, field by field; of what is sealed only that it was (domain §6.2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

SEALED = "•••"
REASON = "reason"  # why somebody takes part although a soft condition is not met (V3)
ADDED = "added"

Changes = dict[str, tuple[Any, Any]]


class Change(msgspec.Struct, frozen=True):
    """One time somebody changed an entry: field → (before, after)."""

    participant: UUID
    at: datetime
    who: str
    changes: Changes


def between(before: msgspec.Struct, after: msgspec.Struct) -> Changes:
    """Return the fields of `after` that differ from `before`, as JSON can hold them."""
    found: Changes = {}
    for field in msgspec.structs.fields(after):
        old, new = getattr(before, field.name, None), getattr(after, field.name)
        if old != new:
            found[field.name] = (msgspec.to_builtins(old), msgspec.to_builtins(new))
    return found


def sealed(fields: Iterable[str]) -> Changes:
    """Return the changes of sealed fields: that they were, and nothing of what they say."""
    return dict.fromkeys(fields, (SEALED, SEALED))
