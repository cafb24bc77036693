"""What the list of who answers for what still lacks: names, and a teacher who comes along (E8)."""

import re
from collections.abc import Iterable, Sequence

from events.rules.activities import Activity
from events.rules.findings import Finding, Severity, Stops, Urgency
from events.rules.schedule import Block
from events.rules.seats import Seat
from events.rules.written import digest
from kit.i18n import N_

LISTS = "/plan/lists#responsibilities"
TEACHER = re.compile(
    "老师|教师|导师|教授|辅导员|teacher|tutor|advis[eo]r|professor|dr\\.", re.IGNORECASE
)


def seats_checked(
    activity: Activity, seats: Sequence[Seat], blocks: Sequence[Block], *, teacher_asked: bool
) -> Iterable[Finding]:
    """Return the seats without a name; with `teacher_asked`, that off campus no teacher comes along."""
    fix = f"/a/{activity.id}{LISTS}"
    for seat in seats:
        if seat.role and not seat.holder:
            yield Finding(
                "placeholder-left",
                Severity.WARNING,
                Urgency.TIDY,
                N_("“%(role)s” has no name yet"),
                N_("Name somebody"),
                fix,
                Stops.SUBMIT,
                subject=f"seat-{digest(f'{seat.group}/{seat.role}/{seat.duty}')}",
                details={"role": f"{seat.group} · {seat.role}" if seat.group else seat.role},
            )
    if teacher_asked and activity.off_campus and not _has_teacher(seats, blocks):
        yield Finding(
            "teacher-missing",
            Severity.WARNING,
            Urgency.DEADLINE,
            N_("No teacher is named who comes along"),
            N_("Name the teacher"),
            fix,
            Stops.SUBMIT,
            hint=N_("Your association asks for one off campus."),
        )


def _has_teacher(seats: Sequence[Seat], blocks: Sequence[Block]) -> bool:
    """Somebody called a teacher has a seat with a name in it, or is named in a block."""
    seated = (f"{seat.role} {seat.holder}" for seat in seats if seat.holder)
    named = (name for block in blocks for name in (block.lead, *block.people))
    return any(TEACHER.search(words) for words in (*seated, *named))
