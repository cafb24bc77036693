"""The lists a plan may carry, each rule with two texts of our own."""

from datetime import date

import pytest

from events.rules import reading

TODAY = date(2026, 11, 23)
PLAN = "一、活动时间\n2027年3月6日上午9:00-11:00\n二、活动地点\n学校礼堂\n三、活动流程\n1、9:00-11:00 朗读\n"
PROGRAMME = "一、指导思想\n服务居民。\n二、工作内容\n每月两次陪老人散步。\n"


def plan(chapter, whole=PLAN):
    return reading.read(f"{whole}\n{chapter}\n", TODAY).plan


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        (
            "三、组织保障\n成立护河行动工作小组,由副院长任组长,学工办主任为副组长,宣传部、后勤部等部门负责同志任成员,办公室设在学工办。",
            [
                ("护河行动工作小组", "组长", "副院长"),
                ("护河行动工作小组", "副组长", "学工办主任"),
                ("护河行动工作小组", "成员", "宣传部"),
                ("护河行动工作小组", "成员", "后勤部"),
                ("护河行动工作小组", "办公室", "学工办"),
            ],
        ),
        (
            "三、组织保障\n为此成立“敬老月”筹备组。__任组长,成员有:__。",
            [("敬老月筹备组", "组长", None), ("敬老月筹备组", "成员", None)],
        ),
        (
            "三、人员分工\n总负责人:罗小满\n宣传组(丁一、白露):负责海报和推送\n唐果负责签到",
            [("", "总负责人", "罗小满"), ("", "宣传组", "丁一、白露"), ("", "", "唐果")],
        ),
        (
            "三、组织机构\n| 组别 | 负责人 | 职责 |\n|---|---|---|\n| 后勤组 | 方可 | 采购 |\n| 摄影组 |  | 拍照 |",
            [("", "后勤组", "方可"), ("", "摄影组", None)],
        ),
        (
            "三、职责分工\n分管社区文体的要多办活动；分管社区卫生的要每季度上一课。",
            [("", "", "社区文体"), ("", "", "社区卫生")],
        ),
        (
            "三、工作要求\n活动由外联部负责联系,最后由队长检查一遍。",
            [("", "", "外联部"), ("", "队长", None)],
        ),
    ],
)
def test_who_answers_for_what_is_read_with_blanks(text, seats):
    found = plan(text, PROGRAMME).responsibilities

    assert [(s.group, s.role, s.holder) for s in found] == seats


def test_a_duty_is_kept_beside_its_seat():
    found = plan("三、人员分工\n宣传组(丁一):负责海报\n摄影组(白露):负责照片").responsibilities

    assert [s.duty for s in found] == ["负责海报", "负责照片"]


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("开展“小小讲解员”比赛和“我爱家乡河”主题班会。", ["小小讲解员", "我爱家乡河"]),
        ("以“节水”、“护水”为主题办两期墙报。", ["节水", "护水"]),
        ("设立“倾听角”、“漂流书架”。开通“邻里热线”,随时接听。", ["倾听角", "漂流书架", "邻里热线"]),
        ("请孩子与邻居共同种一棵树、共读一本书。", ["种树", "读书"]),
        ("开设剪纸、口琴、篮球等兴趣班。", ["剪纸", "口琴", "篮球"]),
        ("暑假进行急救知识培训和游泳安全培训。", ["急救知识培训", "游泳安全培训"]),
        ("还要开展最美邻居评选,年底举办旧书义卖活动。", ["最美邻居评选", "旧书义卖活动"]),
    ],
)  # fmt: skip
def test_the_standing_work_of_a_programme_is_read(text, works):
    whole = "居民服务工作方案\n一、指导思想\n服务居民。\n二、保障措施\n{}\n"
    found = reading.read(whole.format(text), TODAY).plan.recurrence

    assert [work.title for work in found if work.per is None] == works


