"""One finding per defect: make it, see the finding; mend it, see it gone."""

from datetime import date

import pytest

from events.rules import reading
from events.rules.reading.remarks import CODES, SHARED
from tests.events.rules.reading.seeds import codes

TODAY = date(2026, 11, 23)

PLAN = """秋叶礼堂联欢策划

一、活动目的
1、让大家相识
2、让老人开心
二、活动时间
2027年3月6日上午9:00-11:00
三、活动地点
学校礼堂
四、参加人员
志愿者20人,老人20人
五、活动流程
1、9:00-9:30 签到(负责人:罗小满)
2、9:30-11:00 演出(负责人:丁一)
六、经费预算
水费:40x1.5=60
横幅:2条×80元/条=160元
共计:220
七、经费来源
学院300元
八、注意事项
守时,守纪。
"""

CHILDREN = """星星小学朗读日策划

一、活动时间
2027年3月6日上午9:00-11:00
二、活动地点
本校教室
三、参加人员
志愿者22人,孩子20人,监护人已签同意书
四、活动流程
1、9:00-9:30 签到(负责人:罗小满)
2、9:30-11:00 朗读(负责人:丁一)
五、经费预算
绘本:20本×10元/本=200元
共计:200
六、经费来源
学院300元
"""

PROGRAMME = """青山社区助学工作方案

一、指导思想
服务居民,2027年3月1日至6月30日。
二、工作内容
(一)助学
每周六上午为孩子辅导功课。
(二)敬老
每月两次陪老人散步。
三、保障措施
1、成立工作组,宣传部、后勤部负责人任成员。
"""

ENGLISH = """Reading Day

Date: 6 March 2027, 9:00 am - 11:00 am
Venue: Assembly hall
Participants: 22 volunteers and 20 residents

Schedule
9:00 am - 9:30 am Welcome (led by Tom Reed)
9:30 am - 11:00 am Reading (led by Ana Ruiz)

Budget
Books: 20 x $10.00 = $200.00
Total: $200.00

Funding
Student union grant: $300
"""

