"""Who needs what for their post, cell by cell: what is there, what ends soon, what the next step is."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from kit.errors import Gap
from kit.i18n import N_
from volunteers.rules.clearance import counts, insured
from volunteers.rules.readiness import Readiness, Terms, ending
from volunteers.rules.training import Clearance, ClearanceKind, Outcome


class Column(StrEnum):
    PLEDGE = "pledge"
    CHECK = "record_check"
    TRAINING = "training"
    QUALIFICATION = "qualification"
    INSURANCE = "insurance"


class State(StrEnum):
    """How one cell stands: `ENDS` soon and is valid that long, `SHORT` ends before the last day."""

    THERE = "there"
    ENDS = "ends"
    SHORT = "short"
    PENDING = "pending"
    MISSING = "missing"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


COLUMN_NAMES: dict[Column, str] = {
    Column.PLEDGE: N_("Pledge"),
    Column.CHECK: N_("Record check"),
    Column.TRAINING: N_("Training"),
    Column.QUALIFICATION: N_("Qualification"),
    Column.INSURANCE: N_("Insurance"),
}
KINDS: dict[Column, ClearanceKind] = {
    Column.PLEDGE: ClearanceKind.PLEDGE,
    Column.CHECK: ClearanceKind.RECORD_CHECK,
    Column.QUALIFICATION: ClearanceKind.QUALIFICATION,
    Column.INSURANCE: ClearanceKind.INSURANCE,
}
TRAINING_GAPS = ("safeguarding-missing", "training-missing", "module-missing")
# What a volunteer can do about it themselves, in words that blame nobody; the rest is for us to do.
NEXT_STEPS: dict[str, str] = {
    "pledge-missing": N_("Read and sign the code of conduct; it takes three minutes."),
    "record-check-missing": N_(
        "The record check is not noted yet. If you have the paper, show it to the organiser."
    ),
    "record-check-ends": N_(
        "Your record check ends before the last day. Please ask for a new one in time."
    ),
    "qualification-missing": N_("Show the organiser the certificate your post needs, once."),
    "qualification-ends": N_(
        "Your certificate ends before the last day. Please show the organiser a new one."
    ),
    "safeguarding-missing": N_("Come to the child protection training; your page shows the dates."),
    "training-missing": N_("Come to a training; your page shows the dates."),
    "module-missing": N_("Come to the training your post needs; your page shows the dates."),
}
# What others are doing meanwhile: nothing for the volunteer to do.
WAITING: dict[str, str] = {
    "record-check-pending": N_("Your record check is under way. There is nothing for you to do."),
    "record-check-objection": N_(
        "There is a question about your record check. The safeguarding lead speaks with you in person."
    ),
    "suspended": N_(
        "For the time being you have no task with children. The safeguarding lead speaks with you in person."
    ),
    "insurance-missing": N_(
        "The association insures you and notes it here. There is nothing for you to do."
    ),
    "insurance-short": N_(
        "The association insures you and notes it here. There is nothing for you to do."
    ),
}


class Cell(msgspec.Struct, frozen=True):
    """One thing one person needs; `until` is the day it ends, `what` the name of a qualification."""

    column: Column
    state: State
    until: date | None = None
    what: str = ""


class Line(msgspec.Struct, frozen=True):
    """One person across all columns."""

    application: UUID
    cells: tuple[Cell, ...]
    suspended: bool
    steps: tuple[str, ...]

    def cell(self, column: Column) -> Cell | None:
        """Return the cell of one column, None if nobody is asked for it here."""
        return next((one for one in self.cells if one.column is column), None)

    @property
    def lacks(self) -> bool:
        """Whether anything is missing for the day."""
        return self.suspended or any(
            one.state not in (State.THERE, State.ENDS, State.NOT_ASKED) for one in self.cells
        )

    @property
    def ends(self) -> bool:
        """Whether anything ends within thirty days or before the last day."""
        return any(one.state in (State.ENDS, State.SHORT) for one in self.cells)


def columns(everybody: Iterable[Readiness], terms: Terms) -> tuple[Column, ...]:
    """Return what this activity asks of anybody, in the order of the table."""
    asks = any(one.helper.post and one.helper.post.qualification for one in everybody)
    minors = terms.activity.involves_minors
    wanted = {
        Column.PLEDGE: minors,
        Column.CHECK: minors and terms.safeguards.record_check,
        Column.TRAINING: True,
        Column.QUALIFICATION: asks,
        Column.INSURANCE: insured(terms.activity, terms.safeguards),
    }
    return tuple(column for column, asked in wanted.items() if asked)


def line(
    ready: Readiness,
    wanted: Iterable[Column],
    terms: Terms,
    today: date,
    training: Iterable[Gap],
) -> Line:
    """Return one person's row; `training` is what they lack of it."""
    gaps = (*ready.gaps, *training)
    ends = {one.id for one in ending(ready.helper, terms, today)}
    return Line(
        ready.helper.application,
        tuple(_cell(column, ready, gaps, terms, ends) for column in wanted),
        suspended="suspended" in ready.missing,
        steps=next_steps(gaps),
    )


def next_steps(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Return what a volunteer can do about these gaps, each thing once."""
    return tuple(dict.fromkeys(NEXT_STEPS[one.code] for one in gaps if one.code in NEXT_STEPS))


def waiting(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """Return what somebody else does about these gaps, each thing once."""
    return tuple(dict.fromkeys(WAITING[one.code] for one in gaps if one.code in WAITING))


def _cell(
    column: Column, ready: Readiness, gaps: tuple[Gap, ...], terms: Terms, ends: set[UUID]
) -> Cell:
    if column is Column.TRAINING:
        lacking = [one for one in gaps if one.code in TRAINING_GAPS]
        return Cell(
            column,
            State.MISSING if lacking else State.THERE,
            what="、".join(one.subject for one in lacking if one.subject),
        )
    post = ready.helper.post
    away = post is not None and not post.child_contact
    asked = post.qualification if post else ""
    if away and column in (Column.PLEDGE, Column.CHECK):
        return Cell(column, State.NOT_ASKED)
    if column is Column.QUALIFICATION and not asked:
        return Cell(column, State.NOT_ASKED)
    held = [one for one in ready.helper.held if one.kind is KINDS[column]]
    state, until = _state(column, held, gaps, terms, ends)
    return Cell(column, state, until, asked if column is Column.QUALIFICATION else "")


def _state(
    column: Column, held: list[Clearance], gaps: tuple[Gap, ...], terms: Terms, ends: set[UUID]
) -> tuple[State, date | None]:
    """Return how a clearance stands, and the day on which the one that counts ends."""
    prefix = column.value.replace("_", "-")
    lacking = next((one.code for one in gaps if one.code.startswith(f"{prefix}-")), "")
    latest = max((one.valid_until for one in held if one.valid_until), default=None)
    if lacking.endswith("-objection"):
        return State.REFUSED, None
    if lacking.endswith("-pending"):
        return State.PENDING, None
    if lacking.endswith(("-ends", "-short")):
        return State.SHORT, latest
    if lacking:
        running = any(one.outcome is Outcome.PENDING for one in held)
        return (State.PENDING if running else State.MISSING), None
    good = [one for one in held if counts(one, terms.last_day)]
    if good and all(one.id in ends for one in good):
        return State.ENDS, latest
    return State.THERE, latest
