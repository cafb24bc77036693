"""A plan document becomes an activity and comes back as it was, every part of it."""

from datetime import UTC, date, datetime

import msgspec
import pytest
import time_machine

from accounts.rules.permissions import Role
from events import activities, plans, proposals, schedule
from events.rules.activities import DateState
from events.rules.lists import MOST_ROWS, TooLong, TooManyRows
from events.rules.plan_files import read, write
from events.rules.plan_parts import PlanAct, PlanCondition, PlanMaterial, PlanQuota, PlanSeat
from events.rules.plans import (
    Call,
    Cost,
    Headcount,
    Plan,
    PlanBudget,
    PlanGroup,
    PlanParty,
    PlanPost,
    PlanSection,
    PlanTask,
    PlanTraining,
    Promise,
    Source,
    Step,
    Traits,
    When,
)
from kit import i18n
from kit.templating import TEMPLATES
from tests import make
from web import wiring

STEPS = (
    Step(title="Arrive", day=1, start="14:00", end="15:00", minutes=60, place="Gate", owner="Li",
         people=("Wu", "Zhao"), with_children=True, service=True, note="Count the heads"),
    Step(title="Paint", day=1, start="15:00", minutes=45, end="15:45", lane="Green", public=True),
    Step(title="Sing", day=1, start="15:00", minutes=45, end="15:45", lane="Blue", tentative=True),
    Step(title="Watch", day=1, start="22:00", end="06:00", minutes=480, hard_end=True),
    Step(title="Show", day=2, start="19:00", end="21:00", minutes=120, floating=False),
    Step(title="Go home", day=3, start="10:30", end="11:30", minutes=60),
)  # fmt: skip
CAMP = Plan(
    title="Summer camp",
    theme="Three days together",
    purposes=("Play", "Learn"),
    parties=(
        PlanParty(role="organiser", name="Helpers"),
        PlanParty(role="co_issuer", name="Bureau"),
        PlanParty(role="co_issuer", name="Youth league"),
    ),
    when=When(
        start_date=date(2027, 7, 10),
        end_date=date(2027, 7, 12),
        start_time="14:00",
        end_time="11:30",
        tentative=True,
    ),
    places=("Practice base",),
    headcounts=(
        Headcount(kind="volunteer", count=20),
        Headcount(kind="participant", count=60),
        Headcount(kind="crew", count=5),
        Headcount(kind="guest", count=3),
    ),
    tasks=(
        PlanTask(phase="before", text="Rehearse", owner="Wu", due=date(2027, 7, 3), offset_days=-7),
        PlanTask(phase="after", text="Thank", due=date(2027, 7, 14), offset_days=3,
                 offset_unit="wd", key="article"),
    ),
    schedule=STEPS,
    budget=PlanBudget(
        lines=(
            Cost(name="Bus", category="transport", amount="400.00", source="College", handler="Li",
                 note="both ways"),
            Cost(name="Water", category="food", quantity="83", unit="bottle", unit_price="1.5",
                 factors=("83", "1.5"), price_factor="b", amount="124.50", per_head="present"),
            Cost(name="Prints", category="publicity", factors=("80", "2"), price_factor="unknown",
                 amount="160.00"),
        ),
        sources=(
            Source(name="College", amount="500.00", kind="host"),
            Source(name="A shop", amount="184.50", kind="sponsor", until=date(2027, 6, 1),
                   note="promised by phone"),
        ),
        computed_total="684.50",
    ),
    obligations=(
        Promise(text="Write", at_least=1, at_most=2, per="week", weekday=5, units=("1a", "1b"),
                actor="volunteer", subject="class", periods=6, key="letters"),
    ),
    sections=(PlanSection(heading="Purpose", key="purposes"), PlanSection(heading="X", text="y")),
    traits=Traits(kind="camp", short_title="Camp", involves_minors=True, off_campus=True,
                  overnight=True, risk=True, address="1 Hill Road", contact_name="Li",
                  contact_phone="138 0000 0001"),
    lanes=("Green", "Blue"),
    posts=(PlanPost(name="Tutor", needed=12, child_contact=True, qualification="trained",
                    description="lives with a group"),),
    groups=(PlanGroup(name="Group 1", lane="Green"), PlanGroup(name="Group 2")),
    materials=(
        PlanMaterial(item="Shirts", quantity="60", origin="bought", note="three sizes"),
        PlanMaterial(item="Cup", origin="brought", whose="participants"),
        PlanMaterial(item="Guitar", whose="volunteers"),
    ),
    responsibilities=(
        PlanSeat(group="Leaders", role="head", holder="Li", duty="answers for all"),
        PlanSeat(group="Leaders", role="deputy"),
    ),
    quotas=(PlanQuota(source="East school", places=40), PlanQuota(source="West school", places=20,
                                                                 note="grade 3 and up")),
    eligibility=(PlanCondition(text="Grade 3 or above"), PlanCondition(text="First camp", hard=False)),
    acts=(PlanAct(title="Song", performers="Group 1", props="guitar", minutes=5, checked_by="Wu"),
          PlanAct(title="Poem")),
    recruitment=Call(mode="review", quota=20, reserve=4, criteria=("kind",),
                     risk_statement="Two nights", summary="Come along"),
    trainings=(PlanTraining(title="Briefing", offset_days=-10, start="18:30", minutes=60,
                            place="B203", trainer="Wu", content="Rules"),),
)  # fmt: skip


