"""What people paste in a hurry: each rule with two texts of its own, the second in other words."""

from datetime import date

import pytest

from events.rules import reading
from tests.events.rules.reading.test_proposals import told

TODAY = date(2026, 11, 23)  # a Monday


def read(text):
    return reading.read(text, TODAY)


def keys(text):
    return {section.heading: section.key for section in read(text).plan.sections}


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("淨灘日\n一、活動地點:外澳沙灘\n二、緊急應變計畫\n設救護組。\n", "緊急應變計畫"),
        ("Fun Day 同樂日\n地點：石澳泳灘\n應變措施：如遇雷暴即取消。\n", "應變措施"),
    ],
)
def test_a_plan_for_emergencies_has_many_names(text, heading):
    assert keys(text)[heading] == "safety"


@pytest.mark.parametrize(
    ("line", "task"),
    [
        ("活動前兩週:場勘(陳柏翰)", "before 陳柏翰 2027-04-24 -14"),
        ("活動後三天內:寄感謝卡(林雅婷)", "after 林雅婷 2027-05-11 3"),
    ],
)
def test_a_line_with_a_term_is_a_task_and_not_a_duty(line, task):
    text = f"關懷日\n一、活動時間:2027年5月8日上午9:00\n二、工作分配\n{line}\n總召:王大明\n"

    found = read(text)

    assert told(found)["tasks"] == [task]
    assert [seat.role for seat in found.plan.responsibilities] == ["總召"]


@pytest.mark.parametrize(
    "row", ["1 | 布置场地 | 30分钟 | 后勤部", "2 | 拍照 | 全程 | 宣传部"]
)  # fmt: skip
def test_a_row_of_a_table_gives_nobody_a_seat(row):
    assert read(f"迎新会\n时间:2027年9月4日\n{row}\n").plan.responsibilities == ()


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        (
            "09:40-11:30 闖關遊戲:A組 操場、B組 禮堂",
            ["1 09:40-11:30 闖關遊戲 [A組] @操場", "1 09:40-11:30 闖關遊戲 [B組] @禮堂"],
        ),
        (
            "9:40-11:30 Relay, group A (north field), group B (south field)",
            [
                "1 09:40-11:30 Relay [group A] @north field",
                "1 09:40-11:30 Relay [group B] @south field",
            ],
        ),
        ("9:40-11:30 A组 破冰游戏、B组 手工", ["1 09:40-11:30 破冰游戏 [A组]", "1 09:40-11:30 手工 [B组]"]),
    ],
)  # fmt: skip
def test_two_groups_at_once_have_a_lane_each(line, steps):
    text = f"Sports day\n\nTime: 8 May 2027\n\nProgramme\n9:20-9:40 Welcome\n{line}\n"

    assert told(read(text))["steps"][1:] == steps


def test_groups_in_rows_of_a_table_keep_their_brackets_whole():
    text = (
        "# Clean-up\n\n## Programme\n\n| Time | Activity | Place |\n|---|---|---|\n"
        "| 9:00-10:00 | Picking litter along the bank, group A (north) | Green |\n"
        "| 9:00-10:00 | Picking litter along the bank, group B (south) | Green |\n"
    )

    assert [step.lane for step in read(text).plan.schedule] == [
        "group A (north)",
        "group B (south)",
    ]


@pytest.mark.parametrize(
    ("line", "heads"),
    [
        ("Who: 15 students and 15 children", ["volunteer 15 students", "participant 15 children"]),
        ("参加人员:大学生12人,老人20人", ["volunteer 12 大学生", "participant 20 老人"]),
        ("Participants: 24 pupils, 3 teachers and 4 drivers", ["participant 24 pupils", "crew 3 teachers", "crew 4 drivers"]),
        ("参加人员:学生60人,司机1人", ["participant 60 学生", "crew 1 司机"]),
        ("人:我们社20个人左右,老人大概30个", ["volunteer 20 我们社", "participant 30 老人"]),
    ],
)  # fmt: skip
def test_each_count_has_its_role(line, heads):
    assert told(read(f"Visit\nTime: 8 May 2027\n{line}\n"))["heads"] == heads


