"""Who answers for what: leading groups with their offices and blanks, and duties as they are given out."""

import re
from collections.abc import Iterator

from events.rules.plan_parts import PlanSeat
from events.rules.reading import duties, grids, listing, owners
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Chapter, Item, Outline

_BODY = "领导小组|领导组|工作小组|工作组|筹备小组|筹备组|筹委会|组委会|委员会|指挥部"
_GROUP = re.compile(rf"(?:成立|组建|设立|建立|组成)(?P<g>[^,。;:]{{0,40}}?(?:{_BODY}))")
_ROLE = (
    "(?:办公室|执行|常务|总)?(?:副)?(?:组长|主任|队长|会长|总指挥|指挥长|秘书长|主席|负责人|领队)"
)
_HOLDS = re.compile(
    rf"(?:^|[,。;:\s])(?:由)?(?P<who>[^,。;:、由\s][^,。;:、由]{{0,29}}?)(?:担任|兼任|(?<!主)任|为)[^,。;:任]{{0,30}}?(?P<role>{_ROLE})(?=[,。;、\s]|$)"
)
_HELD_BY = re.compile(
    rf"(?:^|[,。;])(?P<role>{_ROLE})(?:由|:|为)(?P<who>[^,。;:]{{2,30}}?)(?:担任|兼任)?(?=[,。;]|$)"
)
_MEMBERS = re.compile(r"(?:^|[,。;])\s*(?P<all>[^,。;:]{2,120}?)(?:任|为)(?:小组)?(?:成员|组员)")
_MEMBERS_ARE = re.compile(r"(?:成员|组员|members)(?:有|为|包括|由)?\s?:?\s?(?P<all>[^。;:]{2,120})")
_OFFICE = re.compile(r"(?P<role>办公室)(?:设在|设于|挂靠在?)(?P<who>[^,。;]{2,30})")
_PEOPLE = re.compile(
    r"等?各?(?:部门|单位)?(?:的)?(?:负责)?(?:同志|人员|同学|(?<=负责)人)$|等(?:部门|单位|同志)*$"
)
_BLANK = re.compile(r"^[\s_xX×*]*$|^(?:待定|空缺|tbd|tba)$")
_IN_CHARGE = re.compile(
    r"(?:^|[;。:])\s*(?:分管(?P<who>[^,。;:的]{2,10})的(?:同志|领导)?(?:要|应|须|负责)?|(?!其他|其它|各)(?P<who2>[^,。;:要的]{2,14})(?:要|负责))(?P<duty>[^;。]{4,200})"
)
_SHARED = re.compile("分管|明确职责|职责分工|责任分工")
_GIVEN = re.compile(
    r"由(?P<who>(?!相关|有关|专人|大家)[^,。;:()由]{0,14}?(?:部|组长|组|队长|队|班长|社长|会长|人员|老师|同学))(?:具体|统一)?(?:负责|进行|检验|审核|检查|把关|主持|统筹|视)(?!人)"
)
_TEAM = re.compile(
    r"(?P<who>(?:宣传|组织|外联|文艺|后勤|秘书|财务|策划|技术|学习|体育|生活|实践|公关|网络|新闻)部|(?!孩子)[一-鿿]{2}小分队)(?!长)"
)
_LABEL = re.compile(
    r"^\s*(?P<role>[^\s:,。;()](?:[^\s:,。;()]|(?<=[一-鿿])\s(?=[一-鿿])){1,13})\s?(?:\((?P<in>[^()]{2,40})\))?\s?:\s*(?P<rest>.*)$"
)
_ENGLISH = re.compile(
    r"^\s*(?P<role>[A-Z][A-Za-z &/-]{2,30}?)\s?(?:\((?P<in>[^()]{2,40})\))?\s?(?::|[–—-]\s)\s?(?P<rest>.+)$"
)
_PERSON_FIRST = re.compile(r"^(?P<who>[^\s,。;:()]{2,14}?)负责(?P<duty>[^人。].{1,80})$")
_TASKED = re.compile(r"^(?:负责|主要负责|to |in charge of |responsible for )|负责(?!人)")
_NO_SEAT = re.compile(
    r"时间|地点|日期|电话|主题|目的|备注|注意|集合|要求|contact|phone|date|time|venue"
)
_COLUMNS = {
    "role": re.compile("职务|岗位|组别|部门|小组|分组|职位|role|job|team|position|committee"),
    "holder": re.compile("姓名|负责人|成员|人员|责任人|name|who|person|lead"),
    "duty": re.compile("职责|任务|工作|内容|分工|dut|task|responsib"),
}
_OWN = re.compile("^我(?:们)?(?:支部|班|社|会|校|院|系)?(?=..)")
_WITH_DUTY = re.compile(r"(?P<who>[^()（）]{1,40})[(（](?P<duty>[^()（）]{2,100})[)）]$")
_COUNTED = re.compile(r"\d\s?[名人位]")
_PHONE = re.compile(
    r"[\s,，(（]*(?:手机|电话|联系方式|联系电话|[Tt]el|[Pp]hone)?\s?[:：]?\s?1\d{2}[\s-]?\d{4}[\s-]?\d{4}[)）]?\s*$"
)
MOST = 100

