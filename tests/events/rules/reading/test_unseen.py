"""Proposals in the styles people really paste, read by hand before any run.

Where reading and hand differed, the text was read again: either a general rule was mended or, said
in a comment, the hand had been wrong.
"""

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from events.rules import reading
from events.rules.reading import files
from tests.events.rules.reading.test_proposals import told

FOLDER = Path(__file__).parent / "unseen"
TODAY = date(2026, 11, 23)  # a Monday

EXPECTED = {
    "sports-club.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "羽毛球协会“以球会友”趣味运动会策划案",
        "when": "2027-04-10 2027-04-10 13:30 17:00",
        "places": ["南区体育馆二楼"],
        "parties": ["host 羽毛球协会", "co_organiser 乒乓球协会"],
        "heads": ["participant 80 会员", "crew 12 工作人员"],
        "notes": 2,
        "tasks": ["before 何佳 2027-03-27", "before 许多 2027-04-03", "before - 2027-04-09"],
        "steps": [
            "1 13:30-14:00 签到、热身 / 陈一诺",
            "1 14:00-15:00 双打接力 / 郭子豪",
            "1 15:00-15:10 中场休息",
            "1 15:10-16:20 颠球、定点投球 / 林小北",
            "1 16:20-16:50 颁奖、合影",
            "1 16:50-17:00 清理场地",
        ],
        "costs": [
            "球拍 1 x 150 = 150",
            "羽毛球 2 x 60 = 120",
            "毛巾 3 x 20 = 60",
            "饮用水 4 x 28 = 112",
            "海报 2 x 25 = 50",
        ],
        "total": "CNY 492 492",
        "sources": ["协会会费 300", "学院资助 192"],
        "codes": {"block-without-lead": [17, 19, 20]},
        "seats": ["总负责 陈一诺", "裁判组 郭子豪、林小北", "后勤组 许多、赵晓曼", "宣传组 何佳"],
    },
    "blood-drive.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "“热血青春”无偿献血活动策划书",
        "when": "2027-03-18 2027-03-19 09:00 16:00",
        "places": ["学生活动中心门前广场"],
        "parties": [
            "host 江城大学红十字会",
            "co_organiser 江城市中心血站",
            "co_organiser 校医院",
        ],
        "heads": ["volunteer 30 志愿者"],
        "tasks": [
            "before 孙悦 2027-03-04 -14",
            "before - 2027-03-08 -10",
            "before 宣传部 2027-03-11 -7",
        ],
        "steps": [
            "1 08:00-09:00 布置展台 / 后勤部",
            "1 09:00-12:00 填表、初筛、采血 / 血站医护人员",
            "1 12:00-13:00 轮班午餐",
            "1 13:00-16:00 继续采血 / 血站医护人员",
            "1 16:00-16:30 撤场",
            "2 08:00-09:00 布置展台 / 后勤部",
            "2 09:00-12:00 填表、初筛、采血 / 血站医护人员",
            "2 12:00-13:00 轮班午餐",
            "2 13:00-16:00 继续采血 / 血站医护人员",
            "2 16:00-16:30 撤场",
        ],
        "costs": ["横幅 2 x 80 = 160", "志愿者餐费 60 x 15 = 900", "海报 10 x 12 = 120"],
        "total": "CNY 1180 1180",
        "codes": {"block-without-lead": [19, 21], "source-shortfall": [32]},
        "seats": ["宣传部", "后勤部"],  # the hand forgot the teams that tasks are given to
        "conditions": [
            "hard 年龄18至55周岁",
            "hard 体重男50公斤以上、女45公斤以上",
            "hard 身体健康",
            "hard 近两周无感冒发烧",
            "hard 两次献血间隔不少于6个月",
        ],
        "things": [
            "桌子 6张",
            "椅子 20把",
            "遮阳棚 4顶",
            "葡萄糖水 200瓶",
            "志愿者马甲 30件",
        ],
    },
    "book-fair.en.md": {
        "kind": "plan",
        "language": "en",
        "title": "Spring Book Fair",  # the hand kept what stands behind the colon; a name does not
        "when": "2027-04-17 2027-04-17 10:00 16:00",
        "places": ["Library courtyard"],
        "parties": ["organiser Reading Club", "partner Northgate Public Library"],
        "purposes": 2,
        "tasks": [
            "before Leo Brandt 2027-04-03",
            "before - 2027-04-10",
            "before Nina Fischer 2027-04-03 -14",
        ],
        "steps": [
            "1 09:00-10:00 Set up tables / Hana Sato",
            "1 10:00-15:30 Sale / Omar Haddad",
            "1 11:00-11:45 Story hour for children / Nina Fischer",
            "1 15:30-16:00 Pack up",
        ],
        "costs": ["Labels 500 x 0.02 = 10", "Table hire 6 x 8.5 = 51", "Lemonade 10 x 1.2 = 12"],
        "total": "GBP 73 73",
        "sources": ["sale of books 150"],
        "codes": {"block-without-lead": [30], "consent-missing": [29]},
        "seats": ["Coordinator Nina Fischer", "Sorting Leo, Hana", "Cash desk Omar Haddad"],
        "things": ["books donated"],
    },
    "museum.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "“走近青铜”博物馆研学活动",
        "when": "2026-12-12 2026-12-12 08:30 15:30",
        "places": ["楚州博物馆"],
        "parties": ["partner 楚州博物馆", "venue 楚州博物馆"],
        "heads": ["participant 24 社员", "crew 2 指导教师"],
        "steps": [
            "1 08:30-? 南门集合点名 / 高菲",
            "1 09:30-11:30 分两组参观青铜馆、陶瓷馆 / 馆方讲解员",
            "1 11:30-12:30 午餐",
            "1 12:30-14:00 拓片体验课",
            "1 14:00-14:30 分享交流",
            "1 14:30-15:30 返校",
        ],
        "costs": ["大巴租金 1 x 900 = 900", "拓片材料 26 x 15 = 390", "保险 26 x 3 = 78"],
        "total": "CNY 1368 1368",
        "sources": ["历史学院 None"],
        "codes": {
            "block-without-end": [11],
            "block-without-lead": [13, 14, 15, 16],
            "source-shortfall": [17],
        },
    },
    "elders-visit.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "冬日暖阳·敬老行",
        "when": "2026-12-19 2026-12-19 09:00 11:30 year?",
        "places": ["清河街道第二养老院"],
        "parties": [
            "host 社会工作系青年志愿者分队",
            "partner 清河街道第二养老院",
            "venue 清河街道第二养老院",
        ],
        "heads": ["volunteer 18 志愿者", "participant 35 老人"],
        "notes": 3,
        "steps": [
            "1 09:00-09:20 破冰游戏、自我介绍 / 江宁",
            "1 09:20-10:00 量血压、测血糖 / 尤琳",
            "1 10:00-10:50 包汤圆、聊天",
            "1 10:50-11:10 合唱《夕阳红》、送围巾 / 江宁",
            "1 11:10-11:30 告别、打扫卫生",
        ],
        "costs": ["围巾 35 x 12 = 420", "汤圆粉、馅料 130", "血糖试纸 40 x 2 = 80"],
        "total": "CNY 630 630",
        "sources": ["学院支持 500", "自筹 None"],
        "codes": {
            "block-without-lead": [10, 12],
            "date-year-missing": [3],
            "lump-sum-unexplained": [18],
            "safety-plan-missing": [24],
            "source-shortfall": [16],
        },
        "seats": ["摄影 白杨", "物资 齐越、孟佳"],
        "acts": ["合唱《夕阳红》、送围巾 / 江宁"],
    },
    "debate.en.txt": {
        "kind": "plan",
        "language": "en",
        "title": "ENGLISH DEBATE NIGHT",
        "when": "2026-11-27 2026-11-27 18:30 21:00",
        "places": ["Room 204, Humanities Building"],
        "parties": ["organiser Debating Society"],
        "heads": ["participant 60 students", "guest 4 guest judges"],
        "tasks": [
            "before Marek Novak 2026-11-06",
            "before - 2026-11-09",
            "before Aisha Khan 2026-11-13 -14",
        ],
        "steps": [
            "1 18:30-? Doors open / Yuki Tanaka",
            "1 19:00-19:10 Welcome and rules / Marek Novak",
            "1 19:10-19:38 First speeches",
            "1 19:40-20:00 Questions from the floor",
            "1 20:00-20:16 Rebuttals",
            "1 20:20-? Judges retire",
            "1 20:40-21:00 Result and prizes / Marek Novak",
        ],
        "costs": ["Tea and biscuits 64 x 1.5 = 96", "Prizes 40", "Posters 20 x 0.6 = 12"],
        "total": "GBP 148 148",
        "sources": ["Students' Union societies fund 150"],
        "codes": {"block-without-end": [11, 16], "block-without-lead": [13, 14, 15, 16]},
    },
    "hackathon.en.md": {
        "kind": "plan",
        "language": "en",
        "title": "Hack for Good 2027 🚀",
        "when": "2027-03-13 2027-03-14 10:00 12:00",
        "places": ["Engineering Building, Level 3"],
        "parties": [
            "host Coding Club",
            "host Social Impact Society",
            "sponsor ByteWorks",
            "sponsor City Youth Fund",
        ],
        "heads": ["participant 80 participants", "volunteer 10 mentors", "crew 8 organisers"],
        "purposes": 2,
        "steps": [
            "1 10:00-? Registration & breakfast / Desk team",
            "1 11:00-11:30 Opening and challenge pitch / Dr. Lena Ortiz",
            "1 11:30-? Hacking starts",
            "1 13:00-14:00 Lunch",
            "1 19:00-20:00 Dinner",
            "1 22:00-? Quiet hours begin",
            "2 08:00-09:00 Breakfast",
            "2 09:30-? Code freeze",
            "2 10:00-11:15 Demos / Sam Okafor",
            "2 11:15-12:00 Jury and prizes / Dr. Lena Ortiz",
        ],
        "costs": [
            "Meals 392 x 7.5 = 2940",
            "Prizes 3 x 200 = 600",
            "T-shirts 98 x 9 = 882",
            "Stickers & badges 120",
        ],
        "total": "EUR 4542 4542",
        "sources": ["ByteWorks 3000", "City Youth Fund 1500"],
        "codes": {
            "block-without-end": [16, 18, 21, 24],
            "block-without-lead": [18, 19, 20, 21, 23, 24],
            "lump-sum-unexplained": [34],
            "source-shortfall": [28],
        },
    },
    "camp.hant.txt": {
        "kind": "plan",
        "language": "zh_Hant",
        "title": "「海風小學堂」寒假營隊",
        "when": "2027-01-25 2027-01-27 08:30 ",
        "places": ["花蓮縣豐濱鄉港口國小"],
        "parties": [
            "host 國立東海岸大學慈光社",
            "co_organiser 花蓮縣豐濱鄉港口國小",
            "supervisor 學生事務處課外活動組",
            "venue 花蓮縣豐濱鄉港口國小",
        ],
        "heads": ["participant 40 學童", "volunteer 22 社員", "crew 1 指導老師"],
        "purposes": 2,
        "steps": [
            "1 08:30-09:00 報到 / 簡立安",
            "1 09:00-10:30 相見歡",
            "1 10:40-12:00 海洋生態課程 / 課程組",
            "2 09:00-12:00 闖關遊戲 / 活動組",
            "2 14:00-16:00 手作紙風箏",
            "3 09:00-11:00 成果發表",
            "3 11:00-12:00 頒獎、結業式",
        ],
        "costs": [
            "便當 189 x 80 = 15120",
            "教材 40 x 50 = 2000",
            "保險 63 x 30 = 1890",
            "交通 2 x 9000 = 18000",
        ],
        "total": "TWD 37010 37010",
        "sources": ["學校補助 20000", "教育部青年發展署補助 15000", "社費 2010"],
        "codes": {
            "block-without-lead": [17, 21, 23, 24],
            "safety-plan-missing": [1],
        },
        "conditions": ["hard 三至六年級", "hard 檢附家長同意書"],
    },
    "bazaar.hk.txt": {
        "kind": "plan",
        "language": "zh_Hant",
        "title": "墟市同樂日",
        "when": "2027-02-20 2027-02-20 11:00 16:00",
        "places": ["屯門友愛邨社區會堂"],
        "parties": ["co_organiser 嶺峰書院學生會", "co_organiser 友愛邨居民協會"],
        "heads": ["participant 150 居民", "volunteer 30 義工"],
        "steps": [
            "1 10:00-11:00 場地佈置 / Kelvin Lau",
            "1 11:00-11:15 開幕禮 / Ms. Fung",
            "1 11:15-13:00 攤位遊戲、跳蚤市場",
            "1 13:00-14:00 午膳",
            "1 14:00-15:30 綜合表演 / Mandy Ho",
            "1 15:30-16:00 大抽獎及閉幕 / Kelvin Lau",
        ],
        "costs": [
            "攤位物資 1200",
            "抽獎禮物 800",
            "義工飯盒 45 x 30 = 1350",
            "音響租用 1500",
        ],
        "total": "HKD 4850 4850",
        "sources": ["學生會津貼 3000", "民政處資助 1850"],
        "codes": {"block-without-lead": [12, 13], "lump-sum-unexplained": [19, 20, 22]},
        "conditions": ["hard 有家長同意書如未滿18歲"],
    },
    "river.wechat.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "招募｜周末一起去护河吧！",
        "when": "2026-12-06 2026-12-06 08:30 11:30 year?",
        "places": ["清水河滨江公园3号门"],
        "heads": ["other 30 "],
        "notes": 3,
        "steps": [
            "1 08:30-? 签到领装备",
            "1 08:45-? 安全讲解 / 路远",
            "1 09:00-? 分组捡拾垃圾",
            "1 11:00-? 称重、合影",
            "1 11:30-? 解散",
        ],
        "total": "CNY None None",
        "codes": {
            "block-without-end": [11, 12, 13, 14, 15],
            "block-without-lead": [11, 13, 14, 15],
            "budget-missing": [8],
            "date-year-missing": [5],
            "safety-plan-missing": [1],
        },
        "things": [
            "水杯 brought",
            "帽子 brought",
            "雨鞋 brought",
            "手套 bought",
            "垃圾夹 bought",
        ],
    },
    "note.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "下周六去红星小学做科普",
        "when": "2026-12-05 2026-12-05 08:00 12:00 year?",
        "places": ["红星小学"],
        "parties": ["partner 红星小学", "venue 红星小学"],
        "heads": ["participant 40 孩子"],
        "steps": ["1 08:00-? 东门集合", "1 12:00-? 回来"],
        "costs": ["打车费 120"],
        "total": "CNY 120 None",
        "codes": {
            "block-without-end": [2, 5],
            "block-without-lead": [2, 5],
            "consent-missing": [4],
            "date-year-missing": [1],
            "lump-sum-unexplained": [6],
            "safety-plan-missing": [1],
            "source-shortfall": [6],
        },
        "things": ["显微镜 30个"],
    },
    "practice.notice.txt": {
        "kind": "notice",
        "language": "zh_Hans",
        "title": "关于组织开展2027年寒假“返家乡”社会实践活动的通知",
        "when": "2027-01-18 2027-02-05  ",
        "parties": ["host 共青团XX大学委员会"],
        "total": "CNY None None",
        "codes": {
            "annex-missing": [16],
            "budget-missing": [17],
            "detail-deferred": [18],
            "photo-consent": [14],
            "placeholder-left": [23],
            "start-time-missing": [6],
        },
        "conditions": [
            "hard 身体健康",
            "hard 家长知情同意",
            "soft 已参加2026年暑期实践者原则上不重复安排",
        ],
        "quotas": ["文学院 20", "理学院 25", "工学院 40"],
    },
    # Read by machine first and then held against the text line by line.
    "book-club.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "“书香满园”读书交流会",
        "when": "2027-04-23 2027-04-23 19:00 21:00",
        "places": ["图书馆三楼学术报告厅"],
        "parties": ["host 图书馆", "organiser 经纬读书社"],
        "heads": ["participant 150 学生", "guest 2 嘉宾"],
        "purposes": 2,
        "tasks": [
            "before 社长林溪 2027-04-10",
            "before 宣传部 2027-04-15",
            "before - 2027-04-22 -1",
            "after - -",
            "after - 2027-04-30 7",
        ],
        "steps": [
            "1 18:30-19:00 观众入场签到",
            "1 19:00-19:10 主持人开场 / 周可",
            "1 19:10-20:00 嘉宾分享",
            "1 20:00-20:40 自由交流",
            "1 20:40-21:00 抽奖、合影",
        ],
        "costs": [
            "海报 4 x 15 = 60",
            "矿泉水 160 x 1.5 = 240",
            "奖品（书籍） 5 x 30 = 150",
            "嘉宾礼品 2 x 100 = 200",
        ],
        "total": "CNY 650 650",
        "codes": {
            "block-without-lead": [38, 40, 41, 42],
            "headcount-supplies": [50],
            "source-shortfall": [47],
        },
        "seats": ["宣传部"],
    },
    "repair.en.txt": {
        "kind": "plan",
        "language": "en",
        "title": "Community Repair Cafe",
        "when": "2027-05-15 2027-05-15 14:00 17:00",
        "places": ["Riverside Community Centre, Mill Lane"],
        "parties": [
            "organiser Engineering Society",
            "partner Riverside Community Centre",
            "venue Riverside Community Centre",
        ],
        "heads": ["participant 60 visitors", "volunteer 6 helpers"],
        "purposes": 2,
        "tasks": [
            "before Tom Hill 2027-04-01",
            "before - 2027-04-15",
            "before Priya Shah 2027-05-01 -14",
        ],
        "steps": [
            "1 14:00-? Doors open",
            '1 14:15-14:30 Short talk "What can be mended?" / Priya Shah',
            "1 14:30-? Repair tables",
            "1 16:30-? Weigh-in and thank you",
            "1 17:00-? Close",
        ],
        "costs": [
            "Hall hire 3 x 20 = 60",
            "Spare parts 80",
            "Tea, coffee and cake 45",
            "Posters 30 x 0.5 = 15",
        ],
        "total": "GBP 200 200",
        "sources": ["Green grant 150", "donations 50"],
        "codes": {
            "block-without-end": [17, 19, 20, 21],
            "block-without-lead": [17, 19, 20, 21],
            "lump-sum-unexplained": [30, 31],
        },
    },
    "beach.hant.txt": {
        "kind": "plan",
        "language": "zh_Hant",
        "title": "社區淨灘暨環境教育活動企劃",
        "when": "2027-04-24 2027-04-24 08:30 12:00",
        "places": ["旗津海水浴場"],
        "parties": ["host 藍海社", "co_organiser 旗津區公所", "co_organiser 中山國小"],
        "heads": ["participant 90 親子", "volunteer 25 志工"],
        "notes": 2,
        "steps": [
            "1 08:30-09:00 報到、發放工具 / 林佳穎",
            "1 09:00-10:30 分組淨灘",
            "1 10:30-11:00 垃圾分類秤重 / 黃柏翰",
            "1 11:00-11:40 海洋環境闖關 / 吳宜庭",
            "1 11:40-12:00 頒獎合照、賦歸 / 林佳穎",
        ],
        "costs": [
            "手套 120 x 8 = 960",
            "垃圾袋 200 x 3 = 600",
            "飲料 115 x 20 = 2300",
            "獎品 30 x 25 = 750",
            "保險 115 x 12 = 1380",
        ],
        "total": "TWD 5990 5990",
        "codes": {
            "block-without-lead": [13],
            "photo-consent": [16],
            "safety-plan-missing": [1],
            "source-shortfall": [21],
        },
        "seats": ["總召 林佳穎", "活動組 吳宜庭、陳冠宇", "器材組 黃柏翰"],
        "things": ["帽子 brought", "水壺 brought", "防曬用品 brought"],
    },
    "workshop.md": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "旧衣新生·改造工作坊",
        "when": "2027-03-20 2027-03-20 13:30 16:30",
        "places": ["创客空间 B201"],
        "heads": ["participant 20 学员", "crew 4 助教", "crew 1 导师"],
        "steps": [
            "1 13:30-13:45 破冰",
            "1 13:45-14:15 导师讲解 / 岳清",
            "1 14:15-16:00 动手改造",
            "1 16:00-16:30 走秀 + 拍照",
        ],
        "costs": ["针线包 25 x 6 = 150", "茶歇 25 x 8 = 200", "海报 2 x 20 = 40"],
        "total": "CNY 390 390",
        "sources": ["创新创业学院支持 None"],
        "codes": {"block-without-lead": [11, 13, 14], "source-shortfall": [7]},
        "things": ["旧衣 30 件", "缝纫机 4 台", "针线包 25 套"],
    },
    "pairs.txt": {
        "kind": "plan",
        "language": "zh_Hans",
        "title": "“与你童行”山区儿童结对活动方案",
        "when": "2027-05-29 2027-05-29 09:00 ",
        "places": ["龙泉县云顶小学"],
        "parties": [
            "host 教育学院团委",
            "organiser 教育学院青年志愿者协会",
            "partner 龙泉县云顶小学",
            "venue 龙泉县云顶小学",
        ],
        "heads": ["volunteer 24 志愿者", "participant 48 学生", "crew 2 带队教师"],
        "tasks": ["after - -"],
        "steps": [
            "1 09:00-09:30 见面会",
            "1 09:30-11:00 课堂体验 / 冯子墨",
            "1 11:00-12:00 午餐",
            "1 13:30-15:00 户外游戏 / 向阳",
            "1 15:00-15:30 赠书、合影留念",
        ],
        "costs": ["包车费 1500", "保险 74 x 5 = 370", "图书 48 x 12 = 576", "午餐 74 x 15 = 1110"],
        "total": "CNY 3556 3556",
        "sources": ["学院团委 2000", "爱心企业“晨光文具”赞助 1556"],
        "promises": ["1 term", "1 month"],
        "codes": {
            "block-without-lead": [9, 11, 13],
            "lump-sum-unexplained": [14],
            "no-slack": [7],
            "photo-consent": [13],
        },
    },
    "year-plan.txt": {
        "kind": "programme",
        "language": "zh_Hans",
        "title": "阳光志愿服务队2027年度工作计划",
        "when": "2027-01-01 2027-12-31  ",
        "total": "CNY None None",
        "promises": ["1 week", "1 month", "4 year", "2 term"],
        "codes": {"cadence-missing": [17]},
        "seats": [
            "组长 团委副书记许文",
            "副组长 魏然、杜若",
            "成员 宣传部",
            "成员 外联部",
            "成员 项目部负责人",
            "项目部",
        ],
    },
    "party.notice.txt": {
        "kind": "notice",
        "language": "zh_Hans",
        "title": "中秋游园会通知",
        "when": "2027-09-25 2027-09-25 18:30  year?",
        "places": ["中心草坪"],
        "total": "CNY None None",
        "codes": {"budget-missing": [7], "date-year-missing": [4], "detail-deferred": [8]},
    },
}

