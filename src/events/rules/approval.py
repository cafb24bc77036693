"""Who has to agree to a plan, and which changes void what was agreed."""

from enum import StrEnum


class Aspect(StrEnum):
    """What an approval answers for (domain reference E5)."""

    CONTENT = "content"
    TIME_PLACE = "time_place"
    PEOPLE = "people"
    MONEY = "money"
    SAFETY = "safety"
    PUBLICITY = "publicity"


class Decision(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"


class Method(StrEnum):
    """How somebody decided: on our page, or with a signature on paper that was entered here."""

    ONLINE = "online"
    PAPER = "paper"