Seat = tuple[PlanSeat, Span]


def seats(outline: Outline) -> list[Seat]:
    """Return the seats in their order; a blank holder is None."""
    found: list[Seat] = []
    for chapter in outline.chapters:
        group = clean(chapter.heading, 60) if re.search(_BODY, chapter.heading) else ""
        if chapter.key == "staff":
            found += _listed(chapter, group)
            continue
        for item in grids.split(chapter.items)[1]:  # who is named in a table of tasks has no seat
            if "\t" in item.line.folded.strip() or item.line.folded.count("|") > 1:
                continue
            if match := _GROUP.search(item.folded):
                group = _group(item, match)
            told = list(_appointed(item, group))
            found += told or list(_duties(item))
    return _once(found)[:MOST]


def _once(found: list[Seat]) -> list[Seat]:
    first: dict[tuple[str, str, str | None, str], Seat] = {}
    for seat, span in found:
        first.setdefault((seat.group, seat.role, seat.holder, seat.duty), (seat, span))
    return sorted(first.values(), key=lambda one: one[1])


def _group(item: Item, match: "re.Match[str]") -> str:
    """Return the name of a group; a unit in front of a name in quotes is not part of it."""
    written = item.text[match.start("g") : match.end("g")]
    quoted = re.search(r"[“\"「『](.+)", written)
    return clean(re.sub('[“”"「」『』]', "", quoted[1] if quoted else written), 60)


def _appointed(item: Item, group: str) -> Iterator[Seat]:
    """X任组长, Y、Z为成员, 办公室设在…."""
    for match in (
        *_HOLDS.finditer(item.folded),
        *(_HELD_BY.finditer(item.folded) if group else ()),
    ):
        who = _holder(item.text[match.start("who") : match.end("who")])
        role = clean(item.text[match.start("role") : match.end("role")], 40)
        yield PlanSeat(group=group, role=role, holder=who), item.span(match, "who")
    if not group:
        return
    for pattern in (_MEMBERS, _MEMBERS_ARE):
        listed = pattern.search(item.folded)
        if listed and not re.search("组长|主任|队长|会长", listed["all"]):
            yield from _members(item, listed.span("all"), group)
            break
    if office := _OFFICE.search(item.folded):
        where = clean(item.text[office.start("who") : office.end("who")], 100)
        yield PlanSeat(group=group, role="办公室", holder=where), item.span(office, "who")


def _members(item: Item, edges: Span, group: str) -> Iterator[Seat]:
    start, end = edges
    if _BLANK.match(item.folded[start:end]):
        yield PlanSeat(group=group, role="成员"), (item.start + start, item.start + end)
        return
    for name, span in listing.parts(item, start, end):
        holder = _PEOPLE.sub("", re.sub(r"\s", "", name) if not name.isascii() else name)
        if len(holder) > 1:
            yield PlanSeat(group=group, role="成员", holder=_holder(holder)), span


def _holder(written: str) -> str | None:
    name = clean(_PHONE.sub("", written), 100)
    return None if _BLANK.match(name.lower()) else name


