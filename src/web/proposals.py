"""The commands `banxing plan read` and `banxing plan check`: a proposal in a file, no database."""

import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from events.rules import reading
from events.rules.findings import Severity
from events.rules.reading import files
from kit import clock, i18n
from kit.i18n import N_, gettext

FOUND = 1
ZONE = ZoneInfo("Asia/Shanghai")
Say = Callable[[str], None]
SEVERITIES = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.NOTE: N_("note"),
}


def read(name: str, *, as_json: bool, show: Say) -> int:
    """Show the plan that a file describes."""
    found = _reading(name)
    show(found.json().decode() if as_json else _told(found))
    return 0


def check(name: str, *, as_json: bool, show: Say) -> int:
    """Show the findings alone; 1 if any of them is an error."""
    found = _reading(name)
    if as_json:
        findings = [remark.written() for remark in found.findings]
        show(msgspec.json.format(msgspec.json.encode({"findings": findings}), indent=2).decode())
    else:
        show("\n".join(map(_line, found.findings)) or gettext("Nothing found."))
    return FOUND if any(f.severity is Severity.ERROR for f in found.findings) else 0


def _reading(name: str) -> reading.Reading:
    try:
        content = sys.stdin.buffer.read(files.MOST_BYTES + 1) if name == "-" else _content(name)
    except OSError:
        raise files.UnreadableFile from None
    return reading.read(files.text_of(content), clock.now().astimezone(ZONE).date())


def absent(name: str) -> str | None:
    """Return what to say of a file that is not there; None of one that can be tried."""
    if name == "-":
        return None
    path = Path(name)
    if path.is_dir():
        return gettext("“%(name)s” is a folder, not a file.") % {"name": name}
    if not path.exists():
        return gettext("There is no file “%(name)s”.") % {"name": name}
    return None


def _content(name: str) -> bytes:
    with Path(name).open("rb") as file:
        return file.read(files.MOST_BYTES + 1)


def _told(found: reading.Reading) -> str:
    plan = found.plan
    when = plan.when
    times = " – ".join(filter(None, [when.start_time, when.end_time]))
    rows = [plan.title, f"{plan.kind} · {plan.language}"]
    if when.start_date:
        rows.append(f"{i18n.day(when.start_date)} {times}".strip())
    rows += plan.places
    rows += [f"{party.role}: {party.name}" for party in plan.parties]
    rows += [f"{count.who or count.kind}: {count.count}" for count in plan.headcounts]
    rows += [f"- {task.phase}: {task.text}" for task in plan.tasks]
    rows += [
        " ".join(filter(None, [step.start, step.end, step.lane, step.title, step.owner]))
        for step in plan.schedule
    ]
    rows += [f"{line.name}: {line.amount}" for line in plan.budget.lines]
    if plan.budget.computed_total:
        rows.append(f"= {plan.budget.computed_total} {plan.budget.currency}")
    return "\n".join([*rows, "", *map(_line, found.findings)])


def _line(remark: reading.Remark) -> str:
    severity = gettext(SEVERITIES[remark.severity])
    return f"{remark.line}: {severity} {remark.code}: {remark.message}"
