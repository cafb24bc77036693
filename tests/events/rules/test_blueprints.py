from datetime import date

import pytest

from events import blueprints
from events.rules.blueprints import Answers, brings, fitted, shared
from events.rules.plans import Plan, PlanTask, Step
from kit import i18n

LANGUAGES = ["zh_Hans", "en"]


def template(locale, key="one-to-one"):
    with i18n.speaking(locale):
        return blueprints.plan(key)


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


def test_a_camp_ends_on_its_last_day_with_its_last_step():
    answers = Answers(title="x", start_date=date(2027, 7, 10), start_time="09:00")
    when = fitted(template("en", "camp"), answers).when
    assert (when.end_date, when.end_time) == (date(2027, 7, 12), "15:30")
    assert fitted(template("en"), answers).when.end_date is None


def test_a_camp_that_starts_earlier_moves_its_first_morning_and_no_meal_or_night():
    before = template("en", "camp")
    after = fitted(before, Answers(title="x", start_time="08:30"))
    moved = [
        (was.day, was.start)
        for was, now in zip(before.schedule, after.schedule, strict=True)
        if was.start != now.start
    ]
    assert moved == [(1, "09:00"), (1, "10:00"), (1, "10:10"), (1, "11:00")]


def test_places_of_schools_and_counsellors_follow_the_numbers_and_nothing_falls_out():
    camp = fitted(template("en", "camp"), Answers(title="x", volunteers=18, participants=25))
    assert sum(quota.places for quota in camp.quotas) == 25
    assert [post.needed for post in camp.posts if post.child_contact] == [12, 3, 3]
    assert [post.needed for post in camp.posts if not post.child_contact] == [1, 2, 1, 1, 1]
    assert len(camp.acts) == len(template("en", "camp").acts)
    assert camp.budget.lines[0].quantity == "25"


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (40, [12, 10, 10, 8], [12, 10, 10, 8]),
        (41, [12, 10, 10, 8], [13, 10, 10, 8]),
        (4, [8, 2, 2], [2, 1, 1]),
        (2, [8, 2, 2], [1, 1, 0]),
        (0, [8, 2], [0, 0]),
        (7, [], []),
        (7, [0, 0], [0, 0]),
    ],
)
def test_a_number_is_shared_out_in_whole_people(total, weights, shares):
    assert shared(total, weights) == shares


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("one-to-one", ("18 tasks", "13 schedule blocks", "8 budget lines")),
        ("camp", ("3 days", "26 tasks", "47 schedule blocks", "11 budget lines")),
        ("community-year", ("25 work items", "8 promises to keep", "17 duties")),
        ("empty", ("10 chapters",)),
    ],
)
def test_a_template_says_what_it_brings(key, said):
    with i18n.speaking("en"):
        assert brings(template("en", key)) == said


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