# code → (text, what is replaced by what …): each pair of a code is another wording of the defect.
DEFECTS: list[tuple[str, str, dict[str, str]]] = [
    ("date-missing", PLAN, {"2027年3月6日上午9:00-11:00": "20__年__月__日"}),
    ("date-missing", ENGLISH, {"6 March 2027, 9:00 am - 11:00 am": "some day in spring"}),
    ("date-year-missing", PLAN, {"2027年3月6日": "3月6日"}),
    ("date-year-missing", ENGLISH, {"6 March 2027": "6 March"}),
    ("start-time-missing", PLAN, {"上午9:00-11:00": "", "9:00-9:30 ": "", "9:30-11:00 ": ""}),
    ("start-time-missing", CHILDREN, {"上午9:00-11:00": "", "9:00-9:30 ": "", "9:30-11:00 ": ""}),
    ("time-tentative", PLAN, {"3月6日上午": "3月6日(暂定)上午"}),
    ("time-tentative", ENGLISH, {"6 March 2027": "6 March 2027 (tentative)"}),
    ("period-missing", PROGRAMME, {",2027年3月1日至6月30日": ""}),
    ("period-missing", PROGRAMME, {"2027年3月1日至6月30日": "今年继续"}),
    ("block-without-end", PLAN, {"9:30-11:00 演出": "9:30 演出"}),
    ("block-without-end", ENGLISH, {"9:30 am - 11:00 am Reading": "9:30 am Reading"}),
    ("block-without-lead", PLAN, {"演出(负责人:丁一)": "演出"}),
    ("block-without-lead", ENGLISH, {" (led by Ana Ruiz)": ""}),
    ("place-vague", PLAN, {"演出(负责人:丁一)": "演出,随后到指定地点合影(负责人:丁一)"}),
    ("place-vague", ENGLISH, {"Assembly hall": "Place to be announced"}),
    ("numbering-broken", PLAN, {"2、让老人开心": "3、让老人开心"}),
    ("numbering-broken", CHILDREN, {"五、经费预算": "六、经费预算", "六、经费来源": "七、经费来源"}),
    ("placeholder-left", PLAN, {"守时,守纪。": "请找__领票。"}),
    ("placeholder-left", PLAN, {"守时,守纪。": "按x校〔2027〕5号办理。"}),
    ("annex-missing", PLAN, {"守时,守纪。": "名单见附件1。"}),
    ("annex-missing", PROGRAMME, {"服务居民": "服务居民(见附3)"}),
    ("detail-deferred", PLAN, {"守时,守纪。": "座位另行通知。"}),
    ("detail-deferred", ENGLISH, {"Funding": "Notes\nMenu: details to follow\n\nFunding"}),
    ("announced-but-unplanned", PROGRAMME, {"服务居民": "开展助学行动、敬老行动、护河行动三大行动"}),
    ("announced-but-unplanned", PROGRAMME, {"任成员。": "任成员。\n2、分管文体的要多跑,分管宣传的要多写。"}),
    ("cadence-missing", PROGRAMME, {"每月两次": "定期"}),
    ("cadence-missing", ENGLISH, {"Funding": "Notes\nWe meet regularly.\n\nFunding"}),
    ("stray-mark", PROGRAMME, {"服务居民,2027年": "以服务 居民为中心,让每一位邻居都过得好,安心,2027年"}),
    ("stray-mark", PROGRAMME, {"三、保障措施": "三、保障措施、"}),
    ("safety-plan-missing", PLAN, {"学校礼堂": "银杏敬老院"}),
    ("safety-plan-missing", ENGLISH, {"Assembly hall": "Oak nursing home"}),
    ("budget-line-mismatch", PLAN, {"40x1.5=60": "40x1.5=65", "共计:220": "共计:225"}),
    ("budget-line-mismatch", ENGLISH, {"20 x $10.00": "20 x $10.50"}),
    ("budget-total-mismatch", PLAN, {"共计:220": "共计:230"}),
    ("budget-total-mismatch", ENGLISH, {"Total: $200.00": "Total: $210.00"}),
    ("factor-order-unknown", PLAN, {"横幅:2条×80元/条=160元": "横幅:80x2=160"}),
    ("factor-order-unknown", CHILDREN, {"20本×10元/本=200元": "20*10=200"}),
    ("lump-sum-unexplained", PLAN, {"横幅:2条×80元/条=160元": "横幅:160"}),
    ("lump-sum-unexplained", ENGLISH, {"20 x $10.00 = $200.00": "$200.00"}),
    ("per-head-uneven", CHILDREN, {"绘本:20本×10元/本=200元": "礼物:200.1元(书签)", "共计:200": "共计:200.1"}),
    ("per-head-uneven", PLAN, {"横幅:2条×80元/条=160元": "纪念品:160.05元(杯子)", "共计:220": "共计:220.05"}),
    ("count-rough", PLAN, {"志愿者20人": "志愿者大概20人"}),
    ("count-rough", ENGLISH, {"22 volunteers": "about 22 volunteers"}),
    ("headcount-supplies", PLAN, {"40x1.5=60": "50x1.2=60"}),
    ("headcount-supplies", ENGLISH, {"Books: 20 x $10.00": "Sandwiches: 25 x $8.00"}),
    ("source-shortfall", PLAN, {"学院300元": "学院219元"}),
    ("source-shortfall", ENGLISH, {"Student union grant: $300": "Student union grant: $199"}),
    ("budget-missing", PLAN, {"水费:40x1.5=60\n横幅:2条×80元/条=160元\n共计:220": "经费自理"}),
    ("budget-missing", CHILDREN, {"绘本:20本×10元/本=200元\n共计:200": "绘本由主办单位提供"}),
    ("announced-but-unbudgeted", PLAN, {"演出(负责人": "演出并颁发奖学金(负责人"}),
    ("announced-but-unbudgeted", CHILDREN, {"朗读(负责人": "宣布开通热线(负责人"}),
    ("no-slack", CHILDREN, {"志愿者22人": "志愿者20人", "9:30-11:00 朗读": "9:30-11:00 一对一朗读"}),
    ("no-slack", ENGLISH, {"22 volunteers": "20 volunteers", "am Reading": "am One-to-one reading"}),
    ("contact-floor", PROGRAMME, {"每月两次陪老人散步": "请父母每月和孩子通一次电话"}),
    ("contact-floor", PROGRAMME, {"每月两次陪老人散步": "每学期组织家长与孩子视频一次"}),
    ("one-to-one-alone", CHILDREN, {"朗读(负责人": "朗读后志愿者陪孩子谈心(负责人"}),
    ("one-to-one-alone", CHILDREN, {"朗读(负责人": "各志愿者与孩子散步(负责人"}),
    ("private-contact", CHILDREN, {"朗读(负责人": "朗读后互留电话(负责人"}),
    ("private-contact", CHILDREN, {"朗读(负责人": "朗读后交换微信号码(负责人"}),
    ("private-home", PROGRAMME, {"陪老人散步": "上门陪老人散步"}),
    ("private-home", CHILDREN, {"朗读(负责人": "朗读后到孩子家中看望(负责人"}),
    ("consent-missing", CHILDREN, {",监护人已签同意书": ""}),
    ("consent-missing", CHILDREN, {"监护人已签同意书": "自愿参加"}),
    ("disclosure-consent", PLAN, {"守时,守纪。": "志愿者名单交给居委会。"}),
    ("disclosure-consent", CHILDREN, {"签到(负责人": "签到,身份证号报送派出所(负责人"}),
    ("photo-consent", CHILDREN, {"朗读(负责人": "朗读并合影(负责人"}),
    ("photo-consent", CHILDREN, {"朗读(负责人": "朗读,邀请记者(负责人"}),
    ("identifying-story", PROGRAMME, {"服务居民": "有一个同学,她的父母在外打工,她常常生病,她很内向,她成绩也不好,服务居民"}),
    ("identifying-story", CHILDREN, {"四、活动流程": "有个孩子,他跟奶奶过,他胆小,他不写作业,他家境不好。\n四、活动流程"}),
    ("qualification-missing", CHILDREN, {"朗读(负责人": "进行心理疏导(负责人"}),
    ("qualification-missing", PLAN, {"演出(负责人": "义诊(负责人"}),
    ("risk-statement-missing", PLAN, {"守时,守纪。": "面向全校招募志愿者。"}),
    ("risk-statement-missing", ENGLISH, {"Funding": "Notes\nWe recruit on campus.\n\nFunding"}),
]  # fmt: skip


