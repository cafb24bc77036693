"""Whatever a stand-in rests on may end: its pair, their place, that the two may meet. Then they stand in no more."""

import pytest

import accounts.tables
from events import releases
from tests.volunteers.test_mending import mailed
from tests.volunteers.test_my_today import mended, page_of
from volunteers import applications, pairing, pairs, partings, stand_ins
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.pairs import PairStatus, WhyNever
from volunteers.tables import applications as people
from volunteers.tables import pairs as tables
from web import wiring


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def address(application) -> str:
    a = people.Application
    return (await a.select(a.email).where(a.id == application).first())["email"]


async def quiet():
    """Forget the mails so far."""
    await accounts.tables.OutboxMail.delete(force=True)


async def told() -> set[str]:
    return {to for to, _ in await mailed()}


async def release(actor, activity) -> int:
    return (await releases.current(actor.organization_id, activity.id))[0].number


async def test_two_who_are_kept_apart_are_so_at_once_for_a_day_too(db):
    actor, activity, live, reserve = await mended()
    _, shown = await page_of(actor, activity, reserve)
    assert shown["my_today"].children
    before = await release(actor, activity)
    await quiet()

    await pairing.forbid(actor, activity.id, reserve, live[0].participant, WhyNever.KIN)

    assert await stand_ins.of(activity.id) == {}
    assert await told() == {await address(reserve)}
    assert await release(actor, activity) == before + 1
    _, shown = await page_of(actor, activity, reserve)
    assert "my_today" not in shown


async def test_keeping_two_others_apart_ends_nobodys_stand_in(db):
    actor, activity, live, reserve = await mended()
    await pairing.forbid(actor, activity.id, reserve, live[1].participant, WhyNever.KIN)
    await pairing.forbid(actor, activity.id, live[2].application, live[0].participant, WhyNever.KIN)
    assert await stand_ins.of(activity.id) == {live[0].id: reserve}


async def test_a_stand_in_goes_with_the_pair_and_reads_it(db):
    actor, activity, live, reserve = await mended()
    before, revised = await release(actor, activity), await stand_ins.revised(reserve)
    [pair] = [one for one in await pairs.of(activity.id) if one.id == live[0].id]
    await quiet()

    await partings.end(actor, activity.id, pair.id, pair.version, "because")

    s = tables.StandIn
    assert not await s.exists().where(s.pair == pair.id, s.ended_at.is_null())
    assert await told() == {await address(reserve)}
    assert await release(actor, activity) == before + 1
    assert (await stand_ins.revised(reserve))[0] > revised[0]


async def test_a_reserve_who_steps_back_stands_in_for_nobody_even_once_they_are_back(db):
    actor, activity, _, reserve = await mended()
    holder, _ = await page_of(actor, activity, reserve)
    before = await release(actor, activity)

    await applications.withdraw(holder)

    assert await release(actor, activity) == before + 1
    a = people.Application
    await a.update({a.status: ApplicationStatus.RESERVED}).where(a.id == reserve)
    assert await stand_ins.of(activity.id) == {}


async def test_when_the_stand_in_has_left_their_names_are_nowhere(db):
    _, activity, live, reserve = await mended()
    assert [who for who, _ in (await stand_ins.names(activity.id)).values()] == [reserve]
    p = tables.Pair
    await p.update({p.status: PairStatus.DROPPED}).where(p.id == live[0].id)
    assert await stand_ins.names(activity.id) == {}