@pytest.mark.parametrize(
    ("text", "work"),
    [
        ("阅览室于每周日上午为孩子开展绘本共读。", ("绘本共读", "week", 6)),
        ("合唱队每周三下午组织排练。", ("排练", "week", 2)),
        ("关工委每学期召开两次座谈会。", ("座谈会", "term", None)),
        ("每年重阳节组织志愿者举办一场敬老茶会。", ("敬老茶会", "year", None)),
    ],
)
def test_work_that_recurs_has_its_period_and_its_day(text, work):
    whole = "居民服务工作方案\n一、指导思想\n服务居民。\n二、保障措施\n{}\n"
    (found,) = reading.read(whole.format(text), TODAY).plan.recurrence

    assert (found.title, found.per, found.weekday) == work


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        (
            "四、参加对象\n队员必须身体健康,自愿报名。去年参加过的同学原则上不再录取。",
            [("身体健康", True), ("自愿报名", True), ("去年参加过的同学原则上不再录取", False)],
        ),
        (
            "四、参加对象\n本校学生(大二及以上),有支教经验者优先。",
            [("大二及以上", True), ("有支教经验者优先", False)],
        ),
        ("四、报名条件\n1、年龄18-55周岁\n2、有爱心,有耐心", [("年龄18-55周岁", True), ("有爱心", True), ("有耐心", True)]),
        ("四、Participants\nVolunteers must be healthy. Applicants aged 18 or over.", [("healthy", True), ("aged 18 or over", True)]),
    ],
)  # fmt: skip
def test_conditions_are_hard_or_soft(text, conditions):
    found = plan(text).eligibility

    assert [(c.text, c.hard) for c in found] == conditions


@pytest.mark.parametrize(
    ("text", "quotas"),
    [
        ("四、参加对象\n每班5人,由班主任推荐。", [("每班", 5)]),
        ("四、参加对象\n青石小学12名、梧桐小学8名。", [("青石小学", 12), ("梧桐小学", 8)]),
        ("四、参加对象\n名额分配见附件2。", [("附件2", 0)]),
        (
            "四、参加对象\n学校\t名额\n青石小学\t12\n梧桐小学\t8\n合计\t20",
            [("青石小学", 12), ("梧桐小学", 8)],
        ),
    ],
)
def test_places_per_school_are_read(text, quotas):
    assert [(q.source, q.places) for q in plan(text).quotas] == quotas


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("四、注意事项\n营帽、水壶由主办方统一提供,换洗衣物自备。", [("营帽", "bought"), ("水壶", "bought"), ("换洗衣物", "brought")]),
        ("四、注意事项\n统一发放马甲和手套。请自带雨伞、饮用水。", [("马甲", "bought"), ("手套", "bought"), ("雨伞", "brought"), ("饮用水", "brought")]),
        ("四、活动准备\n1、向全校募集旧书、文具等。", [("旧书", "donated"), ("文具", "donated")]),
        ("四、活动准备\n1、展出社员的作品,即剪纸、陶器、风筝等。", [("剪纸", None), ("陶器", None), ("风筝", None)]),
        ("四、物资清单\n名称\t数量\t来源\n音箱\t2台\t借用\n绳子\t10根\t采购", [("音箱", "borrowed"), ("绳子", "bought")]),
        ("Notes\nPlease bring your own water bottle and sun hat.", [("water bottle", "brought"), ("sun hat", "brought")]),
    ],
)  # fmt: skip
def test_things_are_read_with_where_they_come_from(text, things):
    assert [(m.item, m.origin) for m in plan(text).materials] == things


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("四、注意事项\n每班须准备一个文艺节目,自备道具和服装。", [("文艺节目", "每班", "道具和服装")]),
        ("四、活动准备\n1、各组节目排练由组长负责,道具自理。节目要由文艺部审核。", [("节目", "各组", "道具")]),
        ("四、活动准备\n1、孩子们以朗诵、唱歌、打鼓等形式汇报。", [("朗诵", "", ""), ("唱歌", "", ""), ("打鼓", "", "")]),
        ("四、节目单\n节目\t表演者\t道具\n合唱《春晓》\t一班\t无\n小品《搬家》\t二班\t纸箱", [("合唱《春晓》", "一班", "无"), ("小品《搬家》", "二班", "纸箱")]),
    ],
)  # fmt: skip
def test_acts_are_read_with_performers_and_props(text, acts):
    assert [(a.title, a.performers, a.props) for a in plan(text).acts] == acts


