import re
from datetime import UTC, date, datetime, time

import msgspec
import pytest

from accounts.rules.permissions import Role
from events import activities, blueprints, findings, plans, proposals, schedule, tasks
from events.rules.activities import Status
from events.rules.blueprints import Answers, fitted
from events.schedule import Wanted
from kit import i18n
from tests import make
from volunteers import concerns, modules
from volunteers.rules.concerns import NewConcern
from web import standing, wiring
from web.stages import of as stages
from web.standing import Standing

OPEN_TO = {
    Role.OWNER: 11,
    Role.PLANNER: 11,
    Role.TREASURER: 8,
    Role.APPROVER: 8,
    Role.SAFEGUARDING: 10,
    Role.VIEWER: 6,
}


@pytest.fixture(autouse=True)
def connected():
    """The slices hear of one another, as they do in the site."""
    wiring.connect()


async def planned(actor, **answers):
    usual = {"title": "Spring visit", "start_date": date(2096, 12, 5), "place": "Tianfu school"}
    return await plans.create(actor, blueprints.plan("one-to-one"), Answers(**usual | answers))


async def test_an_association_without_activities_is_shown_how_to_begin(db, browser):
    async with browser(await make.actor()) as page:
        shown = (await page.get("/")).text
    assert "还没有活动" in shown
    assert 'href="/new"' in shown


async def test_readers_are_not_offered_what_they_may_not_do(db, browser):
    async with browser(await make.actor(Role.VIEWER)) as page:
        assert (
            'href="/new"'
            not in (await page.get("/")).text.partition("<main")[2].partition("</main>")[0]
        )


async def test_my_activities_stand_by_date_and_nobody_elses_are_there(db, browser):
    actor = await make.actor()
    await make.activity(actor, title="Later", starts_at=datetime(2127, 1, 1, tzinfo=UTC))
    await make.activity(actor, title="Sooner", starts_at=datetime(2096, 1, 1, tzinfo=UTC))
    await make.activity(actor, title="Undated", starts_at=None)
    await make.activity(actor, title="Gone", status=Status.DONE)
    await make.activity(await make.actor(), title="Foreign")
    async with browser(actor) as page:
        shown = (await page.get("/")).text
    at = [shown.index(title) for title in ("Sooner", "Later", "Undated", "Gone")]
    assert at == sorted(at)
    assert "Foreign" not in shown


