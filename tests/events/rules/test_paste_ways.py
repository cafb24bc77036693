import pytest

from events.rules import paste_ways
from events.rules.plans import Plan, PlanBudget
from events.rules.reading import Reading
from events.rules.reading.remarks import remark


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("书香进山策划书", "书香进山"),
        ("「書香傳愛」一日營企劃書", "「書香傳愛」一日營"),
        ("书香进山活动方案（2027年）", "书香进山（2027年）"),
        ("2027年书香进山策划案", "2027年书香进山"),
        ("策划书", "策划书"),
        ("企划部迎新会", "企划部迎新会"),
    ],
)
def test_a_title_goes_without_the_name_of_the_paper_but_keeps_its_year(title, short):
    assert paste_ways.titled(title) == short


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云顶小学夏令营策划书", "camp"),
        ("數位學伴一日營企劃書", "camp"),
        ("社区捐书活动", "collection"),
        ("志愿者培训", "training"),
        ("走访敬老院", "visit"),
        ("经营之道", "other"),
    ],
)
def test_the_title_says_what_kind_of_activity_it_is(title, kind):
    plan = Plan(title=title)
    other = Plan(title=title, traits=plan.traits.__class__(kind="other"))
    assert paste_ways.activity_kind(other) == kind


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("张伟 13912345678", "张伟"),
        ("周宁（电话：010-8765 4321）", "周宁"),
        ("Amy Chen, tel. +44 20 7946 0000", "Amy Chen"),
        ("3班 李娜", "3班 李娜"),
    ],
)
def test_a_number_to_call_is_no_part_of_a_name(owner, name):
    assert paste_ways.nameless(owner) == name


@pytest.mark.parametrize(
    ("kind", "way", "taken"),
    [
        ("programme", "activity", "plan"),
        ("plan", "programme", "programme"),
        ("report", "programme", "report"),
        ("notice", "activity", "notice"),
        ("programme", "", "programme"),
        ("plan", "nonsense", "plan"),
    ],
)
def test_a_text_is_taken_for_what_somebody_says(kind, way, taken):
    found = Reading(Plan(title="x", kind=kind), {}, ())
    assert paste_ways.taken_as(found, way).plan.kind == taken


def test_amounts_in_findings_are_written_as_money():
    total = remark("budget-total-mismatch", 1, (0, 1), right="834.4", written="844.4")
    plan = Plan(title="x", budget=PlanBudget(currency="GBP"))
    [shown] = paste_ways.with_money(Reading(plan, {}, (total,))).findings
    assert (shown.details["right"], shown.details["written"]) == ("£834.40", "£844.40")
