"""Things an activity needs: where they come from, who brings them, how far they are."""

from enum import StrEnum


class Origin(StrEnum):
    BOUGHT = "bought"
    BORROWED = "borrowed"
    DONATED = "donated"
    MADE = "made"
    BROUGHT = "brought"


class Whose(StrEnum):
    """Whom a thing is for: the crew once, or every volunteer or participant (a packing list)."""

    CREW = "crew"
    VOLUNTEERS = "volunteers"
    PARTICIPANTS = "participants"


class MaterialState(StrEnum):
    NEEDED = "needed"
    SECURED = "secured"
    PACKED = "packed"
    ISSUED = "issued"
    RETURNED = "returned"
    USED = "used"
    LOST = "lost"
