from datetime import date

import pytest

from events.rules import leftovers, reading
from tests.events.rules.reading.seeds import text as seed_text

TODAY = date(2026, 11, 26)
ENGLISH = """Reading Day
## 1. Time
Saturday 8 May 2027, 9:00 am – 3:30 pm
## 2. People
24 children (two of them in wheelchairs) and 26 volunteers
## 3. Programme
| Time | Activity | Place | Responsible |
|---|---|---|---|
| 9:00–9:20 | Welcome | School hall | Amy Chen |
| 9:20–11:30 | Paired reading | Library | Tom Hale |
## 4. Budget
| Item | Quantity | Unit price | Amount |
|---|---|---|---|
| Bags | 10 rolls | £2.50 | £25.00 |
| Books | 24 | £4.50 | £118.00 |

Total: £143.00
"""


def told(text, today=TODAY):
    return leftovers.told_once(reading.read(text, today), text)


def texts(plan):
    return {section.key: section.text for section in plan.sections}


def test_plan_four_says_once_what_became_data_and_keeps_the_rest():
    text = seed_text(4)
    read, plan = reading.read(text, TODAY).plan, told(text)
    before, after = texts(read), texts(plan)
    assert [key for key, left in after.items() if left] == ["background", "notes"]
    assert after["background"] == before["background"]
    assert after["notes"] == before["notes"]
    assert [one.key for one in plan.sections] == [one.key for one in read.sections]


def test_a_table_that_was_read_goes_with_its_head_and_a_wrong_total_stays():
    plan = told(ENGLISH)
    left = texts(plan)
    assert (left["time"], left["schedule"]) == ("", "")
    assert left["budget"] == "Total: £143.00"
    assert left["people"] == "24 children (two of them in wheelchairs) and 26 volunteers"
    bags, books = plan.budget.lines
    assert (bags.unit, bags.stated) == ("rolls", None)
    assert (books.amount, books.stated) == ("108", "118")


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("面包:40x2.5=100", False),
        ("面包:40x2.5=100,由周宁在前一天晚上买好", True),
        ("共计:100", False),
        ("共计:120", True),
    ],
)
def test_a_line_with_a_word_more_than_its_data_stays_as_it_is(line, stays):
    lines = [line] if "面包" in line else ["面包:40x2.5=100", line]
    text = "\n".join(["书香日", "一、活动时间", "2027年3月6日9:00", "二、经费预算", *lines, ""])
    assert (line in texts(told(text))["budget"]) is stays


def test_a_gap_that_the_date_fills_is_not_left_behind():
    text = "书香日\n一、活动时间\n__年12月5日(暂定)\n二、活动流程\n(一)活动开展(暂定于12月5日)\n1、合影\n"
    assert texts(told(text)) == {"time": "", "schedule": ""}


def test_another_day_than_the_one_that_was_read_stays():
    text = "书香日\n一、活动时间\n2027年3月6日9:00\n下雨改为2027年3月13日\n二、活动流程\n1、合影\n"
    assert texts(told(text))["time"] == "下雨改为2027年3月13日"
