"""Applicants correct what they said of themselves: all of it until somebody decides, then what reaches them."""

from typing import Any
from uuid import UUID

import msgspec

from accounts import traces
from accounts.rules.links import Holder
from events import activities
from events.rules.activities import Activity
from kit import database, forms
from volunteers import applications, asking, places, questions
from volunteers.rules import entries
from volunteers.rules.applications import Application, ApplicationStatus, NewApplication
from volunteers.rules.entries import Asked, Entry
from volunteers.rules.selection import NotPossible
from volunteers.tables import applications as tables

CORRECTABLE = (
    ApplicationStatus.APPLIED,
    ApplicationStatus.RESERVED,
    ApplicationStatus.ACCEPTED,
    ApplicationStatus.CONFIRMED,
)
ALWAYS = ("phone", "email", "free", "skills", "interests", "languages")
UNDECIDED = ("name", "college", "year", "gender", "experience", "motivation", "source", "post")


class Correctable(msgspec.Struct, frozen=True):
    """What one applicant said, what the call asks, and whether somebody has decided."""

    activity: Activity
    application: Application
    asked: Asked
    answers: dict[UUID, str]

    @property
    def decided(self) -> bool:
        return self.application.status is not ApplicationStatus.APPLIED

    @property
    def typed(self) -> dict[str, Any]:
        """What was said, as if it had just been typed."""
        said = msgspec.convert(
            {
                **{
                    name: getattr(self.application, name)
                    for name in ("student_no", "ticked", *ALWAYS, *UNDECIDED)
                },
                "consent": True,
            },
            NewApplication,
        )
        return {**entries.as_typed(self.asked, said, self.answers), "consent": "yes"}


async def of_link(holder: Holder, *, lock: bool = False) -> Correctable:
    """Return what the holder of a link may correct.

    Raises:
        NoSuchApplication, NotPossible: it is withdrawn, declined or passed on.
    """
    known = await applications.of_link(holder)
    activity = await activities.of(holder.organization_id, known.activity)
    call = await places.call_of(activity)
    application = await applications.one(activity.id, known.id, lock=lock)
    if application.status not in CORRECTABLE or call is None:
        raise NotPossible
    decided = application.status is not ApplicationStatus.APPLIED
    return Correctable(
        activity,
        application,
        # What was decided upon stays as it was: nothing of it is asked again.
        Asked() if decided else await asking.of(activity, call),
        await questions.answers_of(application.id),
    )


async def correct(holder: Holder, posted: forms.Posted) -> None:
    """Write what was corrected; a hard rule that is no longer met refuses it, like an application.

    Raises:
        NoSuchApplication, NotPossible, WrongForm
    """
    async with database.transaction():
        known = await of_link(holder, lock=True)
        asked = known.asked
        fixed = () if not known.decided else (*UNDECIDED, "name")
        said = {name: posted[name] for name in posted if name not in fixed}
        kept = {name: value for name, value in known.typed.items() if name in fixed}
        entry = entries.read(
            asked,
            {**said, **kept, "student_no": known.application.student_no, "consent": "yes"},
        )
        await _write(known, entry)
        await traces.leave(
            holder, "application.correct", known.application.id, activity_id=known.activity.id
        )


async def _write(known: Correctable, entry: Entry) -> None:
    a, new = tables.Application, msgspec.structs.asdict(entry.new)
    names = ALWAYS if known.decided else (*ALWAYS, *UNDECIDED, "ticked")
    values = {
        getattr(a, name): list(new[name]) if isinstance(new[name], tuple) else new[name]
        for name in names
    }
    before = known.application
    await a.update(values | {a.version: a.version + 1}).where(
        a.id == before.id, a.version == before.version
    )
    if not known.decided:
        await questions.rewrite(before.id, known.asked.questions, entry.answers)
