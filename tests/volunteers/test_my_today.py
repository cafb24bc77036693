"""What a volunteer's own page and calendar say on a mended morning, each of their own and no more."""

from datetime import timedelta

import pytest

from accounts import links
from accounts.rules.links import Kind
from events import releases
from exports import dates
from kit import clock, i18n
from tests import make
from tests.exports import planned
from tests.volunteers.test_mending import apply, gone, paired
from volunteers import (
    applications,
    exclusions,
    groups,
    mending,
    mine,
    own_copies,
    pairs,
    partners,
    people,
    retention,
)
from volunteers.rules.pairs import PairStatus, WhyNever
from volunteers.tables import pairs as tables
from volunteers.tables import participants, training
from web import wiring


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()


async def page_of(actor, activity, application):
    token = (await people.link(actor, activity.id, application)).rpartition("/")[2]
    holder = await links.holder(Kind.VOLUNTEER, token)
    return holder, await mine.sections(holder, await applications.of_link(holder))


async def mended():
    actor, activity, live, [reserve] = await paired(5, 4)
    p = tables.Pair
    await p.update({p.status: PairStatus.CONFIRMED}).where(p.activity == activity.id)
    lane = await planned.day(actor, activity)
    await groups.go_with(
        actor, activity.id, live[0].group or (await groups.of(activity.id))[0].id, lane
    )
    await make.release(actor, activity.id)
    await gone(actor, activity, live[0])
    await apply(actor, activity)
    return actor, activity, live, reserve


async def test_a_stand_in_from_the_reserve_sees_their_child_their_day_and_their_calendar(db):
    actor, activity, live, reserve = await mended()

    holder, shown = await page_of(actor, activity, reserve)

    [child] = shown["my_today"].children
    assert child.codename.startswith("小满") and child.group
    assert shown["my_day"].rows
    entries = await dates.of_volunteer(holder, await applications.of_link(holder), activity)
    assert len(entries) > 1
    assert "小满" not in "".join(str(entry) for entry in entries)
    await mending.came(actor, activity.id, helper=live[0].application)
    _, after = await page_of(actor, activity, reserve)
    assert "my_today" not in after and "my_day" not in after


async def test_whoever_is_missing_reads_that_the_pair_stays_and_who_is_not_concerned_reads_nothing(
    db,
):
    actor, activity, live, _ = await mended()

    _, missing = await page_of(actor, activity, live[0].application)
    _, other = await page_of(actor, activity, live[3].application)

    assert (missing["my_today"].away, missing["my_today"].replaced) == (True, True)
    assert missing["my_today"].children == ()
    assert missing["partner"].codename
    assert "my_today" not in other


async def test_the_others_of_a_small_group_are_todays_helpers(db):
    actor, activity, live, reserve = await mended()
    own = {one.id: one for one in await pairs.of(activity.id)}
    missing = own[live[0].id]
    mate = next(one for one in own.values() if one.pod == missing.pod and one.id != missing.id)
    holder, _ = await page_of(actor, activity, mate.application)

    shown = await partners.of_volunteer(holder, await applications.of_link(holder))

    [stand_in] = [
        one.name for one in await applications.of(activity.id, ["reserved"]) if one.id == reserve
    ]
    assert stand_in in shown["partner"].others


async def test_whoever_was_missing_or_stood_in_finds_it_in_their_own_copy_and_nobody_elses_name(db):
    actor, activity, live, reserve = await mended()
    said = {}
    for one in (live[0].application, reserve, live[3].application):
        holder, _ = await page_of(actor, activity, one)
        with i18n.speaking("en"):
            copy = (await own_copies.of_volunteer(holder)).as_data()
        said[one] = [list(row) for row in copy.get("day", [])]
        assert "小满" not in str(copy)
    assert said[live[0].application] == [["missing"]]
    assert said[reserve] == [["stood_in", "since"]]
    assert said[live[3].application] == []


async def test_the_day_is_forgotten_with_its_children(db):
    _, activity, *_ = await mended()
    a, p = releases.tables.Activity, participants.Participant
    long_ago = clock.now() - timedelta(days=60)
    await a.update({a.starts_at: long_ago, a.ends_at: long_ago}).where(a.id == activity.id)
    await p.delete().where(p.activity == activity.id)
    assert await tables.Absence.count() == 1
    assert await tables.StandIn.count() == 0

    await retention.forget(clock.day())

    assert await tables.Absence.count() == 0


async def test_a_stand_in_whose_check_is_running_learns_of_no_child_and_stands_in_for_nobody(db):
    actor, activity, _, reserve = await mended()
    c = training.Clearance
    await c.update({c.outcome: "pending"}).where(c.application == reserve, c.kind == "record_check")

    _, shown = await page_of(actor, activity, reserve)

    assert (shown["my_today"].children, shown["my_today"].waits) == ((), True)


async def test_before_the_school_has_agreed_a_stand_in_reads_that_it_has_not_and_no_codename(db):
    actor, activity, live, reserve = await mended()
    p = tables.Pair
    await p.update({p.status: PairStatus.PROPOSED}).where(p.id == live[0].id)

    _, shown = await page_of(actor, activity, reserve)
    assert (shown["my_today"].children, shown["my_today"].unagreed) == ((), True)

    await p.update({p.status: PairStatus.CONFIRMED}).where(p.id == live[0].id)
    _, shown = await page_of(actor, activity, reserve)
    assert (len(shown["my_today"].children), shown["my_today"].unagreed) == (1, False)


async def test_whoever_may_not_be_beside_a_child_any_more_reads_nothing_of_it(db):
    actor, activity, live, reserve = await mended()
    k = participants.Consent
    for state, known in (("withdrawn", False), ("granted", True)):
        await k.update({k.state: state}).where(k.participant == live[0].participant)
        _, shown = await page_of(actor, activity, reserve)
        assert ("my_today" in shown) is known
    await exclusions.write(activity.id, reserve, live[0].participant, WhyNever.KIN)

    _, shown = await page_of(actor, activity, reserve)

    assert "my_today" not in shown
