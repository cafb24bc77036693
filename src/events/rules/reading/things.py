"""What is needed: given out, brought along, collected, shown, or listed under a heading of its own."""

import re
from collections.abc import Iterator

from events.rules.plan_parts import PlanMaterial
from events.rules.reading import grids, listing
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Chapter, Item, Outline

_GIVEN_OUT = re.compile(
    r"(?P<all>[^,。;:由()]{2,40}?)由[^,。;由]{2,12}?(?:统一|免费)?(?:提供|发放|准备)"
    r"|(?:统一|免费)(?:发放|提供|配发)(?P<all2>[^,。;:]{2,40})"
    r"|(?P<all3>[^,。;:]{2,30}?)(?:统一|免费)(?:发放|提供|配发)"
    r"|(?:will be given|we provide|we will provide|provided free:?)\s(?P<all4>[^.;:]{3,60})"
)
_OWN = re.compile(
    r"(?:自备|自带|自行(?:准备|携带)|请(?:携带|带好|带上|带|备好)|随身携带)\s?:?(?P<all>[^。;:,]{2,60})"
    r"|(?P<all2>[^,。;:]{2,30}?)(?:自备|自带|自行准备)(?=[,。;]|$)"
    r"|\bbring (?:your own |along |a |an )?(?P<all3>[^.;:]{3,80})"
)
_COLLECTED = re.compile(
    r"(?:征集|募集|募捐|收集)(?!的)(?:捐赠|捐献)?(?P<all>[^,。;:()]{2,40})"
    r"|赞助[^。;]{0,20}(?:带去|送去|提供|购买)(?P<all2>[^,。;:]{2,30})"
    r"|\bcollect (?!and\b)(?:second-hand |used |old )?(?P<all3>[^.;:,]{3,40}?)(?= (?:for|from)\b|[.;,]|$)"
)
_SHOWN = re.compile(r"(?:展出|展示|陈列)[^。;]{0,24}?,?(?:即|包括|有)(?P<all>[^。;]{2,60}?)等")
_TAKEN = re.compile(
    r"(?:带上?|带去|携带|借用?)(?P<n>\d{1,4}\s?[个台套把张本份支副箱条件顶面块])(?P<item>[^,。;、()\d]{1,12})"
)
_WORTH_A_LOOK = re.compile(
    "由|统一|免费|自备|自带|自行|携带|请带|征集|募集|募捐|收集|赞助|展出|展示|陈列|bring|collect|provide|given"
)
_A_THING = re.compile(
    "书|衣|物|本|文具|玩具|用品|礼|药|食|材料|旧|笔|品|器材|水果|books?|toys?|clothes|stationery|food|pens?"
)
_NO_THING = re.compile(
    "费用|经费|资金|交通|服务|场地|帮助|机会|支持|经验|朋友|家人|同伴|^(?:friends?|family|families|parents?|children|child|partners?|classmates?|guests?|someone|somebody)$"
)
_TIME = re.compile(r"^.*(?:期间|期内|当天|时候)")
_LISTED = re.compile(
    r"(?P<item>[^\d、,;。:()\s]{1,20}(?:\s[a-z]{2,12}){0,2})\s?[x*]?\s?(?P<n>\d{1,6}\s?[^\d、,;。()\s:]{0,3})?(?:[、,;。\s(]|$)"
)
_COLUMNS = {
    "item": re.compile("名称|物品|物资|项目|品名|道具|item|material|what|equipment|thing"),
    "quantity": re.compile("数量|qty|quantity|number|how many"),
    "origin": re.compile("来源|获取|方式|source|from|origin"),
    "whose": re.compile("归谁|给谁|使用人|使用者|谁用|for whom|whose|who for"),
    "note": re.compile("备注|说明|用途|note|remark|use"),
}
_ORIGINS = {
    "borrowed": re.compile("借|租|borrow|loan|hire|rent"),
    "donated": re.compile("捐|赞助|donat|sponsor"),
    "made": re.compile("自制|制作|手工|made|make"),
    "brought": re.compile("自带|自备|own|bring|brought"),
    "bought": re.compile("买|购|采购|buy|bought|purchase"),
}
_BROUGHT = re.compile("bring|packing|自备|自带|携带|行李|随身")
_PACKED = re.compile("packing|what to bring|please bring|自备|自带|携带|行李|随身")
_USERS = {
    "volunteers": re.compile("志愿者|义工|volunteer"),
    "participants": re.compile("参加者|参与者|营员|学生|孩子|participant|camper|pupil|child"),
}
MOST = 200

