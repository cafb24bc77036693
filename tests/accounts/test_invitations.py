from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts import invitations, memberships, sessions, signing_in, tables
from accounts.rules.invitations import (
    AlreadyMember,
    ForSomebodyElse,
    NoSuchInvitation,
    SignInToJoin,
)
from accounts.rules.permissions import NotAllowed, Role
from kit import clock
from tests import make
from tests.accounts.visiting import mailed_link


def fresh():
    return f"{uuid4().hex}@example.org"


async def invited(owner, address, role=Role.TREASURER):
    await invitations.invite(owner, address, role)
    return (await mailed_link(address)).removeprefix("/invitations/")


async def signed_in(account_id):
    return await sessions.find(await sessions.begin(account_id, None), clock.now())


async def test_a_newcomer_joins_with_the_role_of_the_invitation(db):
    owner, address = await make.actor(), fresh()
    token = await invited(owner, address)

    account_id, organization_id = await invitations.accept(token, None, "林悦")

    assert organization_id == owner.organization_id
    joined = next(m for m in await memberships.of(owner) if m.account_id == account_id)
    assert (joined.name, joined.email, joined.role) == ("林悦", address, Role.TREASURER)
    assert await invitations.pending(owner) == []


async def test_an_invitation_counts_once(db):
    token = await invited(await make.actor(), fresh())
    await invitations.accept(token, None, "林悦")

    with pytest.raises(NoSuchInvitation):
        await invitations.accept(token, None, "林悦")


async def test_an_account_says_yes_itself_and_nobody_else_does(db):
    owner, address = await make.actor(), fresh()
    account_id = await signing_in.create(address, "林悦", "", clock.now())
    token = await invited(owner, address)

    with pytest.raises(SignInToJoin):
        await invitations.accept(token, None, "Eve")
    with pytest.raises(ForSomebodyElse):
        await invitations.accept(token, await signed_in((await make.actor()).account_id), "")
    assert await invitations.accept(token, await signed_in(account_id), "") == (
        account_id,
        owner.organization_id,
    )


async def test_an_invitation_lives_fourteen_days(db):
    owner, address = await make.actor(), fresh()
    start = clock.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False) as time:
        token = await invited(owner, address)
        time.move_to(start + timedelta(days=14) - timedelta(seconds=1))
        assert (await invitations.find(token)).email == address
        time.move_to(start + timedelta(days=14))
        with pytest.raises(NoSuchInvitation):
            await invitations.find(token)


async def test_inviting_again_ends_the_older_link(db):
    owner, address = await make.actor(), fresh()
    first = await invited(owner, address, Role.VIEWER)
    second = await invited(owner, address, Role.PLANNER)

    with pytest.raises(NoSuchInvitation):
        await invitations.find(first)
    assert (await invitations.find(second)).role is Role.PLANNER
    assert len(await invitations.pending(owner)) == 1


async def test_a_withdrawn_invitation_opens_nothing(db):
    owner, stranger = await make.actor(), await make.actor()
    token = await invited(owner, fresh())
    (waiting,) = await invitations.pending(owner)
    with pytest.raises(NoSuchInvitation):
        await invitations.withdraw(stranger, waiting.id)

    await invitations.withdraw(owner, waiting.id)

    with pytest.raises(NoSuchInvitation):
        await invitations.find(token)


async def test_only_owners_invite(db):
    planner = await make.actor(Role.PLANNER, of=await make.actor())

    with pytest.raises(NotAllowed):
        await invitations.invite(planner, fresh(), Role.OWNER)


async def test_a_member_is_not_invited_again(db):
    owner = await make.actor()
    a = tables.Account
    account = await a.select(a.email).where(a.id == owner.account_id).first()

    with pytest.raises(AlreadyMember):
        await invitations.invite(owner, account["email"], Role.VIEWER)
