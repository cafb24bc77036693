"""The plan check on what events owns: pure, so that every rule can be tried with a few facts."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from events.rules.activities import OVER, Activity, DateState, Status
from events.rules.findings import Finding, Severity, Stops, Tap, Urgency
from events.rules.schedule import Block
from events.rules.sections import Section, is_safety
from events.rules.tasks import OffsetUnit, Task, TaskStatus, due
from kit.i18n import N_

LEAD_TIME = timedelta(days=14)  # E7: off campus
WORKING_DAYS = 5  # elsewhere
SOON = timedelta(days=3)
WEEK = timedelta(days=7)
# Where the tasks of templates are done; the others are ticked on their own page.
PAGES = {
    "submit": "/plan",
    "recruit": "/people",
    "results": "/people",
    "training": "/training",
    "consents": "/participants",
    "supplies": "/budget",
    "pairs": "/pairs",
    "release": "/day",
}
BEFORE = (Status.DRAFT, Status.RETURNED)


def checked(
    activity: Activity,
    sections: Sequence[Section],
    blocks: Sequence[Block],
    tasks: Sequence[Task],
    today: date,
) -> list[Finding]:
    """Return what the plan still lacks, each with the page that mends it."""
    if activity.status in OVER:
        return [*_overdue(activity, tasks, today)]
    here = f"/a/{activity.id}"
    return [
        *_dates(activity, f"{here}/settings", today),
        *_place_and_people(activity, f"{here}/settings"),
        *_contact(activity, blocks, f"{here}/settings", today),
        *_safety(activity, sections, f"{here}/plan"),
        *_overdue(activity, tasks, today),
        *_soon(activity, tasks, today),
    ]


def _dates(activity: Activity, fix: str, today: date) -> Iterable[Finding]:
    if activity.first_day is None:
        yield Finding(
            "date-missing",
            Severity.ERROR,
            Urgency.DEADLINE,
            N_("The date is not set yet"),
            N_("Set the date"),
            f"{fix}#when",
            Stops.SUBMIT,
            hint=N_("All deadlines count from it; without it nobody can sign up."),
        )
        return
    if not activity.has_clock_time:
        yield Finding(
            "start-time-missing",
            Severity.WARNING,
            Urgency.DEADLINE,
            N_("There is a date, but no time to start"),
            N_("Set the time"),
            f"{fix}#when",
            Stops.RELEASE,
        )
    if activity.date_state is DateState.TENTATIVE:
        yield Finding(
            "time-tentative",
            Severity.WARNING,
            Urgency.DEADLINE,
            N_("The date is still tentative"),
            N_("Settle it"),
            f"{fix}#when",
            hint=N_("Calendars show it as tentative until it is settled."),
            taps=(Tap(N_("It is settled"), f"{fix}/settle"),),
        )
    yield from _lead_time(activity, activity.first_day, today)


def _lead_time(activity: Activity, first_day: date, today: date) -> Iterable[Finding]:
    """E7: a warning, never a refusal."""
    if activity.status not in BEFORE:
        return
    if activity.off_campus and first_day - today < LEAD_TIME:
        message = N_("Less than 14 days are left for the approval of an activity off campus")
    elif today > (due(first_day, -WORKING_DAYS, OffsetUnit.WORKING_DAYS) or today):
        message = N_("Less than 5 working days are left for the approval")
    else:
        return
    yield Finding(
        "lead-time-short",
        Severity.WARNING,
        Urgency.DEADLINE,
        message,
        N_("Open the plan"),
        f"/a/{activity.id}/plan",
        subject=str(first_day),
        hint=N_("Submit it now, or move the date."),
    )


def _place_and_people(activity: Activity, fix: str) -> Iterable[Finding]:
    if not activity.place:
        yield Finding(
            "place-missing",
            Severity.WARNING,
            Urgency.DEADLINE,
            N_("Nobody knows yet where it takes place"),
            N_("Name the place"),
            f"{fix}#where",
            Stops.SUBMIT,
        )
    if activity.volunteers is None or activity.participants is None:
        yield Finding(
            "headcount-missing",
            Severity.NOTE,
            Urgency.TIDY,
            N_("How many people come is not settled"),
            N_("Set the numbers"),
            f"{fix}#people",
        )


def _contact(
    activity: Activity, blocks: Sequence[Block], fix: str, today: date
) -> Iterable[Finding]:
    """On the day somebody has to answer the telephone; the run sheet prints who."""
    if activity.contact_name and activity.contact_phone:
        return
    close = activity.first_day is not None and activity.first_day - today < WEEK
    timed = any(block.starts_at for block in blocks)
    yield Finding(
        "contact-person-missing",
        Severity.ERROR,
        Urgency.DAY if close or timed else Urgency.TIDY,
        N_("There is nobody to call on the day"),
        N_("Name a contact"),
        f"{fix}#contact",
        Stops.RELEASE,
        hint=N_("The name and the number stand on every run sheet."),
    )


def _safety(activity: Activity, sections: Sequence[Section], fix: str) -> Iterable[Finding]:
    if activity.off_campus and not any(is_safety(s) and s.text.strip() for s in sections):
        yield Finding(
            "safety-plan-missing",
            Severity.WARNING,
            Urgency.DEADLINE,
            N_("The plan has no safety plan"),
            N_("Write it"),
            f"{fix}#safety",
            Stops.SUBMIT,
            hint=N_("An activity off campus needs one before it is submitted."),
        )


def _overdue(activity: Activity, tasks: Sequence[Task], today: date) -> Iterable[Finding]:
    late = [task for task in tasks if task.is_overdue(today, activity.planned_on)]
    if activity.status is Status.CANCELLED:
        return
    for task in late:
        yield _task(
            activity, task, "task-overdue", Severity.WARNING, N_("“%(task)s” was due on %(due)s")
        )


def _soon(activity: Activity, tasks: Sequence[Task], today: date) -> Iterable[Finding]:
    for task in tasks:
        if task.is_due_now(today, activity.planned_on):
            yield _task(
                activity, task, "task-due-now", Severity.NOTE, N_("“%(task)s” is to be done now")
            )
        elif task.status is TaskStatus.OPEN and task.due and today <= task.due <= today + SOON:
            yield _task(
                activity, task, "task-soon", Severity.NOTE, N_("“%(task)s” is due on %(due)s")
            )


def _task(activity: Activity, task: Task, code: str, severity: Severity, message: str) -> Finding:
    where = PAGES.get(task.key, f"/plan/tasks#task-{task.id}")
    return Finding(
        code,
        severity,
        Urgency.DEADLINE,
        message,
        N_("Go there") if task.key in PAGES else N_("See the tasks"),
        f"/a/{activity.id}{where}",
        subject=str(task.id),
        hint=N_("Its date counts from the day of the activity and moves with it."),
        details={"task": task.title, "due": task.due},
    )
