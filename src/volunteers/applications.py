"""Applications: sent once by the volunteer, found by whoever may, answered or withdrawn by link."""

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid4

import msgspec

from accounts import once, throttles, traces
from accounts.rules.links import Holder
from accounts.rules.permissions import Actor, Permission
from events import activities
from events.rules.activities import Status
from kit import clock, database, forms, i18n, tokens
from kit.hooks import Hook
from kit.settings import settings
from volunteers import places, recruitment
from volunteers.rules import selection
from volunteers.rules.applications import (
    CONSENT_VERSION,
    HOLDING,
    AlreadyApplied,
    Application,
    ApplicationStatus,
    NewApplication,
    NoSuchApplication,
    masked,
    student_number,
    tidied,
    wrong_fields,
)
from volunteers.rules.selection import Door, NotOpen
from volunteers.tables import applications as tables

MAILS_PER_ADDRESS = 5
FORM_KEY = 12  # characters, at least: shorter ones are not ours and could be guessed

place_given: Hook[Application] = places.place_given
place_lost: Hook[Application] = places.place_lost


async def apply(slug: str, new: NewApplication, *, form: str = "") -> str:
    """Take one application and return the token of the applicant's own page.

    `form` is the key of the form that was filled in: the same application sent again from the
    same form leads to the same page, and to nothing else.

    Raises:
        WrongForm, NoSuchActivity, NotOpen, AlreadyApplied
    """
    found, new = await recruitment.door(slug), tidied(new)
    if found.door in selection.ENTERED and (wrong := wrong_fields(new)):
        raise forms.WrongForm(wrong)
    key, body = _key(form, new.student_no), msgspec.json.encode(new)
    async with database.transaction():
        earlier = await _earlier(found.activity.id, key, body)
        if earlier:
            return earlier
        if found.door not in selection.ENTERED:
            raise NotOpen(found.door)
        volunteer_id = await _known(found.activity.organization, new)
        await _refuse_second(found.activity.id, volunteer_id)
        application_id, token = uuid4(), _token(key)
        await places.link(found.activity, application_id, locale=i18n.locale(), token=token)
        if new.email and await _may_mail(new.email):
            await places.confirm(found.activity, application_id, new, token)
        await _line_up(found, application_id, volunteer_id, new)
    return token


async def of_activity(
    actor: Actor, activity_id: UUID, statuses: Sequence[ApplicationStatus] = HOLDING
) -> list[Application]:
    """Return the activity's applications in these states, by number.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    a = tables.Application
    rows = (
        await a.select()
        .where(a.activity == activity.id, a.status.is_in(list(statuses)))
        .order_by(a.number)
    )
    return [as_seen_by(actor, one) for one in database.facts(Application, rows)]


async def find(
    actor: Actor, activity_id: UUID, application_id: UUID, *, lock: bool = False
) -> Application:
    """Return one application of an activity of the actor's association.

    Raises:
        NotAllowed, NoSuchActivity, NoSuchApplication
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    return as_seen_by(actor, await _one(activity.id, application_id, lock=lock))


async def of_link(holder: Holder) -> Application:
    """Return the application a volunteer's link is about.

    Raises:
        NoSuchApplication
    """
    if holder.about != "application" or holder.activity_id is None:
        raise NoSuchApplication
    activity = await activities.of(holder.organization_id, holder.activity_id)
    return await _one(activity.id, holder.object_id)


async def counts(actor: Actor, activity_id: UUID) -> dict[ApplicationStatus, int]:
    """Return how many applications are in each state, absent ones as 0.

    Raises:
        NotAllowed, NoSuchActivity
    """
    actor.must(Permission.SEE_VOLUNTEERS)
    activity = await activities.find(actor, activity_id)
    rows = await tables.Application.raw(
        "SELECT status, count(*) AS n FROM application WHERE activity = {} GROUP BY status",
        activity.id,
    )
    return dict.fromkeys(ApplicationStatus, 0) | {
        ApplicationStatus(r["status"]): r["n"] for r in rows
    }


async def place_in_line(application: Application) -> int:
    """Return the place of a reserve, 1 for whoever is next; 0 for everybody else."""
    if application.rank is None:
        return 0
    a = tables.Application
    return int(
        await a.count().where(
            a.activity == application.activity,
            a.status == ApplicationStatus.RESERVED,
            a.rank <= application.rank,
        )
    )


async def confirm(holder: Holder) -> Application:
    """The volunteer says 能来: the place is theirs for good.

    Raises:
        NoSuchApplication, NotPossible
    """
    return await _answer(holder, ApplicationStatus.CONFIRMED)


