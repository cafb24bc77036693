"""What a pasted text is taken for: as it was recognised, or as somebody says."""

import re
from decimal import Decimal

import msgspec

from events.rules.activities import Kind
from events.rules.plans import Plan
from events.rules.reading import Reading
from kit import i18n
from kit.i18n import N_

ACTIVITY, PROGRAMME = "activity", "programme"
KINDS = {ACTIVITY: ("plan", "notice"), PROGRAMME: ("programme", "report")}
WAYS = {
    ACTIVITY: N_("This is one activity"),
    PROGRAMME: N_("This is standing work"),
}
SAID = {
    ACTIVITY: N_("You say that this is one activity."),
    PROGRAMME: N_("You say that this is standing work."),
}
LITTLE = 2  # of what makes a plan, so little that there is hardly anything to read

_PAPER = re.compile(
    "(?:策划书|策划案|策划方案|企划书|計劃書|計畫書|计划书|策劃書|企劃書|企畫書|活动方案|活動方案|方案书|策划|企劃)(?P<year>\\s*[(（]?(?:19|20)\\d\\d年?(?:度|春|秋)?[)）]?)?$"
)
_PHONE = re.compile(
    r"[\s:：,，、(（]*(?:电话|手机|联系电话|電話|手機|tel\.?|phone)?[\s:：]*\+?\d[\d -]{6,}\d[)）]?",
    re.IGNORECASE,
)
# The first that a title or a theme speaks of.
_ACTIVITY_KINDS = (
    (Kind.CAMP, "夏令营|冬令营|夏令營|冬令營|研习营|營隊|营队|[一二三两兩]日[营營]|支教|[营營]$|\\bcamp\\b"),
    (Kind.COLLECTION, "募捐|捐赠|捐書|捐书|义卖|義賣|collection|donation|charity sale"),
    (Kind.TRAINING, "培训|培訓|训练|training|workshop"),
    (Kind.LECTURE, "讲座|講座|宣讲|报告会|lecture|talk\\b"),
    (Kind.MEETING, "会议|會議|例会|座谈|座談|meeting"),
    (Kind.CAMPAIGN, "宣传|宣傳|清洁|環保|环保|倡议|campaign|clean-?up"),
    (Kind.VISIT, "探访|探訪|走访|慰问|看望|敬老|关爱|關愛|结对|visit"),
)  # fmt: skip
_MONEY = {
    "budget-line-mismatch": ("right", "written"),
    "budget-total-mismatch": ("right", "written"),
    "source-shortfall": ("covered", "costs"),
    "per-head-uneven": ("amount",),
}


def taken_as(found: Reading, way: str) -> Reading:
    """Return a reading that is taken for what somebody says it is; without a word, as it was read."""
    kinds = KINDS.get(way, ())
    if not kinds or found.plan.kind in kinds:
        return found
    plan = msgspec.structs.replace(found.plan, kind=kinds[0])
    return msgspec.structs.replace(found, plan=plan)


def way_of(plan: Plan) -> str:
    return next((way for way, kinds in KINDS.items() if plan.kind in kinds), ACTIVITY)


def titled(title: str) -> str:
    """Return a title without the name of the paper, which the cover has; a year stays."""
    return _PAPER.sub(lambda m: m["year"] or "", title).strip() or title


def activity_kind(plan: Plan) -> str:
    """Return what kind of activity a plan speaks of, by its title and its theme."""
    for said in (titled(plan.title), plan.theme):
        for kind, words in _ACTIVITY_KINDS:
            if re.search(words, said, re.IGNORECASE):
                return kind.value
    return plan.traits.kind


def nameless(owner: str) -> str:
    """Return who leads something, without a number to call."""
    return _PHONE.sub("", owner).strip()


def with_money(found: Reading) -> Reading:
    """Return a reading whose findings write amounts of money as readers do."""
    currency = found.plan.budget.currency
    findings = tuple(
        msgspec.structs.replace(
            one,
            details=one.details
            | {
                name: i18n.money(int(Decimal(str(one.details[name])) * 100), currency)
                for name in _MONEY.get(one.code, ())
                if re.fullmatch(r"-?\d{1,12}(\.\d+)?", str(one.details.get(name, "")))
            },
        )
        for one in found.findings
    )
    return msgspec.structs.replace(found, findings=findings)
