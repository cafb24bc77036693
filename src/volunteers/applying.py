"""Applying: taken once per person and activity, in the order of arrival, whatever the crowd."""

import hashlib
from collections.abc import Mapping
from typing import NoReturn
from uuid import UUID, uuid4

import msgspec

from accounts import once, throttles
from events.rules.activities import Activity, Status
from kit import clock, database, forms, i18n, tokens
from kit.settings import settings
from volunteers import (
    asking,
    eligibility,
    identity,
    notices,
    places,
    questions,
    recruitment,
)
from volunteers.recruitment import PublicCall
from volunteers.rules import deadlines, entries, selection
from volunteers.rules.applications import (
    CONSENT_VERSION,
    AlreadyApplied,
    ApplicationStatus,
    NewApplication,
    tidied,
)
from volunteers.rules.doors import own_code
from volunteers.rules.eligibility import EligibilityKind
from volunteers.rules.entries import Asked, Entry
from volunteers.rules.selection import Door, NotOpen
from volunteers.tables import applications as tables

MAILS_PER_ADDRESS = 5
ARRAYS = ("free", "skills", "interests", "languages", "ticked")
FORM_KEY = 12  # characters, at least: shorter ones are not ours and could be guessed


async def receive(slug: str, posted: forms.Posted, *, form: str = "") -> str:
    """Take the application that a form holds and return the token of the applicant's own page.

    `form` is the key of the form that was filled in: the same application sent again from the
    same form leads to the same page, and to nothing else.

    Raises:
        WrongForm, NoSuchActivity, NotOpen, AlreadyApplied
    """
    found = await recruitment.door(slug)
    asked = await asking.of(found.activity, found.call)
    try:
        entry = entries.read(asked, posted)
    except forms.WrongForm:
        if found.door not in selection.ENTERED:
            raise NotOpen(found.door) from None
        raise
    return await _take(found, asked, entry, form)


async def send(
    slug: str,
    new: NewApplication,
    *,
    answers: Mapping[UUID, str] | None = None,
    form: str = "",
) -> str:
    """Take one application as `receive` does, with `answers` to the call's own questions.

    Raises:
        WrongForm, NoSuchActivity, NotOpen, AlreadyApplied
    """
    found, new, said = await recruitment.door(slug), tidied(new), dict(answers or {})
    asked = await asking.of(found.activity, found.call)
    if found.door in selection.ENTERED and (wrong := entries.wrong_fields(asked, new, said)):
        raise forms.WrongForm(wrong)
    return await _take(found, asked, Entry(entries.fitting(asked, new), said), form)


async def _take(found: PublicCall, asked: Asked, entry: Entry, form: str) -> str:
    new = entry.new
    key, body = (
        _key(form, new.student_no),
        msgspec.json.encode((new, sorted(entry.answers.items()))),
    )
    async with database.transaction():
        before = await _earlier(found.activity.id, key, body)
        if before:
            return before
        if found.door not in selection.ENTERED:
            raise NotOpen(found.door)
        status = await _hold(found.activity.id)
        volunteer_id = await identity.of(found.activity.organization, new)
        await _refuse_second(found.activity.id, volunteer_id, new.student_no)
        if status != Status.OPEN:
            raise NotOpen(Door.CLOSED)
        application_id, token = uuid4(), _token(key)
        await notices.link(found.activity, application_id, locale=i18n.locale(), token=token)
        if new.email and await _may_mail(new.email):
            in_turn = selection.in_turn(found.call) and found.call.reserve > 0
            await notices.confirm(found.activity, application_id, new, token, in_turn=in_turn)
        await _line_up(found, asked, application_id, volunteer_id, entry)
    return token


async def _earlier(activity_id: UUID, key: str, body: bytes) -> str:
    """Return the token that this very form led to before, or ""."""
    if not key:
        return ""
    try:
        settled = await once.claim(activity_id, key, body)
    except once.AlteredForm as altered:
        raise AlreadyApplied from altered
    return _token(key) if settled is not None else ""


