"""Proposals of our own, each in another shape, with what a person reads in them."""

from datetime import date
from pathlib import Path

import pytest

from events.rules import reading
from events.rules.plans import Plan
from tests.events.rules.reading.seeds import codes

FOLDER = Path(__file__).parent / "proposals"
TODAY = date(2026, 11, 23)

# Steps: day, start-end, title [lane] @place / who leads. Costs: name, factors, amount.
EXPECTED = {
    "blood.hant.txt": {
        "kind": "plan",
        "language": "zh_Hant",
        "title": "捐血日企劃書",
        "when": "2027-01-16 2027-01-16 09:00 16:00",
        "places": ["綜合大樓前廣場"],
        "parties": ["host 春暉社", "co_organiser 捐血中心"],
        "heads": ["participant 150 師生", "volunteer 20 志工"],
        "notes": 1,
        "steps": [
            "1 08:00-09:00 場地佈置 / 林書豪",
            "1 09:00-12:00 上午場捐血 / 陳怡君",
            "1 12:00-13:00 午餐輪休",
            "1 13:00-16:00 下午場捐血 / 陳怡君",
            "1 16:00-17:00 撤場 / 林書豪",
        ],
        "costs": ["便當 20 x 80 = 1600", "飲料 150 x 15 = 2250", "海報 10 x 60 = 600"],
        "total": "CNY 4450 4450",
        "sources": ["學校補助 3000", "社費 1450"],
        "codes": {"block-without-lead": [27]},
    },
    "books.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "图书漂流进社区活动方案",
        "when": "2027-04-23 2027-04-23 14:00 17:00 tentative year?",
        "places": ["青石社区活动室"],
        "parties": ["host 读书会"],
        "purposes": 1,
        "tasks": ["before 顾念 2027-04-10", "before - -3", "before - -", "after - 7", "after - -"],
        "steps": ["1 14:00-14:15 签到入场", "1 14:15-15:15 换书 / 顾念", "1 15:15-15:45 亲子朗读"],
        "costs": ["书签 100 x 0.8 = 80", "茶水 60"],
        "total": "CNY 140 140",
        "sources": ["社区资助 None"],
        "promises": ["2 month"],
        "codes": {
            "block-without-lead": [17, 19],
            "date-year-missing": [5],
            "lump-sum-unexplained": [27],
            "safety-plan-missing": [1],
            "source-shortfall": [25],
            "time-tentative": [5],
        },
    },
    "cleanup.en.md": {
        "kind": "plan",
        "language": "en",
        "title": "Beach Clean-up",
        "when": "2027-06-12 2027-06-12 08:00 12:30",
        "places": ["Pebble Beach"],
        "parties": ["organiser Green Steps Club"],
        "heads": ["volunteer 40 volunteers", "crew 5 staff"],
        "steps": [
            "1 08:00-08:30 Meet and sign in @Car park / Ana Ruiz",
            "1 08:30-11:30 Clean-up @Beach / Ben Ode",
            "1 11:30-12:30 Weigh and sort @Car park",
        ],
        "costs": ["Gloves 45 x 2 = 90", "Bags 200 x 0.15 = 30", "Water 45 x 1 = 45"],
        "total": "USD 165 165",
        "sources": ["City council 165"],
        "codes": {"block-without-lead": [20]},
    },
    "club.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "昆虫社“夜观萤火”活动",
        "when": "2027-05-15 2027-05-15 20:00 22:00 year?",
        "places": ["后山步道"],
        "heads": ["other 20 "],
        "notes": 1,
        "steps": [
            "1 20:00-20:20 集合讲解",
            "1 20:20-21:20 观察 A [A 组]",
            "1 20:20-21:20 观察 B [B 组]",
            "1 21:20-21:35 返回清点",
        ],
        "costs": ["手电 10 x 5 = 50", "驱蚊水 30"],
        "total": "CNY 80 None",
        "codes": {
            "block-without-lead": [8, 9, 10],
            "date-year-missing": [3],
            "lump-sum-unexplained": [11],
            "safety-plan-missing": [1],
            "source-shortfall": [11],
        },
    },
    "elders.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "“暖冬有约”走进银杏敬老院活动策划书",
        "when": "2027-03-06 2027-03-06 08:00 16:30",
        "places": ["银杏敬老院"],
        "parties": [
            "host 青禾社",
            "co_organiser 园艺社",
            "co_organiser 摄影社",
            "partner 银杏敬老院",
            "venue 银杏敬老院",
        ],
        "heads": ["volunteer 25 会员", "participant 40 老人"],
        "notes": 2,
        "tasks": ["before 罗小满 2027-02-20", "before 丁一 -7", "before - -1"],
        "steps": [
            "1 08:00-08:20 校门口集合出发 / 丁一",
            "1 08:20-09:10 乘车前往",
            "1 09:10-10:30 打扫院子 [第一组]",
            "1 09:10-10:30 陪老人剪纸 [第二组]",
            "1 10:30-11:30 文艺演出 / 白露",
            "1 11:30-13:00 包饺子",
            "1 14:00-? 下棋、聊天",
            "1 16:00-16:30 合影返程",
        ],
        "costs": [
            "鸡蛋 4 x 15 = 60",
            "租车 2 x 350 = 700",
            "面粉 20 x 2.6 = 52",
            "水果 200",
            "横幅 200",
            "志愿者保险 25 x 1.2 = 30",
        ],
        "total": "CNY 1242 1242",
        "sources": ["学院活动经费 800", "社团自筹 442"],
        "codes": {"block-without-end": [36], "block-without-lead": [32, 33, 35, 36, 37]},
    },
    "fair.en.txt": {
        "kind": "plan",
        "language": "en",
        "title": "Spring Charity Sale 2027",
        "when": "2027-05-08 2027-05-08 09:00 15:30",
        "places": ["Student Union Lawn, North Campus"],
        "parties": ["host Lantern Society", "partner Harbour Animal Shelter"],
        "heads": ["volunteer 30 volunteers", "crew 4 staff"],
        "purposes": 2,
        "tasks": ["before Maria Lopez -7", "before - 2027-04-30", "before - -1"],
        "steps": [
            "1 09:00-09:30 Registration and briefing / Tom Reed",
            "1 09:30-12:00 Morning sale",
            "1 12:00-12:45 Lunch",
            "1 13:00-15:00 auction [Group A]",
            "1 13:00-15:00 face painting [Group B]",
            "1 15:00-15:30 Clean up",
        ],
        "costs": ["Coach hire 1 x 420 = 420", "Sandwiches 34 x 6.5 = 221", "Posters 35"],
        "total": "USD 676 676",
        "sources": ["Student union grant 500", "Sponsor 176"],
        "codes": {"block-without-lead": [19, 20, 21, 22], "lump-sum-unexplained": [27]},
    },
    "gala.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "迎新晚会策划",
        "when": "2027-09-18 2027-09-18 19:30 22:20 year?",
        "places": ["学校大礼堂"],
        "parties": ["host 校学生会", "organiser 文艺部"],
        "purposes": 1,
        "notes": 1,
        "steps": [
            "1 19:30-19:38 开场舞 / 苏木",
            "1 19:38-19:43 主持人介绍",
            "1 19:43-19:53 合唱《星河》",
            "1 19:53-20:08 抽奖",
        ],
        "costs": ["服装 50 x 100 = 5000", "灯光音响 3000", "鲜花 120"],
        "total": "CNY 8120 8120",
        "codes": {
            "block-without-lead": [10, 11, 12],
            "date-year-missing": [5],
            "lump-sum-unexplained": [17, 17],
            "source-shortfall": [15],
        },
    },
    "hike.en.txt": {
        "kind": "plan",
        "language": "en",
        "title": "Night Walk for New Members",
        "when": "2026-10-16 2026-10-16 18:30 21:00",
        "places": ["Castle Hill"],
        "parties": ["organiser Walking Club", "organiser Astronomy Society"],
        "purposes": 2,
        "steps": [
            "1 18:30-18:45 Meet at the gate / Priya Nair",
            "1 18:45-? Walk up",
            "1 19:45-20:15 Talk / Dr Owen Bell",
            "1 20:30-21:00 Way down",
        ],
        "costs": ["Torches 12 x 3.5 = 42", "Hot chocolate 30 x 1.2 = 36"],
        "total": "GBP 78 78",
        "codes": {
            "block-without-end": [9],
            "block-without-lead": [9, 11],
            "source-shortfall": [12],
        },
    },
    "lecture.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "心理健康讲座",
        "when": "2027-04-02 2027-04-02 19:00 20:30",
        "places": ["图书馆报告厅"],
        "heads": ["participant 120 学生", "crew 6 工作人员"],
        "steps": [
            "1 18:30-? 签到 / 黎明",
            "1 19:00-20:00 讲座 / Dr. Helen Park",
            "1 20:00-20:30 提问",
        ],
        "costs": ["讲课费 800", "矿泉水 126 x 1 = 126", "宣传单 200 x 0.3 = 60"],
        "total": "CNY 986 986",
        "sources": ["学院 800", "社团 186"],
        "codes": {
            "block-without-end": [8],
            "block-without-lead": [10],
            "lump-sum-unexplained": [12],
        },
    },
    "mountain.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "守山行动——清洁天目步道",
        "when": "2027-04-11 2027-04-11 07:30 17:00",
        "places": ["天目山步道"],
        "parties": ["host 环保协会", "organiser 登山社"],
        "heads": ["participant 80 学生", "crew 2 带队老师"],
        "purposes": 2,
        "steps": [
            "1 07:30-07:50 集合点名",
            "1 07:50-08:50 乘车",
            "1 08:50-11:50 清理南线 [一组] / 高原、秦岭",
            "1 08:50-11:50 清理北线 [二组] / 高原、秦岭",
            "1 11:50-12:30 午餐",
            "1 ?-? 返程",
        ],
        "costs": [
            "租车费 2 x 900 = 1800",
            "手套 80 x 1.5 = 120",
            "垃圾袋、夹子等 150",
            "矿泉水 82 x 2 = 164",
        ],
        "total": "CNY 2234 2234",
        "codes": {
            "block-without-end": [15],
            "block-without-lead": [11, 12, 14, 15],
            "lump-sum-unexplained": [19],
            "source-shortfall": [16],
        },
    },
    "report.txt": {
        "kind": "report",
        "language": "zh_Hans",
        "title": "暑期家教总结",
        "when": "   ",
        "total": "CNY None None",
        "promises": ["3 week"],
        "codes": {"period-missing": [1]},
    },
    "sports.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "秋季趣味运动会",
        "when": "2027-10-23 2027-10-24 08:30  year?",
        "places": ["东操场"],
        "heads": ["participant 200 学生"],
        "steps": [
            "1 08:30-09:10 拔河 / 方舟",
            "1 09:10-09:40 接力跑 / 姜河",
            "1 09:40-10:05 跳长绳",
        ],
        "costs": ["奖品 300", "矿泉水 200 x 1.5 = 300", "哨子 10 x 8 = 80"],
        "total": "CNY 680 680",
        "codes": {
            "block-without-lead": [8],
            "date-year-missing": [2],
            "factor-order-unknown": [11],
            "lump-sum-unexplained": [11],
            "source-shortfall": [10],
        },
    },
    "teaching.md": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "石榴小学暑期支教方案",
        "when": "2027-07-10 2027-07-20 08:30 ",
        "places": ["石榴小学"],
        "parties": ["partner 石榴小学", "venue 石榴小学"],
        "heads": ["participant 60 学生", "volunteer 15 志愿者"],
        "steps": [
            "1 08:30-11:30 报到、分班",
            "1 14:00-16:00 开营仪式 / 江晚",
            "2 09:00-11:00 语文、数学课",
            "3 09:00-11:00 语文、数学课",
            "4 09:00-11:00 语文、数学课",
            "5 09:00-11:00 语文、数学课",
            "6 09:00-15:00 趣味运动会",
            "11 09:00-10:00 结营汇报",
        ],
        "costs": ["伙食 15 x 11 x 25 = 4125", "交通 1500", "教具 375"],
        "total": "CNY 6000 6000",
        "codes": {
            "block-without-lead": [17, 19, 20, 21],
            "lump-sum-unexplained": [30, 31],
            "source-shortfall": [26],
        },
    },
    "tutor.hant.md": {
        "kind": "plan",
        "language": "zh_Hant",
        "title": "夜光天使課輔計畫",
        "when": "2027-03-08 2027-06-18 18:30 20:00",
        "places": ["清泉國小圖書室"],
        "parties": ["host 服務社", "supervisor 學務處"],
        "heads": ["participant 24 學童", "volunteer 26 志工"],
        "steps": [
            "1 18:30-18:45 點名、點心 / 吳昕",
            "1 18:45-19:40 作業指導 / 林安",
            "1 19:40-20:00 閱讀 / 林安",
        ],
        "costs": ["點心費 50 x 30 = 1500", "文具 24 x 20 = 480", "交通費 2000"],
        "total": "CNY 3980 3980",
        "sources": ["學校補助 3980"],
    },
    "workcamp.txt": {
        "kind": "notice",
        "language": "zh_Hans",
        "title": "关于举办寒假公益夏令营的通知",
        "when": "2027-01-20 2027-01-22  ",
        "heads": ["participant 40 学生"],
        "notes": 1,
        "total": "CNY None None",
        "codes": {
            "annex-missing": [8],
            "budget-missing": [9],
            "detail-deferred": [6],
            "start-time-missing": [5],
        },
    },
    "yearly.txt": {
        "kind": "programme",
        "language": "zh_Hans",
        "title": "青山社区义工队年度工作方案",
        "when": "   ",
        "total": "CNY None None",
        "promises": ["1 week", "2 month", "1 term"],
        "codes": {"cadence-missing": [12], "period-missing": [1], "private-home": [10]},
    },
}