@pytest.fixture(autouse=True)
def wired():
    wiring.connect()
    with time_machine.travel("2026-11-10T02:00:00Z", tick=True), i18n.speaking("zh_Hans"):
        yield


async def test_every_part_of_a_plan_comes_back_as_it_was(db):
    actor = await make.actor()

    activity = await plans.create(actor, CAMP)
    document = await proposals.document(actor, activity.id)

    for name in Plan.__struct_fields__:
        assert getattr(document, name) == getattr(CAMP, name), name
    again = await plans.create(actor, read(write(document)))
    assert await proposals.document(actor, again.id) == document


async def test_the_document_is_the_same_whatever_language_its_reader_speaks(db):
    actor = await make.actor()
    activity = await plans.create(actor, CAMP)

    with i18n.speaking("en"):
        english = await proposals.document(actor, activity.id)

    assert msgspec.structs.replace(english, language="zh_Hans") == CAMP


async def test_a_camp_without_a_date_keeps_its_days_and_hours_until_it_has_one(db):
    actor = await make.actor()
    undated = await plans.create(actor, msgspec.structs.replace(CAMP, when=When()))
    document = await proposals.document(actor, undated.id)
    assert undated.date_state is DateState.UNKNOWN
    assert [(s.day, s.start) for s in document.schedule] == [(s.day, s.start) for s in STEPS]
    assert document.trainings == CAMP.trainings

    when = {
        "starts_at": datetime(2027, 7, 17, 6, 0, tzinfo=UTC),
        "ends_at": datetime(2027, 7, 19, 3, 30, tzinfo=UTC),
        "date_state": DateState.FIXED,
    }
    dated = await activities.change(actor, undated.id, undated.version, when)

    blocks = (await schedule.of_activity(actor, dated.id)).blocks
    assert [b.starts_at.day for b in blocks] == [17, 17, 17, 17, 18, 19]
    document = await proposals.document(actor, dated.id)
    assert (document.schedule, document.trainings) == (STEPS, CAMP.trainings)


