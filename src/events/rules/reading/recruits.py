"""How volunteers are found: reviewed or first come, how many, by which criteria."""

import re

from events.rules.plans import Call, PlanGroup
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Outline

_REVIEW = re.compile("选拔|面试|择优|审核|筛选|interview|select")
_ASKED = re.compile("招募|选拔|报名|招收|recruit|sign up|volunteers wanted")
_CRITERIA = re.compile(r"\d+\s?名(?P<what>[^,。;\d]{2,40}?)的(?:志愿者|同学|队员|义工|志工)")
_PAIRS = re.compile(r"每组\s?(\d{1,4})\s?对")


def call(outline: Outline, wanted: int | None) -> tuple[Call, Span] | None:
    """Return the call for volunteers, where the text says that they are sought."""
    for item in outline.items("prepare", "recruitment", "people", "schedule", "notes"):
        asked = _ASKED.search(item.folded)
        if asked is None or not re.search("志愿者|义工|志工|队员|volunteer", item.folded):
            continue
        found = _CRITERIA.search(item.folded)
        what = item.text[found.start("what") : found.end("what")] if found else ""
        criteria = tuple(filter(None, (clean(one, 60) for one in re.split("[、和与]", what))))
        mode = "review" if _REVIEW.search(item.folded) else "first_come"
        return Call(mode=mode, quota=min(wanted or 0, 2000), criteria=criteria[:10]), item.whole
    return None


def groups(outline: Outline, lanes: tuple[str, ...]) -> tuple[PlanGroup, ...]:
    """Return the groups of pairs that follow a lane each, where pairs are counted per group."""
    for item in outline.items("schedule", "people"):
        if match := _PAIRS.search(item.folded):
            pairs = {"pairs": int(match[1])}
            return tuple(PlanGroup(name=n, lane=n, more=pairs) for n in lanes if n.endswith("组"))
    return ()
