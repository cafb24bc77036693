"""Groups that do something at the same time, each in a lane of its own."""

import re

import msgspec

from events.rules.plans import Step
from events.rules.reading import owners, titles
from events.rules.reading.blocks import Found
from events.rules.reading.lines import clean
from events.rules.reading.outline import Item

_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "two": 2, "three": 3, "four": 4}
_GROUPS = re.compile(
    r"分(?:为|成)?\s?(?P<n>两|二|三|四|[2-8])\s?(?:个)?(?:大|小)?(?:组|队)|(?:into|in)\s(?P<e>two|three|four)\s(?:equal\s)?(?:groups|teams)"
)
_TEAMS = re.compile(r"(?<![一-鿿])[一-鿿]{2,3}组(?=[(、,;。\s:])")
MOST_LANES = 8
LONGEST_NAME = 30
_TOGETHER = re.compile("同时|同步|并行|simultaneously|at the same time|in parallel|side by side")
_ALL = re.compile(
    "(?:以上|上述)[^,。;]{0,10}(?:同时|同步)|all (?:of )?(?:these|the above)[^.]{0,20}at the same time"
)
_SETUP = re.compile(
    r"(?P<what>[^,。;:在]{2,16}?)(?:环节|活动)?的?同时(?P<rest>[^。;]{0,40}?(?:准备|布置|搭建|布展|搭设)[^。;]{0,30}(?:场地|物品|展台|展位|会场|展区|舞台|道具))"
)
ONE = re.compile(
    r"\W{0,2}(?P<lane>(?:第)?[a-d甲乙丙丁一二三四1-4]\s?[组队]|(?:group|team)\s[a-d1-4])(?:成员|同学)?\s?[:、,\s-]?\s?"
)
EACH = re.compile(
    r"(?P<lane>(?:第)?[a-d甲乙丙丁一二三四1-4]\s?[组队]|(?:group|team)\s[a-d1-4])\s?[:]\s?(?P<what>[^;；]{2,80})(?:[;；]|$)"
)
_EACH_BARE = re.compile(
    r"(?<![每分])(?P<lane>(?:第|另)?[a-d甲乙丙丁一二三四]\s?[组队])\s?(?P<what>(?:[^,;。:组队、]|、(?!(?:第|另)?[a-d甲乙丙丁一二三四]\s?[组队])){2,40})"
)
# Where each group is: `A组 操场、B组 礼堂`, `group A (north), group B (south)`.
_WHERE = re.compile(
    r"(?<![每分a-z])(?P<lane>(?:第)?[a-d甲乙丙丁一二三四1-4]\s?[组队]|(?:group|team)\s[a-d1-4]\b)\s?(?:[:]|负责|在|去|到|at\s|in\s)?\s?(?:the\s)?(?P<open>\()?(?P<what>[^,;。:、()\d]{1,24}?)\)?(?=\s*(?:[,;、。)]|和|与|$)|\s+and\b)"
)
_A_PLACE = re.compile(
    r"(?:(?<![现开入出进])场|堂|室|馆|滩|楼|厅|园|口|路|街|岸|湖|山|林|村|亭|墙|区|院|校|教|台|[东西南北][边侧面]?|(?:hall|room|library|fields?|park|beach|gym|yard|garden|green|bank|side|north|south|east|west|upstairs|downstairs|entrance|gate)(?:\s[a-d1-9])?)$"
)
_HALVES = re.compile(
    r"(?<![第分每])一[组队](?!组|长)(?P<a>[^,;。:\d]{2,24})[,;、]\s?(?:另(?:外)?)?一[组队](?P<b>[^,;。:\d]{2,24})"
)
_OF_GROUP = re.compile(
    r"[\s,:(-]+(?P<lane>(?:第)?[a-d甲乙丙丁一二三四1-4]\s?[组队]|(?:group|team)\s[a-d1-4]\b)\s?(?:\((?P<where>[^()]{1,24})\))?\)?\s*$"
)


def all_at_once(found: list[Found], line: str) -> list[Found]:
    """Return `found` in a lane each where a line says that all of them happen together."""
    if not _ALL.search(line):
        return found
    return [
        msgspec.structs.replace(f, step=msgspec.structs.replace(f.step, lane=_short(f.step.title)))
        if f.step.lane is None
        else f
        for f in found
    ]


