"""All findings of a text, as far as its class asks for them (E3)."""

from collections.abc import Callable, Iterator

from events.rules.reading import safeguards, sums, timing, wording
from events.rules.reading.facts import Facts
from events.rules.reading.lines import Span
from events.rules.reading.remarks import Remark

Check = Callable[[Facts], Iterator[Remark]]

ALWAYS: tuple[Check, ...] = (
    timing.period,
    timing.deferred,
    wording.annexes,
    wording.announced,
    wording.cadence,
    wording.stray,
    safeguards.floor,
    safeguards.homes,
    safeguards.photos,
    safeguards.stories,
    safeguards.qualifications,
)
NOTICE: tuple[Check, ...] = (timing.dated, timing.tentative, sums.missing)
PLAN: tuple[Check, ...] = (
    sums.rough,
    timing.blocks,
    timing.vague,
    wording.numbering,
    sums.lines,
    sums.total,
    sums.sources,
    sums.announced,
    safeguards.slack,
    safeguards.alone,
    safeguards.consents,
    safeguards.risks,
    safeguards.safety,
)


def checked(facts: Facts) -> tuple[Remark, ...]:
    """Return the findings by line, in a settled order."""
    checks = ALWAYS
    if facts.kind in ("plan", "notice"):
        checks += NOTICE
    if facts.kind == "plan":
        checks += PLAN
    found = [remark for check in checks for remark in check(facts)]
    found += wording.gaps(facts, _covered(found))
    return tuple(sorted(found, key=lambda r: (r.line, r.code, r.spans)))


def _covered(found: list[Remark]) -> list[Span]:
    """Where a finding about the date says more than that there is a gap."""
    dates = ("date-missing", "date-year-missing")
    return [span for remark in found if remark.code in dates for span in remark.spans]