def test_whoever_checks_the_acts_stands_beside_each():
    found = plan("四、活动准备\n1、每组出一个节目。\n2、所有节目须由文艺部审核。")

    assert [act.checked_by for act in found.acts] == ["文艺部"]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("志愿者在车站、幼儿园、集市等地开展志愿引导、秩序维护。", [("车站 引导", False), ("车站 秩序维护", False), ("幼儿园 引导", True), ("幼儿园 秩序维护", True), ("集市 引导", False), ("集市 秩序维护", False)]),
        ("志愿者在图书馆、码头等处做好值守。", [("图书馆 值守", False), ("码头 值守", False)]),
    ],
)  # fmt: skip
def test_a_roster_has_each_place_with_each_duty(text, posts):
    found = plan(f"三、保障措施\n{text}", PROGRAMME).posts

    assert [(p.name, p.child_contact) for p in found] == posts


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("四、志愿者招募\n签到岗4人、引导岗8人。", [("签到岗", 4), ("引导岗", 8)]),
        ("四、志愿者招募\n| 岗位 | 人数 | 职责 |\n|---|---|---|\n| 引导 | 8 | 带路 |\n| 陪伴儿童 | 6 | 朗读 |", [("引导", 8), ("陪伴儿童", 6)]),
    ],
)  # fmt: skip
def test_posts_have_their_numbers(text, posts):
    assert [(p.name, p.needed) for p in plan(text).posts] == posts


@pytest.mark.parametrize(
    ("chapter", "things"),
    [
        (
            "四、物资清单\n物品\t数量\t使用人\n气球\t20个\t每位营员\n手套\t10副\t每位志愿者\n剪刀\t2把\t工作组",
            [("气球", "participants"), ("手套", "volunteers"), ("剪刀", "crew")],
        ),
        (
            "四、物资\n| 物品 | 数量 | 归谁 |\n|---|---|---|\n| 雨伞 | 5把 | |\n| 名牌 | 30个 | 参加者 |",
            [("雨伞", "crew"), ("名牌", "participants")],
        ),
    ],
)
def test_a_list_of_things_says_for_whom_each_is(chapter, things):
    assert [(one.item, one.whose) for one in plan(chapter).materials] == things


@pytest.mark.parametrize(
    "chapter",
    [
        "四、节目单\n节目\t表演者\t时长\n合唱\t全体志愿者\t5 分钟\n小品\t二班\t8 分钟",
        "四、节目安排\n节目\t演员\t时长\n合唱\t全体同学\t5 分钟\n小品\t二班\t8 分钟",
    ],
)
def test_acts_with_a_length_are_neither_steps_nor_people(chapter):
    read, without = plan(chapter), plan("")

    assert [(one.title, one.minutes) for one in read.acts] == [("合唱", 5), ("小品", 8)]
    assert [one.title for one in read.schedule] == [one.title for one in without.schedule]
    assert read.headcounts == without.headcounts


@pytest.mark.parametrize(
    ("chapter", "soft"),
    [
        ("四、参加条件\n1、没有来过；名额有余时可以放宽", "没有来过；名额有余时可以放宽"),
        ("四、报名条件\n1、住在本街道；原则上不跨区", "住在本街道；原则上不跨区"),
    ],
)
def test_a_condition_that_may_be_waived_is_soft_as_a_whole(chapter, soft):
    assert [(one.text, one.hard) for one in plan(chapter).eligibility] == [(soft, False)]


@pytest.mark.parametrize("day", ["6 Jun", "26 July"])
def test_the_day_of_a_task_counts_nobody(day):
    read = reading.read(
        f"Date: 8 August 2027\nTo do\nDue\tWhat\tLead\n{day}\tTrain volunteers\tAna\n", TODAY
    ).plan

    assert read.headcounts == ()


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("场地单位：东山图书馆", ("venue", "东山图书馆")),
        ("场地支持：城北文化馆", ("venue", "城北文化馆")),
        ("Co-issuer: Youth League", ("co_issuer", "Youth League")),
        ("Jointly issued by: City Library", ("co_issuer", "City Library")),
    ],
)
def test_who_gives_the_place_and_who_issues_it_too_are_named_by_labels(text, party):
    read = reading.read(f"{text}\nDate: 8 August 2027\nHost: Chess club\n", TODAY).plan

    assert party in [(one.role, one.name) for one in read.parties]