async def _may_mail(email: str) -> bool:
    """Nobody's mailbox is filled by applications in other people's names."""
    bucket = hashlib.sha256(f"application:{email}".encode()).hexdigest()[:40]
    tries = await throttles.count(f"mail:{bucket}", selection.AGAIN_WITHIN, clock.now())
    return tries <= MAILS_PER_ADDRESS


async def _hold(activity_id: UUID) -> str:
    """Keep the activity's row from being locked by others, and return the activity's status.

    Our own row will refer to it while we hold the call's lock, and locks are taken one way.
    """
    [row] = await tables.Application.raw(
        "SELECT status FROM activity WHERE id = {} FOR KEY SHARE", activity_id
    )
    return str(row["status"])


async def _refuse_second(activity_id: UUID, volunteer_id: UUID, student_no: str) -> None:
    """Refuse a second application of one person, and of one number whoever gives it."""
    a = tables.Application
    mine = (a.volunteer == volunteer_id) | (a.student_no == student_no)
    if await a.exists().where(a.activity == activity_id, mine):
        raise AlreadyApplied


async def _line_up(
    found: PublicCall, asked: Asked, application_id: UUID, volunteer_id: UUID, entry: Entry
) -> None:
    """Draw a number and write the application: the part that everybody else waits for."""
    now, a, new = clock.now(), tables.Application, entry.new
    unmet = entries.unmet(asked, new, entry.answers)
    earlier = await _earlier_part(found.activity, asked, volunteer_id)
    turn = await places.draw(found.call, now, source=new.source, post=new.post, waits=bool(unmet))
    if turn is None:
        await _refuse_late(found, new)
    activity, accepted = found.activity, turn.status is ApplicationStatus.ACCEPTED
    by = deadlines.of_turn(found.call, now, activity.starts_at, activity.zone) if accepted else None
    said = {k: v for k, v in msgspec.structs.asdict(new).items() if k != "consent"}
    await a.insert(
        a(
            id=application_id,
            activity=found.activity.id,
            volunteer=volunteer_id,
            **said | {k: list(said[k]) for k in ARRAYS},
            earlier=earlier,
            door_code=own_code(),
            number=turn.number,
            status=turn.status,
            rank=turn.rank,
            consent_version=CONSENT_VERSION,
            consented_at=now,
            applied_at=now,
            answer_by=by,
            decided_at=None if turn.status is ApplicationStatus.APPLIED else now,
            calendar_modified=now.replace(microsecond=0),
        )
    )
    await questions.write(application_id, entry.answers)


async def _earlier_part(activity: Activity, asked: Asked, volunteer_id: UUID) -> bool | None:
    """Say whether our records know this person, where a rule of the call asks for it."""
    if all(rule.kind is not EligibilityKind.EARLIER for rule in asked.rules):
        return None
    return await eligibility.earlier(activity.organization, volunteer_id, activity.id)


async def _refuse_late(found: PublicCall, new: NewApplication) -> NoReturn:
    """Say why there was no turn: the door shut meanwhile, or a source or post has no place left."""
    now = await recruitment.door(found.activity.slug)
    asked = await asking.of(now.activity, now.call)
    if now.door in selection.ENTERED and (wrong := entries.full(asked, now.call, new)):
        raise forms.WrongForm(wrong)
    raise NotOpen(now.door)


def _key(form: str, student_no: str) -> str:
    """Return what tells this form of this person apart, "" if the form carries no key of ours."""
    return (
        hashlib.sha256(f"{form}:{student_no}".encode()).hexdigest()[:40]
        if len(form) >= FORM_KEY
        else ""
    )


def _token(key: str) -> str:
    """Return a fresh token, or the one that belongs to a form: nothing but the form leads to it."""
    secret = settings().secret_key.encode()
    return tokens.signature(secret, "application", key) if key else tokens.new()