def told(found: reading.Reading) -> dict[str, object]:
    """The plan in few words; what is empty is left out."""
    plan = found.plan
    all_of_it = {
        "kind": plan.kind,
        "language": plan.language,
        "title": plan.title,
        "when": _when(plan),
        "places": list(plan.places),
        "parties": [f"{party.role} {party.name}" for party in plan.parties],
        "heads": [f"{h.kind} {h.count} {h.who}" for h in plan.headcounts],
        "purposes": len(plan.purposes),
        "notes": len(plan.notes),
        "tasks": [
            f"{t.phase} {t.owner or '-'} {t.due or t.offset_days or '-'}" for t in plan.tasks
        ],
        "steps": _steps(plan),
        "costs": [
            f"{c.name} {' x '.join(c.factors) + ' = ' if c.factors else ''}{c.amount}"
            for c in plan.budget.lines
        ],
        "total": f"{plan.budget.currency} {plan.budget.computed_total} {plan.budget.stated_total}",
        "sources": [f"{source.name} {source.amount}" for source in plan.budget.sources],
        "promises": [f"{promise.at_least} {promise.per}" for promise in plan.obligations],
        "codes": codes(found),
    }
    return {key: value for key, value in all_of_it.items() if value not in ([], {}, 0)}


def _when(plan: Plan) -> str:
    when = plan.when
    known = [when.start_date, when.end_date, when.start_time, when.end_time]
    marks = (" tentative" if when.tentative else "") + ("" if when.year_known else " year?")
    return " ".join(str(value or "") for value in known) + marks


def _steps(plan: Plan) -> list[str]:
    return [
        f"{s.day} {s.start or '?'}-{s.end or '?'} {s.title}"
        + (f" [{s.lane}]" if s.lane else "")
        + (f" @{s.place}" if s.place else "")
        + (f" / {s.owner}" if s.owner else "")
        for s in plan.schedule
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_proposal_is_read_as_a_person_reads_it(name):
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert told(reading.read(text, TODAY)) == EXPECTED[name]


def test_every_proposal_has_its_expectations():
    assert {path.name for path in FOLDER.iterdir()} == set(EXPECTED)