def test_a_guessed_count_is_asked_about_and_a_settled_one_is_not():
    rough = read("去敬老院\n时间:2027年5月8日9点\n人:我们班20个人左右,老人大概30个\n")
    settled = read("去敬老院\n时间:2027年5月8日9点\n人:我们班20个人,老人30个\n")

    assert [r.line for r in rough.findings if r.code == "count-rough"] == [3, 3]
    assert "count-rough" not in {r.code for r in settled.findings}


@pytest.mark.parametrize(
    ("lines", "steps"),
    [
        (
            "2.00 Meet in the hall (Jane)\n2.15–2.55 Read in pairs\n3:00 Snack\n3:20-3:50 Bookmarks - Tom",
            [
                "1 14:00-? Meet in the hall / Jane",
                "1 14:15-14:55 Read in pairs",
                "1 15:00-? Snack",
                "1 15:20-15:50 Bookmarks / Tom",
            ],
        ),
        (
            "1:30 Set up (Ana & Ben)\n2:00 Welcome (optional)",
            ["1 13:30-? Set up / Ana & Ben", "1 14:00-? Welcome"],
        ),
    ],
)
def test_a_time_without_its_half_of_the_day_stays_in_that_of_the_activity(lines, steps):
    text = f"Book buddies\nWhen: 5 March 2027, 2 pm to 4 pm\nWhere: Room 4\nPlan:\n{lines}\n"

    assert told(read(text))["steps"] == steps


def test_a_time_after_noon_continues_behind_it():
    text = "Fair\nDate: 8 May 2027, 9 am to 3 pm\nProgramme\n9:00 Sale\n12:15 Lunch\n1:00 Games\n"

    assert [step.start for step in read(text).plan.schedule] == ["09:00", "12:15", "13:00"]


@pytest.mark.parametrize(
    "line", ["Paid by Student Council ($100)", "Funded by the Student Council: $100"]
)
def test_who_pays_is_a_source_and_no_cost(line):
    found = told(read(f"Fair\nDate: 8 May 2027\nCosts: bus $80\n{line}\n"))

    assert (found["costs"], found["sources"]) == (["bus 80"], ["Student Council 100"])


@pytest.mark.parametrize(
    "line", ["In an emergency call 999 for $ nothing", "出事请拨打120,5分钟内到"]
)  # fmt: skip
def test_a_number_to_call_is_no_money(line):
    text = f"Fair\nDate: 8 May 2027\nBudget\nBus: $80\n{line}\n"

    assert told(read(text))["costs"] == ["Bus 80"]


@pytest.mark.parametrize(
    "sentence", ["Children under 10 may join us.", "Volunteers may bring a friend to March Street."]
)
def test_may_is_a_month_only_where_a_day_or_a_year_stands_by_it(sentence):
    assert read(f"# Visit\n\n{sentence}\n\n## Purpose\n1. Sing\n").plan.when.start_date is None


def test_a_month_with_a_preposition_is_one():
    plan = read("# Visit\n\nDate: in May 2027\n").plan

    assert plan.when.start_date == date(2027, 5, 1)


@pytest.mark.parametrize(
    ("row", "unit"), [("| Bin bags | 10 rolls | £2.50 |", "rolls"), ("| Paint | 3 tins | £4 |", "tins")]
)  # fmt: skip
def test_a_quantity_keeps_its_unit(row, unit):
    text = f"# Fair\n\n## Budget\n\n| Item | Quantity | Unit price |\n|---|---|---|\n{row}\n"

    assert [line.unit for line in read(text).plan.budget.lines] == [unit]


