"""What the check of a text says: a code, the lines it is about, and a sentence with its facts."""

from typing import Any

import msgspec

from events.rules.findings import Severity, Stops
from events.rules.reading.lines import Span
from kit.i18n import N_, gettext

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
SUBMIT, RELEASE, RECRUIT, POLICY, NOTHING = (
    Stops.SUBMIT,
    Stops.RELEASE,
    Stops.RECRUIT,
    Stops.POLICY,
    Stops.NOTHING,
)

CODES: dict[str, tuple[Severity, Stops, str]] = {
    "date-missing": (E, SUBMIT, N_("No usable date: write year, month and day.")),
    "date-year-missing": (W, SUBMIT, N_("“%(what)s” has no year. Is %(day)s meant?")),
    "date-counted": (W, SUBMIT, N_("“%(what)s” counts from the day of reading. Is %(day)s meant?")),
    "start-time-missing": (W, RELEASE, N_("There is a date but no time to start.")),
    "time-tentative": (W, NOTHING, N_("“%(what)s”: the date is tentative. Settle it.")),
    "date-rough": (W, NOTHING, N_("“%(what)s” names no day. %(first)s to %(last)s is assumed: settle it.")),
    "period-missing": (N, NOTHING, N_("There is no first and last date. Say from when to when this runs.")),
    "block-without-end": (W, RELEASE, N_("“%(what)s” has no duration and no end.")),
    "block-without-lead": (W, RELEASE, N_("“%(what)s” names nobody who leads it.")),
    "place-vague": (W, RELEASE, N_("“%(what)s” is no place that somebody could find.")),
    "numbering-broken": (N, NOTHING, N_("Number %(number)s follows %(before)s.")),
    "placeholder-left": (W, SUBMIT, N_("“%(what)s” is still a gap to be filled in.")),
    "annex-missing": (E, SUBMIT, N_("%(what)s is cited but not attached.")),
    "annex-missing-between": (E, SUBMIT, N_("%(what)s is cited but not attached; %(between)s is mentioned nowhere.")),
    "detail-deferred": (W, NOTHING, N_("“%(what)s”: this still has to be settled and told.")),
    "announced-but-unplanned": (N, NOTHING, N_("“%(what)s” is announced, but nothing further on says how.")),
    "duty-unplanned": (N, NOTHING, N_("“%(what)s” has a duty, but does not stand in the list of members.")),
    "cadence-missing": (N, NOTHING, N_("“%(what)s”: say how often, so that it can be kept.")),
    "stray-mark": (N, NOTHING, N_("A stray mark or break: “%(what)s”.")),
    "safety-plan-missing": (W, SUBMIT, N_("An activity off campus needs an emergency plan; there is none.")),
    "budget-line-mismatch": (E, SUBMIT, N_("%(what)s: the arithmetic gives %(right)s, but %(written)s is written.")),
    "budget-total-mismatch": (E, SUBMIT, N_("The lines add up to %(right)s, but %(written)s is written.")),
    "factor-order-unknown": (N, NOTHING, N_("%(what)s: which number is the price?")),
    "lump-sum-unexplained": (N, NOTHING, N_("%(what)s is a lump sum without a word on what it holds.")),
    "per-head-uneven": (N, NOTHING, N_("%(what)s: %(amount)s cannot be shared evenly among %(heads)s.")),
    "count-rough": (N, NOTHING, N_("“%(what)s” is a rough number: settle it before anything is ordered for it.")),
    "headcount-supplies": (W, NOTHING, N_("%(what)s is planned for %(quantity)s, but at least %(heads)s people come.")),
    "source-shortfall": (W, POLICY, N_("Sources cover %(covered)s of %(costs)s.")),
    "budget-missing": (W, SUBMIT, N_("“%(what)s” costs something, but there is no budget line.")),
    "announced-but-unbudgeted": (W, NOTHING, N_("“%(what)s” is announced, but no budget line pays for it.")),
    "no-slack": (W, NOTHING, N_("%(volunteers)s volunteers for %(participants)s, one to one: nobody stands in when one is ill.")),
    "contact-floor": (W, NOTHING, N_("Contact between parents and child: the law asks for once a week at least.")),
    "one-to-one-alone": (W, RELEASE, N_("“%(what)s” may leave one adult alone with one child. Let pairs stay in sight of each other.")),
    "private-contact": (W, RELEASE, N_("“%(what)s”: contact goes through the school or the association, not from person to person.")),
    "private-home": (W, RELEASE, N_("“%(what)s”: a visit to a home needs two adults and the guardian's agreement.")),
    "consent-missing": (W, RELEASE, N_("Children take part, and nothing says that their guardians are asked.")),
    "disclosure-consent": (W, NOTHING, N_("“%(what)s”: volunteers have to agree before their data go to another unit.")),
    "photo-consent": (W, NOTHING, N_("“%(what)s”: pictures and reports of children need their guardians' consent.")),
    "identifying-story": (W, NOTHING, N_("This paragraph tells the private details of one child. Leave them out.")),
    "qualification-missing": (W, RELEASE, N_("“%(what)s”: say who does this and with which qualification.")),
    "risk-statement-missing": (E, RECRUIT, N_("Volunteers are sought, and nothing says what risks there are.")),
}  # fmt: skip
# Sentences that share a code with another one.
SHARED = {
    "annex-missing-between": "annex-missing",
    "duty-unplanned": "announced-but-unplanned",
    "date-counted": "date-year-missing",
    "date-rough": "time-tentative",
}


class Remark(msgspec.Struct, frozen=True):
    """One finding in a text. `said` chooses the sentence; `code` is what it counts as."""

    said: str
    line: int
    spans: tuple[Span, ...]
    severity: Severity
    details: dict[str, object] = {}

    @property
    def code(self) -> str:
        return SHARED.get(self.said, self.said)

    @property
    def stops(self) -> Stops:
        return CODES[self.said][1]

    @property
    def message(self) -> str:
        """The sentence in the reader's language."""
        return gettext(CODES[self.said][2]) % self.details

    def written(self) -> dict[str, Any]:
        """Return it as the plan document holds it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "line": self.line,
            "spans": [list(span) for span in self.spans],
        }


def remark(
    said: str, line: int, *spans: Span, severity: Severity | None = None, **details: object
) -> Remark:
    return Remark(said, line, spans, severity or CODES[said][0], details)
