"""The acceptance oracle (domain reference §5): figures only, derived by hand from the texts."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from events.rules import plan_files, reading
from tests.events.rules.reading.seeds import TODAY, codes, lines, seed, text

KINDS = {
    1: "programme",
    2: "programme",
    3: "report",
    4: "plan",
    5: "notice",
    6: "plan",
    7: "programme",
}
SECTIONS = {1: 5, 2: 4, 3: 3, 4: 10, 5: 5, 6: 7, 7: 3}
FINDINGS = {
    1: {
        "cadence-missing": [15],
        "period-missing": [7],
        "private-home": [3, 7],
        "qualification-missing": [17],
        "stray-mark": [31],
    },
    2: {"cadence-missing": [13], "period-missing": [1], "placeholder-left": [21, 21]},
    3: {
        "cadence-missing": [21],
        "contact-floor": [21],
        "identifying-story": [7],
        "period-missing": [1],
        "placeholder-left": [7],
        "private-home": [13],
        "qualification-missing": [17],
    },
    4: {
        "announced-but-unbudgeted": [55, 55],
        "block-without-end": [55, 57, 59, 61, 65],
        "block-without-lead": [55, 57, 59, 61, 63, 65],
        "cadence-missing": [69, 71],
        "consent-missing": [39],
        "date-year-missing": [23],
        "disclosure-consent": [39],
        "factor-order-unknown": [83, 85],
        "headcount-supplies": [81, 81],
        "lump-sum-unexplained": [81, 85, 85],
        "no-slack": [39],
        "numbering-broken": [75, 95],
        "one-to-one-alone": [63],
        "per-head-uneven": [85],
        "photo-consent": [51],
        "place-vague": [65],
        "private-contact": [63],
        "qualification-missing": [61],
        "risk-statement-missing": [39],
        "safety-plan-missing": [1],
        "source-shortfall": [79],
        "start-time-missing": [23],
        "time-tentative": [53],
    },
    5: {
        "annex-missing": [13, 17],
        "budget-missing": [27],
        "date-year-missing": [5],
        "detail-deferred": [9],
        "placeholder-left": [1, 1, 1, 1, 1, 1, 17],
        "start-time-missing": [5],
    },
    6: {
        "block-without-end": [33, 35, 37, 39],
        "block-without-lead": [33, 35, 37, 39],
        "budget-missing": [47],
        "cadence-missing": [31],
        "consent-missing": [35],
        "date-missing": [7],
        "photo-consent": [39],
        "placeholder-left": [15],
        "qualification-missing": [27],
        "risk-statement-missing": [29],
        "safety-plan-missing": [51],
    },
    7: {
        "announced-but-unplanned": [5, 39],
        "cadence-missing": [11, 15, 25, 41, 45],
        "period-missing": [15],
        "photo-consent": [41],
        "private-home": [15],
        "stray-mark": [15, 35, 37, 41, 43],
    },
}


@pytest.mark.parametrize("number", FINDINGS)
def test_a_seed_has_its_class_its_chapters_and_exactly_its_findings(number):
    found = seed(number)

    assert found.plan.kind == KINDS[number]
    assert len(found.plan.sections) == SECTIONS[number]
    assert codes(found) == FINDINGS[number]


def test_plan_four_has_39_findings_in_23_codes():
    found = seed(4).findings

    assert (len(found), len({remark.code for remark in found})) == (39, 23)


def test_plan_four_has_the_identity_and_the_people_of_the_oracle():
    plan = seed(4).plan

    assert plan.title == "关爱农村留守儿童、共创祖国美好未来"
    assert [(p.role, p.name) for p in plan.parties] == [
        ("host", "西南大学生命科学学院"),
        ("organiser", "生物学会"),
        ("media", "学通社"),
        ("partner", "北部区天府镇天府中学"),
        ("venue", "北部区天府镇天府中学"),
    ]
    assert len(plan.purposes) == 4
    assert (plan.heads("volunteer"), plan.heads("participant")) == (30, 30)
    assert (plan.when.start_date, plan.when.year_known, plan.when.tentative) == (
        date(2026, 12, 5),
        False,
        True,
    )
    assert plan.when.start_time is None
    assert (plan.traits.involves_minors, plan.traits.off_campus) == (True, True)


def test_plan_four_becomes_eight_blocks_with_three_lanes_during_the_games():
    steps = seed(4).plan.schedule

    assert [(s.title, s.lane, s.minutes) for s in steps] == [
        ("启动仪式", None, None),
        ("游戏 A", "A 组", None),
        ("游戏 B", "B 组", None),
        ("布展", "后勤", None),
        ("精品展示", None, None),
        ("心理咨询", None, None),
        ("深入交流", None, 20),
        ("集合离校", None, None),
    ]
    assert [s.title for s in steps if s.hard_end] == ["深入交流"]


def test_plan_four_has_seven_preparations_and_five_follow_ups():
    found = seed(4).plan

    assert [t.phase for t in found.tasks] == ["before"] * 7 + ["after"] * 5
    assert [t.owner for t in found.tasks if t.owner] == ["郑莉佳"]
    assert [(o.at_least, o.per, o.actor, o.subject) for o in found.obligations] == [
        (1, "month", "志愿者", "pair")
    ]


def test_plan_four_costs_2360_in_eight_lines():
    budget = seed(4).plan.budget

    assert [(c.name, c.factors, c.price_factor, Decimal(c.amount)) for c in budget.lines] == [
        ("路费", (), None, 400),
        ("水费", ("50", "1.5"), "b", 75),
        ("面包", ("50", "1.5"), "b", 75),
        ("资料", (), None, 700),
        ("横幅", ("80", "2"), "unknown", 160),
        ("展板", ("75", "2"), "unknown", 150),
        ("礼物", (), None, 500),
        ("其他", (), None, 300),
    ]
    assert [c.name for c in budget.lines if c.note] == ["资料"]
    assert budget.stated_total == budget.computed_total == "2360"
    assert budget.sources == ()


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (1, [(35, "week", 1, None)]),
        (3, [(21, "month", 1, None), (21, "month", 1, None)]),
        (7, [(25, "week", 1, None), (31, "year", 1, None), (45, "year", 1, 2), (47, "year", 1, None)]),
    ],
)  # fmt: skip
def test_programmes_and_reports_offer_their_obligations(number, kept):
    found = seed(number)
    where = lines(found, number, "obligations")

    assert [
        (line, o.per, o.at_least, o.at_most)
        for line, o in zip(where, found.plan.obligations, strict=True)
    ] == kept


def test_the_camp_notice_has_five_issuers_and_three_days():
    plan = seed(5).plan

    assert [p.name for p in plan.parties if p.role == "co_issuer"] == [
        "区教育局",
        "区明办",
        "区关工委",
        "团区委",
        "区妇联",
    ]
    assert (plan.when.start_date, plan.when.end_date) == (date(2027, 7, 10), date(2027, 7, 12))
    assert plan.traits.overnight


def test_the_community_visit_falls_into_nine_blocks_with_three_sources_and_dated_tasks():
    plan = seed(6).plan

    assert len(plan.schedule) == 9
    assert [(s.name, s.amount) for s in plan.budget.sources] == [
        ("学院", None),
        ("企业", None),
        ("志愿者自筹", None),
    ]
    assert [t.offset_days for t in plan.tasks[-5:]] == [-7, None, None, -7, -1]
    assert [p.role for p in plan.parties] == ["organiser", "organiser", "partner", "venue"]


def test_the_campaign_is_led_by_its_agency():
    assert [(p.role, p.name) for p in seed(2).plan.parties] == [("host", "市人口计生委")]


@pytest.mark.parametrize("number", FINDINGS)
def test_the_document_of_a_seed_can_be_read_again(number):
    found = seed(number)
    document = msgspec.json.decode(found.json())

    assert document["format"] == "banxing-plan/1"
    assert len(document["findings"]) == len(found.findings)
    assert plan_files.read(found.json()).title == found.plan.title


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("面包:50x1.5=75", "面包:50x1.5=70", [("budget-line-mismatch", 81), ("budget-total-mismatch", 87)]),
        ("共计:2360", "共计:2350", [("budget-total-mismatch", 87)]),
    ],
)  # fmt: skip
def test_a_wrong_sum_in_plan_four_is_found_with_what_would_be_right(old, new, told):
    defect = text(4).replace(old, new)
    assert defect != text(4)

    found = reading.read(defect, TODAY)

    wrong = [r for r in found.findings if r.code.endswith("-mismatch")]
    assert [(r.code, r.line) for r in wrong] == told
    assert wrong[-1].details["right"] == ("2355" if "面包" in old else "2360")
    assert len(found.findings) == 39 + len(told)
