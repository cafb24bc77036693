"""How a text that was read is shown beside its plan: its lines in tinted pieces, its doubts by field."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from events.rules.plans import Plan
from events.rules.reading import Reading, Remark
from kit.i18n import N_

# What a piece is about, by the first word of its field.
TONES = {
    "title": "what",
    "theme": "what",
    "background": "what",
    "purposes": "what",
    "when": "who",
    "places": "who",
    "parties": "who",
    "headcounts": "who",
    "recruitment": "who",
    "responsibilities": "who",
    "quotas": "who",
    "eligibility": "who",
    "posts": "who",
    "tasks": "how",
    "schedule": "how",
    "obligations": "how",
    "materials": "how",
    "recurrence": "how",
    "acts": "how",
    "budget": "money",
    "notes": "notes",
    "doubt": "unsure",
}
# Tinted in the text, but no field of the form.
UNASKED = frozenset(
    (
        "recruitment",
        "materials",
        "responsibilities",
        "recurrence",
        "quotas",
        "eligibility",
        "acts",
        "posts",
    )
)
# Some findings ask for a field that stands nowhere in the text, or beside the words they cite.
ASKED = {
    "date-missing": "when",
    "date-year-missing": "when",
    "time-tentative": "when",
    "start-time-missing": "start_time",
    "no-slack": "volunteers",
    "budget-total-mismatch": "budget.stated_total",
    "source-shortfall": "budget.stated_total",
}
KINDS = {
    "plan": N_("This reads like the plan of one activity."),
    "notice": N_("This reads like a notice, not like a plan."),
    "programme": N_("This reads like a programme of many activities."),
    "report": N_("This reads like a report on what has been done."),
}


class Piece(msgspec.Struct, frozen=True):
    """Some characters of one line; `number` is 0 where nothing was recognised in them."""

    text: str
    tone: str = ""
    number: int = 0


class Row(msgspec.Struct, frozen=True):
    """One line of the text; `number` counts from 1."""

    number: int
    pieces: tuple[Piece, ...] = ()


class View(msgspec.Struct, frozen=True):
    """`at` says with which piece a field begins, `doubts` what is unsure about it."""

    rows: tuple[Row, ...]
    at: dict[str, int]
    doubts: dict[str, tuple[Remark, ...]]


class _Mark(msgspec.Struct, frozen=True, order=True):
    """A stretch with a meaning; the narrowest sorts last, and a field after a doubt about it."""

    narrow: int
    is_field: bool
    key: str
    start: int
    end: int


def view(text: str, reading: Reading) -> View:
    """Return `text` cut at every edge of a span; where spans lie in each other, the inner one shows."""
    rows: list[Row] = []
    pieces: list[Piece] = []
    at: dict[str, int] = {}
    doubts: dict[str, dict[int, Remark]] = defaultdict(dict)
    for number, remark in enumerate(reading.findings):
        if field := ASKED.get(remark.code):
            doubts[field][number] = remark
    count = 0
    for start, end, marks in _cut(text, _marks(reading)):
        shown = text[start:end]
        if shown == "\n":
            rows.append(Row(len(rows) + 1, tuple(pieces)))
            pieces = []
            continue
        if not marks:
            pieces.append(Piece(shown))
            continue
        count += 1
        pieces.append(Piece(shown, TONES[marks[-1].key.partition(".")[0]], count))
        for mark in marks:
            at.setdefault(mark.key, count)
        for field, which in _doubted(marks):
            if reading.findings[which].code not in ASKED:
                doubts[field][which] = reading.findings[which]
    rows.append(Row(len(rows) + 1, tuple(pieces)))
    return View(tuple(rows), at, {field: tuple(d.values()) for field, d in doubts.items()})


def _marks(reading: Reading) -> list[_Mark]:
    fields = [
        _Mark(start - end, True, key, start, end)
        for key, spans in reading.spans.items()
        if key.partition(".")[0] in TONES
        for start, end in spans
    ]
    doubts = [
        _Mark(start - end, False, f"doubt.{number}", start, end)
        for number, remark in enumerate(reading.findings)
        for start, end in remark.spans
    ]
    return [mark for mark in (*fields, *doubts) if mark.start < mark.end]


def _cut(text: str, marks: list[_Mark]) -> Iterator[tuple[int, int, list[_Mark]]]:
    """Yield stretches of `text` with the marks that lie over them, the narrowest last."""
    begin: dict[int, list[_Mark]] = defaultdict(list)
    end: dict[int, list[_Mark]] = defaultdict(list)
    for mark in marks:
        begin[mark.start].append(mark)
        end[mark.end].append(mark)
    breaks = {at for n, c in enumerate(text) if c == "\n" for at in (n, n + 1)}
    over: list[_Mark] = []
    for here, there in pairwise(sorted({0, len(text), *begin, *end, *breaks})):
        for mark in end[here]:
            over.remove(mark)
        for mark in begin[here]:
            insort(over, mark)
        yield here, there, over


def _doubted(marks: list[_Mark]) -> Iterator[tuple[str, int]]:
    """Yield each field with a doubt: the narrowest that holds all of it, or else the narrowest.

    Where one stretch became several rows (a game in two groups), the doubt is about each of them.
    """
    fields = [m for m in marks if m.is_field and _head(m) not in UNASKED]
    for doubt in marks:
        if doubt.is_field or not fields:
            continue
        holding = [mark for mark in fields if mark.narrow <= doubt.narrow]
        nearest = (holding or fields)[-1]
        for mark in fields:
            if (mark.start, mark.end) == (nearest.start, nearest.end) and _head(mark) == _head(
                nearest
            ):
                yield mark.key, int(doubt.key.partition(".")[2])


def _head(mark: _Mark) -> str:
    return mark.key.partition(".")[0]


def becomes_activity(plan: Plan) -> bool:
    """Say whether this is about one activity (domain reference E3)."""
    return plan.kind in ("plan", "notice")


def parts(plan: Plan) -> tuple[list[str], list[str]]:
    """Return the names, as msgids, of what was found in a text and of what is missing there."""
    known = {
        N_("title"): plan.title not in ("", "?"),
        N_("date"): plan.when.start_date is not None,
        N_("start time"): plan.when.start_time is not None,
        N_("place"): bool(plan.places),
        N_("who takes part"): bool(plan.parties),
        N_("numbers of people"): bool(plan.headcounts),
        N_("tasks"): bool(plan.tasks),
        N_("schedule"): bool(plan.schedule),
        N_("budget"): bool(plan.budget.lines),
        N_("obligations"): bool(plan.obligations),
    }
    found = [name for name, is_known in known.items() if is_known]
    return found, [name for name in known if name not in found]