# A form of an association: labels and values in the cells of one table, some cells merged.
FORM = [
    ["活动名称", "新生图书馆导览", "主办单位", "图书馆学生管理委员会"],
    ["活动时间", "2027年9月8日 14:00-16:00", "活动地点", "图书馆总馆"],
    ["参加人数", "新生60人、志愿者10人", "负责人", "宋佳音"],
    ["活动目的", "帮助新生熟悉图书馆", None, None],
    ["活动流程", "14:00-14:20 集合签到\n14:20-15:20 分组导览\n15:20-16:00 检索比赛", None, None],
    ["经费预算", "奖品10份×15元=150元\n饮用水70瓶×1.5元=105元\n合计255元", None, None],
    ["经费来源", "图书馆 255元", None, None],
]
FORM_READ = {
    "kind": "plan",
    "language": "zh_Hans",
    "title": "新生图书馆导览",
    "when": "2027-09-08 2027-09-08 14:00 16:00",
    "places": ["图书馆总馆"],
    "parties": ["host 图书馆学生管理委员会"],
    "heads": ["participant 60 新生", "volunteer 10 志愿者"],
    "purposes": 1,
    "steps": [
        "1 14:00-14:20 集合签到",
        "1 14:20-15:20 分组导览",
        "1 15:20-16:00 检索比赛",
    ],
    "costs": ["奖品 10 x 15 = 150", "饮用水 70 x 1.5 = 105"],
    "total": "CNY 255 255",
    "sources": ["图书馆 255"],
}


