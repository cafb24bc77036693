from datetime import date

import msgspec
import pytest

from events.rules import reading
from events.rules.plan_parts import PlanWork
from events.rules.plans import Plan, PlanParty, PlanSection, Promise
from events.rules.programme_plans import (
    Asked,
    Picked,
    about,
    becomes_programme,
    fitted,
    own_units,
    parties,
    promised,
    taken,
    with_parents,
    work,
)
from events.rules.work import WorkItem
from tests.events.test_programme_plans import TERM

LESSON = Promise(text="A lesson", per="week", subject="class", units=("1a", "1b"))
MEETING = Promise(text="A meeting", per="year", subject="class")
TOWN = PlanParty(role="host", name="Town")
CALL = Promise(text="A call", per="week", subject="guardian")
OF_UNITS = msgspec.structs.replace(TERM, obligations=(CALL, LESSON, MEETING))


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("programme", True), ("report", True), ("plan", False), ("notice", False)],
)
def test_standing_work_and_a_report_become_programmes_and_nothing_else(kind, becomes):
    assert becomes_programme(Plan(title="x", kind=kind)) is becomes


def test_units_take_the_place_of_named_ones_of_their_kind_and_of_no_others():
    fit = fitted(OF_UNITS, Asked(units=("2c",)))

    assert own_units(OF_UNITS) == ("class", ("1a", "1b"))
    assert [one.units for one in fit.obligations] == [(), ("2c",), ()]


def test_where_no_units_are_named_they_go_to_the_first_kind_that_something_is_promised_to():
    nameless = msgspec.structs.replace(OF_UNITS, obligations=(CALL, MEETING))

    fit = fitted(nameless, Asked(units=("Lin", "Zhou")))

    assert [one.units for one in fit.obligations] == [("Lin", "Zhou"), ()]


def test_without_answers_a_document_stays_as_it_is_but_for_its_days():
    assert fitted(OF_UNITS, Asked()).obligations == OF_UNITS.obligations
    assert fitted(OF_UNITS, Asked(first=date(2026, 9, 1))).when.start_date == date(2026, 9, 1)


def test_of_a_text_only_what_is_picked_is_taken_and_of_a_report_only_promises():
    picked = Picked(promises=frozenset({1, 99}), work=frozenset({0}), parties=(TOWN,))

    text = taken(OF_UNITS, picked)
    report = taken(msgspec.structs.replace(OF_UNITS, kind="report"), picked)

    assert (text.obligations, [one.title for one in text.recurrence]) == ((LESSON,), ["Library"])
    assert (text.parties, text.sections) == ((TOWN,), TERM.sections)
    assert (report.kind, report.obligations) == ("programme", (LESSON,))
    assert (report.recurrence, report.sections, report.responsibilities) == ((), (), ())


def test_what_a_document_says_that_we_do_not_know_is_read_as_what_comes_nearest():
    strange = Plan(title="x", parties=(PlanParty(role="patron", name="Town"),) * 2)

    assert parties(strange) == [("partner", "Town")]
    assert promised(Promise(text="Often", per="fortnight", at_least=0)).period == "month"
    assert promised(Promise(text="Often", per="week", at_least=0)).at_least == 1
    assert work(Plan(title="x", recurrence=(PlanWork(title="Now", per="fortnight"),)))[0].per == ""


def test_an_activity_made_of_a_work_item_says_in_its_background_what_that_holds():
    item = WorkItem("", "", "Library", "Two of us go.", "", None, "", None, 0, 1)
    sections = (PlanSection(heading="Why", key="background"), PlanSection(heading="How"))

    made = about(Plan(title="x", sections=sections), item)
    written = about(made, msgspec.structs.replace(item, text="Three of us go."))

    assert [one.text for one in made.sections] == ["Two of us go.", ""]
    assert written == made


def test_a_promise_that_the_check_found_too_rare_keeps_that_it_is_about_parents():
    text = "班级工作总结\n我和孩子的家长商量好，每月和孩子通一次电话。\n我班孩子每月写一封信。"

    found = reading.read(text, date(2026, 11, 26))

    keys = [one.key for one in with_parents(found).obligations]
    assert keys == ["parent-contact", ""]