@pytest.mark.parametrize("text", [PLAN, CHILDREN, PROGRAMME, ENGLISH])
def test_a_sound_text_has_no_finding(text):
    assert codes(reading.read(text, TODAY)) == {}


@pytest.mark.parametrize(("code", "text", "changes"), DEFECTS)
def test_a_defect_is_found_where_it_is_and_gone_when_it_is_mended(code, text, changes):
    defect = text
    for old, new in changes.items():
        assert old in defect
        defect = defect.replace(old, new)

    found = reading.read(defect, TODAY)

    told = [remark for remark in found.findings if remark.code == code]
    assert len(told) == 1, codes(found)
    changed = {n for n, line in enumerate(defect.split("\n"), 1) if line not in text.split("\n")}
    whole = {
        "safety-plan-missing",
        "period-missing",
        "source-shortfall",
        "no-slack",
        "numbering-broken",
    }
    assert told[0].line in changed or code in whole | {"budget-missing", "consent-missing"}
    assert told[0].severity == CODES[told[0].said][0]


def test_every_code_has_two_defects():
    counted = [code for code, _, _ in DEFECTS]

    assert {code: counted.count(code) for code in CODES if code not in SHARED} == {
        code: 2 for code in CODES if code not in SHARED
    }


def test_an_annex_that_follows_is_not_missed():
    text = PLAN.replace("守时,守纪。", "名单见附件1。\n\n附件1:名单\n罗小满")

    assert "annex-missing" not in codes(reading.read(text, TODAY))


def test_the_numbers_of_annexes_between_are_named():
    text = PLAN.replace("守时,守纪。", "路线见附1,名单见附4。")
    told = [r for r in reading.read(text, TODAY).findings if r.code == "annex-missing"]

    assert [r.details.get("between") for r in told] == ["", "2、3"]


def test_the_severity_of_a_redacted_name_in_a_report_is_a_note():
    text = "支教总结\n\n我教了一年,我很累,我很开心。我们班__会写字了。"
    told = [r for r in reading.read(text, TODAY).findings if r.code == "placeholder-left"]

    assert [r.severity.value for r in told] == ["note"]
