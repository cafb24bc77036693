from datetime import date
from decimal import Decimal

import msgspec
import pytest

from events.rules import reading, reading_edits, reading_fields
from events.rules.plans import Cost, Headcount, Plan, PlanBudget, Source, Step, When
from kit.forms import WrongForm
from tests.events.rules.reading.test_proposals import EXPECTED, FOLDER

TODAY = date(2026, 11, 23)
PLAN = Plan(
    title="Day",
    when=When(start_date=date(2026, 12, 5), end_date=date(2026, 12, 5), tentative=True),
    places=("Hall", "Yard"),
    headcounts=(
        Headcount(who="students", kind="volunteer", count=20),
        Headcount(who="teachers", kind="volunteer", count=2),
        Headcount(who="members", kind="other", count=9),
    ),
    schedule=(
        Step(title="Opening", start="09:00", end="09:30", lane="A"),
        Step(title="Photo", floating=True),
    ),
    budget=PlanBudget(
        lines=(
            Cost(name="Bus", amount="300"),
            Cost(name="Banner", factors=("80", "2"), price_factor="unknown", amount="160"),
        ),
        sources=(Source(name="Fund", amount="100"),),
    ),
    notes=("Be kind",),
)


def edited(**posted):
    form = {name.replace("__", "."): value for name, value in posted.items()}
    return reading_edits.applied(PLAN, {"tentative": "yes"} | form)


def wrong(**posted):
    with pytest.raises(WrongForm) as refusal:
        edited(**posted)
    return set(refusal.value.by_field)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_form_sent_as_it_was_shown_changes_nothing_but_that_somebody_has_seen_it(name):
    plan = reading.read((FOLDER / name).read_text(encoding="utf-8"), TODAY).plan
    same = reading_edits.applied(plan, reading_fields.written(plan) | {"title": "x"})
    seen = msgspec.structs.replace(plan.when, year_known=True)
    for field in ("theme", "purposes", "parties", "places", "tasks", "schedule", "notes"):
        assert getattr(same, field) == getattr(plan, field)
    assert same.when == seen
    assert same.sections == plan.sections
    assert same.budget == plan.budget
    assert [same.heads(kind) for kind in reading_fields.HEADS] == [
        plan.heads(kind) for kind in reading_fields.HEADS
    ]


def test_a_field_that_was_not_sent_stays_and_an_unticked_box_counts():
    assert reading_edits.applied(PLAN, {}).when.tentative is False
    assert edited().schedule == PLAN.schedule


def test_a_title_nobody_found_is_asked_for():
    nameless = msgspec.structs.replace(PLAN, title="?")
    assert reading_fields.written(nameless)["title"] == ""
    with pytest.raises(WrongForm) as refusal:
        reading_edits.applied(nameless, {})
    assert set(refusal.value.by_field) == {"title"}


def test_the_last_day_follows_the_first_of_a_single_day_and_lies_not_before_it():
    assert edited(start_date="2026-12-12").when.end_date == date(2026, 12, 12)
    assert edited(end_date="2026-12-06").when.end_date == date(2026, 12, 6)
    assert wrong(end_date="2026-12-04") == {"end_date"}
    assert edited(start_date="", start_time="8:05").when.start_time == "08:05"


def test_head_counts_keep_their_parts_while_their_sum_holds():
    assert [h.count for h in edited(volunteer="22").headcounts] == [9, 20, 2]
    assert [h.count for h in edited(volunteer="30", guest="4").headcounts] == [9, 30, 4]
    assert edited(volunteer="").heads("volunteer") is None
    assert wrong(volunteer="2001") == {"volunteer"}
    assert edited(volunteer="2000").heads("volunteer") == 2000


def test_a_row_without_name_is_left_out():
    assert [step.title for step in edited(step__0="").schedule] == ["Photo"]
    assert [line.name for line in edited(cost__1="").budget.lines] == ["Bus"]
    assert edited(place="").places == ("Yard",)


def test_a_step_ends_when_its_minutes_are_over():
    moved = edited(start__0="9:15").schedule[0]
    assert (moved.start, moved.end, moved.minutes, moved.floating) == ("09:15", "09:45", 30, False)
    assert edited(start__0="23:30").schedule[0].end is None
    assert edited(start__0="23:29").schedule[0].end == "23:59"
    assert edited(start__0="").schedule[0].floating
    assert edited(start__1="10:00").schedule[1].floating is False
    assert edited(minutes__0="").schedule[0].end is None
    assert wrong(minutes__0="1441", start__1="noon") == {"minutes.0", "start.1"}
    assert edited(lane__1="B").lanes == ("A", "B")


def test_quantity_and_price_make_the_amount_and_an_amount_alone_stands():
    bus = edited(quantity__0="2", price__0="1.5").budget.lines[0]
    assert (bus.factors, bus.amount) == (("2", "1.5"), "3.00")
    banner = edited(amount__1="170").budget.lines[1]
    assert (banner.factors, banner.amount) == ((), "170")
    assert edited(amount__0="").budget.lines[0].amount is None
    assert edited(cost__1="Flag").budget.lines[1].factors == ("80", "2")
    assert reading_fields.total(PLAN) == 460


@pytest.mark.parametrize("number", ["-1", "NaN", "Infinity", "10000000", "1e400", "x"])
def test_an_amount_nobody_can_mean_is_refused(number):
    assert wrong(amount__0=number) == {"amount.0"}


def test_the_dearest_amount_counts():
    assert edited(amount__0="9999999.99").budget.lines[0].amount == str(Decimal("9999999.99"))


def test_what_no_budget_can_hold_is_not_taken_over_from_the_text():
    odd = msgspec.structs.replace(
        PLAN,
        budget=PlanBudget(
            lines=(Cost(name="X", factors=("999999999999", "0"), amount="0"),),
            sources=(Source(name="Y", amount="-5"), Source(name="Z")),
        ),
    )
    budget = reading_edits.applied(odd, {}).budget
    assert budget.lines[0].factors == ()
    assert [source.amount for source in budget.sources] == [None, None]


def test_notes_that_were_changed_change_their_chapter():
    assert edited(notes="Be kind").sections == ()
    changed = edited(notes="Be kind\n\n Be early ")
    assert changed.notes == ("Be kind", "Be early")
    [chapter] = changed.sections
    assert (chapter.key, chapter.text) == ("notes", "Be kind\nBe early")
    again = reading_edits.applied(changed, {"notes": "No"}).sections
    assert [section.text for section in again] == ["No"]
    assert wrong(notes="x" * 20_001) == {"notes"}
    assert edited(purposes="x" * 20_000).purposes == ("x" * 20_000,)
