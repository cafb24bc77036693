"""Where it takes place, and which units take part in which role."""

import re

from events.rules.plans import PlanParty
from events.rules.reading import dates
from events.rules.reading.lines import Span, clean, fold
from events.rules.reading.outline import Item, Outline

ROLES = (
    "host",
    "organiser",
    "co_organiser",
    "co_issuer",
    "supervisor",
    "partner",
    "sponsor",
    "media",
)
_AWAY = re.compile(
    "镇|乡|村|社区|中学|小学|幼儿园|学校$|养老院|敬老院|老年|福利院|公园|基地|街道|景区|广场|医院|血站|博物馆|(?:[省市区县镇]|社区)[^,]{0,4}图书馆|纪念馆|孤儿院|"
    "特教|农场|山|湖|海边|沙滩|village|community|school|nursing home|care home|park|hospital|museum|(?:public|city|street|town|central|community) library|beach|centre|center|estate|market"
)  # fmt: skip
_HERE = re.compile(
    "本校|校内|报告厅|大楼|校门|教室|阶梯|综合楼|我校|校园|操场|体育馆|体育场|学生活动中心|教学楼|礼堂|食堂|宿舍|campus|sports hall|student union|assembly hall|playground|school hall|gymnasium"
)
_UNIT = re.compile(
    "(?:中学|小学|学校|幼儿园|社区|居委会|养老院|敬老院|福利院|医院|村|图书馆|博物馆|孤儿院|school|nursing home|care home|library|hospital|centre|center)$"
)
_ORGANISED = "党支部|团支部|服务队|协会|学会|社团|团委|学生会|青协|志愿队|联合会|俱乐部|委员会"
_SPLIT = re.compile(
    r"[、,;/]|\s{2,}|(?<=[会院部社局委团队系校处])(?:和|与|及|以及)(?=..)|\s(?:and|&)\s"
)
_ISSUED = re.compile(
    r"(?P<who>[^,。;:!?\s]{2,15}(?:、[^,。;:!?、\s]{2,15}){1,11}?)联合(?:开展|举办|主办|举行|组织|发起)"
)
_LED = re.compile(
    r"(?:^|[,。;\s])(?P<who>[^,。;:、\"\s成也]{3,20})成立[^,。;]{0,40}(?:领导小组|领导组|工作小组)"
    r"|成立(?P<who2>[^,。;:、\"]{2,16}?(?:社区|学校|学院|村|街道|小学|中学|协会))\"?[^,。;]{0,40}(?:领导小组|领导组|工作小组)"
)
_BY = {
    "host": re.compile(r"由(?P<who>[^,。;:、由]{3,30}?)(?:主办|举办|发起)"),
    "organiser": re.compile(r"由?(?P<who>[^,。;:、由办]{3,30}?)承办|(?P<who2>[^,。;:、为此\s]{4,30}?)(?:特|拟|决定)?(?:组织|申请)?开展(?:了)?(?:这次|此次|本次)"),
    "media": re.compile(r"(?:联系|邀请|请)(?P<who>[^,。;:、相等]{2,12}?)(?:等)(?:相关|有关|各|新闻)?媒体"),
}  # fmt: skip
_ENGLISH = re.compile(r"\b(?:at|in) (?:the )?(?P<place>[A-Z][\w']+(?: [A-Z][\w']+){1,4})")
_OPEN = re.compile("另行|待定|见附|to be (?:announced|decided|confirmed)|\\btb[acd]\\b")
_AT = re.compile(r"[\s,:)]*(?:地点\s?:\s?|在|于|at\s|in\s)?(?P<place>[^\s,。;:()][^。;()]{1,60})")
_VALUE = re.compile(r"(?<=[一-鿿]),|[。;]|\s?\((?!\d)")