@pytest.mark.parametrize(
    ("line", "costs"),
    [
        (
            "钱:面粉30 肉馅4斤*18=72 水果100块左右 车费来回20人x4",
            ["面粉 30", "肉馅 4 x 18 = 72", "水果 100", "车费来回 20 x 4 = 80"],
        ),
        ("钱：气球15 彩带20 饮料3箱*40=120", ["气球 15", "彩带 20", "饮料 3 x 40 = 120"]),
    ],
)
def test_costs_in_one_sloppy_line_are_a_line_each(line, costs):
    assert told(read(f"班会\n时间 下周六下午两点\n{line}\n"))["costs"] == costs


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("周六去敬老院!!!\n时间 下周六下午两点到四点半 在南门集合\n", ["敬老院", "南门"]),
        ("我们去福利院陪孩子玩\n早上8点在图书馆门口集合\n", ["福利院", "图书馆门口"]),
    ],
)
def test_where_people_go_and_where_they_meet_are_places(text, places):
    assert told(read(text))["places"] == places


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("9点集合 9点半包饺子 11点半吃饭", ["1 09:00-? 集合", "1 09:30-? 包饺子", "1 11:30-? 吃饭"]),
        ("8:30集合，9:00出发，10:00-11:00联欢", ["1 08:30-? 集合", "1 09:00-? 出发", "1 10:00-11:00 联欢"]),
    ],
)  # fmt: skip
def test_a_line_with_several_times_is_several_steps(line, steps):
    assert told(read(f"我们去敬老院\n{line}\n"))["steps"] == steps


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("遊覽車", "交通"), ("保險", "机动"), ("繪本", "资料与礼物"), ("便當", "餐饮"), ("雜支", "机动"),
        ("Bus", "transport"), ("Lunch packs", "food"), ("Poster", "publicity"), ("Books", "materials"), ("Zorb", None),
    ],
)  # fmt: skip
def test_a_cost_has_the_category_its_words_say(name, category):
    (line,) = read(f"Fair\nDate: 8 May 2027\nBudget\n{name}: 2 x $40 = $80\n").plan.budget.lines

    assert line.category == category


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", "plan"),
        ("我们去敬老院包饺子", "plan"),
        ("# Visit to the care home\n\n## Purpose\n1. Sing\n\n## Venue\nSunshine care home\n", "plan"),
        ("青山社区助学\n一、助学\n每周六辅导作业。\n", "programme"),
        ("Reading scheme\n\n## Reading\nTutors read with pupils every week.\n", "programme"),
    ],
)  # fmt: skip
def test_a_programme_goes_on_and_a_plan_is_one_occasion(text, kind):
    assert read(text).plan.kind == kind


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("「書香傳愛」一日營企劃書", "「書香傳愛」一日營"),
        ("關於舉辦「海岸清潔日」的計劃書", "海岸清潔日"),
        ("关于举办“阳光体育”春季运动会的策划书", "“阳光体育”春季运动会"),
        ("迎新春送福字活动方案", "迎新春送福字活动"),
        ("# Spring Fair 2027", "Spring Fair 2027"),
        ("# Riverside Clean-up and Reading Afternoon 2027", "Riverside Clean-up and Reading Afternoon 2027"),
        ("Community Garden Day — Proposal", "Community Garden Day"),
        ("环保活动", "环保活动"),
    ],
)  # fmt: skip
def test_a_title_is_the_name_and_not_the_kind_of_document(written, title):
    assert read(f"{written}\n\n时间：2027年3月14日\n").plan.title == title


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("干嘛:包饺子 聊天 唱歌(小王负责)", ["1 ?-? 包饺子", "1 ?-? 聊天", "1 ?-? 唱歌 / 小王"]),
        ("干什么：破冰 折纸(小林负责) 合影", ["1 ?-? 破冰", "1 ?-? 折纸 / 小林", "1 ?-? 合影"]),
    ],
)
def test_words_in_a_row_are_a_step_each(line, steps):
    assert told(read(f"班会\n时间 下周六下午两点\n{line}\n"))["steps"] == steps
