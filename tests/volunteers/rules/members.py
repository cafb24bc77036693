"""Pairs as dealing into groups sees them, by number."""

from typing import Any
from uuid import uuid4

from tests.volunteers.rules.test_fits import child, volunteer
from volunteers.rules.belonging import Member


def member(number: int, helper: dict[str, Any] | None = None, **differing: Any) -> Member:
    """Return pair `number`: a child with what is `differing`, beside a volunteer of their own."""
    usual = {"codename": f"小{number}", "partner_row": str(number), "together": (), "apart": ()}
    own = child(**usual | differing)
    return Member(str(number), own, volunteer(id=uuid4(), **helper or {}))
