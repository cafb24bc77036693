"""The outbox, with workers on real connections where it is about two of them."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts import mails, tables
from accounts.rules.letters import PATIENCE
from kit import clock


async def written(**differing):
    address = f"{uuid4().hex}@example.org"
    await mails.write("sign_in_link", address, link="https://plan.example/signin/x", **differing)
    return address


async def state(address):
    m = tables.OutboxMail
    return await m.select(*m.all_columns()).where(m.recipient == address).first()


def failing(error):
    async def carry(*_):
        raise error

    return carry


async def test_a_mail_that_went_out_keeps_no_link(db):
    address, carried = await written(), []

    async def carry(mail, letter):
        carried.append(mail)

    assert await mails.send_next(carry)

    row = await state(address)
    assert "https://plan.example/signin/x" in carried[0].get_content()
    assert (row["sent_at"] is not None, row["body"]) == (True, "")
    assert not await mails.send_next(carry)


async def test_a_failed_mail_waits_longer_each_time_and_stays_the_same_mail(db):
    start, seen = clock.now().replace(microsecond=0), []

    async def carry(mail, _):
        seen.append(mail["Message-ID"])
        raise OSError("550 somebody@example.org unknown")

    with time_machine.travel(start, tick=False) as time:
        address = await written()
        for minutes in (0, 1, 3):
            time.move_to(start + timedelta(minutes=minutes))
            assert await mails.send_next(carry)
            assert not await mails.send_next(carry)

        row = await state(address)
    assert (row["attempts"], row["send_after"]) == (3, start + timedelta(minutes=7))
    assert seen == [row["message_id"]] * 3
    assert row["last_error"] == "OSError"


async def test_after_three_days_it_is_given_up(db):
    start = clock.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False) as time:
        early, late = await written(), None
        time.move_to(start + PATIENCE - timedelta(seconds=1))
        await mails.send_next(failing(OSError()))
        assert (await state(early))["gave_up_at"] is None
        time.move_to(start + PATIENCE + timedelta(hours=6))
        await mails.send_next(failing(OSError()))
        late = await state(early)
    assert late["gave_up_at"] == start + PATIENCE + timedelta(hours=6)
    assert not await mails.send_next(failing(OSError()))


async def test_the_same_news_is_written_once(db):
    address = await written(key="place-1")
    await mails.write("sign_in_link", address, link="https://plan.example/y", key="place-1")

    m = tables.OutboxMail
    assert await m.count().where(m.recipient == address) == 1
    assert (await state(address))["message_id"] == "<place-1@plan.example>"


async def test_a_mail_speaks_the_language_it_was_asked_in(db):
    chinese, english = await written(locale="zh_Hans"), await written(locale="en")

    assert (await state(english))["subject"] == "Your link to sign in to Banxing"
    assert (await state(chinese))["subject"] != (await state(english))["subject"]


@pytest.fixture
async def committed(schema):
    """Two mails that everybody can see, taken away afterwards."""
    addresses = [await written(), await written()]
    yield addresses
    m = tables.OutboxMail
    await m.delete().where(m.recipient.is_in(addresses))


async def test_two_workers_share_the_outbox(committed):
    both, at_once = asyncio.Barrier(2), []

    async def carry(_, letter):
        await asyncio.wait_for(both.wait(), 10)  # neither is finished before the other has begun
        at_once.append(letter.recipient)

    assert await asyncio.gather(mails.send_next(carry), mails.send_next(carry)) == [True, True]

    assert sorted(at_once) == sorted(committed)
    assert not await mails.send_next(carry)


async def test_a_worker_that_dies_leaves_the_mail_unsent(committed):
    begun = asyncio.Event()
    seen = []

    async def hang(mail, _):
        seen.append(mail["Message-ID"])
        begun.set()
        await asyncio.sleep(60)

    async def carry(mail, _):
        seen.append(mail["Message-ID"])

    dying = asyncio.create_task(mails.send_next(hang))
    await begun.wait()
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    while await mails.send_next(carry):
        pass

    assert len(seen) == 3
    assert len(set(seen)) == 2
