"""What a heading is called: many words of proposals in the wild, one key each (E2)."""

import re

# Folded, without 活动 in front and without what stands in brackets.
_WORDS = {
    "background": (
        "背景 缘起 意义 前言 引言 简介 介绍 概述 概况 背景与意义 背景及意义 背景和意义 背景意义 指导思想 依据 背景介绍 "
        "background introduction overview about rationale context summary"
    ),
    "purposes": (
        "why_we_do_this 目的 目标 宗旨 目的与意义 目的及意义 目的和意义 目的意义 目标与意义 预期目标 purpose purposes aim aims goal goals "
        "objective objectives why"
    ),
    "contact": "手机 电话 邮箱 email phone tel 查询 咨询 报名咨询 联络人 联络方式 联系人 联系方式 咨询电话 联系电话 总联系人 contact contact_person enquiries",
    "name": "proposal event_proposal project_proposal 策划案 策划书 策划 方案 企划书 计划书 subject project_title event_name activity_name project 名称 项目名称 标题 name title event",
    "theme": "motion 题目 辩题 主题 主题口号 宣传口号 口号 theme slogan motto",
    "time": "实践时间 服务时间 时间 日期 举办时间 举行时间 开展时间 实施时间 起止时间 比赛时间 时间段 date dates time when date_and_time",
    "place": (
        "实践地点 服务地点 地点 场地 地址 举办地点 举行地点 开展地点 实施地点 比赛地点 集合地点 会场 地点安排 place location venue where address"
    ),
    "time_place": (
        "date,_time_and_venue date,_time_and_place date,_time,_place time,_date_and_place 时间地点 时间与地点 时间及地点 时间和地点 时间、地点 date_and_venue date_and_place time_and_place when_and_where"
    ),
    "host": "hosts 主办机构 主办 主办单位 主办方 主办者 主办组织 hosted_by host presented_by",
    "organiser": (
        "团队名称 实践团队 承办 承办单位 承办方 承办社团 承办组织 组织单位 举办单位 执行单位 申请单位 organised_by organized_by organiser "
        "organizer organisers organizers"
    ),
    "co_organiser": "合办 合办单位 合办机构 协办机构 协办 协办单位 协办方 co-organised_by co-organized_by co-hosted_by co-organiser co-organisers co-organizer co-organizers with",
    "supervisor": "指导单位 指导教师 指导老师 advisor adviser supervised_by supervisor teacher_in_charge",
    "sponsor": "赞助 赞助单位 赞助商 赞助方 sponsor sponsors sponsored_by",
    "media": "支持媒体 媒体单位 媒体支持 宣传媒体 media media_partner media_partners",
    "partner": (
        "beneficiary beneficiaries 合作单位 合作方 合作伙伴 支持单位 服务单位 受助单位 partner partners partner_organisation in_partnership_with"
    ),
    "venue": "场地单位 场地提供 场地支持 场地提供单位 提供场地 场地支持单位",
    "co_issuer": "联合发文 联合主办 co-issuer co-issuers jointly_issued_by issued_with",
    "people": (
        "expected for_whom 团队人数 target_participants 受惠对象 受益对象 义工人数 志愿者 队员 成员人数  招募人数 参与者人数 志愿者人数 义工 志工 出席人数 名额分配 名额 人手 对象 参加对象 参与人员 参加人员 参与对象 参与者 人员 服务对象 人数 参与人数 参加人数 面向对象 参赛对象 受众 参赛人员 "
        "招募对象 对象与人数 对象及人数 参与群体 participants who audience attendees numbers target_group people headcount 人"
    ),
    "recruitment": (
        "志愿者招募 招募 招募要求 招募方式 报名方式 报名条件 报名 报名要求 报名办法 志愿者要求 报名时间 志愿者选拔 "
        "who_may_take_part who_can_take_part conditions eligibility recruitment registration sign-up how_to_apply volunteers_wanted"
    ),
    "staff": (
        "manpower 组织机构及分工 组织机构 人员安排 人员分工 工作人员 分工 任务分工 组织领导 领导小组 工作小组 工作分工 职责分工 组织架构 人员配置 "
        "工作组 筹备组 工作分配 人员分配 总负责人 总负责 负责人 主要负责人 organisation committee team roles organising_team crew staff staffing person_in_charge"
    ),
    "prepare": (
        "前期工作 前期准备 前 会前 事前 准备 准备工作 前期 前期宣传 宣传 宣传安排 宣传工作 宣传方式 宣传计划 工作安排 筹备 筹备工作 "
        "前期筹备 前期安排 准备阶段 筹备阶段 工作计划 工作进度 进度安排 筹备进度 筹备时程 筹备计划 工作时程 工作进程 准备进度 任务清单 待办事项 preparation preparations "
        "before_the_event tasks to_do before publicity preparatory_work planning_timeline"
    ),
    "schedule": (
        "干嘛 干什么 做什么 程序表 程序 时间表 当日流程 活动行程 running_order order_of_the_day the_day 流程 内容 开展 课程内容 课程安排 课程 服务内容 节目流程 节目单 节目安排 节目 环节安排 活动日程 日程 acts list_of_acts performances 日程安排 流程安排 议程 行程 行程安排 环节 形式与内容 内容与形式 内容及形式 当天流程 当天 当天安排 "
        "过程 步骤 具体流程 具体安排 具体内容 比赛流程 安排 内容安排 时间安排 具体日程 议程安排 环节安排 流程表 日程表 "
        "实施 内容及流程 内容与流程 流程及内容 形式 项目 项目安排 比赛项目 现场流程 开展阶段 实施阶段 实施步骤 活动 主要内容 "
        "plan_for_the_evening plan_for_the_day plan_for_the_afternoon plan_for_the_morning schedule programme program agenda timetable itinerary run_sheet activities rundown on_the_day "
        "programme_of_the_day order_of_events day_schedule activity_schedule"
    ),
    "follow_up": (
        "后续工作 后续 后期 后期工作 总结 后 结束后 后续安排 后期总结 总结工作 总结与反馈 后续跟进 后续阶段 总结阶段 收尾工作 "
        "后续活动 follow-up follow_up after_the_event after afterwards evaluation"
    ),
    "budget": (
        "财政预算 财务预算 支出项目 what_it_costs what_it_will_cost money finances finance 钱 预算 花销 花费 开销 支出 经费 经费预算 资金预算 费用 费用预算 预算明细 开支 经费安排 预算表 经费预算表 费用明细 资金安排 支出预算 "
        "经费使用 经费概算 预算清单 经费及预算 budget cost costs expenses estimated_costs budget_estimate expenditure"
    ),
    "sources": "总收入来源 paid_for_by paid_by 收入预算 经费来源 资金来源 经费筹措 收入 来源 sources funding funded_by income funding_sources sources_of_funding",
    "notes": (
        "注意事项 注意 要求 要求与注意事项 纪律 说明 其他 其它 备注 其他事项 其他说明 温馨提示 几点要求 纪律要求 有关要求 相关要求 "
        "notes remarks reminders requirements please_note other"
    ),
    "safety": (
        "应变计划 应变措施 应变方案 应变安排 紧急应变 紧急应变计划 紧急应变措施 紧急应变方案 突发应变 雨备 雨备方案 雨备计划 恶劣天气安排 天气安排 雨天 雨天安排 安全预案 应急预案 安全 安全保障 安全措施 安全工作 应急措施 应急方案 突发情况 突发情况处理 突发事件处理 风险 风险说明 "
        "安全应急预案 安全须知 安全与应急 安全注意事项 安全保障措施 风险与应急预案 应急处理 雨天预案 safety emergency "
        "emergency_plan risk_assessment safety_plan risks contingency safety_and_emergency risk_and_safety contingency_plan"
    ),
    "materials": (
        "物资 物资准备 所需物资 物资清单 物品 道具 物料 物料清单 物品清单 所需物品 物品准备 things_to_bring things_needed packing_list materials equipment supplies what_to_bring"
    ),
    "awards": "奖项设置 奖励 奖项 评奖 奖励办法 表彰 奖励设置 awards prizes",
    "expected": "预期效果 预期成果 效果 预期影响 expected_results outcomes expected_outcomes",
    "measures": "保障措施 组织保障 工作要求 要求和保障措施 措施",
    "rules": "规则 比赛规则 评分标准 rules",
}
KEYS = {word.replace("_", " "): key for key, words in _WORDS.items() for word in words.split()}
LONGEST = 60
LONGEST_HAN, LONGEST_ENGLISH = 12, 40
BRACKETS = re.compile(r"\([^()]{0,60}\)")
_PREFIX = re.compile(
    r"^(?:本次|此次)?(?:活动|计划|项目|志愿活动|志愿服务活动|志愿服务|event |the |our )(?=.)"
)
# Keys whose label may stand inside any chapter without starting one of its own by mistake.
SHORT_KEYS = frozenset(
    [
        "name",
        "time",
        "place",
        "time_place",
        "host",
        "organiser",
        "co_organiser",
        "supervisor",
        "sponsor",
        "media",
        "partner",
        "sources",
        "budget",
        "people",
        "contact",
    ]
)


