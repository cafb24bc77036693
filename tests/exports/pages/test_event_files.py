from datetime import date

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Role
from events import tasks
from events.rules.typed_tasks import NewTask
from tests import make
from tests.exports import strict_ical
from tests.volunteers import calls


def event_in(answer):
    assert answer.status_code == 200
    assert strict_ical.lint(answer.content, "event") == set()
    (event,) = strict_ical.parse(answer.content).inside("VEVENT")
    return event


async def test_a_task_can_be_taken_as_a_file_by_a_member_and_by_no_stranger(browser):
    actor, stranger = await make.actor(), await make.actor()
    activity = await make.activity(actor, title="一对一关爱")
    task = await tasks.add(actor, activity.id, NewTask("联系场地", due=date(2026, 11, 28)))
    path = f"/a/{activity.id}/{task.calendar_uid.partition('@')[0]}/event.ics"

    async with browser(actor) as page:
        answer = await page.get(path)
        other = await page.get(f"/a/{activity.id}/task-1/event.ics")
    async with browser(stranger) as page:
        foreign = await page.get(path)
    async with browser(None) as page:
        nobody = await page.get(path)

    event = event_in(answer)
    assert event["UID"].value == task.calendar_uid
    assert event["SUMMARY"].text == "【截止】联系场地 · 一对一关爱"
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''%E3%80%90" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    assert (other.status_code, foreign.status_code, nobody.status_code) == (404, 404, 303)


async def test_every_role_that_sees_the_plan_may_take_a_date(browser):
    owner = await make.actor()
    viewer = await make.actor(Role.VIEWER, of=owner)
    activity = await make.activity(owner)
    task = await tasks.add(owner, activity.id, NewTask("联系场地", due=date(2026, 11, 28)))

    async with browser(viewer) as page:
        answer = await page.get(
            f"/a/{activity.id}/{task.calendar_uid.partition('@')[0]}/event.ics?alarm=60"
        )

    (alarm,) = event_in(answer).inside("VALARM")
    assert alarm["TRIGGER"].value == "-PT1H"


async def test_a_volunteer_takes_their_own_date_with_the_uid_of_their_feed(browser):
    actor = await make.actor()
    activity = await calls.opened(actor)
    (key,) = await calls.apply(activity, 1)
    row = activity.calendar_uid.partition("@")[0]

    async with browser(None) as page:
        answer = await page.get(f"/v/{key}/{row}/event.ics")
        wrong_key = await page.get(f"/v/{key[:-1]}_/{row}/event.ics")
        wrong_row = await page.get(f"/v/{key}/act-1/event.ics")

    assert event_in(answer)["UID"].value == activity.calendar_uid
    assert key not in answer.text
    assert wrong_key.status_code == wrong_row.status_code == 404
    link = await links.find(Kind.VOLUNTEER, key)
    assert str(link.id) not in answer.text


async def test_anybody_takes_a_published_activity_and_nobody_an_unpublished_one(browser):
    actor = await make.actor()
    published = await calls.opened(actor)
    hidden = await calls.opened(actor, published_at=None)

    async with browser(None) as page:
        answer = await page.get(f"/e/{published.slug}/event.ics")
        nothing = await page.get(f"/e/{hidden.slug}/event.ics")

    event = event_in(answer)
    assert event["URL"].value == f"https://plan.example/e/{published.slug}"
    assert event["CLASS"] is None
    assert nothing.status_code == 404
