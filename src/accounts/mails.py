"""The outbox: a mail is a row of the change it tells about; a worker sends it afterwards."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

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
    with i18n.speaking(locale or i18n.locale()):
        subject = render(f"mails/{template}/subject.txt", **facts).strip().replace("\n", " ")
        body = render(f"mails/{template}/body.txt", **facts)
        spoken = i18n.locale()
    now, m = clock.now(), tables.OutboxMail
    await m.insert(
        m(
            id=uuid4(),
            organization=organization_id,
            recipient=recipient,
            subject=subject[:200],
            body=body,
            locale=spoken,
            message_id=f"<{key or uuid4()}@{settings().domain}>",
            created_at=now,
            send_after=now,
        )
    ).on_conflict(target=m.message_id, action="DO NOTHING")


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
