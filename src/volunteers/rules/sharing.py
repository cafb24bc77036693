"""Who else gets which details of whom: by consent, and written down each time (V13, PIPL 23)."""

from enum import StrEnum


class ShareState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SubjectKind(StrEnum):
    VOLUNTEER = "volunteer"
    PARTICIPANT = "participant"
    MEMBER = "member"
