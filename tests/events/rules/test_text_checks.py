"""Each finding in the plan's words: with the words that cause it, and with those that mend it."""

import time
from uuid import uuid4

import msgspec
import pytest

from events.rules.findings import Severity, Stops
from events.rules.reading.remarks import CODES
from events.rules.sections import Section
from events.rules.tasks import Phase
from events.rules.text_checks import SAID, text_checked
from events.rules.written import written
from tests.events.rules.test_checks import ACTIVITY, BLOCK, CONSENTS

HERE = "/a/x"
SECONDS = 3


def section(text, key="notes", heading="说明", **differing):
    return Section(uuid4(), key, heading, text, 0, **differing)


def differing(struct, **fields):
    return msgspec.structs.replace(struct, **fields)


def found(*sections, blocks=(), tasks=(), activity=ACTIVITY):
    return text_checked(written(activity, sections, blocks, tasks), HERE)


def codes(*sections, **others):
    return [one.code for one in found(*sections, **others)]


# (code, words that cause it, words that do not)
WORDS = [
    ("placeholder-left", "集合时间：__月5日", "集合时间：4月5日"),
    ("placeholder-left", "Led by ____", "Led by Lin Ke"),
    ("annex-missing", "报名表见附件3。", "报名表在社团办公室领取。"),
    ("annex-missing", "The form is in annex 2.", "The form is at the office."),
    ("detail-deferred", "乘车安排另行通知。", "乘车安排：七点在东门上车。"),
    ("detail-deferred", "The bus: details to follow.", "The bus leaves at seven."),
    ("cadence-missing", "我们会定期看望他们。", "我们会每月看望他们一次。"),
    ("cadence-missing", "We write to them regularly.", "We write to them once a month."),
    (
        "stray-mark",
        "我们希望这份陪伴能 够一直继续下去，把一次见面变成一年的约定。",
        "我们希望这份陪伴能够一直继续下去，把一次见面变成一年的约定。",
    ),
    ("numbering-broken", "1、查天气\n2、订车\n4、备药箱", "1、查天气\n2、订车\n3、备药箱"),
    ("place-vague", "散场后到指定地点集合。", "散场后到南门旗杆下集合。"),
    ("contact-floor", "父母每月给孩子打一次电话。", "父母每周给孩子打一次电话。"),
    ("one-to-one-alone", "休息时志愿者和孩子谈心。", "休息时两三对一起在操场聊天。"),
    ("private-contact", "告别前互留微信。", "以后的信件由学校转交。"),
    ("private-home", "下午去孩子家里家访。", "下午在学校图书室读书。"),
    ("disclosure-consent", "志愿者名单交给学校。", "经本人同意，志愿者名单交给学校。"),
    ("photo-consent", "最后全体合影。", "最后全体唱一首歌。"),
    ("photo-consent", "最后全体合影。", "最后合影，只拍监护人同意拍照的孩子。"),
    ("qualification-missing", "请人给孩子做心理咨询。", "请持证咨询师给孩子做心理咨询。"),
    (
        "identifying-story",
        "他是班里的一个孩子，父母离异，他性格内向，成绩落后，他常常生病，家境贫困。",
        "不少孩子的家人在外地工作，学校和社区一起照看。",
    ),
    ("announced-but-unplanned", "通过送书、支教、义演三大行动关爱孩子。\n送书：周六。\n支教：周日。", "送书：周六。\n支教：周日。"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "wrong", "right"), WORDS)
def test_words_are_found_and_better_words_are_not(code, wrong, right):
    key = "schedule" if code in {"place-vague", "one-to-one-alone", "private-contact"} else ""
    told = [one for one in found(section(wrong, key)) if one.code == code]

    assert len(told) == 1
    assert code not in codes(section(right, key))
    severity, stops, _ = CODES[code]
    assert (told[0].severity, told[0].stops) == (severity, stops)
    assert told[0].fix.startswith(HERE)
    assert told[0].sentence
    assert told[0].button


def test_every_code_is_told_as_grave_as_in_a_pasted_text():
    assert set(SAID) <= set(CODES)
    assert all(CODES[said][1] is not Stops.POLICY for said in SAID)


