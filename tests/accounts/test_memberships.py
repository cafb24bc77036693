import asyncio
from uuid import uuid4

import pytest

from accounts import memberships, tables
from accounts.rules.memberships import LastOwner, NoSuchMember
from accounts.rules.permissions import NotAllowed, Role
from tests import make


async def membership_of(owner, actor):
    return next(m for m in await memberships.of(owner) if m.account_id == actor.account_id)


async def test_the_last_owner_stays_and_the_last_but_one_may_go(db):
    owner = await make.actor()
    other = await make.actor(Role.OWNER, of=owner)
    mine, theirs = await membership_of(owner, owner), await membership_of(owner, other)

    await memberships.remove(owner, theirs.id)

    with pytest.raises(LastOwner):
        await memberships.remove(owner, mine.id)
    with pytest.raises(LastOwner):
        await memberships.change_role(owner, mine.id, Role.PLANNER)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
async def test_only_owners_manage_members(db, role):
    owner = await make.actor()
    member = await make.actor(role, of=owner)
    mine = await membership_of(owner, member)

    with pytest.raises(NotAllowed):
        await memberships.change_role(member, mine.id, Role.OWNER)
    with pytest.raises(NotAllowed):
        await memberships.remove(member, mine.id)


async def test_another_associations_member_does_not_exist_for_us(db):
    ours, theirs = await make.actor(), await make.actor()
    foreign = await membership_of(theirs, theirs)

    for membership_id in (foreign.id, uuid4()):
        with pytest.raises(NoSuchMember):
            await memberships.remove(ours, membership_id)
    assert [m.account_id for m in await memberships.of(ours)] == [ours.account_id]


async def test_each_change_leaves_a_trace(db):
    owner = await make.actor()
    planner = await membership_of(owner, await make.actor(Role.PLANNER, of=owner))

    await memberships.change_role(owner, planner.id, Role.TREASURER)
    await memberships.remove(owner, planner.id)

    t = tables.Trace
    left = await t.select(t.action, t.details).where(t.object_id == planner.id).order_by(t.at)
    assert left == [
        {"action": "member.role", "details": "planner → treasurer"},
        {"action": "member.remove", "details": "treasurer"},
    ]


@pytest.fixture
async def two_owners(schema):
    """Two owners of one association that everybody can see, taken away afterwards."""
    one = await make.actor()
    yield one, await make.actor(Role.OWNER, of=one)
    for table in (tables.Trace, tables.Membership):
        await table.delete().where(table.organization == one.organization_id)
    await tables.Organization.delete().where(tables.Organization.id == one.organization_id)


async def test_two_owners_who_remove_each_other_at_once_leave_one(two_owners):
    one, other = two_owners
    mine, theirs = await membership_of(one, one), await membership_of(one, other)

    answers = await asyncio.gather(
        memberships.remove(one, theirs.id),
        memberships.remove(other, mine.id),
        return_exceptions=True,
    )

    assert sorted(type(a).__name__ for a in answers) == ["LastOwner", "Member"]
    assert len(await memberships.of(one)) == 1
