import re
from datetime import time
from uuid import uuid4

import pytest

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from events import places
from events.rules.places import NewPlace
from tests import make
from tests.browsing import csrf
from tests.volunteers import crowds
from tests.volunteers.test_shifts import DAY, scene, wanted
from volunteers import shifts, stands, swaps
from volunteers.tables.applications import Post


async def link(activity, application):
    """A volunteer's link, and the form token of its page."""
    token = await links.make(
        activity.organization, Kind.VOLUNTEER, application, about="application", activity_id=activity.id
    )  # fmt: skip
    holder = await links.holder(Kind.VOLUNTEER, token)
    return token, {"_csrf": csrf("link", str(holder.id)), "_once": "once-for-this-form"}


def form(posts, **differing):
    usual = {"posts": [str(one) for one in posts], "day": DAY.isoformat(), "start": "08:00",
             "end": "10:00", "needed": "2", "note": "带雨衣"}  # fmt: skip
    return usual | differing


async def test_shifts_are_made_on_a_page_and_stand_on_the_board(browser):
    actor, activity, posts, _ = await scene(posts=("劝导", "监督"))
    where = await places.add(actor, activity.id, [NewPlace(name="北门"), NewPlace(name="医院")])
    here = f"/a/{activity.id}/shifts"

    async with browser(actor) as page:
        empty = await page.get(here)
        made = await page.post(f"{here}/new", data=form(posts, places=[str(one) for one in where]))
        board = await page.get(here)

    assert f'href="{here}/new"' in empty.text
    assert made.status_code == 303
    assert all(name in board.text for name in ("北门", "医院", "劝导", "监督"))
    assert len(re.findall(r"0 / 8", board.text)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"end": "08:00", "start": "07:59", "each_minutes": "15"}, {"needed": "0"}, {"day": ""}],
)
async def test_a_wrong_form_comes_back_with_what_was_typed(browser, wrong):
    actor, activity, posts, _ = await scene()
    [where] = await places.add(actor, activity.id, [NewPlace(name="北门")])

    async with browser(actor) as page:
        answer = await page.post(
            f"/a/{activity.id}/shifts/new", data=form(posts, places=[str(where)]) | wrong
        )

    assert answer.status_code == 422
    assert 'value="带雨衣"' in answer.text
    for one in (*posts, where):
        assert re.search(rf'value="{one}" checked', answer.text)
    assert not (await shifts.board(activity)).shifts


async def test_a_form_without_a_post_says_what_is_missing(browser):
    actor, activity, _, _ = await scene()

    async with browser(actor, language="en") as page:
        answer = await page.post(f"/a/{activity.id}/shifts/new", data=form(()))

    assert answer.status_code == 422
    assert "Choose at least one post." in answer.text


async def test_a_changed_shift_comes_back_with_what_was_typed(browser):
    actor, activity, posts, _ = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts, needed=1))
    here = f"/a/{activity.id}/shifts/{shift}"
    new = {
        "version": "1",
        "day": DAY.isoformat(),
        "start": "08:00",
        "end": "08:00",
        "note": "带雨衣",
    }

    async with browser(actor) as page:
        nothing_but_an_hour = await page.post(here, data=new | {"end": "banana", "needed": "1"})
        saved = await page.post(here, data=new | {"end": "09:00", "needed": "2"})
        late = await page.post(here, data=new | {"end": "09:30", "needed": "2"})

    assert nothing_but_an_hour.status_code == 422 and 'value="带雨衣"' in nothing_but_an_hour.text
    assert (saved.status_code, late.status_code) == (303, 409)


async def test_the_page_of_a_shift_places_people_and_says_why_others_cannot(browser):
    actor, activity, posts, [one, two] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    [elsewhere] = await shifts.make(actor, activity.id, wanted(posts, start=time(9)))
    await stands.assign(actor, activity.id, elsewhere, two)
    here = f"/a/{activity.id}/shifts/{shift}"

    async with browser(actor, language="en") as page:
        before = await page.get(here)
        refused = await page.post(f"{here}/people", data={"application": str(two)})
        await page.post(f"{here}/people", data={"application": str(one)})
        after = await page.get(here)
        await page.post(f"{here}/people/{one}/remove")

    assert f'<option value="{one}">' in before.text and f'<option value="{two}">' not in before.text
    assert "Stands somewhere else at that time" in before.text
    assert refused.status_code == 409
    assert f"{here}/people/{one}/remove" in after.text
    assert not (await shifts.board(activity)).people.get(shift)


async def test_a_cancelled_shift_can_be_brought_back(browser):
    actor, activity, posts, _ = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    here = f"/a/{activity.id}/shifts/{shift}"

    async with browser(actor) as page:
        await page.post(f"{here}/cancel")
        shown = await page.get(here)
        await page.post(f"{here}/back")

    assert f'action="{here}/back"' in shown.text
    assert (await shifts.find(activity, shift)).cancelled_at is None


