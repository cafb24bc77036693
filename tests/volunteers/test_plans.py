"""What a plan document brings along for this slice."""

from datetime import date

from events import plans
from events.rules.plans import Call, PlanGroup, PlanPost, PlanTraining, Traits, When
from events.rules.plans import Plan as Document
from tests import make
from volunteers.plans import write
from volunteers.rules.applications import Mode
from volunteers.tables import applications, pairs, training

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


async def test_without_a_day_there_is_a_call_but_no_training_yet(db):
    plans.activity_planned.listen(write)
    document = Document(
        title="Some day",
        recruitment=Call(quota=1),
        trainings=DOCUMENT.trainings,
    )

    await plans.create(await make.actor(), document)

    assert (await applications.Recruitment.select().first())["reserve"] == 1
    assert await training.TrainingSession.count() == 0
