from datetime import date

import msgspec
import pytest

from events.rules.plan_limits import LAST_YEAR, LONGEST, MOST_DAYS, cut, fitting, held
from events.rules.plans import Plan, PlanSection, PlanTask, Promise, Step, Traits, When
from tests.web.test_gathering import CAMP


def test_an_ordinary_plan_is_held_as_it_is():
    assert held(CAMP) == CAMP


@pytest.mark.parametrize(("length", "ends"), [(119, "x"), (120, "x"), (121, "…")])
def test_a_text_is_cut_only_where_it_does_not_fit_and_says_so(length, ends):
    text = cut("x" * length, 120)
    assert (len(text), text[-1]) == (min(length, 120), ends)


@pytest.mark.parametrize(
    "part",
    [
        Step(title="x" * 900, place="x" * 900, people=("x" * 900, "y"), lane="x" * 900),
        PlanTask(phase="day", text="x", owner="x" * 900),
        PlanSection(heading="x", key="x" * 900),
        Promise(text="x", units=("x" * 900,), subject="x" * 900),
        Traits(address="x" * 900),
    ],
)
def test_no_text_of_a_part_is_longer_than_its_column(part):
    fits = fitting(part)
    for name, most in LONGEST[type(part)].items():
        value = getattr(fits, name) or ""
        assert max(map(len, [value] if isinstance(value, str) else value), default=0) <= most


def test_numbers_nobody_means_become_the_nearest_that_can_be():
    plan = Plan(
        title="x",
        schedule=(Step(title="a", day=-3), Step(title="b", day=10**9)),
        tasks=(PlanTask(phase="day", text="c", offset_days=-(10**12)),),
        obligations=(Promise(text="d", at_least=10**12, periods=0),),
        traits=Traits(zone="Mars/Olympus"),
        lanes=("A", "A"),
    )

    fits = held(plan)

    assert [step.day for step in fits.schedule] == [1, MOST_DAYS]
    assert fits.tasks[0].offset_days == -3650
    assert (fits.obligations[0].at_least, fits.obligations[0].periods) == (1000, 1)
    assert (fits.traits.zone, fits.lanes) == ("Asia/Shanghai", ("A",))


FIRST = date(2027, 7, 10)


@pytest.mark.parametrize(
    ("when", "kept"),
    [
        (When(start_date=date(LAST_YEAR, 12, 31)), (date(LAST_YEAR, 12, 31), None)),
        (When(start_date=date(LAST_YEAR + 1, 1, 1)), (None, None)),
        (When(start_date=FIRST, end_date=FIRST), (FIRST, FIRST)),
        (When(start_date=FIRST, end_date=date(2027, 7, 9)), (FIRST, None)),
        (When(start_date=FIRST, end_date=date(2028, 7, 9)), (FIRST, date(2028, 7, 9))),
        (When(start_date=FIRST, end_date=date(2028, 7, 10)), (FIRST, None)),
        (When(end_date=FIRST), (None, None)),
    ],
)
def test_a_date_nobody_can_mean_is_left_open(when, kept):
    fits = held(msgspec.structs.replace(CAMP, when=when)).when
    assert (fits.start_date, fits.end_date) == kept
