from datetime import date, timedelta

from tests import make
from tests.volunteers import children
from volunteers import participants, roll_calls, rooms
from volunteers.rules.roll_calls import NewCall
from volunteers.rules.rooms import NewRoom, Seen


async def _camp():
    actor = await make.actor()
    activity = await make.activity(
        actor, overnight=True, ends_at=make.T_DAY + timedelta(days=2, hours=9)
    )
    return actor, activity


async def test_rooms_are_filled_and_changed_by_forms_and_a_wrong_one_comes_back(browser):
    actor, activity = await _camp()
    ids = await children.listed(actor, activity, 2)
    here = f"/a/{activity.id}/rooms"
    async with browser(actor) as client:
        assert (await client.post(here, data={"name": "", "beds": "x"})).status_code == 422
        assert (await client.post(here, data={"name": "201", "beds": "1"})).status_code == 303
        filled = await client.post(f"{here}/fill")
        assert filled.status_code == 303
        house = await rooms.of_activity(actor, activity.id)
        full, waiting = house.sleeping(house.rooms[0])[0], house.bedless[0]

        line = {f"room.{waiting.id}": str(house.rooms[0].id), f"was.{waiting.id}": ":"}
        refused = await client.post(f"{here}/beds", data=line | {f"gender.{waiting.id}": ""})
        assert refused.status_code == 409
        untouched = {f"room.{full.id}": "", f"was.{full.id}": ":", f"gender.{full.id}": ""}
        assert (await client.post(f"{here}/beds", data=untouched)).status_code == 303

    assert (await participants.find(actor, activity.id, full.id)).room == house.rooms[0].id
    assert len(ids) == 2


async def test_a_day_without_a_night_says_that_it_needs_no_rooms(browser):
    actor = await make.actor()
    activity = await make.activity(actor)
    async with browser(actor, language="en") as client:
        page = await client.get(f"/a/{activity.id}/rooms")
        posted = await client.post(f"/a/{activity.id}/rooms", data={"name": "a", "beds": "1"})

    assert "Nobody stays overnight" in page.text
    assert posted.status_code == 409


async def test_a_roll_call_is_counted_with_plain_buttons_and_says_what_to_do(browser):
    actor, activity = await _camp()
    [one, other] = ids = await children.listed(actor, activity, 2)
    await children.agreed(actor, activity, ids)
    here = f"/a/{activity.id}/roll-calls"
    async with browser(actor) as client:
        assert (await client.post(f"{here}/make")).status_code == 303
        call = (await roll_calls.of_activity(actor, activity.id))[0][0]
        await client.post(f"{here}/{call.id}/marks/{one}", data={"seen": "missing"})
        page = await client.get(f"{here}/{call.id}")
        assert "110" in page.text
        closing = {"counted_by": "周敏"}
        assert (await client.post(f"{here}/{call.id}/close", data=closing)).status_code == 409
        await client.post(f"{here}/{call.id}/marks/{one}", data={"seen": "there"})
        await client.post(f"{here}/{call.id}/rest")
        assert "110" not in (await client.get(f"{here}/{call.id}")).text
        assert (await client.post(f"{here}/{call.id}/close", data=closing)).status_code == 303
        assert (
            await client.post(f"{here}/{call.id}/marks/{other}", data={"seen": "missing"})
        ).status_code == 409


async def test_pages_take_as_many_statements_for_three_as_for_one(browser, statements):
    asked = []
    for count in (1, 3):
        actor, activity = await _camp()
        ids = await children.listed(actor, activity, count)
        await children.agreed(actor, activity, ids)
        for n in range(count):
            await rooms.add(actor, activity.id, NewRoom(name=str(n), beds=1))
            call_id = await roll_calls.add(
                actor, activity.id, NewCall(title=str(n), on=date(2026, 12, 5))
            )
            for child in ids:
                await roll_calls.mark(actor, activity.id, call_id, child, Seen.THERE)
        await rooms.fill(actor, activity.id)
        async with browser(actor) as client:
            for path in ("rooms", "roll-calls", f"roll-calls/{call_id}"):
                statements.clear()
                assert (await client.get(f"/a/{activity.id}/{path}")).status_code == 200
                asked.append(len(statements))
    assert asked[:3] == asked[3:]