def _short(title: str) -> str:
    """Return a title as the name of a lane: no bracket is cut in two."""
    return title if len(title) <= LONGEST_NAME else clean(re.split("[(（]", title)[0], LONGEST_NAME)


def each(folded: str, at: int) -> list["re.Match[str]"]:
    """Return what each group does, where a line says it for more than one of them."""
    for pattern in (EACH, _EACH_BARE):
        found = list(pattern.finditer(folded, at))
        if len({match["lane"] for match in found}) > 1:
            return found
    return []


def places(folded: str, at: int) -> list["re.Match[str]"]:
    """Return where each group is, where a line says no more of more than one of them."""
    found = list(_WHERE.finditer(folded, at))
    told = all(match["open"] or _A_PLACE.search(match["what"].strip()) for match in found)
    return found if told and len({match["lane"] for match in found}) > 1 else []


def halves(folded: str, at: int) -> list[tuple[int, int]]:
    """Return what each of two groups without a name does: `一组教折纸,一组带孩子踢球`."""
    found = _HALVES.search(folded, at)
    return [found.span("a"), found.span("b")] if found else []


def apart(item: Item, at: int, groups: list["re.Match[str]"], step: Step) -> list[Found]:
    """Return `step` once for each group, at its place; `at` is where the words of it begin."""
    head = re.split(r"[:(]\s*$", item.folded[at : groups[0].start()])[0]
    text = item.text[at : at + len(head)]
    who = owners.owner(item.text[groups[-1].end() :]) or owners.owner(text)
    shared = msgspec.structs.replace(
        step,
        title=step.title or titles.title(text, head) or clean(item.text[at:], 60),
        owner=clean(who[0], 100) if who else None,
        with_children=bool(titles.CHILDREN.search(item.folded[at:])),
    )
    return [
        Found(
            msgspec.structs.replace(
                shared,
                place=clean(item.text[slice(*group.span("what"))], 120) or None,
                lane=clean(item.text[slice(*group.span("lane"))], 60),
            ),
            item.span(group),
            item.line.number,
            item.text,
        )
        for group in groups
    ]


def of_group(title: str, folded: str) -> tuple[str, str, str]:
    """Return what a title says without its group, the group, and where that is."""
    match = _OF_GROUP.search(folded)
    if match is None or not match.start():
        return title, "", ""
    where = title[match.start("where") : match.end("where")] if match["where"] else ""
    group = title[match.start("lane") : match.end("lane")]
    return title[: match.start()].rstrip(" ,，:：(（-"), group, where


def alike(title: str, words: str) -> bool:
    """Whether two names share two characters that follow each other."""
    return any(title[n : n + 2] in words for n in range(len(title) - 1))


def parted(step: Step, folded: str) -> list[Step]:
    """Return one step per group where people are divided and do it at the same time."""
    if not _TOGETHER.search(folded):
        return [step]
    teams = list(dict.fromkeys(_TEAMS.findall(folded)))
    if 1 < len(teams) <= MOST_LANES:
        return [msgspec.structs.replace(step, title=f"{step.title} {t}", lane=t) for t in teams]
    match = _GROUPS.search(folded)
    if match is None:
        return [step]
    said = match["n"] or match["e"]
    names = "ABCDEFGH"[: _NUMBERS.get(said) or int(said)]
    bare = titles.bare(step.title)
    return [
        msgspec.structs.replace(step, title=f"{bare} {name}", lane=f"{name} 组") for name in names
    ]


def setup(step: Step) -> Step:
    """Return what others set up for `step` meanwhile."""
    title = "布展" if "展" in step.title else "布置场地"
    return Step(title=title, day=step.day, lane="后勤", floating=True)


def is_setup(folded: str, found: list[Found]) -> bool:
    match = _SETUP.search(folded)
    return bool(match and any(alike(f.step.title.lower(), match["what"]) for f in found))


def side_by_side(found: list[Found]) -> list[Found]:
    """Give steps that have the same hours and no lane one each."""
    at: dict[tuple[int, str, str], list[int]] = {}
    for n, one in enumerate(found):
        step = one.step
        if step.start and step.end and step.lane is None:
            at.setdefault((step.day, step.start, step.end), []).append(n)
    answer = list(found)
    for several in at.values():
        for n in several if len(several) > 1 else ():
            lane = msgspec.structs.replace(found[n].step, lane=_short(found[n].step.title))
            answer[n] = msgspec.structs.replace(found[n], step=lane)
    return answer
