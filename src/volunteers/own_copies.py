"""Own copies: everything that is kept of one volunteer, for that volunteer alone (PIPL 45)."""

from typing import Any
from uuid import UUID

from accounts.rules.links import Holder
from kit import clock
from kit.i18n import gettext
from volunteers import applications, copies
from volunteers.rules import kept
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES
from volunteers.rules.applications import STATUS_NAMES as APPLICATION_STATES
from volunteers.rules.clearance import KIND_NAMES as CLEARANCE_NAMES
from volunteers.rules.clearance import OUTCOME_NAMES
from volunteers.rules.kept import Copy, Line, Part, entry, line
from volunteers.rules.pairs import STATUS_NAMES as PAIR_STATES
from volunteers.rules.training import PRESENCE_NAMES
from volunteers.tables import applications as people
from volunteers.tables import pairs as pair_tables
from volunteers.tables import training as trainings


async def of_volunteer(holder: Holder) -> Copy:
    """Return everything kept of the volunteer whom a link is about, across the association's activities.

    Raises:
        NoSuchApplication
    """
    a, v = people.Application, people.Volunteer
    own = await applications.of_link(holder)
    [row] = await a.select(a.volunteer).where(a.id == own.id)
    [person] = await v.select(
        *(v.name, v.student_no, v.college, v.year, v.phone, v.email, v.skills, v.interests),
        *(v.languages, v.free, v.note, v.created_at),
    ).where(v.id == row["volunteer"])
    parts = [
        Part("person", gettext("You"), (_person(person),)),
        await _applications(row["volunteer"]),
        await _trainings(row["volunteer"]),
        await _clearances(row["volunteer"]),
        await _pairs(row["volunteer"]),
        await copies.handed_over(holder, row["volunteer"]),
        await copies.asked(holder),
    ]
    return Copy(person["name"], clock.day("Asia/Shanghai"), tuple(parts))


def _person(row: dict[str, Any]) -> tuple[Line, ...]:
    return entry(
        line("name", gettext("Name"), row["name"]),
        line("student_no", gettext("Student number"), row["student_no"]),
        line("college", gettext("College"), row["college"]),
        line("year", gettext("Year"), row["year"]),
        line("phone", gettext("Phone"), row["phone"]),
        line("email", gettext("E-mail"), row["email"]),
        line("skills", gettext("Skills"), kept.skills(row["skills"])),
        line("interests", gettext("Likes"), kept.names(row["interests"], INTERESTS)),
        line("languages", gettext("Languages"), kept.names(row["languages"], LANGUAGES)),
        line("times", gettext("Free times"), kept.names(row["free"], FREE_TIMES)),
        line("note", gettext("Note"), row["note"]),
        line("since", gettext("Since"), row["created_at"]),
    )


async def _applications(volunteer_id: UUID) -> Part:
    a, said = people.Application, people.ApplicationAnswer
    rows = (
        await a.select(
            *(a.id, a.status, a.applied_at, a.motivation, a.experience, a.phone, a.email),
            a.activity.title.as_alias("title"),
        )
        .where((a.volunteer == volunteer_id) | (a.volunteer.merged_into == volunteer_id))
        .order_by(a.applied_at)
    )
    answers = await said.select(
        said.application, said.value, said.question.label.as_alias("label")
    ).where(said.application.is_in([row["id"] for row in rows] or [volunteer_id]))
    return Part(
        "applications",
        gettext("Applications"),
        tuple(
            entry(
                line("activity", gettext("Activity"), row["title"]),
                line("state", gettext("State"), kept.named(APPLICATION_STATES, row["status"])),
                line("at", gettext("Applied on"), row["applied_at"]),
                line("phone", gettext("Phone"), row["phone"]),
                line("email", gettext("E-mail"), row["email"]),
                line("motivation", gettext("Why"), row["motivation"]),
                *(
                    line(one["label"], one["label"], one["value"])
                    for one in answers
                    if one["application"] == row["id"]
                ),
            )
            for row in rows
        ),
    )


async def _trainings(volunteer_id: UUID) -> Part:
    t = trainings.Attendance
    rows = (
        await t.select(
            t.presence,
            t.came_at,
            t.left_at,
            t.session.title.as_alias("title"),
            t.session.starts_at.as_alias("starts_at"),
        )
        .where(t.application.volunteer == volunteer_id)
        .order_by(t.session.starts_at)
    )
    return Part(
        "training",
        gettext("Training"),
        tuple(
            entry(
                line("title", gettext("Training"), row["title"]),
                line("at", gettext("When"), row["starts_at"]),
                line(
                    "presence", gettext("Attendance"), kept.named(PRESENCE_NAMES, row["presence"])
                ),
                line("came", gettext("Came"), row["came_at"]),
                line("left", gettext("Left"), row["left_at"]),
            )
            for row in rows
        ),
    )


async def _clearances(volunteer_id: UUID) -> Part:
    c = trainings.Clearance
    rows = await c.select(c.kind, c.outcome, c.on, c.valid_until, c.reference).where(
        c.volunteer == volunteer_id
    )
    return Part(
        "clearances",
        gettext("Clearances"),
        tuple(
            entry(
                line("kind", gettext("What"), kept.named(CLEARANCE_NAMES, row["kind"])),
                line("outcome", gettext("Outcome"), kept.named(OUTCOME_NAMES, row["outcome"])),
                line("on", gettext("Day"), row["on"]),
                line("until", gettext("Valid until"), row["valid_until"]),
                line("reference", gettext("Reference"), row["reference"]),
            )
            for row in rows
        ),
    )


async def _pairs(volunteer_id: UUID) -> Part:
    """Return a volunteer's pairs by number: whom they went with is somebody else's."""
    p = pair_tables.Pair
    rows = await p.select(p.number, p.status, p.started_on, p.ended_on).where(
        p.application.volunteer == volunteer_id
    )
    return Part(
        "pairs",
        gettext("Pairs"),
        tuple(
            entry(
                line("number", gettext("Pair"), row["number"]),
                line("state", gettext("State"), kept.named(PAIR_STATES, row["status"])),
                line("since", gettext("Since"), row["started_on"]),
                line("ended", gettext("Ended"), row["ended_on"]),
            )
            for row in rows
        ),
    )
