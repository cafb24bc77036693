"""Whatever is pasted: no exception but a refusal, spans inside the text, the same answer twice, soon."""

import time
from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.rules import plan_files, reading

TODAY = date(2026, 11, 23)
SECONDS = 2
PLAN = "一、活动时间\n3月6日\n二、活动地点\n青石社区\n三、活动对象\n志愿者20人,孩子20人\n"

# Pieces that mean something, so that chance builds texts the rules look at.
PIECES = st.sampled_from(
    [
        "一、活动时间", "二、活动流程:", "(一)前期工作", "1、", "2.", "(3)", "①", "# ", "| ", "|---|", "\t", "\n", "\n\n", " ",
        "12月5日", "20__年", "2027-03-06", "8 May 2027", "9:00-9:30", "晚7:30——22:20", "第2—5天", "下午", "(20分钟)",
        "预算:", "水费:50x1.5=75", "4元/斤×15斤=60元", "每人50元,共100人,共计5000元", "A50元+B150元=200元", "1 x $420.00", "共计:",
        "志愿者30名", "30对志愿者和儿童", "分为两组,分别同时进行", "负责人:", "定期", "每月至少一次", "附件3", "一对一", "谈心", "暂定",
        "__", "x", "×", "、", "。", ",", ":", "(", ")", "“", "”", "元", "99999999999999999999", "0", "-", "留守儿童", "同时准备场地",
        "成立", "领导小组", "任组长", "由", "负责", "分管", "的要", "为成员", "办公室设在", "《", "》", "为主题", "等培训", "共同读一本书", "每周六上午",
        "自备", "统一发放", "征集", "原则上", "必须健康", "名额见附件2", "各班5人", "青石小学12名", "每班准备一个节目", "道具", "在车站、码头等地开展劝导",
        "下周六", "明天", "3月至6月", "7月中旬", "half past six", "noon", "十一时", "1400 hrs", "116年1月25日", "12/6(日)", "8/5/2027", "—— 江宁", "(后勤部)",
        "壹、", "贰、", "📅 ", "1️⃣", "活动时间\t5月8日\t活动地点\t操场\n", "| Date | 8 May |\n| Place | Hall |\n", "经费由学院承担", "其余自筹", "两天安排相同", "- [ ] ",
    ]
)  # fmt: skip


def _sound(text: str) -> reading.Reading:
    found = reading.read(text, TODAY)
    for spans in [*found.spans.values(), *(remark.spans for remark in found.findings)]:
        for start, end in spans:
            assert 0 <= start <= end <= len(text)
    lines = text.count("\n") + 1
    for remark in found.findings:
        assert 1 <= remark.line <= lines
        assert remark.message
    assert reading.read(text, TODAY) == found
    plan_files.read(found.json())
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, min_size=1, max_size=60).map("".join))
def test_a_text_of_meaningful_pieces_is_always_read(text):
    if text.strip():
        _sound(text)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(min_size=1, max_size=400))
def test_any_text_is_read_or_refused_plainly(text):
    if text.replace("\ufeff", "").replace("\x00", "").strip():
        _sound(text)
    else:
        with pytest.raises(reading.NothingToRead):
            _sound(text)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 190_000,
        "一、预算\n" + "水费:50x1.5=75\n" * 2_900,
        "一、预算\n|项目|金额|\n|-|-|\n" + "|水|5元|\n" * 2_900,
        "一、流程\n" + "9:00-10:00 签到\n" * 2_900,
        "一、流程\n" + "1、到达以后,先打扫,然后整理场地,最后合影留念大家一起来\n" * 2_900,
        "(一)a\n(1)b\n①c\n" * 900,
        "(" * 90_000 + ")" * 90_000,
        "\u202e" + "שלום " * 30_000,
        "👩‍👩‍👧‍👦" * 20_000,
        "12月5日至" * 30_000,
        "行动、" * 50_000 + "四大行动",
        "x" * 90_000 + "_" * 90_000,
        ("由" * 2_900 + "负责\n") * 60,
        ("成立" * 1_400 + "领导小组\n") * 60,
        ("分管社区" * 700 + "的要\n") * 60,
        ("“一”、" * 900 + "为主题\n") * 50,
        ("在一、二、" * 700 + "等地开展\n") * 50,
        ("举办音乐、舞蹈" * 400 + "等培训\n") * 60,
        ("必须,健康," * 480 + "\n") * 60,
        ("青石小学12名" * 400 + "\n") * 60,
        ("通过唱歌、跳舞" * 400 + "等形式展示\n") * 60,
        ("每周六" * 900 + "\n") * 60,
        "活动时间\t5月8日\t活动地点\t操场\n" * 2_900,
        ("一点至" * 900 + "\n") * 60,
        ("half past six to " * 170 + "\n") * 60,
        ("— Ana Ruiz " * 250 + "\n") * 60,
        ("拟联合甲乙丙" * 450 + "举办\n") * 60,
        ("决定开展" * 700 + "\n") * 60,
        ("自备水杯、" * 550 + "\n") * 60,
        ("A School: 12 places, " * 130 + "\n") * 60,
        "📅" * 190_000,
        (" " * 2_990 + "\n") * 60,
        "二、经费预算\n" + (" " * 2_980 + "12\n") * 60,
        "壹、" * 60_000,
    ],
)
def test_a_huge_text_is_read_within_two_seconds(text):
    started = time.process_time()

    reading.read((PLAN + text)[:190_000], TODAY)

    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("text", ["水" * 1_000_000, "1\n" * 20_000])
def test_a_text_of_a_megabyte_or_of_too_many_lines_is_refused_at_once(text):
    with pytest.raises(reading.TooLong):
        reading.read(text, TODAY)


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff"])
def test_an_empty_text_is_refused(text):
    with pytest.raises(reading.NothingToRead):
        reading.read(text, TODAY)


def test_a_text_of_exactly_the_greatest_length_is_read_and_one_more_is_not():
    most = 200_000

    assert reading.read("水" * most, TODAY).plan.kind == "plan"
    with pytest.raises(reading.TooLong):
        reading.read("水" * (most + 1), TODAY)


def test_lines_may_end_as_on_any_system_and_spans_still_fit():
    unix = PLAN + "四、经费预算\n水费:50x1.5=75\n"
    windows = unix.replace("\n", "\r\n")
    there = reading.read(windows, TODAY)

    start, end = there.spans["budget.lines.0"][0]
    assert windows[start:end] == "水费:50x1.5=75"
    assert msgspec.structs.asdict(there.plan.budget) == msgspec.structs.asdict(
        reading.read(unix, TODAY).plan.budget
    )
