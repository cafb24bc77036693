import re
from datetime import date, time

import msgspec
import pytest
import time_machine

import accounts.tables as account_tables
from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from kit import clock
from tests import make
from tests.browsing import csrf
from tests.volunteers import calls
from volunteers import applications, attendance, clearances, modules, training
from volunteers.rules.modules import WantedModule
from volunteers.rules.training import Answer, Outcome, Presence, Wanted

EVENING = Wanted(
    title="Company and its limits", day=date(2026, 11, 25), start=time(19), end=time(21)
)
FORM = {
    "title": "Company",
    "day": "2026-11-25",
    "start": "19:00",
    "end": "21:00",
    "place": "Room 201",
}

IN_THE_EVENING = "2026-11-25T11:30:00Z"


@pytest.fixture(autouse=True)
def weeks_before():
    with time_machine.travel("2026-11-20T02:00:00Z", tick=True):
        yield


async def scene(people=2):
    actor = await make.actor(Role.PLANNER)
    activity = await calls.opened(actor, quota=5)
    tokens = await calls.apply(activity, *range(1, people + 1))
    session_id = await training.add(actor, activity.id, EVENING)
    return actor, activity, session_id, tokens


async def mine(token):
    """The holder of a volunteer's link, and the form token of its page."""
    holder = await links.holder(Kind.VOLUNTEER, token)
    return holder, {"_csrf": csrf("link", str(holder.id)), "_once": "once-for-this-form"}


async def test_a_planned_training_is_on_the_page_that_follows(browser):
    actor = await make.actor(Role.PLANNER)
    activity = await make.activity(actor)

    async with browser(actor, language="en") as page:
        empty = await page.get(f"/a/{activity.id}/training")
        answer = await page.post(f"/a/{activity.id}/training/new", data=FORM, follow_redirects=True)

    assert "No training planned yet" in empty.text
    assert "Wed 25 Nov 19:00–21:00 · Room 201" in answer.text


async def test_a_training_that_ends_before_it_starts_comes_back_with_what_was_typed(browser):
    actor = await make.actor(Role.PLANNER)
    activity = await make.activity(actor)

    async with browser(actor, language="en") as page:
        answer = await page.post(f"/a/{activity.id}/training/new", data=FORM | {"end": "18:00"})

    assert answer.status_code == 422
    assert 'value="Room 201"' in answer.text
    assert "A training ends after it starts." in answer.text