def places(outline: Outline) -> list[tuple[str, Span, int]]:
    """Return the places that the plan names, the main one first."""
    found: list[tuple[str, Span, int]] = []
    for item in outline.items("place"):
        stop = _VALUE.search(item.folded)
        end = stop.start() if stop and stop.start() >= 2 else len(item.text)  # noqa: PLR2004
        _add(found, item, 0, end)
    for item in outline.items("time_place"):
        said = [day.span for day in dates.days(item.folded)]
        said += [clock.span for clock in dates.clocks(item.folded)]
        behind = max((end for _, end in said), default=0)
        match = _AT.search(item.folded, behind)
        if match:
            _add(found, item, match.start("place"), match.end("place"))
    if not found:
        for item in outline.all:
            match = re.search(
                r"(?:前往|走进|赴|在)(?P<place>[^,。;:、()\"\s在的]{2,18}?(?:中学|小学|社区|养老院|敬老院|福利院|幼儿园|公园|广场|村))(?:开展|举办|举行|进行|看望|慰问)",
                item.folded,
            )
            if match:
                _add(found, item, match.start("place"), match.end("place"))
                break
    if not found:
        for item in outline.all:
            if match := _ENGLISH.search(item.text):
                _add(found, item, match.start("place"), match.end("place"))
                break
    return found[:10]


def _add(found: list[tuple[str, Span, int]], item: Item, start: int, end: int) -> None:
    name = clean(item.text[start:end])
    if (
        name
        and not _OPEN.search(item.folded[start:end])
        and name not in [known for known, _, _ in found]
    ):
        found.append((name, (item.start + start, item.start + end), item.line.number))


def off_campus(named: list[tuple[str, Span, int]]) -> bool:
    """Whether the main place lies outside, by its words."""
    where = fold(named[0][0]) if named else ""
    return bool(_AWAY.search(where)) and not _HERE.search(where)


def parties(outline: Outline, named: list[tuple[str, Span, int]]) -> list[tuple[PlanParty, Span]]:
    """Return who takes part: by headings and labels, by verbs, and the unit whose place it is."""
    found: dict[tuple[str, str], Span] = {}
    for role in ROLES:
        for item in outline.items(role):
            for start, end in _names(item.folded):
                name = clean(item.text[start:end])
                if len(name) > 1 and not name.isdigit():
                    found.setdefault((role, name), (item.start + start, item.start + end))
    _by_verbs(outline, found)
    if not any(role in ("host", "organiser") for role, _ in found):
        _by_people(outline, found)
    if named and off_campus(named) and _UNIT.search(fold(named[0][0])):
        name, span, _ = named[0]
        if not any(role == "partner" for role, _ in found):
            found["partner", name] = span
        found.setdefault(("venue", name), span)
    return [(PlanParty(role=role, name=name), span) for (role, name), span in found.items()][:60]


def _names(folded: str) -> list[tuple[int, int]]:
    edges, at = [], 0
    for mark in _SPLIT.finditer(folded):
        edges.append((at, mark.start()))
        at = mark.end()
    return [*edges, (at, len(folded))]


def _by_verbs(outline: Outline, found: dict[tuple[str, str], Span]) -> None:
    taken = {role for role, _ in found}
    for item in outline.all:
        if issued := _ISSUED.search(item.folded):
            base = issued.start("who")
            for start, end in _names(issued["who"]):
                name = re.sub(
                    "^.*由|(?:决定|共同|拟)$", "", clean(item.text[base + start : base + end])
                )
                found.setdefault(
                    ("co_issuer", name), (item.start + base + start, item.start + base + end)
                )
        if "host" not in taken and (led := _LED.search(item.folded)):
            by = "who" if led["who"] else "who2"
            name = clean(item.text[led.start(by) : led.end(by)])
            found.setdefault(("host", name), item.span(led, by))
            taken.add("host")
        for role, pattern in _BY.items():
            match = None if role in taken else pattern.search(item.folded)
            if match and not (role == "organiser" and "host" in taken):
                group = "who" if match["who"] or role != "organiser" else "who2"
                name = clean(item.text[match.start(group) : match.end(group)])
                if len(name) > 1:
                    found.setdefault((role, name), item.span(match, group))
                    taken.add(role)


def _by_people(outline: Outline, found: dict[tuple[str, str], Span]) -> None:
    """The units that take part run it, where nobody else is named."""
    for item in outline.items("people"):
        for start, end in _names(
            re.sub("志愿者(?=及|和|与|、)", "。。。", item.folded).replace("。。。及", "。。。、")
        ):
            piece = item.folded[start:end]
            if re.search(f"(?:{_ORGANISED})", piece) and len(piece) <= 60:  # noqa: PLR2004
                name = re.sub("(?<=部)志愿者$", "", clean(item.text[start:end]))
                found.setdefault(("organiser", name), (item.start + start, item.start + end))
