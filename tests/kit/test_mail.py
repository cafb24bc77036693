import asyncio
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import msgspec
import pytest
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import SMTP

from kit.mail import Letter, build, by_smtp, into_folder

LETTER = Letter(
    id=UUID(int=7),
    recipient="lin@example.org",
    subject="确认你的伴行邮箱",
    body="你好：\n\nhttps://plan.example/signin/x\n",
    locale="zh_Hans",
    message_id="<abc@plan.example>",
    created_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
)
SENDER = "伴行 Banxing <banxing@plan.example>"


def lines(mail):
    return mail.get_content().replace("\r\n", "\n")


def test_what_was_built_reads_back_as_it_was_meant():
    mail = message_from_bytes(bytes(build(LETTER, SENDER)), policy=default)

    assert mail["Subject"] == "确认你的伴行邮箱"
    assert mail["From"].addresses[0].display_name == "伴行 Banxing"
    assert mail["Message-ID"] == "<abc@plan.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert lines(mail) == LETTER.body


@pytest.mark.parametrize(
    "typed", ["Hi\r\nBcc: eve@example.org", "Hi\nX: y", "Hi\u2028Bcc: eve@example.org", "Hi\x00"]
)
def test_nothing_typed_becomes_a_header(typed):
    mail = message_from_bytes(
        bytes(build(msgspec.structs.replace(LETTER, subject=typed), SENDER)), policy=default
    )

    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert mail["Subject"].startswith("Hi")


def test_sixty_characters_of_subject_stay_and_the_sixty_first_does_not():
    whole = build(msgspec.structs.replace(LETTER, subject="伴" * 60), SENDER)["Subject"]
    cut = build(msgspec.structs.replace(LETTER, subject="伴" * 61), SENDER)["Subject"]

    assert (whole, cut) == ("伴" * 60, "伴" * 59 + "…")


async def test_the_same_mail_becomes_the_same_file(tmp_path, anyio_backend):
    carry = into_folder(tmp_path / "mails")
    for _ in range(2):
        await carry(build(LETTER, SENDER), LETTER)

    (file,) = (tmp_path / "mails").iterdir()
    assert file.name == f"20261101T080000-{LETTER.id}.eml"
    assert lines(message_from_bytes(file.read_bytes(), policy=default)) == LETTER.body


async def test_a_mail_server_gets_what_was_built(anyio_backend):
    arrived = []

    class Inbox(Message):
        def handle_message(self, message):
            arrived.append(message)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Inbox(), loop=loop), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async with server:
        await by_smtp(f"smtp://127.0.0.1:{port}")(build(LETTER, SENDER), LETTER)

    assert [m["Message-ID"] for m in arrived] == ["<abc@plan.example>"]
