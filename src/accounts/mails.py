"""The outbox: a mail is a row of the change it tells about; a worker sends it afterwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from piccolo.columns.combination import And

from accounts import tables
from accounts.rules import letters
from kit import clock, database, i18n, logs, mail
from kit.errors import Refusal
from kit.i18n import N_
from kit.mail import Carrier, Letter
from kit.settings import settings
from kit.templating import render

KEPT = timedelta(days=30)


class NoSuchMail(Refusal):
    status = 404
    message = N_("There is no such mail.")


class AlreadySent(Refusal):
    message = N_("The mails about it have gone out, so it cannot be taken back any more.")


class Waiting(msgspec.Struct, frozen=True):
    """A mail of the outbox, as a developer looks at it."""

    id: UUID
    recipient: str
    subject: str
    body: str
    locale: str
    message_id: str
    created_at: datetime
    attempts: int
    sent_at: datetime | None
    gave_up_at: datetime | None
    last_error: str


class Addressed(msgspec.Struct, frozen=True, kw_only=True):
    """One mail to write: `key` makes its Message-ID, so a second copy of the news is refused.

    `about` is whom it tells of: what `take_back` and `hurry` find it by, until it is sent.
    """

    recipient: str
    facts: dict[str, object]
    locale: str = ""
    key: str = ""
    about: UUID | None = None
    send_after: datetime | None = None


async def write(
    template: str,
    recipient: str,
    *,
    organization_id: UUID | None = None,
    locale: str = "",
    key: str = "",
    **facts: object,
) -> None:
    """Put a mail into the outbox, inside the caller's transaction.

    `template` names a folder of `templates/mails/` with `subject.txt` and `body.txt`, filled with
    `facts`; `key` makes the Message-ID the same for the same news, so a second copy is refused.
    """
    one = Addressed(recipient=recipient, facts=facts, locale=locale, key=key)
    await write_each(template, [one], organization_id=organization_id)


async def write_each(
    template: str, several: Iterable[Addressed], *, organization_id: UUID | None = None
) -> None:
    """Put the same news for several people into the outbox, in few statements."""
    rows, m = [_row(template, one, organization_id) for one in several], tables.OutboxMail
    for batch in database.batches(rows):
        await m.insert(*batch).on_conflict(target=m.message_id, action="DO NOTHING")


async def written(keys: Iterable[str]) -> set[str]:
    """Return which of these keys a mail was written with before."""
    ids = {f"<{key}@{settings().domain}>": key for key in keys}
    m = tables.OutboxMail
    rows = await m.select(m.message_id).where(m.message_id.is_in(list(ids))) if ids else []
    return {ids[row["message_id"]] for row in rows}


async def take_back(about: Sequence[UUID], since: datetime) -> int:
    """Delete the mails about these that were written `since`; return how many that were.

    Raises:
        AlreadySent: one of them is out; a mail on its way is waited for.
    """
    m = tables.OutboxMail
    mine = And(m.about.is_in(list(about)), m.created_at >= since)
    rows = await m.delete().where(mine, m.sent_at.is_null()).returning(m.id)
    if await m.exists().where(mine):
        raise AlreadySent
    return len(rows)


async def hurry(about: Sequence[UUID]) -> int:
    """Let the mails about these go out now; return how many still waited."""
    m, now = tables.OutboxMail, clock.now()
    rows = (
        await m.update({m.send_after: now})
        .where(m.about.is_in(list(about)), m.sent_at.is_null(), m.send_after > now)
        .returning(m.id)
    )
    return len(rows)


async def send_next(carry: Carrier, *, keep_body: bool = False) -> bool:
    """Send the mail that has waited longest; return False if none is due.

    The row stays locked until the mail is out, so other workers take the next one. A worker that
    dies in between leaves it unsent: the mail goes out again, under the same Message-ID. What was
    sent loses its body, for it may hold a link that opens something; `keep_body` is for the folder.
    """
    async with database.transaction():
        m, now = tables.OutboxMail, clock.now()
        row = (
            await m.select()
            .where(m.sent_at.is_null(), m.gave_up_at.is_null(), m.send_after <= now)
            .order_by(m.send_after)
            .first()
            .lock_rows("UPDATE", skip_locked=True)
        )
        if row is None:
            return False
        try:
            letter = database.fact(Letter, row)
            await carry(mail.build(letter, settings().mail_from), letter)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the mail must be tried again
            await _put_back(row["id"], row["attempts"] + 1, row["created_at"], _code(error))
        else:
            left = row["body"] if keep_body else ""
            await m.update(
                {m.sent_at: clock.now(), m.attempts: m.attempts + 1, m.body: left}
            ).where(m.id == row["id"])
        return True


async def latest(most: int = 100) -> list[Waiting]:
    """Return the newest mails, for the development page: of everybody, therefore only there."""
    m = tables.OutboxMail
    rows = await m.select(*m.all_columns()).order_by(m.created_at, ascending=False).limit(most)
    return database.facts(Waiting, rows)


async def one(mail_id: UUID) -> Waiting:
    """Return one mail, for the development page.

    Raises:
        NoSuchMail
    """
    m = tables.OutboxMail
    row = await m.select(*m.all_columns()).where(m.id == mail_id).first()
    if row is None:
        raise NoSuchMail
    return database.fact(Waiting, row)


async def forget_old() -> None:
    """Drop what was sent, or given up, a month ago."""
    m, limit = tables.OutboxMail, clock.now() - KEPT
    await m.delete().where((m.sent_at < limit) | (m.gave_up_at < limit))


def _row(template: str, one: Addressed, organization_id: UUID | None) -> tables.OutboxMail:
    with i18n.speaking(one.locale or i18n.locale()):
        subject = render(f"mails/{template}/subject.txt", **one.facts).strip().replace("\n", " ")
        body = render(f"mails/{template}/body.txt", **one.facts)
        spoken = i18n.locale()
    now = clock.now()
    return tables.OutboxMail(
        id=uuid4(),
        organization=organization_id,
        recipient=one.recipient,
        subject=subject[:200],
        body=body,
        locale=spoken,
        message_id=f"<{one.key or uuid4()}@{settings().domain}>",
        about=one.about,
        created_at=now,
        send_after=one.send_after or now,
    )


async def _put_back(mail_id: UUID, attempts: int, created_at: datetime, code: str) -> None:
    m, now = tables.OutboxMail, clock.now()
    hopeless = letters.is_hopeless(created_at, now)
    logs.event("mail not sent", id=mail_id, attempts=attempts, error=code, gave_up=hopeless)
    await m.update(
        {
            m.attempts: attempts,
            m.send_after: now + letters.pause(attempts),
            m.last_error: code,
            m.gave_up_at: now if hopeless else None,
        }
    ).where(m.id == mail_id)


def _code(error: Exception) -> str:
    """Return what went wrong without what the server said: that may hold an address."""
    return f"{type(error).__name__} {getattr(error, 'code', '')}".strip()
