"""Who comes and how many: head counts with their meaning, and the names of people in a text."""

import re

from events.rules.plans import Headcount
from events.rules.reading.lines import Span, clean
from events.rules.reading.markers import han_number
from events.rules.reading.outline import Item, Outline

_WHO = (
    ("volunteer", "志愿者|义工|志工|会员|社员|队员|volunteers?|helpers?|tutors?|mentors?|members?"),
    ("crew", "工作人员|带队老师|带队教师|教师|老师|干事|组织者|后勤人员|teachers?|staff|crew|organi[sz]ers?"),
    ("guest", "嘉宾|领导|评委|观众|guests?|judges?|spectators?|speakers?"),
    (
        "participant",
        "留守儿童|儿童|学童|孩子|小朋友|老人|长者|营员|选手|运动员|参赛者|参与者|师生|居民|同学|学生|献血者|学员|家庭|children|pupils|students|residents|seniors|elders|elderly|participants?|donors?|players?|campers?|runners?|families|kids",
    ),
)  # fmt: skip
_ANY = "|".join(words for _, words in _WHO)
_NUMBER = r"(?P<n>\d{1,6}|[一二三四五六七八九十]{1,3}(?=[名位对]))"
_BEFORE = re.compile(
    rf"{_NUMBER}\s?(?:余|多)?\s?(?P<unit>名|位|个|对|人)?\s?(?P<gap>(?:[^\d。;:,()\n]|,(?=有)){{0,18}}?)(?P<who>{_ANY})(?![^\W_]*\d)"
)
_BEHIND = re.compile(
    rf"(?P<who>{_ANY})\s?(?:\([^()\d]{{0,10}}\))?\s?\(?(?:人数|总数|名额)?\s?[:,]?\s?(?:预计|预估|约|共|共计|合计|计|总共|about|around|approx\.?)?\s?{_NUMBER}\s?(?:余|多)?(?:人(?!次)|名|位|$|(?=[,;。、\s)]))"
)
_PLAIN = re.compile(
    r"(?:约|共|about|around)?\s?(?P<n>\d{1,6})\s?(?:余|多)?\s?(?:人|名|people|persons|pax)(?![/民次])"
)
_ALL = re.compile(r"(?:共|共计|合计|总计|总共|total(?: of)?)\s?(?P<n>\d{1,6})\s?(?:人|名|people)")
_EACH = re.compile(
    r"(?:每(?:组|队|班|校|名|位|个|对|人|批)?|各|第|前|其中|each|per|of whom|including|group of|of)\s?(?:[^\d,。;]{0,3})?$"
)
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

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉"
    "薛雷贺倪汤滕殷罗毕郝安常于傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛米戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾江童郭梅林钟徐邱骆高夏蔡"
    "田樊胡凌霍虞万柯管卢莫房解丁邓洪包左石崔龚程邢裴陆翁段焦巴侯全班仰秋仲宁仇甘武刘景詹龙叶司黎白蒲邰赖卓蔺屠池乔"
    "翟谭劳姬申冉郦雍曲温庄晏柴阎连易廖耿文关聂辛简饶曾沙丰游岳欧阳诸葛上官司马"
)
_TRADITIONAL_SURNAMES = (
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華陶謝鄒蘇魯韋馬龐紀項藍賈鐘駱盧鄧洪龔陸葉劉龍黎賴喬譚廖聶簡饒歐莊"
)
_PERSON = rf"[{_SURNAMES}{_TRADITIONAL_SURNAMES}][一-龥]{{1,2}}"
_ENGLISH = r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s)?[A-Z][a-z]+(?:[\s-][A-Z][a-z]+){0,2}"
_TITLE = "老师|教授|医生|同学|主任|队长|部长|社长|会长|老師|醫生|同學"
_LABELLED = re.compile(
    rf"(?:负责人|负责|主持人|主持|主讲人?|带队|领队|讲师|裁判|联系人|負責人|負責|主講|帶隊|領隊)\s?[:：]\s?"
    rf"(?P<who>{_ENGLISH}|[^\s,，。;；()（）:：|]{{1,20}})"
)
_BEFORE_WORD = re.compile(
    rf"(?:由|请|請|[(（,，、;；\s]|^)\s?(?P<who>{_PERSON})(?:{_TITLE})?(?:负责|主持|主讲|带队|带领|讲解|組織|组织|負責|主講|帶隊|帶領)"
)
_INVITED = re.compile(
    rf"(?:请|邀请|請|邀請|由|书记|主任|院长|会长|部长|教授|老师)(?P<who>{_PERSON})(?:{_TITLE})"
)
_BRACKETS = re.compile(rf"[(（](?P<who>{_PERSON}(?:[、,，]{_PERSON}){{0,3}})(?:{_TITLE})?[)）]")
_ENGLISH_LEAD = re.compile(
    rf"(?:[Ll]ed by|[Ll]ead|[Ll]eader|[Oo]wner|[Hh]ost(?:ed by)?|[Mm][Cc]|[Pp]erson in charge|[Rr]esponsible|[Tt]rainer|[Rr]un by|[Bb]y)\s?:?\s(?P<who>{_ENGLISH})|[(](?P<who2>(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s)?[A-Z][a-z]+\s[A-Z][a-z]+)[)]"
)


