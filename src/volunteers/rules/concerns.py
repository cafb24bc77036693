"""Reports that a child may be in danger: four fields, saved at once, seen by few (V21)."""

from enum import StrEnum


class Category(StrEnum):
    LIVING_ALONE = "living_alone"
    MISSING = "missing"
    GUARDIAN = "guardian"  # unable or failing
    VIOLENCE = "violence"
    INJURY = "injury"
    OTHER = "other"


class ConcernState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
