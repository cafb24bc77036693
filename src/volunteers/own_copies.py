"""Own copies: everything that is kept of one volunteer, for that volunteer alone (PIPL 45)."""

from typing import Any
from uuid import UUID

from accounts import access_log
from accounts.rules.links import Holder
from kit import clock, crypto, database
from kit.crypto import CannotOpen, Place
from kit.i18n import N_, gettext
from volunteers import applications, copies, identity, own_records
from volunteers.rules import kept
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.applications import STATUS_NAMES as APPLICATION_STATES
from volunteers.rules.clearance import KIND_NAMES as CLEARANCE_NAMES
from volunteers.rules.clearance import OUTCOME_NAMES
from volunteers.rules.identity import bare
from volunteers.rules.kept import Copy, Line, Part, entry, line
from volunteers.rules.pairs import STATUS_NAMES as PAIR_STATES
from volunteers.rules.training import PRESENCE_NAMES
from volunteers.tables import applications as people
from volunteers.tables import pairs as pair_tables
from volunteers.tables import training as trainings

OWN_COPY = "copy for the volunteer"
GENDER_NAMES: dict[str, str] = {Gender.FEMALE: N_("Woman"), Gender.MALE: N_("Man")}


async def of_volunteer(holder: Holder) -> Copy:
    """Return everything kept of the volunteer whom a link is about, across the association's activities.

    Raises:
        NoSuchApplication
    """
    a, v = people.Application, people.Volunteer
    own = await applications.of_link(holder)
    [row] = await a.select(a.volunteer).where(a.id == own.id)
    family = await identity.family(row["volunteer"])
    [person] = await v.select().where(v.id == family[0])
    mine = [
        one["id"]
        for one in await a.select(a.id).where(
            a.volunteer.is_in(family), a.activity.organization == holder.organization_id
        )
    ]
    parts = [
        Part("person", gettext("You"), (_person(person),)),
        *await _opened(holder, person),
        await _applications(mine),
        await _trainings(mine),
        await _clearances(family),
        await _pairs(mine),
        *await own_records.of(family, mine),
        await copies.handed_over(holder, family[0]),
        await copies.seen(holder, family[0]),
        await copies.asked(holder),
    ]
    return Copy(person["name"], clock.day(), tuple(parts))


async def _opened(holder: Holder, person: dict[str, Any]) -> list[Part]:
    """Open the sealed values for the volunteer; the log is written first."""
    fields = [name for name in kept.SEALED_NAMES if person[name]]
    if not fields:
        return []
    async with database.transaction():
        await access_log.note(
            holder, person["id"], fields, OWN_COPY, activity_id=holder.activity_id
        )
    plain = entry(
        *(
            line(name, gettext(kept.SEALED_NAMES[name]), _read(holder, person, name))
            for name in fields
        )
    )
    return [Part("sealed", gettext("Kept sealed"), (plain,))]


def _read(holder: Holder, person: dict[str, Any], name: str) -> str:
    place = Place("volunteer", name, person["id"], holder.organization_id)
    try:
        return crypto.unseal(person[name], place)
    except CannotOpen:
        return gettext("cannot be opened: its key is missing")


def _person(row: dict[str, Any]) -> tuple[Line, ...]:
    return entry(
        line("name", gettext("Name"), row["name"]),
        line("student_no", gettext("Student number"), bare(row["student_no"])),
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


async def _applications(mine: list[UUID]) -> Part:
    a, said = people.Application, people.ApplicationAnswer
    rows = (
        await a.select(
            *a.all_columns(),
            a.activity.title.as_alias("title"),
            a.post.name.as_alias("post_name"),
            a.source.name.as_alias("source_name"),
        )
        .where(a.id.is_in(mine))
        .order_by(a.applied_at)
    )
    answers = await said.select(
        said.application, said.value, said.question.label.as_alias("label")
    ).where(said.application.is_in(mine))
    return Part(
        "applications",
        gettext("Applications"),
        tuple(
            entry(
                line("activity", gettext("Activity"), row["title"]),
                line("state", gettext("State"), kept.named(APPLICATION_STATES, row["status"])),
                line("at", gettext("Applied on"), row["applied_at"]),
                *_said(row),
                *(
                    line(one["label"], one["label"], one["value"])
                    for one in answers
                    if one["application"] == row["id"]
                ),
            )
            for row in rows
        ),
    )


def _said(row: dict[str, Any]) -> tuple[Line, ...]:
    """Return what somebody wrote on the form, and what organisers noted beside it."""
    return (
        line("number", gettext("Number"), row["number"]),
        line("name", gettext("Name"), row["name"]),
        line("student_no", gettext("Student number"), row["student_no"]),
        line("college", gettext("College"), row["college"]),
        line("year", gettext("Year"), row["year"]),
        line("phone", gettext("Phone"), row["phone"]),
        line("email", gettext("E-mail"), row["email"]),
        line("gender", gettext("Gender"), kept.named(GENDER_NAMES, row["gender"])),
        line("source", gettext("Source"), row["source_name"]),
        line("post", gettext("Post"), row["post_name"]),
        line("skills", gettext("Skills"), kept.skills(row["skills"])),
        line("interests", gettext("Likes"), kept.names(row["interests"], INTERESTS)),
        line("languages", gettext("Languages"), kept.names(row["languages"], LANGUAGES)),
        line("times", gettext("Free times"), kept.names(row["free"], FREE_TIMES)),
        line("experience", gettext("Earlier activities"), row["experience"]),
        line("earlier", gettext("Took part before"), row["earlier"]),
        line("motivation", gettext("Why"), row["motivation"]),
        line("note", gettext("Note"), row["note"]),
        line("score", gettext("Score"), row["score"]),
        line("rank", gettext("Rank"), row["rank"]),
        line("override", gettext("Why you were let in all the same"), row["override_reason"]),
        line("consent", gettext("Agreed to the wording"), row["consent_version"]),
        line("consented", gettext("Agreed on"), row["consented_at"]),
        line("decided", gettext("Decided on"), row["decided_at"]),
        line("answered", gettext("Answered on"), row["answered_at"]),
    )


async def _trainings(mine: list[UUID]) -> Part:
    t = trainings.Attendance
    rows = (
        await t.select(
            t.presence,
            t.came_at,
            t.left_at,
            t.note,
            t.session.title.as_alias("title"),
            t.session.starts_at.as_alias("starts_at"),
        )
        .where(t.application.is_in(mine))
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
                line("note", gettext("Note"), row["note"]),
            )
            for row in rows
        ),
    )


async def _clearances(family: list[UUID]) -> Part:
    c = trainings.Clearance
    rows = await c.select().where(c.volunteer.is_in(family))
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
                line("checked_by", gettext("Checked by"), row["checked_by"]),
                line("label", gettext("Qualification"), row["label"]),
                line("text", gettext("Wording"), row["text_version"]),
            )
            for row in rows
        ),
    )


async def _pairs(mine: list[UUID]) -> Part:
    """Return a volunteer's pairs by number: whom they went with is somebody else's."""
    p = pair_tables.Pair
    rows = await p.select(p.number, p.status, p.started_on, p.ended_on).where(
        p.application.is_in(mine)
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