Thing = tuple[PlanMaterial, Span]


def materials(outline: Outline) -> list[Thing]:
    """Return what is needed, each thing once."""
    found: list[Thing] = []
    for chapter in outline.chapters:
        if chapter.key in ("budget", "sources", "background", "purposes", "contact"):
            continue
        if chapter.key == "materials":
            found += _listed(chapter)
            continue
        for item in chapter.items:
            found += _told(item)
            found += _taken(item)
    first: dict[str, Thing] = {}
    for thing, span in found:
        first.setdefault(thing.item, (thing, span))
    return sorted(first.values(), key=lambda one: one[1])[:MOST]


def _told(item: Item) -> Iterator[Thing]:
    if not _WORTH_A_LOOK.search(item.folded):
        return
    for pattern, origin, whose in (
        (_GIVEN_OUT, "bought", "participants"),
        (_OWN, "brought", "participants"),
        (_COLLECTED, "donated", "crew"),
        (_SHOWN, None, "crew"),
    ):
        for match in pattern.finditer(item.folded):
            group = next(name for name, value in match.groupdict().items() if value)
            start, end = match.span(group)
            said = _TIME.match(item.folded[start:end])
            start += said.end() if said else 0
            for name, span in listing.parts(item, start, end, 16):
                bare = re.sub("^(?:每人|各自|大家|同学们|其中)", "", name)
                if origin == "donated" and not _A_THING.search(bare.lower()):
                    continue
                if bare.lower() != "own" and not _NO_THING.search(bare.lower()):
                    yield PlanMaterial(item=bare, origin=origin, whose=whose), span


def _taken(item: Item) -> Iterator[Thing]:
    """What people take along, with its number."""
    for match in _TAKEN.finditer(item.folded):
        name = clean(item.text[match.start("item") : match.end("item")], 100)
        quantity = clean(item.text[match.start("n") : match.end("n")], 40)
        yield PlanMaterial(item=name, quantity=quantity), item.span(match)


def _listed(chapter: Chapter) -> Iterator[Thing]:
    """The chapter about things: a table, or things with quantities in a line."""
    tables, rest = grids.split(chapter.items)
    heading = chapter.heading.lower()
    for table in tables:
        yield from _rows(table, packed=bool(_PACKED.search(heading)))
    if tables:
        return
    brought = _BROUGHT.search(heading)
    for item in rest:
        origin = "brought" if brought or re.search("自备|自带", item.folded) else None
        for match in _LISTED.finditer(item.folded):
            name = clean(item.text[match.start("item") : match.end("item")], 100)
            if name and re.search(r"[^\W\d_]", name):
                quantity = clean(item.text[slice(*match.span("n"))], 40) if match["n"] else None
                yield (
                    PlanMaterial(
                        item=name,
                        quantity=quantity,
                        origin=origin,
                        whose="participants" if origin else "crew",
                    ),
                    item.span(match),
                )


def _rows(table: grids.Grid, *, packed: bool) -> Iterator[Thing]:
    at = table.columns(_COLUMNS)
    for row in table.rows[:MOST]:
        name = clean(row.cell(at.get("item")).text, 100)
        if name:
            said = row.cell(at.get("origin")).folded
            origin = next((o for o, words in _ORIGINS.items() if words.search(said)), None)
            yield (
                PlanMaterial(
                    item=name,
                    quantity=clean(row.cell(at.get("quantity")).text, 40) or None,
                    origin=origin,
                    whose=_whose(row.cell(at.get("whose")).folded, packed=packed),
                    note=clean(row.cell(at.get("note")).text, 200),
                ),
                row.span,
            )


def _whose(told: str, *, packed: bool) -> str:
    """Return for whom a thing is: what its row says, or else what the list is for."""
    for whose, words in _USERS.items():
        if words.search(told):
            return whose
    return "participants" if packed else "crew"
