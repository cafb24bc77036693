from datetime import date

import pytest

from events.rules import editions
from events.rules.editions import NextEdition, cleaned, series_name, titled
from events.rules.plan_parts import PlanAct, PlanSeat
from events.rules.plans import (
    Cost,
    Plan,
    PlanBudget,
    PlanTask,
    PlanTraining,
    Source,
    Step,
    Traits,
    When,
)
from kit import i18n

PLAN = Plan(
    title="第二届游园会",
    when=When(
        start_date=date(2026, 12, 5),
        end_date=date(2026, 12, 6),
        start_time="09:00",
        end_time="16:30",
        tentative=True,
    ),
    tasks=(
        PlanTask(
            phase="before", text="借音箱", owner="李同学", offset_days=-7, due=date(2026, 11, 28)
        ),
        PlanTask(phase="before", text="多带水", offset_days=-7),
    ),
    schedule=(
        Step(
            title="开场",
            start="09:00",
            minutes=20,
            owner="宋知夏",
            people=("许诺",),
            tentative=True,
        ),
    ),
    budget=PlanBudget(
        lines=(Cost(name="水", factors=("50", "1.5"), amount="75.00"),),
        sources=(Source(name="学院", amount="200"),),
        stated_total="75",
    ),
    trainings=(PlanTraining(title="志愿者培训", offset_days=-10, trainer="郑老师"),),
    responsibilities=(PlanSeat(group="领导小组", role="组长", holder="童老师", duty="总负责"),),
    acts=(PlanAct(title="合唱", performers="三班", props="话筒", checked_by="何子川"),),
    traits=Traits(contact_name="周敏", contact_phone="138", risk=True, address="天府镇 1 号"),
    findings=({"code": "time-tentative"},),
)
NEXT = NextEdition(edition=3, title="第三届游园会", start_date=date(2027, 12, 4))


@pytest.mark.parametrize(
    ("before", "edition", "after"),
    [
        ("第二届游园会", 3, "第三届游园会"),
        ("春天的游园会（第 9 届）", 10, "春天的游园会（第 10 届）"),
        ("第十九届游园会", 20, "第二十届游园会"),
        ("Beach clean-up", 2, "Beach clean-up (edition 2)"),
        ("Beach clean-up (edition 2)", 3, "Beach clean-up (edition 3)"),
    ],
)
def test_the_title_counts_on_the_way_it_is_written(before, edition, after):
    with i18n.speaking("en"):
        assert titled(before, edition) == after


def test_a_long_title_makes_room_for_its_number():
    with i18n.speaking("en"):
        written = titled("a" * 200, 2)
    assert written.endswith("a (edition 2)")
    assert len(written) == editions.LONGEST_TITLE


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("第二届游园会", "游园会"),
        ("游园会（第 2 届）", "游园会"),
        ("Clean-up (edition 2)", "Clean-up"),
        ("游园会", "游园会"),
        ("第二届", "第二届"),
    ],
)
def test_a_series_is_called_what_its_editions_share(title, name):
    assert series_name(title) == name


def test_the_plan_stays_and_what_belonged_to_that_time_goes():
    after = cleaned(PLAN, NEXT)

    assert after.when == When(
        start_date=date(2027, 12, 4),
        end_date=date(2027, 12, 5),
        start_time="09:00",
        end_time="16:30",
    )
    assert after.tasks == (
        PlanTask(phase="before", text="借音箱", offset_days=-7),
        PlanTask(phase="before", text="多带水", offset_days=-7),
    )
    assert after.schedule == (Step(title="开场", start="09:00", minutes=20),)
    assert after.budget.lines == PLAN.budget.lines
    assert (after.budget.sources, after.budget.stated_total) == ((Source(name="学院"),), None)
    assert after.trainings == (PlanTraining(title="志愿者培训", offset_days=-10),)
    assert after.responsibilities == (PlanSeat(group="领导小组", role="组长", duty="总负责"),)
    assert after.acts == (PlanAct(title="合唱", props="话筒"),)
    assert after.traits == Traits(risk=True, address="天府镇 1 号")
    assert after.findings == ()


def test_nobody_is_named_in_a_copy():
    written = str(cleaned(PLAN, NEXT))
    for name in ("李同学", "宋知夏", "许诺", "郑老师", "童老师", "三班", "何子川", "周敏", "138"):
        assert name in str(PLAN)
        assert name not in written


def test_a_check_that_a_lesson_left_is_not_handed_on_twice():
    assert [task.text for task in cleaned(PLAN, NEXT, frozenset({1})).tasks] == ["借音箱"]


def test_without_a_day_the_clock_stays_and_a_training_its_distance():
    after = cleaned(PLAN, NextEdition(edition=3, title="第三届游园会", tentative=True))
    assert after.when == When(start_time="09:00", end_time="16:30")
    assert after.trainings == (PlanTraining(title="志愿者培训", offset_days=-10),)