def _duties(item: Item) -> Iterator[Seat]:
    """分管X的要…; 由X负责…; what a team of a known name does."""
    if _SHARED.search(item.folded):
        for match in _IN_CHARGE.finditer(item.folded):
            group = "who" if match["who"] else "who2"
            who = clean(item.text[match.start(group) : match.end(group)], 100)
            duty = clean(item.text[match.start("duty") : match.end("duty")], 300)
            yield PlanSeat(holder=_own(who, item.folded), duty=duty), item.span(match)
        return
    given = []
    for match in _GIVEN.finditer(item.folded):
        who = _OWN.sub("", clean(item.text[match.start("who") : match.end("who")], 60))
        given.append(match.span("who"))
        yield _for(who, item, match)
    for match in _TEAM.finditer(item.folded):
        if not any(a <= match.start() < b for a, b in given):
            who = clean(item.text[match.start("who") : match.end("who")], 60)
            yield _for(who, item, match)


def _own(who: str, folded: str) -> str:
    return who if who in folded else clean(who)


def _for(who: str, item: Item, match: "re.Match[str]") -> Seat:
    """A unit is named; a role (组长) still waits for a name."""
    start, end = listing.clause(item, match.start())
    duty = clean(item.text[start:end], 300)
    named = re.search("部$|队$|组$", who) and not re.match("[各每]", who)
    if named:
        return PlanSeat(holder=who, duty=duty), item.span(match, "who")
    return PlanSeat(role=who, duty=duty), item.span(match, "who")


def _listed(chapter: Chapter, group: str) -> list[Seat]:
    """The chapter about who does what: lines with labels, or a table."""
    tables, rest = grids.split(chapter.items)
    found = [seat for table in tables for seat in _rows(table, group)]
    if chapter.line and chapter.items and chapter.items[0].line == chapter.line:
        item, rest = rest[0] if rest else chapter.items[0], rest[1:]
        found += _labelled(clean(chapter.heading, 40), "", item, (0, len(item.text)), group)
    for item in rest:
        if duties.timed(item.folded):
            continue
        if match := _GROUP.search(item.folded):
            group = _group(item, match)
        told = list(_appointed(item, group)) or list(_line(item, group)) or list(_duties(item))
        found += told
    return found


def _rows(table: grids.Grid, group: str) -> Iterator[Seat]:
    at = table.columns(_COLUMNS)
    if len(at) < 2:  # noqa: PLR2004 -- one column is a list of something else
        return
    for row in table.rows[:MOST]:
        role, holder, duty = (
            clean(row.cell(at.get(name)).text, 300) for name in ("role", "holder", "duty")
        )
        if role or holder:
            yield (
                PlanSeat(group=group, role=role[:100], holder=_holder(holder), duty=duty),
                row.span,
            )


def _line(item: Item, group: str) -> Iterator[Seat]:
    """`组长:罗小满`, `宣传组(丁一、白露):负责海报`, `罗小满负责签到`."""
    match = _LABEL.match(item.folded) or _ENGLISH.match(item.text)
    if match and not _NO_SEAT.search(match["role"].lower()):
        role = re.sub(r"(?<=[一-鿿])\s(?=[一-鿿])", "", _text(item, match.span("role")))
        inside = item.text[match.start("in") : match.end("in")] if match["in"] else ""
        yield from _labelled(role, inside, item, match.span("rest"), group)
    elif match := _PERSON_FIRST.match(item.folded):
        who = clean(item.text[match.start("who") : match.end("who")], 100)
        duty = clean(item.text[match.start("duty") : match.end("duty")], 300)
        yield PlanSeat(group=group, holder=who, duty=duty), item.whole


def _text(item: Item, edges: Span) -> str:
    return clean(item.text[slice(*edges)], 100)


def _labelled(role: str, inside: str, item: Item, rest: Span, group: str) -> Iterator[Seat]:
    start, end = rest
    said = clean(item.text[start:end], 300)
    if (not said and not inside) or _COUNTED.search(said):
        return
    if owners.is_name(role) and said and not owners.is_name(said):
        yield PlanSeat(group=group, holder=role, duty=said), item.whole
        return
    split = _WITH_DUTY.match(said)
    if split and not inside and _TASKED.search(split["duty"]):
        inside, said = split["who"], split["duty"]
    if inside or _TASKED.search(said.lower()) or len(said) > listing.LONGEST:
        yield PlanSeat(group=group, role=role, holder=_holder(inside), duty=said), item.whole
    elif re.search("成员|组员|members", role.lower()):
        yield from _members(item, rest, group)
    else:
        yield PlanSeat(group=group, role=role, holder=_holder(said)), item.whole
