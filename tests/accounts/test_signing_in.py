from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts import signing_in, tables
from accounts.rules.signing_in import LinkOver, TooManyTries, WrongPassword
from accounts.signing_in import Visitor
from kit import clock, passwords
from kit.forms import WrongForm
from tests import make
from tests.accounts.visiting import mailed_link

PASSWORD = "lantern harbour cello nine"
HERE = Visitor("192.0.2.7")


def fresh():
    return f"{uuid4().hex}@example.org"


async def account(password=PASSWORD):
    address = fresh()
    stored = await passwords.hashed(password) if password else ""
    return address, await signing_in.create(address, "周敏", stored, clock.now())


async def link_token(address):
    return (await mailed_link(address)).removeprefix("/signin/")


@pytest.fixture
def verifications(monkeypatch):
    """Every password that argon2 was asked about."""
    asked = []
    fits = passwords.fits

    async def counting(stored, password):
        asked.append(stored)
        return await fits(stored, password)

    monkeypatch.setattr(passwords, "fits", counting)
    return asked


async def test_the_right_password_opens_the_account(db):
    address, account_id = await account()

    assert await signing_in.by_password(address.upper(), PASSWORD, HERE) == account_id


async def test_full_width_letters_are_the_same_password(db):
    address, account_id = await account("ＡＢＣＤ lantern 九")

    assert await signing_in.by_password(address, "ABCD lantern 九", HERE) == account_id


async def test_d18_three_hundred_tries_get_few_answers_and_the_owner_enters(db, verifications):
    address, account_id = await account()
    mark = (await signing_in.enter(account_id, HERE, None)).mark

    for n in range(300):
        with pytest.raises((WrongPassword, TooManyTries)):
            await signing_in.by_password(address, "not this one", Visitor(f"198.51.100.{n % 60}"))

    assert 20 <= len(verifications) <= 40
    own = Visitor("203.0.113.9", mark=mark)
    assert await signing_in.by_password(address, PASSWORD, own) == account_id


async def test_d18_without_the_throttle_every_try_would_be_answered(db, verifications, monkeypatch):
    async def unthrottled(*_):
        pass

    monkeypatch.setattr(signing_in, "_count", unthrottled)
    address, _ = await account()

    for _ in range(50):
        with pytest.raises(WrongPassword):
            await signing_in.by_password(address, "not this one", HERE)

    assert len(verifications) == 50


async def test_five_tries_of_one_network_are_answered_and_the_sixth_is_not(db):
    address, _ = await account()
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await signing_in.by_password(address, "not this one", HERE)

    with pytest.raises(TooManyTries):
        await signing_in.by_password(address, PASSWORD, HERE)


async def test_right_passwords_use_up_no_tries(db):
    address, account_id = await account()

    for _ in range(7):
        assert await signing_in.by_password(address, PASSWORD, HERE) == account_id


async def test_an_unknown_account_costs_a_verification_too(db, verifications):
    with pytest.raises(WrongPassword):
        await signing_in.by_password(fresh(), PASSWORD, HERE)

    assert verifications == [""]


async def test_an_account_without_a_password_opens_to_none(db):
    address, _ = await account(password="")

    for typed in ("", "nobody has this password"):
        with pytest.raises(WrongPassword):
            await signing_in.by_password(address, typed, HERE)


async def test_a_link_signs_in_once(db):
    address, account_id = await account()
    await signing_in.ask_link(address, "/new", HERE)
    token = await link_token(address)

    assert await signing_in.spend(token, "") == (account_id, "/new")
    with pytest.raises(LinkOver):
        await signing_in.spend(token, "")


async def test_a_link_lives_fifteen_minutes(db):
    address, _ = await account()
    start = clock.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False) as time:
        await signing_in.ask_link(address, "/", HERE)
        token = await link_token(address)
        time.move_to(start + timedelta(minutes=15) - timedelta(seconds=1))
        assert (await signing_in.opened(token)).email == address
        time.move_to(start + timedelta(minutes=15))
        with pytest.raises(LinkOver):
            await signing_in.spend(token, "")


async def test_nobody_is_written_to_who_has_no_account(db):
    known, _ = await account()
    unknown = fresh()

    for address in (known, unknown):
        await signing_in.ask_link(address, "/", HERE)

    assert await mailed_link(known)
    assert await mailed_link(unknown) is None


async def test_three_mails_an_hour_and_no_fourth(db):
    address = fresh()
    for _ in range(3):
        await signing_in.ask_link(address, "/", HERE)

    with pytest.raises(TooManyTries):
        await signing_in.ask_link(address, "/", HERE)


async def test_an_account_begins_when_its_mail_is_confirmed(db):
    address = fresh()
    await signing_in.sign_up("周敏", address, PASSWORD, "/", HERE)
    assert not await tables.Account.exists().where(tables.Account.email == address)

    account_id, _ = await signing_in.spend(await link_token(address), PASSWORD)

    assert await signing_in.by_password(address, PASSWORD, HERE) == account_id


async def test_a_stranger_cannot_prepare_a_password_for_my_address(db):
    address, stranger = fresh(), "my secret way in 42"
    await signing_in.sign_up("Eve", address, stranger, "/", HERE)
    token = await link_token(address)
    with pytest.raises(WrongForm):
        await signing_in.spend(token, "what I would choose")

    await signing_in.spend(token, "")

    with pytest.raises(WrongPassword):
        await signing_in.by_password(address, stranger, HERE)


async def test_signing_up_twice_changes_nothing_of_the_account_there_is(db):
    address, account_id = await account()
    await signing_in.sign_up("Eve", address, "my secret way in 42", "/", HERE)

    assert await signing_in.spend(await link_token(address), "") == (account_id, "/")

    a = tables.Account
    assert await a.select(a.name).where(a.id == account_id).first() == {"name": "周敏"}
    assert await signing_in.by_password(address, PASSWORD, HERE) == account_id


async def test_an_old_hash_is_made_anew_at_sign_in(db, monkeypatch):
    address, account_id = await account()
    a = tables.Account
    before = await a.select(a.password_hash).where(a.id == account_id).first()
    monkeypatch.setattr(
        passwords, "hasher", type(passwords.hasher)(time_cost=2, memory_cost=16, parallelism=1)
    )

    await signing_in.by_password(address, PASSWORD, HERE)

    after = await a.select(a.password_hash).where(a.id == account_id).first()
    assert before != after
    assert "t=2" in after["password_hash"]


async def test_signing_in_acts_for_the_association_used_last(db):
    actor = await make.actor()
    entry = await signing_in.enter(actor.account_id, HERE, None)

    from accounts import sessions

    found = await sessions.find(entry.token, clock.now())
    assert found.actor.organization_id == actor.organization_id


async def test_two_links_for_one_new_address_make_one_account(db):
    address = fresh()
    await signing_in.sign_up("周敏", address, "", "/", HERE)
    first = await link_token(address)
    await signing_in.sign_up("周 敏", address, "", "/", HERE)
    second = await link_token(address)

    one, other = await signing_in.spend(first, ""), await signing_in.spend(second, "")

    assert one == other


async def test_an_account_made_at_the_same_moment_stands(db):
    address, account_id = await account()

    assert await signing_in.create(address, "Eve", "", clock.now()) == account_id
