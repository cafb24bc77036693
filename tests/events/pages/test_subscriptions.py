import re

from events import lanes
from tests import make


def addresses(answer):
    return re.findall(r'value="https://plan\.example(/calendars/[\w-]{43}\.ics)"', answer.text)


async def with_lanes(actor, *names):
    activity = await make.activity(actor)
    for name in names:
        await lanes.add(actor, activity.id, name)
    return activity, await lanes.of_activity(activity.id)


async def test_an_address_is_made_shown_once_and_ended(browser):
    actor = await make.actor()
    activity, (lane,) = await with_lanes(actor, "A 组")
    here = f"/a/{activity.id}/calendars"

    async with browser(actor) as page:
        made = await page.post(
            here, data={"lane": str(lane.id), "device": "值班平板", "detail": "full"}
        )
        (address,) = addresses(made)
        calendar = await page.get(address)
        later = await page.get(here)
        link = re.search(r'name="link" value="([\w-]+)"', later.text)[1]
        ended = await page.post(f"{here}/end", data={"lane": str(lane.id), "link": link})
        over = await page.get(address)
        nothing_left = await page.get(here)

    assert made.status_code == 200
    assert "webcal://plan.example" + address in made.text
    assert "cid=webcal%3A%2F%2Fplan.example%2Fcalendars%2F" in made.text
    assert "已订阅伴行日历" in calendar.text
    assert "值班平板" in later.text
    assert addresses(later) == []
    assert ended.status_code == 303
    assert "此订阅已失效" in over.text
    assert "值班平板" not in nothing_left.text


async def test_a_stranger_and_a_foreign_lane_get_no_calendar(browser):
    ours, theirs = await make.actor(), await make.actor()
    activity, _ = await with_lanes(ours, "A 组")
    _, (foreign,) = await with_lanes(theirs, "B 组")
    here = f"/a/{activity.id}/calendars"

    async with browser(ours) as page:
        wrong_lane = await page.post(here, data={"lane": str(foreign.id)})
        no_lane = await page.post(here, data={"lane": "x", "device": "值班平板"})
    async with browser(theirs) as page:
        stranger = await page.get(here)

    assert wrong_lane.status_code == 404
    assert no_lane.status_code == 422
    assert 'value="值班平板"' in no_lane.text
    assert stranger.status_code == 404


async def test_one_lane_and_three_are_read_by_as_many_statements(browser, statements):
    actor = await make.actor()
    counts = []
    for names in (("A 组",), ("A 组", "B 组", "后勤")):
        activity, made = await with_lanes(actor, *names)
        async with browser(actor) as page:
            for lane in made:
                await page.post(f"/a/{activity.id}/calendars", data={"lane": str(lane.id)})
            statements.clear()
            assert (await page.get(f"/a/{activity.id}/calendars")).status_code == 200
            counts.append(len(statements))

    assert counts[0] == counts[1]