@pytest.mark.parametrize(
    ("when", "ends"),
    [
        (When(start_date=date(2027, 7, 10)), (2027, 7, 12, 3, 30)),
        (When(start_date=date(2027, 7, 10), end_date=date(2027, 7, 11)), (2027, 7, 11, 13, 0)),
        (When(start_date=date(2027, 7, 10), end_date=date(2027, 7, 13)), (2027, 7, 13, 16, 0)),
        (When(start_date=date(2027, 7, 10), end_time="11:30"), (2027, 7, 12, 3, 30)),
    ],
)
async def test_a_camp_ends_on_its_last_day(db, when, ends):
    activity = await plans.create(await make.actor(), msgspec.structs.replace(CAMP, when=when))

    assert activity.ends_at == datetime(*ends, tzinfo=UTC)
    assert activity.last_day == when.end_date or date(2027, 7, 12)


async def test_a_night_without_an_end_date_ends_the_next_morning(db):
    when = When(start_date=date(2027, 7, 10), start_time="19:00", end_time="07:00")
    night = msgspec.structs.replace(CAMP, when=when, schedule=())

    activity = await plans.create(await make.actor(), night)
    assert (activity.last_day, activity.days) == (date(2027, 7, 11), 2)


async def test_a_list_may_be_long_but_not_endless(db):
    actor = await make.actor()
    acts = tuple(PlanAct(title=f"{n}") for n in range(MOST_ROWS))

    await plans.create(actor, Plan(title="Show", acts=acts))
    with pytest.raises(TooManyRows, match=str(MOST_ROWS)):
        await plans.create(actor, Plan(title="Show", acts=(*acts, PlanAct(title="more"))))
    await plans.create(actor, Plan(title="Show", materials=(PlanMaterial(item="x" * 100),)))
    with pytest.raises(TooLong, match="100"):
        await plans.create(actor, Plan(title="Show", materials=(PlanMaterial(item="x" * 101),)))


async def test_a_source_that_is_named_twice_has_its_places_together(db):
    actor = await make.actor()
    quotas = (
        PlanQuota(source="East", places=3, note="a"),
        PlanQuota(source="East ", places=4, note="b"),
    )
    activity = await plans.create(actor, Plan(title="Camp", quotas=quotas))
    assert (await proposals.document(actor, activity.id)).quotas == (
        PlanQuota(source="East", places=7, note="a; b"),
    )


async def test_whoever_may_not_see_the_budget_gets_the_things_but_not_the_money(db):
    actor = await make.actor()
    activity = await plans.create(actor, CAMP)

    document = await proposals.document(await make.actor(Role.VIEWER, of=actor), activity.id)

    assert document.materials == CAMP.materials
    assert (document.budget.lines, document.budget.sources) == ((), ())


async def test_a_text_longer_than_any_row_makes_an_activity_all_the_same(db):
    long = "x" * 900
    plan = Plan(
        title="Fair",
        places=(long,),
        lanes=(long,),
        schedule=(Step(title=long, place=long, owner=long, people=(long,), note=long, lane=long),),
        tasks=(PlanTask(phase="day", text="Open", owner=long, key=long, offset_days=10**12),),
        obligations=(Promise(text="Write", actor=long, subject=long, units=(long,)),),
        sections=(PlanSection(heading="Purpose", key=long, text=long),),
        traits=Traits(short_title=long, address=long, zone="Mars/Olympus"),
    )

    activity = await plans.create(await make.actor(), plan)

    assert activity.place.endswith("…")
    assert activity.zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    "file", sorted((TEMPLATES / "plans").glob("*.zh_Hans.json")), ids=lambda path: path.name
)
async def test_an_activity_of_any_template_gives_a_document_that_makes_the_same_again(db, file):
    actor = await make.actor()
    template = read(file.read_bytes())
    when = msgspec.structs.replace(template.when, start_date=date(2027, 7, 10))

    first = await plans.create(actor, msgspec.structs.replace(template, when=when))
    document = await proposals.document(actor, first.id)
    again = await plans.create(actor, document)

    assert await proposals.document(actor, again.id) == document
    for name in ("quotas", "eligibility", "acts", "materials", "responsibilities", "posts"):
        assert len(getattr(document, name)) == len(getattr(template, name)), name
    assert [step.day for step in document.schedule] == [step.day for step in template.schedule]
