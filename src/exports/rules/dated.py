"""From what the slices know to what calendars may say: one function per kind of dated thing.

An activity whose date is not known has no entry; ask `has_date` first.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

import msgspec

from events.rules.activities import Activity, DateState, Status
from events.rules.schedule import Block
from events.rules.tasks import Task
from exports.rules import agenda
from exports.rules.agenda import Dated, Gone
from exports.rules.entries import Entry, Layer
from volunteers.rules.applications import HOLDING, Application, ApplicationStatus
from volunteers.rules.pairs import Due
from volunteers.rules.shifts import Own, Standing
from volunteers.rules.training import TrainingSession

TOLD = (*HOLDING, ApplicationStatus.RESERVED, ApplicationStatus.WITHDRAWN)


class Revised(Protocol):
    """Anything that carries a layer of calendar revisions."""

    @property
    def calendar_sequence(self) -> int: ...
    @property
    def calendar_modified(self) -> datetime: ...


class Row(Revised, Protocol):
    """A dated row with a lasting name of its own."""

    @property
    def calendar_uid(self) -> str: ...


def has_date(activity: Activity) -> bool:
    return activity.starts_at is not None and activity.date_state is not DateState.UNKNOWN


def is_told(application: Application) -> bool:
    """Say whether the feed of this volunteer shows the activity at all.

    Who was removed, declined or has lapsed sees nothing, at once and without a tombstone.
    """
    return application.status in TOLD


def place(
    activity: Activity,
    application: Application,
    site: str,
    post: str = "",
    *,
    first: Block | None = None,
    also: Iterable[Revised] = (),
) -> Entry:
    """Return the volunteer's own hours at the activity, where the `first` block of their day is.

    `also` are what else may change that place: the releases, and the pairs that give a lane.
    """
    row = _of_volunteer(_of_activity(activity, _public(activity, site)), application)
    row = msgspec.structs.replace(
        row,
        place=_where(activity, first),
        layers=(*row.layers, *(_layer(each) for each in also)),
    )
    return agenda.shift(row, post)


def public(activity: Activity, summary: str, site: str) -> Entry:
    """Return the activity for anyone, leading to its public page."""
    return agenda.activity(_of_activity(activity, _public(activity, site)), summary)


def training(
    session: TrainingSession, activity: Activity, site: str, application: Application | None = None
) -> Entry:
    """Return a training date, for one volunteer or for a crew."""
    row = Dated(
        uid=session.calendar_uid,
        layers=(_layer(activity), _layer(session)),
        created=session.created_at,
        starts=session.starts_at,
        ends=session.ends_at,
        zone=activity.zone,
        title=activity.title,
        url=_leading(activity, site, application),
        place=session.place,
        moved_from=session.moved_from,
        gone=_gone(activity) or (Gone.CANCELLED if session.cancelled_at else None),
    )
    return agenda.training(_of_volunteer(row, application) if application else row)


def block(
    shown: Block,
    activity: Activity,
    site: str,
    application: Application | None = None,
    *,
    dropped: bool = False,
) -> Entry | None:
    """Return a block of the released run sheet, for one volunteer or for a crew.

    None while its start is not known.

    `dropped` are those that an earlier release had and this one has not.
    """
    if shown.starts_at is None:
        return None
    row = Dated(
        uid=shown.calendar_uid,
        layers=(_layer(activity), _layer(shown)),
        created=shown.created_at,
        starts=shown.starts_at,
        ends=shown.starts_at + timedelta(minutes=shown.minutes) if shown.minutes else None,
        zone=activity.zone,
        title=activity.title,
        url=_leading(activity, site, application),
        place=_where(activity, shown),
        moved_from=shown.moved_from,
        tentative=shown.tentative or activity.date_state is DateState.TENTATIVE,
        gone=Gone.CANCELLED if dropped else _gone(activity),
    )
    return agenda.block(_of_volunteer(row, application) if application else row, shown.title)


def task(due: Task, activity: Activity, site: str) -> Entry | None:
    """Return a task on its day; None while that is not known."""
    if due.due is None:
        return None
    return agenda.task(_on_a_day(due, due.due, activity, _inside(activity, site)), due.title)


def stand(own: Own, activity: Activity, application: Application, site: str) -> Entry:
    """Return one shift of a volunteer; who gave it up sees it crossed out, and nobody else is named."""
    row = Dated(
        uid=own.stand.calendar_uid,
        layers=(_layer(activity), _layer(own.stand)),
        created=own.shift.created_at,
        starts=own.shift.starts_at,
        ends=own.shift.ends_at,
        zone=activity.zone,
        title=activity.title,
        url=_public(activity, site),
        place=own.place or activity.place,
        moved_from=own.shift.moved_from,
        tentative=activity.date_state is DateState.TENTATIVE,
        gone=_gone(activity) or _gone_from(own),
    )
    return agenda.shift(_of_volunteer(row, application), own.post)


def contact(due: Due, activity: Activity, application: Application, site: str) -> Entry:
    """Return a monthly contact on the day it is due, crossed out if its pair has ended."""
    row = _on_a_day(due, due.due_on, activity, _public(activity, site))
    if due.is_over:
        row = msgspec.structs.replace(row, gone=Gone.CANCELLED)
    pod = due.number if due.pod is None else due.pod
    return agenda.contact(_of_volunteer(row, application), str(pod))


def _of_activity(activity: Activity, url: str) -> Dated:
    if activity.starts_at is None:
        raise ValueError("an activity without a date has no entry")
    starts: datetime | date = activity.starts_at
    ends: datetime | date | None = activity.ends_at
    if not activity.has_clock_time and activity.first_day and activity.last_day:
        starts, ends = activity.first_day, activity.last_day + timedelta(days=1)
    return Dated(
        uid=activity.calendar_uid,
        layers=(_layer(activity),),
        created=activity.created_at,
        starts=starts,
        ends=ends,
        zone=activity.zone,
        title=activity.title,
        url=url,
        place=activity.place,
        tentative=activity.date_state is DateState.TENTATIVE,
        gone=_gone(activity),
    )


def _on_a_day(row: Row, day: date, activity: Activity, url: str) -> Dated:
    return Dated(
        uid=row.calendar_uid,
        layers=(_layer(activity), _layer(row)),
        created=activity.created_at,
        starts=day,
        zone=activity.zone,
        title=activity.title,
        url=url,
        gone=_gone(activity),
    )


def _of_volunteer(row: Dated, application: Application) -> Dated:
    """Add the layer of the application: a reserve is tentative, who withdrew is crossed out.

    Volunteers have no account, so what they get leads to a page for anyone.
    """
    withdrawn = application.status is ApplicationStatus.WITHDRAWN
    return msgspec.structs.replace(
        row,
        layers=(*row.layers, _layer(application)),
        for_anyone=True,
        tentative=row.tentative or application.status is ApplicationStatus.RESERVED,
        gone=Gone.WITHDRAWN if withdrawn else row.gone,
    )


def _layer(of: Revised) -> Layer:
    return Layer(of.calendar_sequence, of.calendar_modified)


def _gone(activity: Activity) -> Gone | None:
    return Gone.CANCELLED if activity.status is Status.CANCELLED else None


def _gone_from(own: Own) -> Gone | None:
    if own.shift.cancelled_at:
        return Gone.CANCELLED
    return Gone.WITHDRAWN if own.stand.standing is Standing.GIVEN_UP else None


def _where(activity: Activity, block: Block | None) -> str:
    """Return the site, and where on it a block is: 「青木镇小学 · 校门口」."""
    return " · ".join(part for part in (activity.place, block.place if block else "") if part)


def _leading(activity: Activity, site: str, application: Application | None) -> str:
    return _public(activity, site) if application else _inside(activity, site)


def _public(activity: Activity, site: str) -> str:
    return f"{site}/e/{activity.slug}"


def _inside(activity: Activity, site: str) -> str:
    """Return the activity's address on the site, which asks to sign in."""
    return f"{site}/a/{activity.id}"
