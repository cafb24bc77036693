"""What a volunteer's calendar shows of their shifts, and what it never does."""

from datetime import time

import pytest

from accounts import links
from accounts.rules.links import FeedOf, Kind
from events import places
from events.rules.places import NewPlace
from kit import clock
from tests.exports import strict_ical
from tests.volunteers.test_shifts import DAY, holder, scene, wanted
from volunteers import clearances, shifts, stands, swaps
from volunteers.rules.shifts import ChangedShift
from volunteers.tables.applications import Volunteer


@pytest.fixture
async def program(browser):
    async with browser(None) as opened:
        yield opened


async def feed_of(activity, application):
    token = await links.make(
        activity.organization, Kind.FEED, application, about=FeedOf.VOLUNTEER, activity_id=activity.id
    )  # fmt: skip
    return f"/calendars/{token}.ics"


async def shown(program, address):
    """Return the shifts of a feed, and its whole text."""
    body = (await program.get(address)).content
    assert strict_ical.lint(body) == set()
    found = [
        event
        for event in strict_ical.parse(body).inside("VEVENT")
        if event["UID"].value.startswith("shift-")
    ]
    return found, body.decode().replace("\r\n ", "")


async def placed(**differing):
    actor, activity, posts, people = await scene(**differing)
    [where] = await places.add(
        actor,
        activity.id,
        [NewPlace(name="北门路口", meeting_point="站牌旁", address="天生路 2 号")],
    )
    [shift] = await shifts.make(actor, activity.id, wanted(posts, places=(where,), note="带雨衣"))
    await stands.assign(actor, activity.id, shift, people[0])
    return actor, activity, shift, people, where


async def test_a_shift_is_an_entry_of_its_own_with_post_and_place_and_nobodys_name(program):
    _, activity, _, (one, _), _ = await placed()

    [event], text = await shown(program, await feed_of(activity, one))

    assert event["SUMMARY"].text == "Beach clean-up · 劝导"
    assert event["LOCATION"].text == "北门路口"
    assert event["STATUS"].value == "CONFIRMED"
    for secret in ("许诺", "202200001", "带雨衣", "站牌旁", "天生路"):
        assert secret not in text


async def test_a_moved_shift_keeps_its_name_and_says_from_when(program):
    actor, activity, shift, (one, _), _ = await placed()
    address = await feed_of(activity, one)
    [before], _ = await shown(program, address)

    new = ChangedShift(version=1, day=DAY, start=time(9), end=time(11))
    await shifts.change(actor, activity.id, shift, new)
    [after], _ = await shown(program, address)

    assert after["UID"].value == before["UID"].value
    assert int(after["SEQUENCE"].value) > int(before["SEQUENCE"].value)
    assert after["LAST-MODIFIED"].value > before["LAST-MODIFIED"].value
    assert after["CREATED"].value == before["CREATED"].value
    assert after["DESCRIPTION"].text.startswith("原定：")


async def test_a_swap_crosses_out_one_and_gives_the_other_an_entry_of_their_own(program):
    _, activity, shift, (one, two), _ = await placed()
    mine, theirs = await feed_of(activity, one), await feed_of(activity, two)
    [before], _ = await shown(program, mine)
    await swaps.offer(await holder(activity, one), shift, "考试周")
    await swaps.take(await holder(activity, two), shift)

    [gone], text = await shown(program, mine)
    [taken], _ = await shown(program, theirs)

    assert (gone["STATUS"].value, gone["SUMMARY"].text[:5]) == ("CANCELLED", "【已退出】")
    assert int(gone["SEQUENCE"].value) > int(before["SEQUENCE"].value)
    assert gone["UID"].value == before["UID"].value != taken["UID"].value
    assert taken["STATUS"].value == "CONFIRMED" and "考试周" not in text


async def test_a_cancelled_shift_stays_crossed_out_until_it_is_brought_back(program):
    actor, activity, shift, (one, _), _ = await placed()
    address = await feed_of(activity, one)
    await shifts.cancel(actor, activity.id, shift)

    [event], _ = await shown(program, address)
    assert (event["STATUS"].value, event["SUMMARY"].text[:5]) == ("CANCELLED", "【已取消】")
    await shifts.cancel(actor, activity.id, shift, undo=True)
    [again], _ = await shown(program, address)
    assert again["STATUS"].value == "CONFIRMED"
    assert int(again["SEQUENCE"].value) > int(event["SEQUENCE"].value)


async def test_who_is_kept_from_a_shift_sees_nothing_of_it_at_once(program):
    _, activity, _, (one, _), _ = await placed(involves_minors=True, child_contact=True)
    address = await feed_of(activity, one)
    assert (await shown(program, address))[0]
    v = Volunteer
    await v.update({v.suspended_at: clock.now()}, force=True)
    people = await v.select(v.id).where(v.organization == activity.organization)

    await clearances.clearances_changed.tell(frozenset(row["id"] for row in people))

    assert (await shown(program, address))[0] == []
