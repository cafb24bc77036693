"""What the plan check has to say: a fact, how grave it is, and the act that mends it."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from kit.i18n import gettext


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Stops(StrEnum):
    NOTHING = ""
    SUBMIT = "submit"
    RECRUIT = "recruit"
    RELEASE = "release"
    POLICY = "policy"


class Urgency(StrEnum):
    """Order of attention (domain reference §3.1): stops the day > deadline near > money > tidy."""

    DAY = "day"
    DEADLINE = "deadline"
    MONEY = "money"
    TIDY = "tidy"


class Finding(msgspec.Struct, frozen=True):
    """One result of the check. `message` and `act` are msgids marked with N_; `details` fills both.

    `fix` is the path where it is mended; `post` a path a one-tap button posts to, if there is one.
    `subject` tells findings of one code apart (an id, a name), so that each can be accepted alone.
    """

    code: str
    severity: Severity
    urgency: Urgency
    message: str
    act: str
    fix: str
    stops: Stops = Stops.NOTHING
    subject: str = ""
    hint: str = ""
    post: str = ""
    details: dict[str, object] = {}

    @property
    def sentence(self) -> str:
        """The fact, in the reader's language."""
        return gettext(self.message) % self.details

    @property
    def reason(self) -> str:
        """Why it matters or what stands behind it; may be empty."""
        return gettext(self.hint) % self.details if self.hint else ""

    @property
    def button(self) -> str:
        """What the button says."""
        return gettext(self.act) % self.details


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Return the most pressing first; ties keep their order."""
    urgency, severity = list(Urgency), list(Severity)
    return sorted(findings, key=lambda f: (urgency.index(f.urgency), severity.index(f.severity)))
