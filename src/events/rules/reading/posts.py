"""Where volunteers stand and what they do there: a roster of posts."""

import re
from collections.abc import Iterator

from events.rules.plans import PlanPost
from events.rules.reading import grids, listing
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Item, Outline

# Several places, each with every duty that is named: 在A、B、C等地,开展劝导、监督.
_PLACES = re.compile(
    r"在(?P<places>(?:[^,。;、在]{2,12}、){1,12}[^,。;、]{2,12}?)(?:等[^,。;]{0,8})?,?\s?(?:开展|进行|提供|做好|安排)(?P<duties>[^,。;]{2,40})"
)
_HELP = re.compile("^(?:志愿者?|义务|文明)(?=..)|(?:等)?(?:志愿)?(?:服务|工作|活动)$")
_POST = re.compile(
    r"(?P<name>[一-鿿a-z]{1,8}(?:岗位?|组|员|点))\s?[:(]?\s?(?P<n>\d{1,3})\s?(?:名|人|个)"
)
_ENGLISH = re.compile(
    r"(?P<name>[A-Z][A-Za-z -]{2,28}?)\s?(?::|x|×|\()\s?(?P<n>\d{1,3})(?:\s?(?:people|volunteers|helpers))?\)?(?=[,;.]|$)"
)
_CHILDREN = re.compile("学校|小学|中学|幼儿园|儿童|孩子|school|nursery|children|pupils")
_COLUMNS = {
    "name": re.compile("岗位|职位|post|position|station"),
    "needed": re.compile("人数|名额|需求|number|needed|people|how many"),
    "description": re.compile("职责|内容|任务|工作|dut|task|what"),
}
MOST = 100

Post = tuple[PlanPost, Span]


def posts(outline: Outline) -> list[Post]:
    """Return the posts in their order, each name once."""
    found: list[Post] = []
    for chapter in outline.chapters:
        if chapter.key in ("budget", "sources", "background"):
            continue
        tables, rest = grids.split(chapter.items)
        found += [post for table in tables for post in _rows(table)]
        for item in rest:
            found += _stood(item)
            if chapter.key in ("recruitment", "people", "staff"):
                found += _counted(item)
    first: dict[str, Post] = {}
    for post, span in found:
        first.setdefault(post.name, (post, span))
    return list(first.values())[:MOST]


def _stood(item: Item) -> Iterator[Post]:
    match = _PLACES.search(item.folded)
    if match is None or not re.search("志愿|义工|志工|值守|劝导", item.folded):
        return
    places = listing.parts(item, *match.span("places"))
    duties = [_HELP.sub("", name) for name, _ in listing.parts(item, *match.span("duties"))]
    if len(places) * len(duties) > MOST:
        return
    for place, span in places:
        for duty in duties:
            near = bool(_CHILDREN.search(place.lower()))
            yield PlanPost(name=f"{place} {duty}", child_contact=near), span


def _counted(item: Item) -> Iterator[Post]:
    matches = [*_POST.finditer(item.folded), *_ENGLISH.finditer(item.text)]
    if len(matches) < 2:  # noqa: PLR2004 -- one is a head count
        return
    for match in matches:
        name = clean(item.text[match.start("name") : match.end("name")], 100)
        near = bool(_CHILDREN.search(name.lower()))
        yield PlanPost(name=name, needed=int(match["n"]), child_contact=near), item.span(match)


def _rows(table: grids.Grid) -> Iterator[Post]:
    at = table.columns(_COLUMNS)
    if not {"name", "needed"} <= at.keys():
        return
    for row in table.rows[:MOST]:
        name = clean(row.cell(at["name"]).text, 100)
        number = re.match(r"\d{1,4}", row.cell(at["needed"]).folded)
        if name and not re.match("合计|共计|总计|total", name.lower()):
            said = clean(row.cell(at.get("description")).text, 500)
            yield (
                PlanPost(
                    name=name,
                    needed=int(number[0]) if number else 0,
                    child_contact=bool(_CHILDREN.search(row.folded)),
                    description=said,
                ),
                row.span,
            )
