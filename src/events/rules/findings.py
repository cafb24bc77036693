"""What the plan check has to say: a fact, how grave it is, and the act that mends it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec

from events.rules.activities import Status
from kit.errors import Refusal
from kit.i18n import N_, day, gettext, ngettext

TOLD = 3  # findings that a refusal names


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


class Tap(msgspec.Struct, frozen=True):
    """A button that mends a finding at once: what it says, where it posts to, and what with."""

    act: str
    post: str
    fields: dict[str, str] = {}


class Finding(msgspec.Struct, frozen=True):
    """One result of the check. `message` and `act` are msgids marked with N_; `details` fills both.

    `fix` is the path where it is mended; `taps` are buttons that mend it at once, if there are any.
    `subject` tells findings of one code apart (an id, a name), so that each can be accepted alone.
    Where words were judged it holds a digest of them: other words are another finding.
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
    taps: tuple[Tap, ...] = ()
    details: dict[str, object] = {}

    @property
    def sentence(self) -> str:
        """The fact, in the reader's language."""
        return gettext(self.message) % self._told

    @property
    def reason(self) -> str:
        """Why it matters or what stands behind it; may be empty."""
        return gettext(self.hint) % self._told if self.hint else ""

    @property
    def button(self) -> str:
        """What the button says."""
        return gettext(self.act) % self._told

    @property
    def buttons(self) -> list[tuple[str, str, dict[str, str]]]:
        """What each one-tap button says, where it posts to, and what with."""
        return [(gettext(tap.act) % self._told, tap.post, tap.fields) for tap in self.taps]

    @property
    def _told(self) -> dict[str, object]:
        """The details as readers write them: a date without its year."""
        return {
            k: day(v, year=False) if isinstance(v, date) else v for k, v in self.details.items()
        }


class Accepted(msgspec.Struct, frozen=True):
    """Somebody has looked at a warning and takes responsibility for it, with a reason."""

    code: str
    subject: str
    reason: str
    accepted_by: str
    accepted_at: datetime


class NotAcceptable(Refusal):
    message = N_("Only a warning can be accepted. This has to be fixed.")


class AcceptNeedsReason(Refusal):
    status = 422
    message = N_("Please say why this may stay as it is.")


FIXED_ALREADY = N_("This has been fixed already.")


class NoSuchFinding(Refusal):
    status = 404
    message = FIXED_ALREADY


class Bunch(msgspec.Struct, frozen=True):
    """Findings of one code, shown as their first."""

    all: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.all[0]

    @property
    def options(self) -> list[tuple[str, str]]:
        """(subject, sentence) of each, to choose from."""
        return [(one.subject, one.sentence) for one in self.all]

    @property
    def others(self) -> int:
        return len(self.all) - 1


class Stopped(Refusal):
    """A step is stopped by findings that nobody has mended or accepted; `found` are these."""

    message = N_("Before this step: %(what)s.")

    def __init__(self, found: Sequence[Finding]) -> None:
        self.found = tuple(ranked(found))
        super().__init__(what=told(self.found))

    @property
    def headline(self) -> str:
        """Say how much is in the way, for a page that lists it below."""
        n = len(self.first_of_each)
        return ngettext("%(n)s item is in the way:", "%(n)s items are in the way:", n) % {"n": n}

    @property
    def whole(self) -> str:
        """The path of the list that they stand in."""
        return next(
            ("/".join([*one.fix.split("/")[:3], "findings"]) for one in self.found if one.fix), ""
        )

    @property
    def first_of_each(self) -> list[Finding]:
        """The first of each kind, so that a list of them stays short."""
        return [bunch.first for bunch in bunched(self.found)]


def told(found: Iterable[Finding]) -> str:
    """Return the findings in one line: one of each code, the first few by name."""
    sentences = [bunch.first.sentence for bunch in bunched(found)]
    rest = len(sentences) - TOLD
    more = ngettext("%(n)s more", "%(n)s more", rest) % {"n": rest}
    return " · ".join([*sentences[:TOLD], *([more] if rest > 0 else [])])


def bunched(findings: Iterable[Finding]) -> list[Bunch]:
    """Return one bunch per code, in the order of their first."""
    bunches: dict[str, list[Finding]] = {}
    for finding in findings:
        bunches.setdefault(finding.code, []).append(finding)
    return [Bunch(tuple(several)) for several in bunches.values()]


class Gate(msgspec.Struct, frozen=True):
    """A step that lies ahead, in how many ways findings stop it, and the code of the first."""

    step: Stops
    stopped: int
    first: str = ""


# Which steps an activity in this state has still before it; whatever is over has none.
AHEAD: dict[Status, tuple[Stops, ...]] = {
    Status.DRAFT: (Stops.SUBMIT, Stops.RECRUIT, Stops.RELEASE),
    Status.RETURNED: (Stops.SUBMIT, Stops.RECRUIT, Stops.RELEASE),
    Status.SUBMITTED: (Stops.RECRUIT, Stops.RELEASE),
    Status.APPROVED: (Stops.RECRUIT, Stops.RELEASE),
    Status.OPEN: (Stops.RELEASE,),
}


def gates(status: Status, findings: Iterable[Finding]) -> list[Gate]:
    """Return the steps that lie ahead, each with how many kinds of findings stop it."""
    still = ranked(findings)
    gates = []
    for step in AHEAD.get(status, ()):
        kinds = bunched(stopping(still, step))
        gates.append(Gate(step, len(kinds), kinds[0].first.code if kinds else ""))
    return gates


def by_urgency(findings: Iterable[Finding]) -> list[tuple[Urgency, list[Bunch]]]:
    """Return the bunches under what they are urgent for, in the order of attention."""
    groups: dict[Urgency, list[Bunch]] = {}
    for bunch in bunched(findings):
        groups.setdefault(bunch.first.urgency, []).append(bunch)
    return [(urgency, groups[urgency]) for urgency in Urgency if urgency in groups]


def stopping(findings: Iterable[Finding], step: Stops) -> list[Finding]:
    """Return the findings that stop `step`."""
    return [f for f in findings if f.stops is step]


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Return the most pressing first; ties keep their order."""
    urgency, severity = list(Urgency), list(Severity)
    return sorted(findings, key=lambda f: (urgency.index(f.urgency), severity.index(f.severity)))
