"""What people may ask about their data: see, copy, correct, delete, with an answer in time (A5)."""

from enum import StrEnum


class RequestKind(StrEnum):
    SEE = "see"
    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"


class RequestState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
