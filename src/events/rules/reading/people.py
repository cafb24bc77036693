"""Who comes and how many: head counts with their meaning."""

import re

import msgspec

from events.rules.plans import Headcount
from events.rules.reading.lines import Span, fold
from events.rules.reading.markers import han_number
from events.rules.reading.outline import Item, Outline

_WHO = (
    ("volunteer", "志愿者|义工|志工|会员|社员|队员|volunteers?|helpers?|tutors?|mentors?|members?"),
    ("crew", "工作人员|(?:指导|带队)(?:老师|教师)|教师|老师|助教|导师|师傅|干事|组织者|后勤人员|司机|医护人员|护士|护理师|摄影师|drivers?|nurses?|first[- ]aiders?|photographers?|teachers?|staff|crew|organi[sz]ers?"),
    ("guest", "嘉宾|领导|评委|观众|guest judges?|guests?|judges?|spectators?|speakers?"),
    (
        "participant",
        "留守儿童|儿童|学童|孩子|小朋友|老人|长者|营员|本科生|研究生|大学生|中学生|小学生|选手|运动员|参赛者|参与者|师生|居民|同学|学生|献血者|学员|家庭|亲子|市民|群众|村民|游客|visitors?|attendees?|新生|children|pupils|students|residents|seniors|elders|elderly|participants?|donors?|players?|campers?|runners?|families|kids",
    ),
)  # fmt: skip
_ANY = "|".join(words for _, words in _WHO)
_WORDS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
}
_NUMBER = r"(?P<n>(?<![\d.:,/])\d{1,6}(?![\d.:]\d)(?!\s(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b|[一二三四五六七八九十]{1,3}(?=[名位对]))"
_BEFORE = re.compile(
    rf"{_NUMBER}\s?(?:余|多)?\s?(?P<unit>名|位|个|对|人)?\s?(?P<gap>(?:[^\d。;:,()\n\t]|,(?=有)){{0,18}}?)(?P<who>{_ANY})(?![^\W_]*\d)"
)
_BEHIND = re.compile(
    rf"(?P<who>{_ANY})\s?(?:\d{{1,5}}\s?[组户家]\s?(?=\())?(?:\([^()\d]{{0,10}}\))?\s?\(?(?:人数|总数|名额)?\s?[:,]?\s?(?:每[场次期批]\s?)?(?:预计|预估|大概|大约|差不多|约|有|共|共计|合计|计|总共|about|around|approx\.?)?\s?{_NUMBER}\s?(?:余|多)?(?:人(?!次)|名|位|个(?=左右|上下|[,;。、\s)]|$)|$|(?=[,;。、\s)]))"
)
_PLAIN = re.compile(
    r"(?:约|共|about|around)?\s?(?P<n>\d{1,6})\s?(?:余|多)?\s?(?:人|名|people|persons|pax)(?![/民次])"
)
_ALL = re.compile(
    r"(?:共|共计|合计|总计|总共|total(?: of)?)\s?(?:约|计)?\s?(?P<n>\d{1,6})\s?(?:人|名|people)"
)
_EACH = re.compile(
    r"(?:不少于|不低于|至少|每次|每场|每(?:组|队|班|校|名|位|个|对|人|批)?|各|第|前|其中|each|per|(?:group|team|squad|class|grade)|of whom|including|group of|of)\s?(?:[^\d,。;]{0,3})?$"
)
# 我们社20个人: who writes comes along.
_OURS = re.compile(
    r"(?P<who>(?<![^\s,。;:])人(?=大概|大约|差不多|约|有)|我们?(?:社团|社|班|协会|队|团队|系|学院|部门|部|支部|会|组)?|(?:we|us)\b(?:\sare|\shave|:)?)\s?(?:大概|大约|差不多|约|共|一共|有|about|around)*\s?(?P<n>\d{1,4})\s?(?:多)?(?:个?(?:人(?!次)|people|of us)|个(?=左右|上下|[,;。\s]|$))"
)
_HELPED = re.compile(
    "儿童|孩子|小朋友|学童|老人|长者|children|kids|pupils|seniors|elders|elderly|residents|patients"
)
_STUDENTS = re.compile("(?:大学生|本科生|研究生|同学|学生|(?:university |college )?students)")
_KEYS = (
    "people",
    "recruitment",
    "prepare",
    "schedule",
    "staff",
    "",
    "time_place",
    "purposes",
    "name",
    "theme",
    "background",
)


def counted(outline: Outline) -> list[tuple[Headcount, Span, int]]:
    """Return the head counts: one per kind and word, the first that is written; sub-counts are left out."""
    found: dict[tuple[str, str], tuple[Headcount, Span, int]] = {}
    for who, number, span, line in _headed(outline):
        kind = _kind(fold(who))
        found[kind, who] = Headcount(who=who, kind=kind, count=number), span, line
    items = [item for key in _KEYS for item in outline.items(key)]
    for item in items:
        for who, kind, number, span in _in(item):
            found.setdefault(
                (kind, who), (Headcount(who=who, kind=kind, count=number), span, item.line.number)
            )
    found = _helping(found)
    if not any(kind == "participant" for kind, _ in found):
        found = {key: _taking_part(one) for key, one in found.items()}
    if not found:
        for item in outline.items("people", "staff", "name", "time_place", ""):
            match = _ALL.search(item.folded) or _PLAIN.search(item.folded)
            if match and not _EACH.search(item.folded[: match.start()]) and int(match["n"]) > 0:
                count = Headcount(who="", kind="other", count=int(match["n"]))
                found["other", ""] = count, item.span(match), item.line.number
                break
    return _merged(found)