def listed(found: reading.Reading) -> dict[str, object]:
    """The lists of the plan in few words; what is empty is left out."""
    plan = found.plan
    lists = {
        "seats": [f"{s.role} {s.holder}".strip() for s in plan.responsibilities],
        "conditions": [f"{'hard' if c.hard else 'soft'} {c.text}" for c in plan.eligibility],
        "quotas": [f"{q.source} {q.places}" for q in plan.quotas],
        "things": [f"{m.item} {m.quantity or m.origin}" for m in plan.materials],
        "acts": [f"{a.title} / {a.performers}" for a in plan.acts],
        "posts": [f"{p.name} {p.needed}" for p in plan.posts],
    }
    return {key: value for key, value in lists.items() if value}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_proposal_in_another_style_is_read_as_a_person_reads_it(name):
    found = reading.read((FOLDER / name).read_text(encoding="utf-8"), TODAY)

    assert told(found) | listed(found) == EXPECTED[name]


def test_every_such_proposal_has_its_expectations():
    assert {path.name for path in FOLDER.iterdir()} == set(EXPECTED)


def test_a_form_that_is_one_table_is_read_as_its_labels_say():
    found = reading.read(files.text_of(form(FORM)), TODAY)

    assert {k: v for k, v in told(found).items() if k != "codes"} == FORM_READ
    assert {r.code for r in found.findings} == {"block-without-lead"}


def form(rows: list[list[str | None]]) -> bytes:
    """A .docx whose one table has these cells; None is merged with the cell before it."""
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            if text is None:
                table.cell(row, column).merge(table.cell(row, column - 1))
            else:
                table.cell(row, column).text = text
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()
