from datetime import date

import msgspec
import pytest

from accounts.rules.permissions import NotAllowed, Role
from events import obligations, programme_plans, programme_sections, programmes, seats, work
from events.rules.plan_files import read, write
from events.rules.plan_limits import MOST_TIMES
from events.rules.plan_parts import PlanSeat, PlanWork
from events.rules.plans import Plan, PlanParty, PlanPost, PlanSection, Promise, Traits, When
from events.rules.programme_plans import Asked
from events.rules.programmes import EndsBeforeStart, NoSuchProgramme
from tests import make

TERM = Plan(
    title="Reading all term",
    kind="programme",
    theme="A page a day",
    purposes=("Everybody reads",),
    period="Autumn term",
    when=When(start_date=date(2026, 8, 31), end_date=date(2027, 1, 3)),
    parties=(PlanParty(role="organiser", name="Reading club"),),
    sections=(PlanSection(heading="Why", text="Because.", key="background"),),
    obligations=(
        Promise(text="A lesson", per="week", subject="class", units=("1a", "1b"), actor="Teacher"),
        Promise(text="A meeting", per="year", at_most=2, weekday=None),
    ),
    recurrence=(
        PlanWork(title="Library", area="Rooms", per="week", weekday=5, start="09:00", minutes=90),
        PlanWork(title="Opening", text="Once."),
    ),
    responsibilities=(PlanSeat(group="Board", role="Chair", duty="Leads"),),
    traits=Traits(kind="other", involves_minors=True),
)


async def test_a_document_becomes_a_programme_and_comes_back_the_same(db):
    actor = await make.actor()

    programme = await programme_plans.create(actor, TERM)
    document = await programme_plans.document(actor, programme.id)

    assert read(write(document)) == msgspec.structs.replace(TERM, language="zh_Hans")


async def test_the_answers_take_the_place_of_what_the_template_says(db):
    actor = await make.actor()
    asked = Asked(title="Our reading", period="Spring", first=date(2027, 2, 22), units=("2c",))

    programme = await programme_plans.create(actor, TERM, asked)

    lesson, meeting = await obligations.of_programme(programme)
    assert (programme.title, programme.period) == ("Our reading", "Spring")
    assert (programme.starts_on, programme.ends_on) == (date(2027, 2, 22), None)
    assert (lesson.units, meeting.units) == (("2c",), ())


async def test_posts_of_a_document_become_items_to_staff(db):
    actor = await make.actor()
    plan = msgspec.structs.replace(
        TERM, recurrence=(), posts=(PlanPost(name="Gate", needed=2, description="Greets."),)
    )

    programme = await programme_plans.create(actor, plan)

    (item,) = await work.of(programme)
    assert (item.title, item.text.splitlines()[1]) == ("Gate", "Greets.")
    assert "2" in item.text


async def test_a_document_that_ends_before_it_begins_makes_nothing(db):
    actor = await make.actor()
    turned = When(start_date=date(2026, 9, 1), end_date=date(2026, 9, 1))

    with pytest.raises(EndsBeforeStart):
        await programme_plans.create(actor, msgspec.structs.replace(TERM, when=turned))

    assert await programmes.of_organization(actor) == []


async def test_what_nobody_can_mean_is_held_as_far_as_rows_can(db):
    actor = await make.actor()
    wild = msgspec.structs.replace(
        TERM,
        when=When(start_date=date(2026, 9, 1), end_date=date(9999, 12, 31)),
        obligations=(
            Promise(text="Meet", at_least=10**12, at_most=10**12, per="occasion", periods=10**9),
        ),
        sections=(PlanSection(heading="Why", text="Because.", key="k" * 900),),
        traits=Traits(zone="Mars/Olympus"),
    )

    programme = await programme_plans.create(actor, wild)

    (promise,) = await obligations.of_programme(programme)
    assert (promise.at_least, promise.at_most, promise.periods) == (
        MOST_TIMES,
        MOST_TIMES,
        MOST_TIMES,
    )
    assert (programme.zone, programme.ends_on) == ("Asia/Shanghai", None)


async def test_a_programme_of_two_years_keeps_its_last_day(db):
    two_years = When(start_date=date(2026, 9, 1), end_date=date(2028, 8, 31))

    programme = await programme_plans.create(
        await make.actor(), msgspec.structs.replace(TERM, when=two_years)
    )

    assert (programme.starts_on, programme.ends_on) == (date(2026, 9, 1), date(2028, 8, 31))


async def test_only_who_may_change_plans_makes_one_and_only_ours_is_written_out(db):
    owner = await make.actor()
    viewer, stranger = await make.actor(Role.VIEWER, of=owner), await make.actor()
    programme = await programme_plans.create(owner, TERM)

    with pytest.raises(NotAllowed):
        await programme_plans.create(viewer, TERM)
    with pytest.raises(NoSuchProgramme):
        await programme_plans.document(stranger, programme.id)
    assert len(await programme_sections.of(programme)) == 1
    assert [seat.holder for seat in await seats.of_programme(programme)] == [""]