async def test_two_volunteers_swap_on_their_own_pages(browser):
    actor, activity, posts, [one, two] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    await stands.assign(actor, activity.id, shift, one)
    (mine, my_form), (theirs, their_form) = [await link(activity, each) for each in (one, two)]

    async with browser(language="en") as page:
        await page.post(f"/v/{mine}/shifts/{shift}/offer", data=my_form | {"reason": "exam"})
        waiting = await page.get(f"/v/{mine}/shifts")
        offered = await page.get(f"/v/{theirs}/shifts")
        taken = await page.post(f"/v/{theirs}/shifts/{shift}/take", data=their_form)
        again = await page.post(
            f"/v/{theirs}/shifts/{shift}/take", data=their_form | {"_once": "another-form-now"}
        )
        after = await page.get(f"/v/{mine}/shifts")

    assert "It stays yours until somebody takes it." in waiting.text
    assert "Somebody looks for a swap" in offered.text
    assert "许诺1" not in offered.text and "exam" not in offered.text
    assert taken.status_code == 303 and again.status_code == 409
    assert "You have no shift yet." in after.text
    for shown in (waiting, offered, after):
        assert " style=" not in shown.text and "<script" not in shown.text


async def test_a_shift_of_another_activity_is_nobodys_on_a_volunteers_page(browser):
    actor, activity, _, [one, _] = await scene()
    other, post = await crowds.ready(actor, 0, 0, involves_minors=False), uuid4()
    await Post.insert(Post(id=post, activity=other.id, name="劝导", position=0, needed=1))
    [shift] = await shifts.make(actor, other.id, wanted([post]))
    token, tokens = await link(activity, one)

    async with browser() as page:
        for n, what in enumerate(("take", "offer", "keep")):
            once = {"_once": f"once-for-this-form-{n}"}
            answer = await page.post(f"/v/{token}/shifts/{shift}/{what}", data=tokens | once)
            assert answer.status_code == 404


async def test_one_three_and_two_hundred_shifts_cost_the_same_number_of_statements(
    browser, statements
):
    actor, activity, posts, [one, two] = await scene()
    await places.add(actor, activity.id, [NewPlace(name="北门", with_children=True)])
    [where] = [each.id for each in await places.of(activity.id)]
    token, _ = await link(activity, one)
    [shift] = await shifts.make(actor, activity.id, wanted(posts, places=(where,)))
    await stands.assign(actor, activity.id, shift, one)
    here, counts = f"/a/{activity.id}/shifts", {}
    addresses = (
        here,
        f"{here}/{shift}",
        f"{here}/new",
        f"{here}/roster.xlsx",
        f"/v/{token}/shifts",
    )

    later = wanted(posts, places=(where,), start=time(11), end=time(21), each_minutes=15)
    more = ((), (wanted(posts, start=time(21), end=time(23), each_minutes=60),), (later,) * 5)

    async with browser(actor) as page:
        for several in more:
            made = [one for new in several for one in await shifts.make(actor, activity.id, new)]
            if made:
                await stands.assign(actor, activity.id, made[0], two)
            for address in addresses:
                await page.get(address)
                statements.clear()
                assert (await page.get(address)).status_code == 200
                counts.setdefault(address, []).append(len(statements))

    assert {len(set(several)) for several in counts.values()} == {1}, counts
    assert (await shifts.board(activity)).shifts[200]


async def test_who_may_only_look_sees_no_buttons(browser):
    actor, activity, posts, _ = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    reader = await make.actor(Role.APPROVER, of=actor)

    async with browser(reader) as page:
        board = await page.get(f"/a/{activity.id}/shifts")
        shown = await page.get(f"/a/{activity.id}/shifts/{shift}")

    assert board.status_code == shown.status_code == 200
    assert f"/a/{activity.id}/shifts/new" not in board.text
    assert "/cancel" not in shown.text and "<select" not in shown.text


async def test_offers_are_seen_on_the_board(browser):
    actor, activity, posts, [one, _] = await scene()
    [shift] = await shifts.make(actor, activity.id, wanted(posts))
    await stands.assign(actor, activity.id, shift, one)
    token, _ = await link(activity, one)
    await swaps.offer(await links.holder(Kind.VOLUNTEER, token), shift, "exam")

    async with browser(actor, language="en") as page:
        board = await page.get(f"/a/{activity.id}/shifts")
        shown = await page.get(f"/a/{activity.id}/shifts/{shift}")

    assert "swap wanted" in board.text and "exam" in shown.text


async def test_a_volunteers_own_page_leads_to_the_next_shift_or_to_those_to_choose(browser):
    actor, activity, posts, [one, two] = await scene()
    [where] = await places.add(
        actor, activity.id, [NewPlace(name="北门", meeting_point="公交站牌旁")]
    )
    [shift] = await shifts.make(actor, activity.id, wanted(posts, places=(where,)))
    await stands.assign(actor, activity.id, shift, one)
    (mine, _), (theirs, _) = [await link(activity, each) for each in (one, two)]

    async with browser(language="en") as page:
        own, other = [(await page.get(f"/v/{token}")).text for token in (mine, theirs)]

    assert "劝导 · 北门 · 公交站牌旁" in own and f"/v/{mine}/shifts" in own
    assert "You have no shift yet." in other and f"/v/{theirs}/shifts" in other
    assert "北门" not in other
