"""Who applied to one activity, with their answers, as a spreadsheet for its planners."""

from uuid import UUID
from zoneinfo import ZoneInfo

from accounts import traces
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Activity
from kit import database, sheet_writer
from kit.i18n import gettext
from kit.sheet_writer import Sheet, Value
from volunteers import applications, posts, questions, sources
from volunteers.rules.answers import in_words
from volunteers.rules.applications import STATUS_NAMES, Application, ApplicationStatus


async def exported(actor: Actor, activity_id: UUID, ending: str) -> bytes:
    """Return everybody who applied as `csv` or `xlsx`; a formula somebody typed is text in it.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.CHANGE_VOLUNTEERS)
    async with database.transaction():
        activity = await activities.find(actor, activity_id)
        everybody = await applications.of_activity(actor, activity_id, tuple(ApplicationStatus))
        await traces.leave(
            actor, "applications.exported", activity_id=activity.id, details=str(len(everybody))
        )
        sheet = await _sheet(activity, everybody)
    return sheet_writer.csv(sheet) if ending == "csv" else sheet_writer.xlsx(sheet)


async def _sheet(activity: Activity, everybody: list[Application]) -> Sheet:
    named_posts = {one.id: one.name for one in await posts.of(activity)}
    named_sources = {one.id: one.name for one in await sources.of(activity.id)}
    asked = await questions.of(activity.id)
    said = await questions.answers(activity.id)
    zone = ZoneInfo(activity.zone)
    heads = [
        *(gettext("No."), gettext("Result"), gettext("Name"), gettext("Student number")),
        *(gettext("College"), gettext("Study year"), gettext("Phone"), gettext("E-mail")),
        *(gettext("Post"), gettext("Source"), gettext("Applied on"), gettext("Motivation")),
        *(one.label for one in asked),
    ]
    rows: list[list[Value]] = [
        [
            *(one.number, gettext(STATUS_NAMES[one.status]), one.name, one.student_no),
            *(one.college, one.year, one.phone, one.email),
            *(named_posts.get(one.post, "") if one.post else "",),
            *(named_sources.get(one.source, "") if one.source else "",),
            *(one.applied_at.astimezone(zone).date(), one.motivation),
            *(in_words(q, said.get(one.id, {}).get(q.id, "")) for q in asked),
        ]
        for one in everybody
    ]
    return Sheet(gettext("Applications"), heads, rows)
