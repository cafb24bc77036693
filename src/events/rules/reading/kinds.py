"""What a text is: a plan of one activity, a notice, a standing programme or a report (E3)."""

import re

from events.rules.reading import hours, reckoned
from events.rules.reading.outline import Outline

_NOTICE = re.compile(
    "通知如下|特此通知|现将.{0,40}通知|有关事项.{0,6}通知|望.{0,10}遵照执行|请各.{0,20}(?:认真)?(?:贯彻|执行)|notice is hereby|this is to (?:inform|notify)|we hereby notify|please be informed|are hereby informed"
)
_I = re.compile(
    "我(?![们校国院会社系市区县委镇班家])|我班(?!党|团|级)|\\bi (?:was|did|had|went|am|saw|felt|taught|visited|helped)\\b|\\bmy (?:class|pupils|students)\\b"
)
_PAST = re.compile(
    "取得了.{0,10}(?:成效|成绩|效果|成功)|圆满(?:结束|完成|成功)|现(?:将.{0,16})?(?:总结|汇报)如下|回顾|(?:was|were) held|took place|we (?:held|visited|organised|organized|collected|learned)|went well|attended by"
)
_HEAD = re.compile("总结|汇报|报告|纪实|心得|\\breport\\b|summary of|review of")
LONGEST_TITLE = 40
SHORT = 400
AREAS = 3
_STRANDS = re.compile("(?:广泛|积极|深入|大力|扎实)(?:组织)?(?:地)?开展")
_STANDING = re.compile(
    "工作(?:方案|计划|安排|要点)|年度|学年|学期|长期|行动计划|programme|yearly|annual|annual plan|work plan"
)
_GOES_ON = re.compile(
    r"每(?:个)?(?:周|月|学期|学年|年|季度|星期|逢|半年)|定期|长期|常态|学期(?:初|中|末|内)|学年|全年|年度|(?:每|各)班|\d{1,2}月(?:份)?\s?(?:至|到|-{1,2})\s?\d{1,2}月"
    r"|\bevery (?:week|month|term|year|day|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|\b(?:a|per|each) (?:week|month|term|year)\b|weekly|monthly|termly|regularly|throughout the (?:year|term)"
)
_QUOTED = re.compile('"[^"]{1,40}"')
_TIMED = re.compile(r"^\W*(?:上午|下午|早上|中午|傍晚|晚上?)?\d{1,2}[:点]\d{0,2}")


def kind(outline: Outline, *, long: bool = False) -> str:
    """Return `plan`, `notice`, `programme` or `report`; `long` says that it runs for months."""
    text = _QUOTED.sub(" ", "\n".join(line.folded for line in outline.lines))
    head = next((line.folded for line in outline.lines if line.folded.strip()), "")[:60]
    if _NOTICE.search(text) or re.match(
        r"\W*(?:关于.{2,50}的)?通知\W*$|.{0,40}的通知\W*$|[^,。;:]{2,30}通知\W*$|notice\b",
        head.strip(),
    ):
        return "notice"
    keys = outline.keys
    when = bool(keys & {"time", "time_place"})
    fixed = when + bool(keys & {"place", "time_place"})
    detail = (
        bool(keys & {"budget"})
        + bool(keys & {"schedule", "prepare"})
        + bool(keys & {"people", "recruitment"})
        + bool(keys & {"host", "organiser"})
    )
    timed = sum(bool(_TIMED.match(item.folded)) for item in outline.items("schedule", ""))
    past = (
        len(_I.findall(text))
        + 2 * len(_PAST.findall(text))
        + 3 * bool(len(head) <= LONGEST_TITLE and _HEAD.search(head))
    )
    if not keys and past < 3 and len(text) < SHORT and reckoned.told(text) and hours.clocks(text):  # noqa: PLR2004
        return "plan"  # a note of some lines that names a day and an hour
    if past >= 3 and not (keys & {"budget"}) and timed < 2 and (not fixed or past >= 5):  # noqa: PLR2004
        return "report"
    if fixed + detail + min(timed, 2) >= 2 and (fixed or timed or "budget" in keys):  # noqa: PLR2004
        return "programme" if long and not timed and "budget" not in keys else "plan"
    return "programme" if long or _standing(outline, text, head) else "plan"


def _standing(outline: Outline, text: str, head: str) -> bool:
    """Whether a text is about work that goes on: a period, what comes back, or several areas."""
    areas = [c for c in outline.chapters if c.line and not c.key and c.kind and c.items]
    strands = len(_STRANDS.findall(text)) + ("measures" in outline.keys)
    told = bool(_GOES_ON.search(text) or _STANDING.search(head))
    return told or len(areas) >= AREAS or strands >= AREAS
