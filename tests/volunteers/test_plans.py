"""What a plan document brings along for this slice."""

from datetime import UTC, date, datetime

import msgspec

from events import activities, plans
from events.rules.activities import DateState
from events.rules.plans import Call, PlanGroup, PlanPost, PlanTraining, Traits, When
from events.rules.plans import Plan as Document
from tests import make
from volunteers import undated
from volunteers.plans import write
from volunteers.rules.applications import Mode
from volunteers.tables import applications, pairs, training
from web import wiring

DOCUMENT = Document(
    title="One morning",
    when=When(start_date=date(2026, 12, 5), start_time="08:00"),
    traits=Traits(involves_minors=True),
    lanes=("Group A",),
    recruitment=Call(mode="review", quota=30, criteria=("patience",)),
    posts=(PlanPost(name="Helper", needed=30, child_contact=True),),
    groups=(PlanGroup(name="Group A", lane="Group A"),),
    trainings=(PlanTraining(title="Training", offset_days=-10, start="19:00", minutes=120),),
)


async def test_a_document_brings_its_call_its_posts_its_groups_and_its_training(db):
    plans.activity_planned.listen(write)

    activity = await plans.create(await make.actor(), DOCUMENT)

    call = await applications.Recruitment.select().first()
    assert (call["mode"], call["quota"], call["reserve"]) == (Mode.REVIEW, 30, 3)
    assert (call["activity"], call["published_at"]) == (activity.id, None)
    assert [p["needed"] for p in await applications.Post.select()] == [30]
    group = await pairs.Group.select().first()
    assert group["lane"] is not None
    session = await training.TrainingSession.select().first()
    assert f"{session['starts_at']:%Y-%m-%d %H:%M}" == "2026-11-25 11:00"


async def test_without_a_day_there_is_a_call_and_a_training_that_waits(db):
    plans.activity_planned.listen(write)
    document = Document(
        title="Some day",
        recruitment=Call(quota=1),
        trainings=DOCUMENT.trainings,
    )

    activity = await plans.create(await make.actor(), document)

    assert (await applications.Recruitment.select().first())["reserve"] == 1
    assert await training.TrainingSession.count() == 0
    assert await undated.of(activity.id) == list(DOCUMENT.trainings)


async def test_what_waits_becomes_a_session_once_when_the_day_is_set(db):
    wiring.connect()
    actor = await make.actor()
    document = msgspec.structs.replace(DOCUMENT, when=When())
    activity = await plans.create(actor, document)
    nine, ten = datetime(2027, 12, 4, 1, tzinfo=UTC), datetime(2027, 12, 4, 2, tzinfo=UTC)

    for day in (nine, ten):
        now = await activities.find(actor, activity.id)
        settled = {"starts_at": day, "date_state": DateState.FIXED}
        await activities.change(actor, activity.id, now.version, settled)

    (session,) = await training.TrainingSession.select()
    assert f"{session['starts_at']:%Y-%m-%d %H:%M}" == "2027-11-24 11:00"
    assert await undated.of(activity.id) == []


async def test_lengths_and_distances_nobody_means_are_held_as_rows_can(db):
    plans.activity_planned.listen(write)
    wild = PlanTraining(title="x" * 200, offset_days=10**9, minutes=0, trainer="y" * 200)

    for when in (When(), DOCUMENT.when):
        document = msgspec.structs.replace(DOCUMENT, when=when, trainings=(wild,))
        await plans.create(await make.actor(), document)

    waiting = await training.UndatedTraining.select().first()
    assert (waiting["offset_days"], waiting["minutes"], len(waiting["title"])) == (3650, 1, 120)
    assert await training.TrainingSession.count() == 1


async def test_the_page_shows_what_waits_for_the_day(browser):
    wiring.connect()
    actor = await make.actor()
    activity = await plans.create(actor, msgspec.structs.replace(DOCUMENT, when=When()))
    dated = await plans.create(actor, DOCUMENT)

    async with browser(actor, language="en") as page:
        waiting = (await page.get(f"/a/{activity.id}/training")).text
        there = (await page.get(f"/a/{dated.id}/training")).text

    assert "As soon as the day is known" in waiting
    assert "T−10" in waiting
    assert "As soon as the day is known" not in there
