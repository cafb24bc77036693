"""What a proposal says of a plan whose date nobody knows yet: the days by number, and counted."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from events import plans, proposals
from events.rules import plan_files, reading
from events.rules.plans import When
from events.rules.reading import files
from exports import desk, dossiers
from exports.rules import filled
from exports.rules.kinds import Kind, Order
from kit import i18n
from kit.templating import TEMPLATES
from tests import make
from web import wiring

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def wired(monkeypatch):
    wiring.connect()


def camp(language, when):
    plan = plan_files.read(Path(TEMPLATES / "plans" / f"camp.{language}.json").read_bytes())
    return msgspec.structs.replace(plan, when=when)


async def undated_camp(actor, language):
    return await plans.create(actor, camp(language, When()))


async def steps_and_duties(actor, activity, language):
    """All lines of the tables of the proposal, in their order."""
    facts = await dossiers.gather(actor, activity.id, {Kind.PROPOSAL})
    with i18n.speaking(language):
        paper = filled.paper(facts, Order(Kind.PROPOSAL))
    parts = [part for section in paper.sections for part in (section, *section.parts)]
    return (
        [step for part in parts for step in part.schedule],
        [duty for part in parts for duty in part.duties],
    )


async def test_an_undated_camp_names_its_days_by_number_and_its_hours(db):
    actor = await make.actor()
    activity = await undated_camp(actor, "en")

    steps, duties = await steps_and_duties(actor, activity, "en")

    assert [step.day for step in steps if step.day] == ["Day 1", "Day 2", "Day 3"]
    assert steps[0].time == "09:00–10:00"
    assert all(step.time for step in steps)
    due = {duty.text: duty.due for duty in duties}
    assert due["Submit the plan for approval"] == "42 days earlier"
    assert due["Check the volunteers' hours"] == "6 days later"
    assert due["Enter the hours in the official system"] == "10 working days later"


async def test_a_day_that_is_known_is_named_by_its_date(db):
    actor = await make.actor()
    when = When(start_date=date(2027, 7, 10), end_date=date(2027, 7, 12))
    activity = await plans.create(actor, camp("en", when))

    steps, duties = await steps_and_duties(actor, activity, "en")

    assert [step.day for step in steps if step.day] == ["10 Jul", "11 Jul", "12 Jul"]
    assert "29 May" in {duty.due for duty in duties}


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
async def test_days_hours_and_counted_due_dates_read_back(db, language):
    actor = await make.actor()
    activity = await undated_camp(actor, language)
    with i18n.speaking(language):
        kept = await proposals.document(actor, activity.id)

    word = await desk.worded(actor, activity.id, Order(Kind.PROPOSAL), language)
    back = reading.read(files.text_of(word), TODAY).plan

    def tasks(plan):
        return [(t.phase, t.text, t.owner, t.offset_days, t.offset_unit) for t in plan.tasks]

    def steps(plan):
        return [(s.day, s.start, s.title, s.owner) for s in plan.schedule]

    def seats(plan):
        return [(s.role, s.holder or "", s.duty) for s in plan.responsibilities]

    assert tasks(back) == tasks(kept)
    assert steps(back) == steps(kept)
    assert seats(back) == [(role, holder or "", duty) for role, holder, duty in seats(kept)]


@pytest.mark.parametrize(
    "text",
    [
        "后续工作\n截止日期\t任务\t负责人\n\t写感谢信\t\n\t完成决算\t\n",
        "Follow-up\nDue\tWhat is to be done\tLead\n\tWrite thanks\t\n\tClose the books\t\n",
    ],
)
def test_a_head_over_a_single_filled_column_is_no_task(text):
    back = reading.read(f"策划书\n\n{text}", TODAY).plan

    assert len(back.tasks) == 2
    assert not any("截止" in task.text or "Due" in task.text for task in back.tasks)
