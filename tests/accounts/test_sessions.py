"""D19: whatever ends a session ends it for good."""

from uuid import uuid4

import pytest

from accounts import memberships, organizations, profiles, sessions, signing_in, tables
from accounts.rules.permissions import Role
from accounts.signing_in import Visitor
from kit import clock
from kit.forms import WrongForm
from tests import make

HERE = Visitor(
    "192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
)


async def alive(token):
    return await sessions.find(token, clock.now())


async def test_d19_signing_in_makes_a_new_session_and_ends_the_one_before(db):
    actor = await make.actor()
    old = (await signing_in.enter(actor.account_id, HERE, None)).token

    new = (await signing_in.enter(actor.account_id, HERE, await alive(old))).token

    assert await alive(old) is None
    assert (await alive(new)).account_id == actor.account_id


async def test_d19_a_token_the_visitor_brought_is_never_adopted(db):
    actor = await make.actor()
    brought = "x" * 43

    await signing_in.enter(actor.account_id, HERE, await alive(brought))

    assert await alive(brought) is None


async def test_d19_another_association_means_another_session(db):
    actor = await make.actor()
    old = await sessions.begin(actor.account_id, actor.organization_id, device="Firefox")

    new = await organizations.found(await alive(old), "图书馆志愿者协会", "信息学院")

    assert await alive(old) is None
    there = await alive(new)
    assert (there.actor.organization, there.actor.role) == ("图书馆志愿者协会", Role.OWNER)


async def test_d19_a_new_password_ends_every_other_session(db):
    actor = await make.actor()
    mine, other = [await sessions.begin(actor.account_id, None) for _ in range(2)]

    await profiles.set_password(await alive(mine), "", "lantern harbour cello nine")

    assert await alive(mine)
    assert await alive(other) is None


async def test_the_old_password_is_asked_for_the_new_one(db):
    actor = await make.actor()
    session = await alive(await sessions.begin(actor.account_id, None))
    await profiles.set_password(session, "", "lantern harbour cello nine")

    with pytest.raises(WrongForm):
        await profiles.set_password(session, "not this one", "quilt thunder 8 saffron")

    await profiles.set_password(session, "lantern harbour cello nine", "quilt thunder 8 saffron")


@pytest.mark.parametrize("losing", ["role", "membership"])
async def test_d19_losing_a_role_ends_every_session(db, losing):
    owner = await make.actor()
    planner = await make.actor(Role.PLANNER, of=owner)
    token = await sessions.begin(planner.account_id, planner.organization_id)
    membership = next(m for m in await memberships.of(owner) if m.account_id == planner.account_id)

    if losing == "role":
        await memberships.change_role(owner, membership.id, Role.VIEWER)
    else:
        await memberships.remove(owner, membership.id)

    assert await alive(token) is None


async def test_people_end_only_sessions_of_their_own(db):
    actor, stranger = await make.actor(), await make.actor()
    token = await sessions.begin(actor.account_id, None, device="Firefox · Linux")
    device = (await sessions.living(actor.account_id))[0]
    assert device.device == "Firefox · Linux"

    await sessions.end(device.id, account_id=stranger.account_id)
    assert await alive(token)
    await sessions.end(device.id, account_id=actor.account_id)

    assert await alive(token) is None


async def test_idle_for_a_week_is_over(db):
    actor = await make.actor()
    token = await sessions.begin(actor.account_id, None)

    assert await sessions.find(token, clock.now() + sessions.IDLE) is None


async def test_what_ended_is_forgotten(db):
    actor = await make.actor()
    token = await sessions.begin(actor.account_id, None)
    s = tables.Session
    await s.update({s.ends_at: clock.now() - sessions.IDLE}).where(s.account == actor.account_id)

    await sessions.forget_ended()

    assert not await s.exists().where(s.account == actor.account_id)
    assert await alive(token) is None


async def test_switching_to_a_strangers_association_is_refused(db):
    actor, stranger = await make.actor(), await make.actor()
    token = await sessions.begin(actor.account_id, actor.organization_id)

    with pytest.raises(organizations.NoSuchAssociation):
        await organizations.switch(await alive(token), stranger.organization_id)
    with pytest.raises(organizations.NoSuchAssociation):
        await organizations.switch(await alive(token), uuid4())

    assert await alive(token)
