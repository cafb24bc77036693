"""The outbox: a mail is a row of the change it tells about; a worker sends it afterwards."""

from uuid import UUID, uuid4

from accounts import tables
from kit import clock, i18n
from kit.settings import settings
from kit.templating import render


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
    now, mail = clock.now(), tables.OutboxMail
    await mail.insert(
        mail(
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
    ).on_conflict(target=mail.message_id, action="DO NOTHING")
