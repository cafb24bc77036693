"""Requests: what guardians and volunteers ask about their data, and the written answer (A5)."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from accounts import mails, organizations, traces
from accounts.rules.links import Holder, Kind
from accounts.rules.permissions import Actor, Permission
from kit import clock, database
from kit.i18n import N_
from volunteers import applications, disclosures, erasures, identity
from volunteers.rules import requests as rules
from volunteers.rules.requests import (
    AnsweredAlready,
    AskedAlready,
    DataRequest,
    NewAnswer,
    NewRequest,
    NoSuchRequest,
    RequestKind,
    RequestState,
)
from volunteers.rules.sharing import SubjectKind
from volunteers.rules.terms import REMEMBERED
from volunteers.tables import applications as people
from volunteers.tables import sharing as tables

TO_GUARDIAN, TO_VOLUNTEER = N_("The guardian"), N_("The volunteer")
EVERYTHING, COPY_ASKED_FOR = N_("Everything that is kept"), N_("A copy was asked for")


async def ask(holder: Holder, new: NewRequest) -> int:
    """Note what somebody asks through their link, and return its number.

    Raises:
        NoSuchApplication, SayWhatIsWrong, AskedAlready
    """
    rules.refuse_wordless(new)
    kind, subject = await _subject(holder)
    d, today = tables.DataRequest, clock.day()
    days = (await organizations.answer_time(holder.organization_id)).answer_days
    async with database.transaction():
        await organizations.lock(holder.organization_id)  # numbers follow each other
        still_open = await d.select(d.kind).where(
            d.organization == holder.organization_id,
            d.subject_id == subject,
            d.state == RequestState.OPEN,
        )
        if len(still_open) >= rules.MOST_OPEN or new.kind in {one["kind"] for one in still_open}:
            raise AskedAlready
        [last] = await d.raw(
            "SELECT coalesce(max(number), 0) AS n FROM data_request WHERE organization = {}",
            holder.organization_id,
        )
        number = int(last["n"]) + 1
        row = d(
            id=uuid4(),
            organization=holder.organization_id,
            activity_id=holder.activity_id,
            number=number,
            subject_kind=kind,
            subject_id=subject,
            kind=new.kind,
            text=new.text,
            link_id=holder.id,
            asked_at=clock.now(),
            due_on=rules.due_on(today, days),
        )
        await d.insert(row)
        await traces.leave(
            holder, "request.asked", row.id, activity_id=holder.activity_id, details=new.kind
        )
    return number


async def of_holder(holder: Holder) -> list[DataRequest]:
    """Return what was asked about the one this link is about, the latest first.

    Raises:
        NoSuchApplication
    """
    kind, subject = await _subject(holder)
    d = tables.DataRequest
    several = [subject] if kind is SubjectKind.PARTICIPANT else await identity.family(subject)
    return await _found(d.organization == holder.organization_id, d.subject_id.is_in(several))


async def numbered(holder: Holder, number: int) -> DataRequest:
    """Return one request about the one this link is about.

    Raises:
        NoSuchApplication, NoSuchRequest
    """
    for one in await of_holder(holder):
        if one.number == number:
            return one
    raise NoSuchRequest


async def of_association(actor: Actor) -> list[DataRequest]:
    """Return all requests: the open ones by their last day, then those with an answer.

    Raises:
        NotAllowed
    """
    actor.must(Permission.ANSWER_REQUESTS)
    found = await _found(tables.DataRequest.organization == actor.organization_id)
    return sorted(found, key=lambda one: (not one.is_open, one.due_on if one.is_open else date.max))


async def find(actor: Actor, request_id: UUID) -> DataRequest:
    """Return one request of the actor's association.

    Raises:
        NotAllowed, NoSuchRequest
    """
    actor.must(Permission.ANSWER_REQUESTS)
    d = tables.DataRequest
    found = await _found(d.organization == actor.organization_id, d.id == request_id)
    if not found:
        raise NoSuchRequest
    return found[0]


async def answer(actor: Actor, request_id: UUID, new: NewAnswer) -> None:
    """Answer in words; what is granted is done in the same breath: a deletion, a copy to fetch.

    Raises:
        NotAllowed, NoSuchRequest, AnswerInWords, AnsweredAlready
    """
    rules.refuse_silence(new)
    known = await find(actor, request_id)
    d = tables.DataRequest
    async with database.transaction():
        address = await _address(known)  # before a deletion takes it away
        if new.state is RequestState.ANSWERED and known.kind is RequestKind.DELETE:
            await erasures.carry_out(actor, known)
        if new.state is RequestState.ANSWERED and known.kind is RequestKind.COPY:
            await disclosures.note(
                actor,
                TO_GUARDIAN if known.subject_kind is SubjectKind.PARTICIPANT else TO_VOLUNTEER,
                [known.subject_id],
                [EVERYTHING],
                purpose=COPY_ASKED_FOR,
                basis="PIPL 45",
                activity_id=known.activity_id,
                kind=known.subject_kind,
            )
        saved = (
            await d.update(
                {
                    d.state: new.state,
                    d.answer: new.answer.strip(),
                    d.answered_by: actor.account_id,
                    d.answered_at: clock.now(),
                    d.version: d.version + 1,
                }
            )
            .where(d.id == known.id, d.version == new.version, d.state == RequestState.OPEN)
            .returning(d.id)
        )
        if not saved:
            raise AnsweredAlready
        if address:
            await mails.write(
                "request-answered",
                address,
                organization_id=known.organization,
                key=f"request-{known.id}",
                number=known.number,
                association=actor.organization,
            )
        await traces.leave(
            actor,
            f"request.{new.state}",
            known.id,
            activity_id=known.activity_id,
            details=known.kind,
        )


async def waiting(organization_id: UUID) -> int:
    """Return how many requests wait for an answer."""
    d = tables.DataRequest
    where = (d.organization == organization_id, d.state == RequestState.OPEN)
    return int(await d.count().where(*where))


async def forget(today: date) -> int:
    """Delete what was answered three years ago and return how many requests went."""
    d = tables.DataRequest
    gone = (
        await d.delete()
        .where(d.state != RequestState.OPEN, d.due_on < today - REMEMBERED)
        .returning(d.id)
    )
    return len(gone)


async def _subject(holder: Holder) -> tuple[SubjectKind, UUID]:
    """Return whose data a link is about."""
    if holder.kind is Kind.GUARDIAN:
        return SubjectKind.PARTICIPANT, holder.object_id
    a = people.Application
    application = await applications.of_link(holder)
    [row] = await a.select(a.volunteer).where(a.id == application.id)
    return SubjectKind.VOLUNTEER, row["volunteer"]


async def _address(known: DataRequest) -> str:
    """Return where a volunteer reads mail; a guardian is never written to."""
    if known.subject_kind is not SubjectKind.VOLUNTEER:
        return ""
    v, a = people.Volunteer, people.Application
    alive, *others = await identity.family(known.subject_id)
    row = await v.select(v.email).where(v.id == alive).first()
    if row and row["email"]:
        return str(row["email"])
    said = (  # the directory learns an address only at night
        await a.select(a.email)
        .where(a.volunteer.is_in([alive, *others]))
        .order_by(a.applied_at, ascending=False)
        .first()
    )
    return str(said["email"]) if said else ""


async def _found(*which: Any) -> list[DataRequest]:
    d = tables.DataRequest
    rows = (
        await d.select(*d.all_columns(), d.answered_by.name.as_alias("answered_by_name"))
        .where(*which)
        .order_by(d.number, ascending=False)
    )
    return database.facts(
        DataRequest, [row | {"answered_by_name": row["answered_by_name"] or ""} for row in rows]
    )
