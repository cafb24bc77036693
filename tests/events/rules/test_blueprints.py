from datetime import date

import pytest

from events import blueprints
from events.rules.blueprints import Answers, fitted
from events.rules.plans import Plan, PlanTask, Step
from kit import i18n

LANGUAGES = ["zh_Hans", "en"]


def template(locale):
    with i18n.speaking(locale):
        return blueprints.plan("one-to-one")


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_one_to_one_template_is_whole_in_each_language(locale):
    plan = template(locale)
    assert (len(plan.sections), len(plan.tasks), len(plan.schedule)) == (10, 18, 13)
    assert len(plan.lanes) == 3
    assert {step.lane for step in plan.schedule if step.lane} == set(plan.lanes)
    assert {group.lane for group in plan.groups} <= set(plan.lanes)
    assert plan.traits.involves_minors
    assert [(p.at_least, p.per, p.periods) for p in plan.obligations] == [(1, "month", 12)]
    assert (plan.recruitment.quota, plan.recruitment.reserve) == (30, 3)
    assert plan.language == locale


def test_both_languages_of_a_template_plan_the_same():
    chinese, english = (template(locale) for locale in LANGUAGES)
    assert [s.start for s in chinese.schedule] == [s.start for s in english.schedule]
    assert [(t.key, t.offset_days) for t in chinese.tasks] == [
        (t.key, t.offset_days) for t in english.tasks
    ]
    assert [c.amount for c in chinese.budget.lines] == [c.amount for c in english.budget.lines]
    assert [s.key for s in chinese.sections] == [s.key for s in english.sections]


def test_supplies_for_sixty_people_make_2390_yuan():
    plan = fitted(template("zh_Hans"), Answers(title="x", volunteers=30, participants=30))
    assert [line.amount for line in plan.budget.lines if line.per_head] == ["90.00", "90.00"]
    assert plan.budget.computed_total == "2390.00"


def test_supplies_posts_and_places_follow_the_number_of_people():
    plan = fitted(template("zh_Hans"), Answers(title="x", volunteers=12, participants=8))
    assert [line.quantity for line in plan.budget.lines if line.per_head] == ["20", "20"]
    assert plan.budget.computed_total == "2270.00"
    assert (plan.recruitment.quota, plan.recruitment.reserve) == (12, 2)
    assert [post.needed for post in plan.posts if post.child_contact] == [12]
    assert plan.heads("participant") == 8


@pytest.mark.parametrize(("people", "reserve"), [(1, 1), (10, 1), (11, 2), (30, 3)])
def test_a_tenth_of_the_places_and_at_least_one_is_kept_in_reserve(people, reserve):
    plan = fitted(template("zh_Hans"), Answers(title="x", volunteers=people, participants=people))
    assert plan.recruitment.reserve == reserve


def test_the_whole_day_moves_with_its_start():
    plan = fitted(template("en"), Answers(title="x", start_time="13:30"))
    assert [step.start for step in plan.schedule][:4] == ["13:30", "14:40", "14:40", "15:00"]


def test_answers_fill_title_date_place_and_parties():
    answers = Answers(
        title="Spring", start_date=date(2027, 3, 6), place="Hall", partner="School", host="Union"
    )
    plan = fitted(template("en"), answers)
    assert (plan.title, plan.places, plan.when.start_date) == (
        "Spring",
        ("Hall",),
        date(2027, 3, 6),
    )
    assert [(p.role, p.name) for p in plan.parties] == [
        ("host", "Union"),
        ("partner", "School"),
        ("venue", "School"),
    ]


def test_an_empty_answer_changes_nothing_in_a_document_without_people():
    plan = Plan(
        title="Walk", tasks=(PlanTask(phase="day", text="Go"),), schedule=(Step(title="Go"),)
    )
    assert fitted(plan, Answers()).title == "Walk"
    assert fitted(plan, Answers()).recruitment is None
