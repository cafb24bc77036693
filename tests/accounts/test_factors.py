"""The second factor of an account, from the square code to taking it off."""

from datetime import timedelta

import pyotp
import pytest
import time_machine

from accounts import factors, mails, sessions, tables
from accounts.rules.factors import STEP, HasFactor, NoFactor, WrongCode
from accounts.throttles import TooOften
from kit import clock, crypto
from kit.crypto import Place, Ring
from tests import make


@pytest.fixture
async def me(db):
    """Somebody signed in, before any second factor."""
    return await signed_in(await make.actor())


async def signed_in(actor):
    return await sessions.find(
        await sessions.begin(actor.account_id, actor.organization_id), clock.now()
    )


async def code(me, *, steps=0):
    """What the phone shows, so many half minutes from now."""
    a = tables.Account
    [row] = await a.select(a.factor).where(a.id == me.account_id)
    place = Place("account", "factor", me.account_id, factors.NOBODY)
    secret = crypto.unseal(bytes(row["factor"]), place, Ring.FACTOR)
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // STEP + steps)


async def set_up(me):
    await factors.begin(me)
    return await factors.confirm(me, await code(me, steps=-1))


async def test_it_counts_from_the_first_right_code_on_and_ten_spare_codes_come_with_it(me):
    await factors.begin(me)
    pending = await factors.of(me.account_id)
    spares = await factors.confirm(me, await code(me))

    assert (pending.pending, pending.on) == (True, False)
    now = await factors.of(me.account_id)
    assert (now.pending, now.on, now.spares) == (False, True, 10)
    assert len(set(spares)) == 10


async def test_the_secret_lies_sealed_and_is_shown_only_until_it_counts(me):
    await factors.begin(me)
    secret = await factors.pending_secret(me)
    a = tables.Account
    [row] = await a.select(a.factor).where(a.id == me.account_id)
    await factors.confirm(me, await code(me))

    assert secret.encode() not in bytes(row["factor"])
    assert await factors.pending_secret(me) == ""
    with pytest.raises(HasFactor):
        await factors.begin(me)


async def test_it_ends_every_other_session_and_writes_a_mail(me):
    other = await sessions.begin(me.account_id, None)
    await set_up(me)

    assert await sessions.find(other, clock.now()) is None
    assert (await mails.latest())[0].recipient == me.email


async def test_a_code_that_was_used_is_refused_and_the_next_one_is_not(me):
    await set_up(me)
    used = await code(me)
    await factors.step_up(me, used)

    with pytest.raises(WrongCode):
        await factors.step_up(me, used)
    await factors.step_up(me, await code(me, steps=1))


async def test_stepping_up_gives_the_session_a_new_token_and_the_old_one_is_dead(me):
    await set_up(me)
    token = await sessions.begin(me.account_id, None)
    here = await sessions.find(token, clock.now())
    new = await factors.step_up(here, await code(me))

    assert await sessions.find(token, clock.now()) is None
    assert (await sessions.find(new, clock.now())).session_id == here.session_id
    assert await sessions.stepped_up_at(here.session_id) is not None


async def test_a_spare_code_opens_once(me):
    spares = await set_up(me)
    await factors.step_up(me, spares[3].lower())

    assert (await factors.of(me.account_id)).spares == 9
    with pytest.raises(WrongCode):
        await factors.step_up(me, spares[3])


async def test_new_spare_codes_make_the_old_ones_worthless(me):
    old = await set_up(me)
    new = await factors.renew_spares(me, await code(me))

    assert set(old).isdisjoint(new)
    with pytest.raises(WrongCode):
        await factors.step_up(me, old[0])


async def test_wrong_codes_are_counted_and_a_right_one_does_not_help_afterwards(me):
    await set_up(me)
    for _ in range(5):
        with pytest.raises(WrongCode):
            await factors.step_up(me, "000000")

    with pytest.raises(TooOften):
        await factors.step_up(me, await code(me, steps=1))
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        await factors.step_up(me, await code(me))


async def test_right_codes_are_not_counted(me):
    spares = await set_up(me)
    for spare in spares[:7]:
        await factors.step_up(me, spare)


async def test_it_is_taken_off_with_a_code_only(me):
    await set_up(me)
    with pytest.raises(WrongCode):
        await factors.take_off(me, "000000")
    await factors.take_off(me, await code(me))

    assert not (await factors.of(me.account_id)).on
    assert await sessions.stepped_up_at(me.session_id) is None
    with pytest.raises(NoFactor):
        await factors.step_up(me, "000000")
