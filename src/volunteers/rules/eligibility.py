"""Who may help: hard rules that refuse, soft ones that ask for a reason (V3)."""

from enum import StrEnum


class EligibilityKind(StrEnum):
    TICK = "tick"  # the applicant says so
    ANSWER = "answer"  # the answer to a question is one of those expected
    AT_LEAST = "at_least"  # the number or date answered is not below
    AT_MOST = "at_most"
    EARLIER = "earlier"  # took part in this association before
