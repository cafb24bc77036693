"""Every template in both languages: whole, in our own words, and nothing left open but what people answer."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from events import (
    blueprints,
    findings,
    obligations,
    plans,
    programme_findings,
    programme_plans,
    proposals,
    schedule,
)
from events.rules import plan_files, reading
from events.rules.blueprints import Answers
from events.rules.findings import Severity
from events.rules.half_days import half_days
from events.rules.plan_parts import Part
from events.rules.programme_plans import Asked, becomes_programme
from kit import i18n
from kit.templating import TEMPLATES
from tests import make
from web import wiring

LANGUAGES = ["zh_Hans", "en"]
KEYS = [one.key for one in blueprints.GALLERY]
PROGRAMMES = ["school-term", "campaign", "class-record", "community-year"]
ACTIVITIES = ["one-to-one", "community-visit", "camp"]
DAY = date(2026, 12, 5)
ASKED = Asked(period="2026", first=date(2026, 1, 1), last=date(2026, 12, 31))
# What a template of ours may never hold, whatever the answers.
NEVER = {
    "placeholder-left",
    "stray-mark",
    "place-vague",
    "cadence-missing",
    "numbering-broken",
    "block-without-lead",
    "block-without-end",
    "detail-deferred",
    "annex-missing",
    "one-to-one-alone",
    "private-contact",
    "private-home",
    "contact-floor",
    "identifying-story",
    "qualification-missing",
    "photo-consent",
    "disclosure-consent",
    "lump-sum-unexplained",
    "safety-plan-missing",
    "announced-but-unplanned",
}
OF_ROWS = {"block-without-lead", "block-without-end", "lump-sum-unexplained", "safety-plan-missing"}
NOT_WORDS = re.compile("[^一-鿿]")
LONGEST_SHARED = 12
# Values that are codes, clocks or numbers: the same in every language.
SAME = {
    *("format", "kind", "key", "phase", "offset_unit", "start", "start_time", "origin", "whose"),
    *("per", "subject", "mode", "category", "amount", "quantity", "unit_price", "factors"),
    *("price_factor", "per_head", "computed_total", "currency"),
}


@pytest.fixture(autouse=True)
def connected():
    wiring.connect()
    with time_machine.travel("2026-11-10T02:00:00Z", tick=True):
        yield


def raw(key, locale):
    return json.loads((TEMPLATES / "plans" / f"{key}.{locale}.json").read_text("utf-8"))


def template(key, locale="zh_Hans"):
    with i18n.speaking(locale):
        return blueprints.plan(key)


def strings(value):
    """Yield every text of a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in strings(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in strings(one))


def shape(value, key=""):
    """The document without its words: what both languages must have in common."""
    if isinstance(value, dict):
        return {name: shape(one, name) for name, one in value.items() if name != "language"}
    if isinstance(value, list):
        return [shape(one, key) for one in value]
    if not isinstance(value, str) or (key in SAME and not re.search("[^\x00-\x7f]", value)):
        return value
    return bool(value)


def unknown(part):
    """Yield the keys our format does not know."""
    if isinstance(part, Part):
        yield from part.more
        for name in part.__struct_fields__:
            yield from unknown(getattr(part, name))
    elif isinstance(part, tuple):
        for one in part:
            yield from unknown(one)


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_template_is_a_plan_document_that_we_know_completely(key, locale):
    text = (TEMPLATES / "plans" / f"{key}.{locale}.json").read_bytes()
    plan = plan_files.read(text)
    assert [*unknown(plan)] == []
    assert plan.language == locale
    assert becomes_programme(plan) is (key in PROGRAMMES)
    assert {step.lane for step in plan.schedule if step.lane} <= set(plan.lanes)
    assert {group.lane for group in plan.groups} <= {None, *plan.lanes}


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_of_a_template_have_the_same_parts_and_numbers(key):
    chinese, english = (raw(key, locale) for locale in LANGUAGES)
    for both in (chinese, english):  # a quantity of things is said in words: two each
        for thing in both.get("materials", []):
            thing["quantity"] = "quantity" in thing
    assert shape(chinese) == shape(english)


def test_a_template_whose_languages_differ_would_be_noticed():
    plan = raw("camp", "en")
    other = json.loads(json.dumps(plan))
    other["quotas"][0]["places"] += 1
    assert shape(plan) != shape(other)


@pytest.mark.parametrize("key", KEYS)
def test_no_template_repeats_a_sentence_of_the_seeds(key, seeds: Path):
    written = [NOT_WORDS.sub("", file.read_text("utf-8")) for file in seeds.glob("*.txt")]
    assert written
    for text in strings(raw(key, "zh_Hans")):
        words = NOT_WORDS.sub("", text)
        runs = {words[at : at + LONGEST_SHARED] for at in range(len(words) - LONGEST_SHARED + 1)}
        assert [run for run in runs if any(run in seed for seed in written)] == []


