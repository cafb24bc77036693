"""What a call asks besides the usual: kinds of questions, and what an answer must look like."""

from enum import StrEnum


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    CONSENT = "consent"