def _headed(outline: Outline) -> list[tuple[str, int, Span, int]]:
    """A label says who, and a number stands behind it: `义工:30名`."""
    told = []
    for chapter in outline.of("people", "staff"):
        who = re.search(f"{_ANY}|团队", fold(chapter.heading))
        item = next(iter(chapter.items), None)
        if who is None or item is None or item.line != chapter.line:
            continue
        match = re.match(
            r"\s?(?:每[场次期批])?(?:约|共|about)?\s?(?P<n>\d{1,5})\s?(?:名|人(?!次)|位|$)",
            item.folded,
        )
        if match and int(match["n"]) > 0:
            name = chapter.heading[who.start() : who.end()]
            told.append((name, int(match["n"]), item.span(match), item.line.number))
    return told


def _taking_part(one: tuple[Headcount, Span, int]) -> tuple[Headcount, Span, int]:
    """Members take part themselves, where an activity has nobody else to come for."""
    count, span, line = one
    if count.kind == "volunteer" and re.fullmatch(
        "会员|會員|社员|社員|members?", count.who.lower()
    ):
        return msgspec.structs.replace(count, kind="participant"), span, line
    return one


def _helping(
    found: dict[tuple[str, str], tuple[Headcount, Span, int]],
) -> dict[tuple[str, str], tuple[Headcount, Span, int]]:
    """Students who come to children or the old are volunteers, where a line counts both."""
    if any(kind == "volunteer" for kind, _ in found):
        return found
    helped = {
        line for count, _, line in found.values() if _HELPED.fullmatch(fold(count.who).strip())
    }
    answer = {}
    for (kind, who), (count, span, line) in found.items():
        helps = line in helped and _STUDENTS.fullmatch(fold(who).strip())
        counts = "volunteer" if helps else kind
        answer[counts, who] = msgspec.structs.replace(count, kind=counts), span, line
    return answer


def _merged(
    found: dict[tuple[str, str], tuple[Headcount, Span, int]],
) -> list[tuple[Headcount, Span, int]]:
    """Leave out a second word for the same people: 志愿者 30 and later 会员 30 are one."""
    kept: dict[tuple[str, int | None], tuple[Headcount, Span, int]] = {}
    for count, span, line in found.values():
        kept.setdefault((count.kind, count.count), (count, span, line))
    return sorted(kept.values(), key=lambda one: one[1])


def _in(item: Item) -> list[tuple[str, str, int, Span]]:
    told = [
        (item.text[m.start("who") : m.end("who")], "volunteer", int(m["n"]), item.span(m))
        for m in _OURS.finditer(item.folded)
        if int(m["n"]) > 1
    ]
    for pattern in (_BEFORE, _BEHIND):
        for match in pattern.finditer(item.folded):
            if _EACH.search(item.folded[max(0, match.start() - 14) : match.start()]):
                continue
            if (
                "\t" in match[0]
                and item.line.folded.count("\t") > 1
                and match[0][-1] not in "人名位"
            ):
                continue  # two columns of a table
            number = _whole(match["n"])
            pairs = pattern is _BEFORE and match["unit"] == "对"
            counted = pattern is _BEHIND and match["n"] == "1"  # 指导老师1名
            if number is None or (number < 2 and not pairs and not counted):  # noqa: PLR2004 -- 一名 is an article
                continue
            if (
                pattern is _BEFORE
                and not match["unit"]
                and re.search("[一-鿿]", match["who"])
                and match["gap"].strip()
            ):
                continue
            who = item.text[match.start("who") : match.end("who")]
            told.append((who, _kind(match["who"]), number, item.span(match)))
            if pairs:
                told.extend(_others(item, match, number))
    return told


def _others(item: Item, match: "re.Match[str]", number: int) -> list[tuple[str, str, int, Span]]:
    """A number of pairs counts both sides: `30对志愿者和儿童`."""
    also = re.match(
        rf"\s?(?:和|与|及|、|-{{1,2}}|and)\s?[^\d,。;]{{0,6}}?(?P<who>{_ANY})",
        item.folded[match.end() :],
    )
    if also is None:
        return []
    at = match.end() + also.start("who")
    who = item.text[at : at + len(also["who"])]
    return [(who, _kind(also["who"]), number, (item.start + at, item.start + at + len(who)))]


def _whole(digits: str) -> int | None:
    if digits in _WORDS:
        return _WORDS[digits]
    return int(digits) if digits.isdecimal() and digits.isascii() else han_number(digits)


def _kind(word: str) -> str:
    if word == "团队":
        return "volunteer"
    return next((kind for kind, words in _WHO if re.fullmatch(words, word)), "other")