async def withdraw(holder: Holder) -> Application:
    """The volunteer steps back; a place they held goes to the reserve list in the same breath.

    Raises:
        NoSuchApplication, NotPossible
    """
    return await _answer(holder, ApplicationStatus.WITHDRAWN)


async def send_link_again(slug: str, student_no: str, email: str) -> None:
    """Mail a fresh link if number and address belong together; nobody learns whether they do.

    Raises:
        NoSuchActivity, TooOften
    """
    found, now = await recruitment.door(slug), clock.now()
    number = student_number(student_no)
    bucket = hashlib.sha256(f"{found.activity.id}:{number}".encode()).hexdigest()[:40]
    await throttles.allow(f"link-again:{bucket}", 3, selection.AGAIN_WITHIN, now)
    a = tables.Application
    async with database.transaction():
        row = (
            await a.select()
            .where(
                a.activity == found.activity.id,
                a.student_no == number,
                a.email == email.strip().lower(),
                a.email != "",
            )
            .first()
        )
        if row:
            await places.tell(
                found.activity, database.fact(Application, row), "link-again", fresh=True
            )


async def _answer(holder: Holder, to: ApplicationStatus) -> Application:
    async with database.transaction():
        known = await of_link(holder)
        activity = await activities.of(holder.organization_id, known.activity, lock=True)
        await places.call_of(activity, lock=True)
        before = await _one(activity.id, known.id, lock=True)
        if before.status is to:
            return before
        selection.refuse_step(before.status, to)
        after = await places.move(before, to, answered_at=clock.now(), decided_at=before.decided_at)
        if selection.frees_a_place(before.status, to):
            await place_lost.tell(after)
            await places.free(activity)
        await traces.leave(holder, f"application.{to}", known.id, activity_id=activity.id)
        await activities.touch(activity.id)
    return after


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


async def _known(organization_id: UUID, new: NewApplication) -> UUID:
    """Return the volunteer of this number, made if need be, locked until we are done."""
    v = tables.Volunteer
    rows = (
        await v.insert(
            v(
                id=uuid4(),
                organization=organization_id,
                name=new.name,
                student_no=new.student_no,
                college=new.college,
                created_at=clock.now(),
            )
        )
        .on_conflict(
            target=(v.organization, v.student_no), action="DO UPDATE", values=[v.student_no]
        )
        .returning(v.id)
    )
    return UUID(str(rows[0]["id"]))


async def _refuse_second(activity_id: UUID, volunteer_id: UUID) -> None:
    """Refuse a second application, and keep the activity's row from being locked by others.

    Our own row will refer to it while we hold the call's lock, and locks are taken one way.
    """
    rows = await tables.Application.raw(
        "SELECT EXISTS (SELECT 1 FROM application a WHERE a.activity = activity.id AND a.volunteer = {}) "
        "AS applied, status FROM activity WHERE id = {} FOR KEY SHARE",
        volunteer_id,
        activity_id,
    )
    if rows[0]["applied"]:
        raise AlreadyApplied
    if rows[0]["status"] != Status.OPEN:
        raise NotOpen(Door.CLOSED)


async def _line_up(
    found: recruitment.PublicCall, application_id: UUID, volunteer_id: UUID, new: NewApplication
) -> None:
    """Draw a number and write the application: the part that everybody else waits for."""
    now, a = clock.now(), tables.Application
    turn = await places.draw(found.call, now)
    if turn is None:
        raise NotOpen((await recruitment.door(found.activity.slug)).door)
    said = {k: v for k, v in msgspec.structs.asdict(new).items() if k != "consent"}
    await a.insert(
        a(
            id=application_id,
            activity=found.activity.id,
            volunteer=volunteer_id,
            **said | {k: list(said[k]) for k in ("free", "skills", "interests", "languages")},
            number=turn.number,
            status=turn.status,
            rank=turn.rank,
            consent_version=CONSENT_VERSION,
            consented_at=now,
            applied_at=now,
            decided_at=None if turn.status is ApplicationStatus.APPLIED else now,
            calendar_modified=now.replace(microsecond=0),
        )
    )
    if turn.status in HOLDING:
        await place_given.tell(await _one(found.activity.id, application_id))


async def _one(activity_id: UUID, application_id: UUID, *, lock: bool = False) -> Application:
    a = tables.Application
    query = a.select().where(a.id == application_id, a.activity == activity_id)
    rows = await (query.lock_rows("UPDATE") if lock else query)
    if not rows:
        raise NoSuchApplication
    return database.fact(Application, rows[0])


def as_seen_by(actor: Actor, application: Application) -> Application:
    """Leave out what the actor's role does not see (domain reference §6.3)."""
    return application if actor.may(Permission.SEE_VOLUNTEER_PHONES) else masked(application)


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
