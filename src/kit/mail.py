"""One mail: built so that nothing a person typed can become a header, and handed to whoever carries it."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
import anyio
import msgspec

SUBJECT = 60  # characters; more is cut off by the readers' programs anyway
PATIENCE = 20  # seconds for one delivery

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")


class Letter(msgspec.Struct, frozen=True):
    """A mail as it waits; `message_id` stays the same however often it is sent."""

    id: UUID
    recipient: str
    subject: str
    body: str
    locale: str
    message_id: str
    created_at: datetime


Carrier = Callable[[EmailMessage, Letter], Awaitable[None]]


def build(letter: Letter, sender: str) -> EmailMessage:
    """Return the mail to send; `sender` is written like `Name <name@example.org>`."""
    name, address = parseaddr(sender)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(_plain(name), addr_spec=address)
    mail["To"] = Address(addr_spec=letter.recipient)
    mail["Subject"] = _shortened(_plain(letter.subject))
    mail["Date"] = format_datetime(letter.created_at)
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no holiday notes in answer
    mail["Content-Language"] = letter.locale.replace("_", "-")
    mail.set_content(letter.body, charset="utf-8")
    return mail


def by_smtp(url: str) -> Carrier:
    """Return a carrier to the server at `url`: smtp, smtps, or smtp+starttls."""
    server = urlsplit(url)

    async def carry(mail: EmailMessage, _: Letter) -> None:
        async with asyncio.timeout(PATIENCE):  # all in all; theirs is for each step
            await aiosmtplib.send(
                mail,
                hostname=server.hostname,
                port=server.port,
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps",
                start_tls=server.scheme == "smtp+starttls",
                timeout=PATIENCE,
            )

    return carry


def into_folder(folder: Path) -> Carrier:
    """Return a carrier that writes `.eml` files; the same mail always becomes the same file."""

    async def carry(mail: EmailMessage, letter: Letter) -> None:
        await anyio.to_thread.run_sync(
            _write, folder, f"{letter.created_at:%Y%m%dT%H%M%S}-{letter.id}.eml", bytes(mail)
        )

    return carry


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{name}.{os.getpid()}"
    draft.write_bytes(content)
    draft.replace(folder / name)


def _plain(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()


def _shortened(text: str) -> str:
    return text if len(text) <= SUBJECT else text[: SUBJECT - 1].rstrip() + "…"