@pytest.mark.parametrize("key", KEYS)
def test_children_are_called_children(key):
    assert "留守" not in "".join(strings(raw(key, "zh_Hans")))
    assert "left-behind" not in "".join(strings(raw(key, "en"))).lower()


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_no_word_of_a_template_is_vague_or_left_open(key, locale):
    lines = [line for text in strings(raw(key, locale)) for line in text.split("\n") if line]
    found = reading.read("\n".join(lines), DAY).findings
    assert [(one.code, lines[one.line - 1]) for one in found if one.code in NEVER - OF_ROWS] == []


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("key", ACTIVITIES)
async def test_an_activity_of_a_template_lacks_only_what_people_answer(db, key, locale):
    actor = await make.actor()
    with i18n.speaking(locale):
        answers = Answers(
            title="Spring",
            start_date=DAY,
            start_time=template(key, locale).when.start_time,
            place="天府中学",
            partner="天府中学",
            host="生物学会",
        )
        activity = await plans.create(actor, template(key, locale), answers)
        found = await findings.everything(actor, activity)
    errors = {one.code for one in found if one.severity is Severity.ERROR}
    # What only people can answer: also who is with children who stay between two steps of a camp.
    assert errors <= {"contact-person-missing", "nights-closed", "space-uncovered"}
    assert {one.code for one in found} & NEVER == set()


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("key", PROGRAMMES)
async def test_a_programme_of_a_template_lacks_only_names(db, key, locale):
    actor = await make.actor()
    with i18n.speaking(locale):
        programme = await programme_plans.create(actor, template(key, locale), ASKED)
        found = await programme_findings.of(actor, programme)
    assert {one.code for one in found} <= {"seat-blank"}
    assert len([one for one in found if one.code == "seat-blank"]) == blanks(template(key))


def blanks(plan):
    return sum(not seat.holder for seat in plan.responsibilities)


async def test_the_camp_has_three_days_six_half_days_and_places_for_every_school(db):
    actor = await make.actor()
    answers = Answers(title="Camp", start_date=DAY, start_time="09:00", participants=50)
    camp = await plans.create(actor, template("camp"), answers)
    assert (camp.overnight, camp.involves_minors, camp.kind) == (True, True, "camp")
    assert (camp.ends_at - camp.starts_at) // timedelta(days=1) == 2
    assert len(half_days(camp)) == 6
    day = await schedule.of_activity(actor, camp.id)
    assert (len(day.blocks), day.clashes, day.overruns) == (47, (), ())
    plan = await proposals.document(actor, camp.id)
    assert [step.day for step in plan.schedule] == sorted([step.day for step in plan.schedule])
    assert sum(step.title.startswith("点名") for step in plan.schedule) == 6
    assert sum(one.places for one in plan.quotas) == 50
    assert [one.hard for one in plan.eligibility] == [True] * 4 + [False]
    assert len(plan.acts) == 4
    assert sum(one.key.startswith("annex-") for one in plan.sections) == 5
    assert [one.quantity for one in plan.budget.lines[:2]] == ["50", "50"]  # what is provided
    assert sum(one.whose == "participants" for one in plan.materials) == 8


async def test_the_community_morning_has_its_nine_blocks_and_its_tasks_a_week_before(db):
    actor = await make.actor()
    answers = Answers(title="Visit", start_date=DAY, start_time="08:30")
    visit = await plans.create(actor, template("community-visit"), answers)
    plan = await proposals.document(actor, visit.id)
    assert (len(plan.schedule), len(plan.lanes)) == (9, 4)
    offset = {one.key: one.offset_days for one in plan.tasks}
    assert (offset["partner-confirms"], offset["rehearsal"], offset["briefing"]) == (-7, -7, -1)
    assert [one.kind for one in plan.budget.sources] == ["host", "sponsor", "self_raised"]
    assert sum(one.origin == "donated" for one in plan.materials) == 3
    assert [bool(one.checked_by) for one in plan.acts] == [True] * 5
    assert [(one.at_least, one.per) for one in plan.obligations] == [(1, "month")]
    assert len(plan.responsibilities) == 5


def test_the_school_term_has_five_areas_and_a_lesson_in_every_class_each_week():
    plan = template("school-term")
    assert len({one.area for one in plan.recurrence}) == 5
    lesson = plan.obligations[0]
    assert (lesson.at_least, lesson.per, len(lesson.units) * lesson.periods) == (1, "week", 108)
    assert next(one.at_least for one in plan.obligations if one.key == "joint") == 3


def test_the_campaign_staffs_seven_places_twice_and_leaves_two_seats_blank():
    plan = template("campaign")
    assert len(plan.posts) == 14
    assert blanks(plan) == 2
    assert len({one.area for one in plan.recurrence}) == 4
    assert [one.weekday for one in plan.obligations if one.key == "clean-up"] == [5]


def test_the_class_record_counts_twelve_calls_and_letters_beside_the_floor_of_fifty_two():
    yearly = {
        one.key: one.periods * one.at_least
        for one in template("class-record").obligations
        if one.key in ("family-call", "teacher-call", "letter")
    }
    assert yearly == {"family-call": 52, "teacher-call": 12, "letter": 12}


async def test_the_community_year_has_its_saturdays_its_meetings_and_six_departments(db):
    plan = template("community-year")
    assert [one.role for one in plan.responsibilities].count("成员") == 6
    actor = await make.actor()
    programme = await programme_plans.create(actor, plan, ASKED)
    kept = {one.key: one for one in await obligations.of_programme(programme)}
    saturdays = kept["saturday"].spans(programme.starts_on, programme.ends_on)
    assert (len(saturdays), {one.first.weekday() for one in saturdays}) == (52, {5})
    assert (kept["meeting"].at_least, kept["meeting"].at_most) == (1, 2)
