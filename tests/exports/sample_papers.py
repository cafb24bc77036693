"""Plan 4 as papers: the numbers are the plan's, the people are invented."""

from datetime import UTC, date, datetime

from exports.rules.annexes import Annex, Grid
from exports.rules.consent_letters import PURPOSES, ConsentLetter, Letter
from exports.rules.forms import ApprovalForm, Difference, DiffSheet, Field, Opinion
from exports.rules.lists import (
    Badge,
    Badges,
    ChangeRow,
    ChangeSheet,
    PairList,
    PairRow,
    SignInRow,
    SignInSheet,
)
from exports.rules.money_papers import BudgetPaper, Cost, CostGroup, CostTable, Source
from exports.rules.notices import Notice
from exports.rules.papers import Fact, Stamp, When
from exports.rules.proposals import Party, Proposal, Section, Step
from exports.rules.run_sheets import Block, Contact, Lane, Part, RunSheet
from exports.rules.safety_papers import (
    CONDUCT,
    Called,
    LeadingGroup,
    Place,
    RollCall,
    SafetyPledge,
    Team,
)

STAMP = Stamp(
    code="BX7F3K",
    release=3,
    made_at=datetime(2026, 12, 3, 13, 40, tzinfo=UTC),
    link="https://plan.example/s/7F3K9QXM",
)
COMMON = {
    "title": "关爱农村孩子、共创祖国美好未来",
    "subtitle": "生命科学学院 × 天府中学",
    "host": "西南大学生命科学学院 · 生物学会",
    "when": When(first=date(2026, 12, 5), tentative=True, starts="08:30", ends="16:30"),
    "place": "天府中学",
    "stamp": STAMP,
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩"
CONTACTS = (
    Contact("总控", "周以宁", "138 0000 0101"),
    Contact("安全", "高远", "138 0000 0102"),
    Contact("学校", "秦老师", "138 0000 0103"),
    Contact("校医", "白医生", "138 0000 0104"),
)


def names(count: int) -> list[str]:
    return [
        SURNAMES[number % 15] + "知行安然"[number // 15 % 2 * 2 :][:2] for number in range(count)
    ]


def run_sheet(**changes) -> RunSheet:
    """13 blocks in three lanes; some lack a lead, a place or a time."""
    blocks = (
        Block(
            title="启动仪式", starts="09:00", ends="09:40", fixed=True, place="操场", lead="宋知夏"
        ),
        Block(title="宣布热线、助学金、手拉手", starts="09:10", ends="09:20", lead="郑老师"),
        Block(title="上届代表交流", starts="09:20", ends="09:30"),
        Block(title="一对一见面、赠礼", starts="09:30", ends="09:40", items=("礼物 30 份",)),
        Block(title="游戏 A", starts="09:45", ends="10:40", lane=0, place="操场东侧", lead="林可"),
        Block(
            title="游戏 B", starts="09:45", ends="10:40", lane=1, place="阶梯教室", lead="何子川"
        ),
        Block(
            title="布展", starts="09:45", ends="10:30", lane=2, items=("展板 2 块", "标本 12 件")
        ),
        Block(title="展品试讲", starts="10:30", ends="10:40", lane=2),
        Block(title="精品展示", starts="10:45", ends="11:20", place="连廊", tentative=True),
        Block(title="心理咨询", starts="10:45", ends="11:40", place="203 教室", lead="白医生"),
        Block(title="午餐"),
        Block(
            title="深入交流", starts="13:10", ends="13:30", detail="一起走走校园，说说最近的事。"
        ),
        Block(title="集合离校", starts="13:30", fixed=True, place="校门"),
    )
    lanes = (Lane("A 组", "15 对"), Lane("B 组", "15 对"), Lane("布展", "学会成员"))
    facts = {"lanes": lanes, "parts": (Part("活动当天", blocks),), "contacts": CONTACTS}
    return RunSheet(**COMMON | facts | changes)


def sign_in_sheet(count: int = 30, **changes) -> SignInSheet:
    rows = tuple(SignInRow(name, "A 组 · 陪伴志愿者") for name in names(count))
    return SignInSheet(**COMMON | {"occasion": "培训 · 11 月 25 日 19:00", "rows": rows} | changes)


def changes(count: int = 12, **changes) -> ChangeSheet:
    """Every fifth child has nobody yet, every seventh is not here."""
    rows = tuple(
        ChangeRow(
            number=n,
            child=f"小满{n:02}",
            before=f"志愿者{n:02}",
            after="" if n % 5 == 0 or n % 7 == 0 else f"候补{n:02}",
            how="takes a second child, same small group",
            why="the helper is not here",
            group="A 组",
            pod="3 + 4",
            away=n % 7 == 0,
        )
        for n in range(1, count + 1)
    )
    joined = ("A 组：小队 3 + 4 今天一起行动。",)
    return ChangeSheet(**COMMON | {"rows": rows, "joined": joined} | changes)


def pair_list(count: int = 30, **changes) -> PairList:
    rows = tuple(
        PairRow(
            volunteer=name,
            college="生命科学学院",
            year="2024 级",
            child=f"小树 {number:02d}",
            child_year="七年级",
            group="A 组",
            pod=str(number // 2 + 1),
        )
        for number, name in enumerate(names(count))
    )
    return PairList(**COMMON | {"partner": "天府中学", "rows": rows} | changes)


def badges(count: int = 30, **changes) -> Badges:
    worn = tuple(
        Badge(name=name, group="A 组", role="结对志愿者", number=f"{number:02d}", lane=number % 4)
        for number, name in enumerate(names(count))
    )
    return Badges(**COMMON | {"help_line": "总控 周以宁 138 0000 0101", "badges": worn} | changes)


def costs() -> CostTable:
    water = Cost(label="水费", quantity="50", unit="瓶", price="1.50", amount=7500)
    bread = Cost(label="面包", quantity="50", unit="个", price="1.50", amount=7500)
    groups = (
        CostGroup("交通与补给", (Cost(label="路费", amount=40000), water, bread)),
        CostGroup(
            "资料与宣传",
            (
                Cost(label="资料", amount=70000, note="心理资料、图片等"),
                Cost(label="横幅", factors=("80", "2"), amount=16000),
                Cost(label="展板", factors=("75", "2"), amount=15000),
            ),
        ),
        CostGroup(
            "礼物与机动", (Cost(label="礼物", amount=50000), Cost(label="其他", amount=30000))
        ),
    )
    return CostTable(
        groups=groups, sources=(Source(name="学院活动经费", promised=200000, approved=180000),)
    )


def budget(**changes) -> BudgetPaper:
    facts = {"budget": costs(), "facts": (Fact("人数", "60 人"),)}
    return BudgetPaper(**COMMON | facts | changes)


def proposal(**changes) -> Proposal:
    sections = (
        Section(
            heading="活动背景", paragraphs=("我们用一天的时间，陪孩子们玩一场、听他们说一说。" * 9,)
        ),
        Section(heading="活动目的", items=("陪伴孩子", "让更多人看见", "给同学们一次锻炼")),
        Section(
            heading="活动流程",
            parts=(
                Section(heading="前期准备", items=("选拔 30 名志愿者", "请郑老师做培训")),
                Section(heading="活动开展", schedule=(Step(time="09:00", title="启动仪式"),)),
            ),
        ),
        Section(heading="经费预算", costs=costs()),
    )
    parties = (Party("主办单位", ("西南大学生命科学学院",)), Party("承办单位", ("生物学会",)))
    return Proposal(**COMMON | {"parties": parties, "sections": sections} | changes)


def letter() -> Letter:
    return Letter(
        activity="关爱农村孩子",
        when="2026年12月5日",
        place="天府中学",
        who="生物学会",
        contact="周以宁 138 0000 0101",
        school="天府中学",
        purposes=tuple(PURPOSES),
        words=("您好，孩子将参加一天的活动。",),
    )


def approval_form(**changes) -> ApprovalForm:
    fields = (
        Field(label="活动名称", lines=("关爱农村孩子",), wide=True),
        Field(label="负责人", lines=("周以宁",)),
        Field(label="学号"),
        Field(label="经费", lines=("¥2,360.00（人民币贰仟叁佰陆拾元整）",), wide=True, height=12),
    )
    opinions = (
        Opinion(title="社团负责人"),
        Opinion(title="指导教师", name="郑老师", day="2026年11月20日", comment="同意"),
        Opinion(title="财务"),
    )
    facts = {"fields": fields, "opinions": opinions, "copies": 2}
    return ApprovalForm(**COMMON | facts | changes)


def diff_sheet(**changes) -> DiffSheet:
    facts = {
        "since": "2026年11月20日",
        "differences": (
            Difference(what="预算总额", old="2,360.00", new="2,390.00", reopens=("财务",)),
            Difference(what="活动主题", old="陪伴", new="陪伴。"),
        ),
        "opinions": (Opinion(title="财务"),),
    }
    return DiffSheet(**COMMON | facts | changes)


def notice(**changes) -> Notice:
    grid = Grid(("学校", "名额"), (("中心小学", "12"), ("合计", "12")), (3, 1))
    facts = {
        "issuers": ("区教育局", "团区委"),
        "year": "2026",
        "opening": ("暑假里，孩子们想出门走走。",),
        "sections": (Section(heading="参加对象", items=("三年级及以上",)),),
        "annexes": (
            Annex(title="名额分配表", grid=grid),
            Annex(title="须知", paragraphs=("请穿运动鞋。",)),
            Annex(title="同意书", letter=letter()),
        ),
    }
    return Notice(**COMMON | facts | changes)


def consent_letter(**changes) -> ConsentLetter:
    return ConsentLetter(**COMMON | {"letter": letter()} | changes)


def safety_pledge(**changes) -> SafetyPledge:
    facts = {"lead": "周以宁", "teacher": "郑老师", "risks": ("乘车一小时。",), "conduct": CONDUCT}
    return SafetyPledge(**COMMON | facts | {"copies": 30} | changes)


def leading_group(**changes) -> LeadingGroup:
    places = (Place(role="组长", holder="周以宁"), Place(role="副组长"))
    teams = (Team("领导小组", places), Team("宣传组", (Place(role="组长", duty="海报"),)))
    return LeadingGroup(**COMMON | {"teams": teams} | changes)


def roll_call(**changes) -> RollCall:
    rows = tuple(Called(f"小树 {number:02d}") for number in range(30))
    halves = tuple(f"12 月 {day} 日 {half}" for day in (5, 6, 7) for half in ("上午", "下午"))
    return RollCall(**COMMON | {"halves": halves, "rows": rows} | changes)


EVERY = {
    "run_sheet": run_sheet,
    "sign_in_sheet": sign_in_sheet,
    "pair_list": pair_list,
    "changes": changes,
    "badges": badges,
    "budget": budget,
    "proposal": proposal,
    "approval_form": approval_form,
    "diff_sheet": diff_sheet,
    "notice": notice,
    "consent_letter": consent_letter,
    "safety_pledge": safety_pledge,
    "leading_group": leading_group,
    "roll_call": roll_call,
}
