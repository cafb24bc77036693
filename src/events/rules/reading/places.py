"""Where it takes place, and which units take part in which role."""

import re
from collections.abc import Iterator
from itertools import pairwise

from events.rules.plans import PlanParty
from events.rules.reading import dates, hours, whereabouts
from events.rules.reading.lines import Span, clean, fold
from events.rules.reading.outline import Item, Outline

ROLES = (
    "host",
    "organiser",
    "co_organiser",
    "co_issuer",
    "supervisor",
    "partner",
    "venue",
    "sponsor",
    "media",
)
_AWAY = re.compile(
    "浴场|海岸|镇|乡|村|社区|中学|小学|幼儿园|学校$|养老院|敬老院|老年|福利院|公园|基地|街道|景区|广场|医院|血站|博物馆|(?:[省市区县镇]|社区)[^,]{0,4}图书馆|纪念馆|孤儿院|"
    "特教|农场|山|湖|海边|沙滩|village|community|school|nursing home|care home|park|hospital|museum|(?:public|city|street|town|central|community) library|beach|centre|center|estate|market"
)  # fmt: skip
_HERE = re.compile(
    "本校|校内|报告厅|大楼|校门|教室|阶梯|综合楼|我校|校园|操场|体育馆|体育场|学生活动中心|教学楼|礼堂|食堂|宿舍|campus|sports hall|student union|assembly hall|playground|school hall|gymnasium"
)
_UNIT = re.compile(
    "(?:中学|小学|国小|国中|学校|幼儿园|社区|居委会|养老院|敬老院|福利院|医院|村|图书馆|博物馆|孤儿院|school|nursing home|care home|library|hospital|centre|center)$"
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
# Two units hold it together; a proposal says who wrote it.
_JOINED = re.compile(
    r"(?:^|[,。;])\s?(?:由|为此)?(?P<who>[^,。;:、\s]{3,20}?)(?:拟|将|决定|计划|特)?(?:联合|携手|会同)(?P<co>[^,。;:\s]{3,40}?)(?:共同)?(?:拟|决定)?(?:举办|主办|举行)"
)
_WRITTEN_BY = re.compile(
    r"(?:\bFrom\W{1,6}|\b(?:[Pp]roposal|[Pp]roposed|[Ss]ubmitted|[Pp]repared|[Oo]rgani[sz]ed|[Hh]osted|[Rr]un|[Pp]resented) by (?:the )?)(?P<who>[A-Z][\w'&-]*(?: (?:[A-Z][\w'&-]*|of|for|and|the)){0,6})"
)
_SIGNED = re.compile(
    r"\s*(?P<who>[^\s,。;:、]{1,30}(?:委员会|委|学院|大学|学校|学生会|协会|办公室|中心|处|部|局|社))\s*"
)
_A_UNIT = re.compile(
    r"(?:会|社|院|部|委|团|队|中心|公司|学校|大学|小学|中学|局|处|系|所|馆|站|club|society|union|association|centre|center|school|college|council)\s*$"
)
_SOCIETY = re.compile(
    r"(?:[A-Z][\w'&-]* (?:of |for |and )?){0,5}(?:Society|Club|Union|Association|Team|Committee|Group)\b"
)
_RUNS = re.compile(
    r"\b(?:[Tt]he )?(?P<who>[A-Z][\w'&-]*(?: [A-Z][\w'&-]*){0,5} (?:Society|Club|Union|Association|Team|Committee|Group))\s(?:would like to|will|plans to|wants to|is|are)\s(?:run|hold|organi[sz]e|host|running|holding|organi[sz]ing|hosting)"
)
_OPEN = re.compile("另行|待定|见附|to be (?:announced|decided|confirmed)|\\btb[acd]\\b")
_AT = re.compile(r"[\s,:)]*(?:地点\s?:\s?|在|于|at\s|in\s)?(?P<place>[^\s,。;:()][^。;()]{1,60})")
_PART_OF = re.compile(r"\s*[一-鿿]{2,5}:\s*")  # 初赛:教三楼
_VALUE = re.compile(r"(?<=[一-鿿]),|[。;]|\s?\((?!\d)")


def places(outline: Outline) -> list[tuple[str, Span, int]]:
    """Return the places that the plan names, the main one first."""
    found: list[tuple[str, Span, int]] = []
    for item in outline.items("place"):
        label = _PART_OF.match(item.folded)
        begin = label.end() if label else 0
        stop = _VALUE.search(item.folded, begin)
        end = stop.start() if stop and stop.start() >= begin + 2 else len(item.text)
        _add(found, item, begin, end)
    for item in outline.items("time_place"):
        said = [day.span for day in dates.days(item.folded)]
        said += [clock.span for clock in hours.clocks(item.folded)]
        behind = max((end for _, end in said), default=0)
        match = _AT.search(item.folded, behind)
        if match:
            _add(found, item, match.start("place"), match.end("place"))
    if not found:
        for item, (start, end) in whereabouts.told(outline):
            _add(found, item, start, end)
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
        for item in _named_in(outline, role):
            several = list(_names(item.folded))
            paid = [one for one in several if re.search(r"\d", item.folded[slice(*one)])]
            for start, end in (paid or several) if role == "sponsor" else several:
                name = _party(item, start, end, role)
                if len(name) > 1 and re.search(r"[^\W\d_]", name):
                    found.setdefault((role, name), (item.start + start, item.start + end))
    _by_verbs(outline, found)
    if not any(role in ("host", "organiser") for role, _ in found):
        _by_people(outline, found)
    unit = named[0][0].split(", ")[0] if named else ""  # an address may stand behind it
    if named and off_campus(named) and _UNIT.search(fold(unit)):
        name, span = unit, named[0][1]
        if not any(role == "partner" or party == name for role, party in found):
            found["partner", name] = span
        found.setdefault(("venue", name), span)
    return [(PlanParty(role=role, name=name), span) for (role, name), span in found.items()][:60]


def _named_in(outline: Outline, role: str) -> Iterator[Item]:
    """Yield what stands under a label; behind a value on its own line only further units count."""
    for chapter in outline.of(role):
        told = bool(chapter.items) and chapter.items[0].line == chapter.line
        for item in chapter.items:
            if not told or item.line == chapter.line or _A_UNIT.search(item.folded):
                yield item


def _party(item: Item, start: int, end: int, role: str) -> str:
    """Return the name; a sponsor's gift stands behind it and does not belong to it."""
    text = item.text[start:end]
    if role == "sponsor":
        return clean(re.split(r"[(（:：]|\s?[¥￥$£€]?\d", text)[0])
    return clean(re.sub(r"\s?[(（][^()（）]*[:：][^()（）]*[)）]\s*$", "", text))


def _names(folded: str) -> list[tuple[int, int]]:
    edges, at = [], 0
    for mark in _SPLIT.finditer(folded):
        edges.append((at, mark.start()))
        at = mark.end()
    return [*edges, (at, len(folded))]


def _by_verbs(outline: Outline, found: dict[tuple[str, str], Span]) -> None:
    taken = {role for role, _ in found}
    _together(outline, found, taken)
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


def _together(outline: Outline, found: dict[tuple[str, str], Span], taken: set[str]) -> None:
    """Who holds it with whom, who wrote the proposal, and whose name stands under a notice."""
    if taken & {"host", "organiser", "co_issuer"}:
        return
    for chapter in outline.chapters:
        by = next(iter(chapter.items), None) if fold(chapter.heading).strip() == "from" else None
        if by and (who := _SOCIETY.match(by.text)):
            found.setdefault(("organiser", clean(who[0])), by.span(who))
            taken.add("organiser")
            return
    for item in outline.all:
        if joined := _JOINED.search(item.folded):
            name = clean(item.text[joined.start("who") : joined.end("who")])
            found.setdefault(("host", name), item.span(joined, "who"))
            base = joined.start("co")
            for start, end in _names(joined["co"]):
                name = clean(item.text[base + start : base + end])
                at = item.start + base
                found.setdefault(("co_organiser", name), (at + start, at + end))
            taken.update(("host", "organiser"))
            return
        if written := _WRITTEN_BY.search(item.text) or _RUNS.search(item.text):
            name = clean(written["who"])
            found.setdefault(("organiser", name), item.span(written, "who"))
            taken.add("organiser")
            return
    for line, following in pairwise(outline.lines):
        signed = _SIGNED.fullmatch(line.folded)
        if signed and dates.days(following.folded) and len(following.folded.strip()) < 16:  # noqa: PLR2004
            name = clean(line.text[signed.start("who") : signed.end("who")])
            found.setdefault(("host", name), line.span(signed, "who"))
            taken.add("host")
            return


def _by_people(outline: Outline, found: dict[tuple[str, str], Span]) -> None:
    """The units that take part run it, where nobody else is named."""
    for item in outline.items("people"):
        for start, end in _names(
            re.sub("志愿者(?=及|和|与|、)", "。。。", item.folded).replace("。。。及", "。。。、")
        ):
            piece = re.split(r"[(]|全体|会员|成员|社员|\d+\s?[人名位]", item.folded[start:end])[0]
            organised = re.search(f"(?:{_ORGANISED})", piece) and not re.search(
                "由|提供|负责", piece
            )
            if organised and len(piece) <= 60:  # noqa: PLR2004
                stop = start + len(piece)
                name = re.sub("(?<=部)志愿者$", "", clean(item.text[start:stop]))
                found.setdefault(("organiser", name), (item.start + start, item.start + stop))