# What a heading of more words is about; the first that fits.
_ABOUT = [
    (about, re.compile(words))
    for about, words in (
        ("sources", "经费来源|资金来源|收入|\\bfunding|income"),
        ("budget", "预算|经费|概算|开支|budget|\\bcosts?\\b|expens"),
        ("safety", "预案|应急|应变|雨备|安全|风险|emergency|safety|\\brisk|contingency"),
        ("follow_up", "后续|后期|善后|follow-?up|\\bafter\\b|afterwards"),
        (
            "prepare",
            "前期|准备|筹备|^(?!目前|之前|以前|以往).{1,4}前$|\\bbefore\\b|preparation|to-?do|checklist",
        ),
        (
            "schedule",
            "流程|日程|议程|行程|schedule|programme|agenda|timetable|itinerary|run ?sheet|^how .{0,24} (?:runs?|works?)$",
        ),
        ("awards", "奖项|奖励|prizes|awards"),
        ("materials", "物资|物料|equipment|materials"),
        (
            "staff",
            "^who does what|分工|组织机构|工作组|\\bteam\\b|staff|\\broles\\b|organising committee",
        ),
        (
            "recruitment",
            "招募|报名|条件$|^conditions|^eligib|^who (?:may|can) (?:take part|apply)|recruitment|registration|sign-?up|requirements for",
        ),
        ("purposes", "目的|目标|宗旨|^why\\b|\\baims?\\b|objectives?|purpose"),
        ("background", "背景|意义|background|introduction|rationale"),
        (
            "people",
            "^whom? (?:it|this) is for|^who (?:may|can|should) (?:come|join|attend)|人数$|参加对象|参与对象|参加人员|参与人员|服务对象|participants|target group",
        ),
        ("notes", "注意事项|须知|reminders|notes"),
    )
]


def about(label: str) -> str:
    """Return the key of a heading that is marked as one and says it in more words."""
    bare = BRACKETS.sub("", label)
    if len(bare) > (LONGEST_ENGLISH if bare.isascii() else LONGEST_HAN):
        return ""
    return next((found for found, words in _ABOUT if words.search(bare)), "")


def key(label: str) -> str:
    """Return the key of a folded heading, "" for one we do not know."""
    if len(label) > LONGEST:
        return ""
    bare = BRACKETS.sub("", label).strip(" :*_#[]<>.、,;-\"'").replace(" & ", " and ")
    bare = bare.replace("计画", "计划")
    known = KEYS.get(bare)
    if known is None:
        shorter = _PREFIX.sub("", bare)
        known = KEYS.get(shorter) or KEYS.get(shorter.replace(" ", ""))
    return known or _by_its_end(bare)


def _by_its_end(bare: str) -> str:
    """Return the key of 展览地点 and 演出时间; what only some people do then is another time."""
    if len(bare) > LONGEST_HAN // 2 or re.search("报名|截止|集合|提交|领取|上交", bare):
        return ""
    return "place" if bare.endswith("地点") else "time" if bare.endswith("时间") else ""