async def test_the_later_of_two_editors_is_told(browser):
    actor, activity, session_id, _ = await scene()
    path = f"/a/{activity.id}/training/{session_id}/edit"

    async with browser(actor) as page:
        first = await page.post(path, data=FORM | {"version": "1"})
        second = await page.post(path, data=FORM | {"version": "1", "place": "Room 9"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert (await training.of(activity.id))[0].place == "Room 201"


async def test_a_volunteer_answers_on_their_own_page(browser):
    actor, activity, session_id, tokens = await scene()
    _, form = await mine(tokens[0])

    async with browser(language="en") as page:
        asked = await page.get(f"/v/{tokens[0]}")
        answered = await page.post(
            f"/v/{tokens[0]}/training/{session_id}",
            data=form | {"answer": "coming"},
            follow_redirects=True,
        )

    assert "Wed 25 Nov 19:00–21:00: can you come?" in asked.text
    assert "You said you will come." in answered.text
    (held,) = (await training.overview(actor, activity.id)).sessions
    assert held.tally.coming == 1


async def test_a_volunteer_reads_and_signs_the_pledge(browser):
    _, activity, _, tokens = await scene()
    holder, form = await mine(tokens[0])

    async with browser(language="en") as page:
        shown = await page.get(f"/v/{tokens[0]}/pledge")
        unread = await page.post(f"/v/{tokens[0]}/pledge", data=form)
        signed = await page.post(
            f"/v/{tokens[0]}/pledge", data=form | {"read": "yes", "_once": "again-this-form"}
        )
        after = await page.get(f"/v/{tokens[0]}")

    assert "Never alone with a child" in shown.text
    assert unread.status_code == 422
    assert signed.status_code == 303
    assert "Signed on 20 Nov 2026" in after.text
    assert await clearances.pledged(activity.id) == {holder.object_id}


async def test_pages_of_volunteers_carry_no_style_attribute(browser):
    """Safety reference §2, T34."""
    _, _, _, tokens = await scene()

    async with browser() as page:
        for path in ("", "/pledge"):
            assert " style=" not in (await page.get(f"/v/{tokens[0]}{path}")).text


async def test_attendance_is_marked_one_by_one_and_pressed_again_it_is_taken_back(browser):
    actor, activity, session_id, tokens = await scene()
    who = (await links.holder(Kind.VOLUNTEER, tokens[0])).object_id
    here = f"/a/{activity.id}/training/{session_id}"

    async with browser(actor, language="en") as page:
        early = await page.post(f"{here}/mark", data={"application": str(who), "presence": "late"})
    assert early.status_code == 409 and "two hours before" in early.text
    assert 'name="presence"' not in early.text
    with time_machine.travel(IN_THE_EVENING, tick=True):
        async with browser(actor, language="en") as page:
            await page.post(f"{here}/mark", data={"application": str(who), "presence": "late"})
            assert await training.trained(activity.id) == {who}
            shown = await page.get(here)
            pressed = re.search(r'value="([^"]*)" aria-pressed="true"', shown.text).group(1)
            await page.post(f"{here}/mark", data={"application": str(who), "presence": pressed})

    assert await training.trained(activity.id) == set()


async def test_everybody_who_said_yes_is_marked_and_the_toast_takes_it_back(browser):
    actor, activity, session_id, tokens = await scene()
    for token in tokens:
        await training.answer(await links.holder(Kind.VOLUNTEER, token), session_id, Answer.COMING)

    with time_machine.travel(IN_THE_EVENING, tick=True):
        async with browser(actor) as page:
            answer = await page.post(
                f"/a/{activity.id}/training/{session_id}/everybody", follow_redirects=True
            )
            assert len(await training.trained(activity.id)) == 2
            undo = re.search(r'action="(/a/[^"]*/undo)"', answer.text).group(1)
            await page.post(undo)

    assert await training.trained(activity.id) == set()


async def test_pledges_on_paper_and_a_check_are_noted(browser):
    actor, activity, _, tokens = await scene()
    ids = [(await links.holder(Kind.VOLUNTEER, token)).object_id for token in tokens]
    here = f"/a/{activity.id}/training"

    async with browser(actor, language="en") as page:
        await page.post(
            f"{here}/pledges", data={"on": "2026-11-19", "people": [str(one) for one in ids]}
        )
        endless = await page.post(f"{here}/people/{ids[0]}/check", data={"outcome": "clear"})
        await page.post(
            f"{here}/people/{ids[0]}/check", data={"outcome": "clear", "valid_until": "2026-12-05"}
        )
        shown = await page.get(here)

    assert endless.status_code == 422
    assert await clearances.pledged(activity.id) == set(ids)
    assert shown.text.count("Check valid") == 1
    assert [c.outcome for c in await clearances.of_activity(actor, activity.id)] == [
        Outcome.CLEAR
    ] * 3


@pytest.mark.parametrize("people", [1, 3])
async def test_the_pages_cost_the_same_with_one_volunteer_and_with_three(
    browser, statements, people
):
    actor, activity, session_id, _ = await scene(people)

    async with browser(actor) as page:
        for path in ("", f"/{session_id}"):
            await page.get(f"/a/{activity.id}/training{path}")
            statements.clear()
            await page.get(f"/a/{activity.id}/training{path}")
            assert len(statements) <= 20, path


async def test_strangers_and_other_roles_change_no_training(browser):
    actor, activity, session_id, _ = await scene()
    stranger, viewer = await make.actor(), await make.actor(Role.VIEWER, of=actor)
    here = f"/a/{activity.id}/training"

    async with browser(stranger) as page:
        assert (await page.get(f"{here}/{session_id}")).status_code == 404
        assert (await page.post(f"{here}/{session_id}/cancel")).status_code == 404
    async with browser(viewer) as page:
        assert (await page.get(here)).status_code == 403
        assert (await page.post(f"{here}/{session_id}/cancel")).status_code == 403

    assert (await training.of(activity.id))[0].cancelled_at is None


async def test_calling_a_date_off_asks_first_and_looking_at_the_question_changes_nothing(browser):
    actor, activity, session_id, _ = await scene()
    here = f"/a/{activity.id}/training/{session_id}"

    async with browser(actor, language="en") as page:
        shown = (await page.get(here)).text
        asked = await page.get(f"{here}/cancel")
        before = (await training.of(activity.id))[0].cancelled_at
        await page.post(f"{here}/cancel")

    assert f'href="{here}/cancel"' in shown and f'action="{here}/cancel"' not in shown
    assert "Call this date off?" in asked.text and f'action="{here}/cancel"' in asked.text
    assert before is None and (await training.of(activity.id))[0].cancelled_at


async def test_a_training_that_is_over_shows_who_came_and_no_more_answers(browser):
    actor, activity, session_id, tokens = await scene()
    who = (await links.holder(Kind.VOLUNTEER, tokens[0])).object_id
    with time_machine.travel("2026-11-25T14:00:00Z", tick=True):
        await attendance.mark(actor, activity.id, session_id, who, Presence.PRESENT)
        async with browser(actor, language="en") as page:
            cards = (await page.get(f"/a/{activity.id}/training")).text
            one = (await page.get(f"/a/{activity.id}/training/{session_id}")).text

    assert "1 were there, 0 were not, 1 are not noted" in cards and "silent" not in cards
    assert "Not noted yet" in one and "No answer yet" not in one


async def module(actor, **differing):
    usual = {"name": "Child protection", "safeguarding": True, "valid_months": 12}
    return await modules.add(actor, WantedModule(**usual | differing))


async def test_a_planner_makes_changes_and_retires_modules(browser):
    actor = await make.actor(Role.PLANNER)
    async with browser(actor, language="en") as page:
        empty = await page.get("/association/modules")
        wrong = await page.post("/association/modules/new", data={"name": "", "valid_months": "x"})
        first = {"name": "Child protection", "safeguarding": "yes", "valid_months": "12"}
        made = await page.post("/association/modules/new", data=first, follow_redirects=True)
        twice = await page.post("/association/modules/new", data=first)
        (one,) = await modules.of(actor.organization_id)
        changed = {"name": "Protection", "safeguarding": "yes", "version": "1"}
        saved = await page.post(
            f"/association/modules/{one.id}", data=changed, follow_redirects=True
        )
        late = await page.post(f"/association/modules/{one.id}", data=changed)
        last = await page.post(f"/association/modules/{one.id}/retire")

    assert "No module yet" in empty.text
    assert wrong.status_code == 422
    assert "Please enter a whole number." in wrong.text
    assert "counts for 12 months" in made.text
    assert (twice.status_code, late.status_code, last.status_code) == (422, 409, 409)
    assert "counts for good" in saved.text
    assert "One module at least has to be about child protection" in last.text


async def test_a_new_training_with_children_teaches_child_protection_unless_somebody_unticks_it(
    browser,
):
    actor, activity, *_ = await scene()
    ours, theirs = await module(actor), await module(await make.actor())

    async with browser(actor, language="en") as page:
        form = await page.get(f"/a/{activity.id}/training/new")
        named = FORM | {"modules": str(ours), "materials": "Bring a pen"}
        await page.post(f"/a/{activity.id}/training/new", data=named)
        foreign = await page.post(
            f"/a/{activity.id}/training/new", data=FORM | {"modules": str(theirs)}
        )

    assert re.search(f'value="{ours}" checked', form.text)
    assert str(theirs) not in form.text
    assert foreign.status_code == 404
    assert {one.modules for one in await training.of(activity.id)} == {(), (ours,)}


async def test_modules_of_a_training_that_somebody_attended_cannot_all_be_taken_out(browser):
    actor, activity, *_ = await scene()
    rules = await module(actor, name="Rules", safeguarding=False)
    session_id = await training.add(
        actor, activity.id, msgspec.structs.replace(EVENING, modules=(rules,))
    )
    who = (await applications.of_activity(actor, activity.id))[0].id
    with time_machine.travel(IN_THE_EVENING):
        await attendance.mark(actor, activity.id, session_id, who, Presence.PRESENT)
    assert who not in await training.trained(activity.id)

    async with browser(actor, language="en") as page:
        answer = await page.post(
            f"/a/{activity.id}/training/{session_id}/edit", data=FORM | {"version": "1"}
        )

    assert answer.status_code == 422
    assert "keeps at least one of its modules" in answer.text
    assert who not in await training.trained(activity.id)


async def test_a_make_up_date_is_shown_to_those_only_who_missed_the_first(browser):
    actor, activity, session_id, tokens = await scene(3)
    holders = [(await links.holder(Kind.VOLUNTEER, token)).object_id for token in tokens]
    noted = (Presence.PRESENT, Presence.LEFT_EARLY, Presence.EXCUSED)
    with time_machine.travel(IN_THE_EVENING):
        for who, presence in zip(holders, noted, strict=True):
            await attendance.mark(actor, activity.id, session_id, who, presence)
    with time_machine.travel("2026-11-26T02:00:00Z", tick=True):
        async with browser(actor, language="en") as page:
            offered = await page.get(f"/a/{activity.id}/training/{session_id}")
            form = await page.get(f"/a/{activity.id}/training/new?makes_up={session_id}")
            again = FORM | {"title": "Again", "day": "2026-11-27", "makes_up": str(session_id)}
            await page.post(f"/a/{activity.id}/training/new", data=again)
        async with browser(language="en") as page:
            pages = [(await page.get(f"/v/{token}")).text for token in tokens]

    assert "Make-up date for 2 people" in offered.text
    assert "Company and its limits (make-up)" in form.text
    assert ["Make-up date on" in text for text in pages] == [False, True, True]
    assert "You left before the end, so it does not count yet." in pages[1]


async def test_whoever_lacks_a_module_stands_first_and_is_written_to_once_a_day(browser):
    actor, activity, *_ = await scene(3)
    with time_machine.travel("2026-11-26T02:00:00Z", tick=False):
        async with browser(actor, language="en") as page:
            shown = await page.get(f"/a/{activity.id}/training")
            first = await page.post(f"/a/{activity.id}/training/remind", follow_redirects=True)
            second = await page.post(f"/a/{activity.id}/training/remind", follow_redirects=True)
    m = account_tables.OutboxMail
    mails = await m.select(m.recipient).where(m.created_at >= clock.now())

    assert "Who still lacks a training" in shown.text
    assert "Each of them gets one mail" in first.text
    assert "written to today already" in second.text
    assert len(mails) == len({row["recipient"] for row in mails}) == 3


async def test_times_and_a_note_are_kept_and_a_wrong_time_is_said_where_it_was_typed(browser):
    actor, activity, session_id, tokens = await scene()
    who = (await links.holder(Kind.VOLUNTEER, tokens[0])).object_id
    path = f"/a/{activity.id}/training/{session_id}"
    with time_machine.travel(IN_THE_EVENING, tick=True):
        async with browser(actor, language="en") as page:
            wrong = await page.post(
                f"{path}/times", data={"application": who, "came": "soon", "note": "bus"}
            )
            saved = await page.post(
                f"{path}/times",
                data={"application": who, "came": "19:20", "note": "the bus"},
                follow_redirects=True,
            )

    assert wrong.status_code == 422
    assert 'value="bus"' in wrong.text
    assert '<details class="times" open>' in wrong.text
    assert "the bus" in saved.text
    assert (await attendance.one(session_id, who)).presence is Presence.LATE