def counted(outline: Outline) -> list[tuple[Headcount, Span, int]]:
    """Return the head counts: one per kind and word, the first that is written; sub-counts are left out."""
    found: dict[tuple[str, str], tuple[Headcount, Span, int]] = {}
    items = [item for key in _KEYS for item in outline.items(key)]
    for item in items:
        for who, kind, number, span in _in(item):
            found.setdefault(
                (kind, who), (Headcount(who=who, kind=kind, count=number), span, item.line.number)
            )
    if not found:
        for item in outline.items("people", "staff", "name", "time_place", ""):
            match = _ALL.search(item.folded) or _PLAIN.search(item.folded)
            if match and not _EACH.search(item.folded[: match.start()]) and int(match["n"]) > 0:
                count = Headcount(who="", kind="other", count=int(match["n"]))
                found["other", ""] = count, item.span(match), item.line.number
                break
    return _merged(found)


def _merged(
    found: dict[tuple[str, str], tuple[Headcount, Span, int]],
) -> list[tuple[Headcount, Span, int]]:
    """Leave out a second word for the same people: 志愿者 30 and later 会员 30 are one."""
    kept: dict[tuple[str, int | None], tuple[Headcount, Span, int]] = {}
    for count, span, line in found.values():
        kept.setdefault((count.kind, count.count), (count, span, line))
    return sorted(kept.values(), key=lambda one: one[1])


def _in(item: Item) -> list[tuple[str, str, int, Span]]:
    told = []
    for pattern in (_BEFORE, _BEHIND):
        for match in pattern.finditer(item.folded):
            if _EACH.search(item.folded[max(0, match.start() - 14) : match.start()]):
                continue
            number = _whole(match["n"])
            pairs = pattern is _BEFORE and match["unit"] == "对"
            if number is None or (number < 2 and not pairs):  # noqa: PLR2004 -- 一名 is an article
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
    return int(digits) if digits.isdecimal() and digits.isascii() else han_number(digits)


def _kind(word: str) -> str:
    return next((kind for kind, words in _WHO if re.fullmatch(words, word)), "other")


_GIVEN = re.compile(
    r"由(?P<who>(?!每|各|相关|有关|专人|大家|小?组长)[^,，。;；()（）由]{2,12}?)(?<!人员)(?:负责|主持|带领)(?!人)"
)
_BEHIND_TITLE = re.compile(rf"\s(?P<who>{_PERSON}|[一-龥]{{2,4}}[部组組])\s*$")
_UNIT = re.compile(
    r"(?:由|^|[(（,，、；;日前])(?:我们?(?:支部|班|社|会|院|校|系))?(?P<who>(?!由|我)[一-龥]{2,3}[部组組])(?!志愿|志願)(?=[^长長的]|$)"
)


def last(text: str) -> tuple[str, int, int] | None:
    """Return the person or team that stands alone at the end of a timed step: `09:00 签到 何静`."""
    match = _BEHIND_TITLE.search(text)
    return (match["who"], match.start("who"), match.end("who")) if match else None


# Who does it without a name: a role, or a team that the sentence is about.
_ROLE = re.compile(
    r"由(?P<who>小?组长|班长|队长|社长|部长|会长)负责|(?:^|[,，。；;])(?P<who2>[一-龥]{2}小分队|[一-龥]{2}[部组組队隊])(?:要|须|需|应|将|负责)"
)


def unit(text: str) -> str | None:
    """Return the team or role that a task is given to: 由外联部联系, (宣传部), 由组长负责."""
    if role := _ROLE.search(text):
        return role["who"] or role["who2"]
    match = _UNIT.search(text)
    return match["who"] if match else None


def owner(text: str) -> tuple[str, int, int] | None:
    """Return the responsible person that `text` names, with offsets; a role alone only behind 负责人:."""
    for pattern in (_LABELLED, _BEFORE_WORD, _GIVEN, _INVITED, _BRACKETS, _ENGLISH_LEAD):
        match = pattern.search(text)
        if match:
            group = "who" if match["who"] else "who2"
            return match[group].strip(), match.start(group), match.end(group)
    return None


_CONTACT = re.compile(
    rf"(?:总负责人?|活动负责人|负责人|联系人|總負責人?|負責人|聯絡人|聯繫人|[Cc]ontact(?: person)?|[Pp]erson in charge)\s?[:：]\s?(?P<who>{_ENGLISH}|{_PERSON})"
)
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}-\d{7,8})(?!\d)")


def contact(outline: Outline) -> tuple[str, str]:
    """Return the name and the number of whom to call, as far as they stand in the plan itself."""
    chapters = [
        c
        for c in outline.chapters
        if c.key in ("contact", "staff", "people", "notes", "time_place", "")
    ]
    lines = [c.line.text for c in chapters if c.line and c.key in ("contact", "staff")]
    texts = lines + [item.text for c in chapters for item in c.items]
    name = next((match["who"] for text in texts if (match := _CONTACT.search(text))), "")
    phone = next((match[0] for text in texts if (match := _PHONE.search(text))), "")
    return clean(name, 100), phone