async def test_the_list_asks_as_many_questions_for_three_activities_as_for_one(
    db, browser, statements
):
    actor = await make.actor()
    counts = []
    async with browser(actor) as page:
        for n in (1, 2):
            for _ in range(n):
                await make.activity(actor)
            statements.clear()
            await page.get("/")
            counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_the_overview_leads_with_the_gravest_and_shows_the_three_pictures(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    async with browser(actor) as page:
        shown = (await page.get(f"/a/{activity.id}")).text
    assert "先做这一件" in shown
    assert "人均 39.83" in shown
    assert "集合出发" in shown
    assert "搭咨询点" in shown  # the third lane works, too
    assert shown.count('aria-current="step"') == 1


async def test_of_a_camp_without_a_date_the_first_day_is_shown_hour_by_hour(db, browser):
    actor = await make.actor()
    activity = await plans.create(actor, blueprints.plan("camp"), Answers(title="Summer camp"))
    async with browser(actor) as page:
        shown = (await page.get(f"/a/{activity.id}")).text
    day = shown.partition('<div class="mini">')[2].partition("</section>")[0]
    assert "<time>08:00</time>" in day
    assert "<time>–</time>" not in day
    assert 10 < day.count("<span") < 20  # of 47 blocks on three days
    assert "第 1 天" in shown.partition('<div class="mini">')[0]


async def test_amounts_are_for_those_who_may_see_them(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    async with browser(await make.actor(Role.SAFEGUARDING, of=actor)) as page:
        shown = (await page.get(f"/a/{activity.id}")).text
    assert "2,390" not in shown
    async with browser(actor) as page:
        assert "2,390" in (await page.get(f"/a/{activity.id}")).text


async def test_warnings_are_accepted_with_a_reason_and_come_back(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    await make.without_leads(activity)
    leaderless = [f for f in await findings.of(actor, activity) if f.code == "block-without-lead"]
    here = f"/a/{activity.id}/findings"
    form = {"code": "block-without-lead", "subject": [f.subject for f in leaderless]}
    async with browser(actor) as page:
        assert (await page.post(f"{here}/accept", data=form | {"reason": ""})).status_code == 422
        assert (
            await page.post(f"{here}/accept", data=form | {"reason": "Everybody"})
        ).status_code == 303
        assert (await page.get(here)).text.count("Everybody") == len(leaderless)
        error = {"code": "contact-person-missing", "reason": "No"}
        assert (await page.post(f"{here}/accept", data=error)).status_code == 409
        assert (
            await page.post(f"{here}/accept", data={"code": "x", "reason": "No"})
        ).status_code == 404
        back = {"code": "block-without-lead", "subject": leaderless[0].subject}
        assert (await page.post(f"{here}/return", data=back)).status_code == 303
    left = await findings.unaccepted(activity, leaderless)
    assert [f.subject for f in left] == [leaderless[0].subject]


async def test_readers_accept_nothing(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    async with browser(await make.actor(Role.VIEWER, of=actor)) as page:
        form = {"code": "block-without-lead", "reason": "x"}
        assert (await page.post(f"/a/{activity.id}/findings/accept", data=form)).status_code in {
            403,
            404,
        }
        assert "/findings/accept" not in (await page.get(f"/a/{activity.id}/findings")).text


async def test_the_stages_say_honestly_how_far_each_thing_is(db):
    activity = await make.activity(await make.actor())

    def states(**numbers):
        return {s.key: (s.state, s.percent, s.late) for s in stages(activity, Standing(**numbers))}

    assert states()["plan"] == ("now", 0, False)
    assert states(places=30, taken=30)["people"][0] == "done"
    assert states(places=30, taken=29)["people"] == ("part", 96, False)
    assert states(children=30, paired=27)["pairs"] == ("part", 90, False)
    assert states(children=30, paired=30)["pairs"][0] == "done"
    assert states(planned=236000, covered=235999)["budget"] == ("part", 99, False)
    assert states(planned=236000, covered=236000)["budget"][0] == "done"
    assert states(blocks=13, clashes=1, release=2)["day"] == ("part", 80, True)
    assert states(blocks=13, release=2)["day"][0] == "done"
    assert states()["after"][0] == "todo"
    over = await make.activity(await make.actor(), status=Status.DONE)
    assert stages(over, Standing(silent=2))[-1].late
    assert not stages(over, Standing())[-1].late


async def test_exactly_one_stage_is_where_we_are_and_a_cancelled_activity_is_nowhere(db):
    actor = await make.actor()
    approved = await make.activity(actor, status=Status.APPROVED)
    assert [s.key for s in stages(approved, Standing()) if s.state == "now"] == ["people"]
    cancelled = await make.activity(actor, status=Status.CANCELLED)
    assert [s for s in stages(cancelled, Standing()) if s.state == "now"] == []


async def test_the_numbers_are_counted_from_the_rows(db):
    actor = await make.actor()
    activity = await planned(actor)
    day = await schedule.of_activity(actor, activity.id)
    reached = await standing.of(actor, activity, day)
    assert (reached.planned, reached.covered, reached.per_head) == (239000, 0, "39.83")
    assert (reached.blocks, reached.clashes, reached.release) == (13, 0, 0)
    assert (reached.places, reached.children) == (None, 0)
    assert round(sum(share for share, _, _ in reached.shares)) == 100


async def test_the_day_is_begun_and_wrapped_up_from_the_overview(db, browser):
    actor = await make.actor()
    activity = await make.activity(
        actor, status=Status.OPEN, starts_at=datetime(2026, 1, 2, tzinfo=UTC), ends_at=None
    )
    here = f"/a/{activity.id}"
    async with browser(actor) as page:
        assert f'action="{here}/begin"' in (await page.get(here)).text
        assert (await page.post(f"{here}/begin", data={"version": "1"})).status_code == 409
        await schedule.add(actor, activity.id, Wanted("Meet", time(8), 30, lead="Lin"))
        await make.release(actor, activity.id)
        now = await activities.find(actor, activity.id)
        assert (
            await page.post(f"{here}/begin", data={"version": str(now.version)})
        ).status_code == 303
        assert f'action="{here}/finish"' in (await page.get(here)).text
        assert (
            await page.post(f"{here}/finish", data={"version": str(now.version + 1)})
        ).status_code == 303
        assert "/finish" not in (await page.get(here)).text
    assert (await activities.find(actor, activity.id)).status is Status.DONE


async def test_a_plan_given_back_holds_the_call_the_posts_the_groups_and_the_trainings(db, browser):
    actor = await make.actor()
    with i18n.speaking("zh_Hans"):
        await modules.begin(actor)  # as founding an association does
    async with browser(actor):  # the site connects the slices
        activity = await planned(actor)
    document = await proposals.document(actor, activity.id)
    wanted = fitted(
        blueprints.plan("one-to-one"), Answers(title="Spring visit", place="Tianfu school")
    )
    assert document.recruitment == wanted.recruitment
    assert document.posts == wanted.posts
    assert document.groups == wanted.groups
    assert document.trainings == wanted.trainings
    assert len(document.budget.lines) == len(wanted.budget.lines)


async def test_what_happened_lately_is_told_once_however_often(db, browser):
    actor = await make.actor()
    activity = await planned(actor)
    for task in (await tasks.of(actor, activity.id))[:3]:
        await tasks.finish(actor, activity.id, task.id, task.version)
    foreign = await planned(await make.actor(name="Stranger"))
    async with browser(actor) as page:
        shown = (await page.get(f"/a/{activity.id}")).text
    assert shown.count("完成了一项待办") == 1
    assert shown.count("建立了活动") == 1
    assert foreign.id != activity.id
    assert "Stranger" not in shown


@pytest.mark.parametrize("role", Role)
async def test_every_entry_of_the_menu_opens(db, browser, role):
    owner = await make.actor()
    activity = await planned(owner)
    async with browser(await make.actor(role, of=owner)) as page:
        shown = (await page.get(f"/a/{activity.id}")).text
        nav = shown.partition('<nav class="nav"')[2].partition("</nav>")[0]
        entries = re.findall(r'href="([^"]+)"', nav)
        assert len(entries) == OPEN_TO[role]
        for entry in entries:
            assert (await page.get(entry)).status_code == 200, entry


async def test_a_stage_one_may_not_see_says_nothing_and_is_never_where_we_are(db, browser):
    owner = await make.actor()
    activity = await planned(owner)
    async with browser(await make.actor(Role.TREASURER, of=owner)) as page:
        shown = (await page.get(f"/a/{activity.id}")).text
    assert "还没有孩子" not in shown
    assert f'href="/a/{activity.id}/pairs"' not in shown
    everybody = {"people", "training", "pairs", "budget", "after"}
    reached = Standing(unseen=frozenset(everybody))
    approved = msgspec.structs.replace(activity, status=Status.APPROVED)
    drawn = {stage.key: stage.state for stage in stages(approved, reached)}
    assert {key for key, state in drawn.items() if state == "unseen"} == everybody
    assert drawn["day"] == "now"
    async with browser(owner) as page:
        assert "还没有孩子" in (await page.get(f"/a/{activity.id}")).text


@pytest.mark.parametrize(("role", "offered"), [(Role.OWNER, True), (Role.PLANNER, False)])
async def test_one_tap_mends_only_for_whoever_may(db, browser, role, offered):
    owner = await make.actor()
    activity = await planned(owner)
    await activities.change(owner, activity.id, activity.version, {"crew": 40})
    async with browser(await make.actor(role, of=owner)) as page:
        shown = (await page.get(f"/a/{activity.id}/findings")).text
    assert ('/heads"' in shown) is offered


@pytest.mark.parametrize(
    ("template", "rings"), [("one-to-one", True), ("camp", False), ("community-visit", False)]
)
async def test_pairs_are_drawn_where_people_pair_and_not_for_a_camp(db, browser, template, rings):
    actor = await make.actor()
    answers = Answers(title="Spring", start_date=date(2096, 12, 5))
    activity = await plans.create(actor, blueprints.plan(template), answers)
    async with browser(actor, language="en") as page:
        shown = (await page.get(f"/a/{activity.id}")).text
    assert ("pairs made" in shown) is rings


async def test_the_overview_of_a_camp_shows_its_first_day(db, browser):
    actor = await make.actor()
    answers = Answers(title="Spring", start_date=date(2096, 12, 5), start_time="09:00")
    activity = await plans.create(actor, blueprints.plan("camp"), answers)
    async with browser(actor) as page:
        shown = (await page.get(f"/a/{activity.id}")).text
    assert "点名 · 第一天下午" in shown
    assert "点名 · 第二天上午" not in shown


async def test_a_report_nobody_has_taken_up_stands_first_for_the_lead_and_for_nobody_else(
    db, browser
):
    owner = await make.actor()
    lead = await make.actor(Role.SAFEGUARDING, of=owner)
    activity = await make.activity(owner)
    number = await concerns.report(NewConcern(text="A bruise on the arm"), slug=activity.slug)

    async def home(who):
        async with browser(who) as page:
            return (await page.get("/")).text

    assert number in await home(lead)
    assert number not in await home(owner)
