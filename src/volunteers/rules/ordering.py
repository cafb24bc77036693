"""Things in an order of their own: questions, rules, posts, sources."""

from collections.abc import Sequence
from uuid import UUID


def moved(ids: Sequence[UUID], which: UUID, by: int) -> list[UUID]:
    """Return `ids` after one has moved by so many places; it stops at either end."""
    others = [one for one in ids if one != which]
    others.insert(min(max(0, list(ids).index(which) + by), len(others)), which)
    return others


def numbered(ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return the place of each, counted from 0."""
    return {one: at for at, one in enumerate(ids)}