@pytest.mark.parametrize(
    ("code", "field", "wrong"),
    [
        ("place-vague", "place", "指定地点"),
        ("private-contact", "note", "结束前交换电话"),
        ("one-to-one-alone", "title", "一对一谈心"),
        ("photo-consent", "title", "合影"),
        ("placeholder-left", "note", "带上 __ 份礼物"),
    ],
)
def test_a_block_is_judged_by_what_it_says(code, field, wrong):
    bad = differing(BLOCK, id=uuid4(), **{field: wrong})

    (one,) = [f for f in found(blocks=[BLOCK, bad]) if f.code == code]

    assert one.fix.startswith(f"{HERE}/day?block={bad.id}#")
    assert codes(blocks=[BLOCK]) == []


def test_a_vague_place_of_the_whole_activity_is_mended_in_the_settings():
    vague = differing(ACTIVITY, place="地点待定")

    (one,) = found(activity=vague)

    assert (one.code, one.fix) == ("place-vague", f"{HERE}/settings#where")
    assert found(activity=ACTIVITY) == []


def test_rules_for_children_are_silent_where_none_take_part():
    words = "去对方家里家访，互留微信。\n最后合影。\n单独谈心。"
    adults = differing(ACTIVITY, involves_minors=False)

    assert {"private-home", "private-contact"} <= set(codes(section(words, "schedule")))
    assert codes(section(words, "schedule"), activity=adults) == []


@pytest.mark.parametrize(
    "words",
    ["志愿者不得与孩子互留微信。", "任何人都不去孩子家里。", "Nobody is alone with a child."],
)
def test_what_is_forbidden_is_not_planned(words):
    assert codes(section(words, "schedule")) == []


def test_a_task_is_asked_for_consent_and_not_for_a_rhythm():
    handed = differing(CONSENTS, title="把志愿者名单交给学校，定期核对", phase=Phase.PREPARE)

    assert codes(tasks=[handed]) == ["disclosure-consent"]


def test_an_annex_that_is_a_section_of_the_plan_is_there():
    cites = section("报名表见附件1，路线见附件2。")
    form = section("姓名、学院", "annex", "报名表")
    route = section("东门—西门", "annex-2", "路线图")

    assert codes(cites, form) == ["annex-missing"]
    assert codes(cites, form, route) == []


def test_a_second_picture_is_not_hidden_by_the_first():
    first, second = section("开场合影。"), section("结束时拍照。")
    told = found(first, second)

    assert [one.code for one in told] == ["photo-consent"] * 2
    assert len({one.subject for one in told}) == 2


def test_what_a_block_and_a_task_repeat_of_a_chapter_is_told_once():
    chapter = section("4、休息时志愿者和孩子谈心。", key="schedule", heading="活动流程")
    same = differing(BLOCK, note="休息时志愿者和孩子谈心。")
    other = differing(BLOCK, note="散步时志愿者和孩子谈心。")

    (together,), (alone,) = found(chapter, blocks=(same,)), found(blocks=(same,))

    assert together.subject == alone.subject  # accepted once, wherever it stands
    assert together.fix.startswith(f"{HERE}/plan?edit=")
    assert codes(chapter, blocks=(other,)) == ["one-to-one-alone"] * 2


def test_an_accepted_sentence_stays_accepted_while_others_change_and_no_longer():
    one = section("最后合影。乘车返回。")
    elsewhere = differing(one, text="最后合影。步行返回。")
    itself = differing(one, text="最后合影并发到网上。乘车返回。")

    (before,), (after,), (changed,) = found(one), found(elsewhere), found(itself)

    assert before.subject == after.subject
    assert changed.subject != before.subject


def test_what_returns_gets_its_number_with_one_tap_where_the_words_allow_it():
    (regular,) = found(section("我们定期看望他们。"))
    (weekend,) = found(section("我们周末看望他们。"))

    assert [(tap.post, tap.fields) for tap in regular.taps] == [
        (f"{HERE}/plan/cadence", {"subject": regular.subject})
    ]
    assert (weekend.code, weekend.taps) == ("cadence-missing", ())
    assert regular.severity is Severity.NOTE


@pytest.mark.parametrize("words", ["____年__月，", "定期开展活动。\n", "1、甲\n3、乙\n"])
def test_full_chapters_with_something_in_every_clause_are_judged_soon(words):
    """Every page of an activity asks; many findings in one line must not cost their square."""
    full = [section(words * (5_000 // len(words))) for _ in range(6)]
    began = time.process_time()

    assert found(*full)
    assert time.process_time() - began < SECONDS
