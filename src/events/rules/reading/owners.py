"""Who leads a step or does a task: names of people, teams and roles in a text, and whom to call."""

import re

from events.rules.reading.lines import clean
from events.rules.reading.outline import Outline

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
_WITH_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s[A-Z][a-z]+(?:[\s-][A-Z][a-z]+)?"
_TITLE = "老师|教授|医生|同学|主任|队长|部长|社长|会长|老師|醫生|同學"
_LABELLED = re.compile(
    rf"(?:负责人|负责|主持人|主持|主讲人?|(?<![一-龥])讲解|带队|领队|讲师|裁判长?|联系人|負責人|負責|主講|帶隊|領隊)\s?[:：]\s?"
    rf"(?P<who>{_ENGLISH}|[^\s,，。;；()（）:：|]{{1,20}})"
)
_BEFORE_WORD = re.compile(
    rf"(?:由|请|請|[(（,，、;；\s]|^)\s?(?P<who>{_PERSON})(?:{_TITLE})?(?:负责|主持|主讲|带队|带领|讲解|組織|组织|負責|主講|帶隊|帶領)"
)
_IN_BRACKETS = re.compile(r"[(（](?P<who>(?!全|各|每|专)[一-龥]{2,4})负责[)）]")
_INVITED = re.compile(
    rf"(?:请|邀请|請|邀請|由|书记|主任|院长|会长|部长|教授|老师)(?P<who>{_PERSON})(?:{_TITLE})"
)
_BRACKETS = re.compile(rf"[(（](?P<who>{_PERSON}(?:[、,，]{_PERSON}){{0,3}})(?:{_TITLE})?[)）]")
_ENGLISH_LEAD = re.compile(
    rf"(?:[Ll]ed by|[Ll]ead|[Ll]eader|[Oo]wner|[Hh]ost(?:ed by)?|[Mm][Cc]|[Cc]hair(?:ed by)?|[Pp]erson in charge|[Rr]esponsible|[Tt]rainer|[Rr]un by|[Bb]y)\s?:?\s(?P<who>{_ENGLISH})|[(](?P<who2>{_WITH_TITLE}|[A-Z][a-z]+\s[A-Z][a-z]+)(?:,[^()]{{0,30}})?[)]"
)


_GIVEN = re.compile(
    r"由(?P<who>(?!每|各|相关|有关|专人|大家|小?组长)[^,，。;；()（）由]{2,12}?)(?<!人员)(?:负责|主持|带领)(?!人)"
)
_BEHIND_TITLE = re.compile(rf"\s(?P<who>{_PERSON}|[一-龥]{{2,4}}[部组組])\s*$")
_UNIT = re.compile(
    r"(?:由|^|[(（,，、；;日前])(?:我们?(?:支部|班|社|会|院|校|系))?(?P<who>(?!由|我|每|各)[一-龥]{2,3}[部组組])(?!志愿|志願|织|織|成|建)(?=[^长長的]|$)"
)


def last(text: str) -> tuple[str, int, int] | None:
    """Return the person or team that stands alone at the end of a timed step: `09:00 签到 何静`."""
    match = _BEHIND_TITLE.search(text)
    return (match["who"], match.start("who"), match.end("who")) if match else None


# Behind the step: `—— 江宁`, `- Ana Ruiz`, (后勤部), (Desk team), (总召 丁一).
_DASHED = re.compile(
    rf"(?:[—–―─]{{1,2}}|\s-{{1,2}})\s*(?:(?!Mr|Mrs|Ms|Miss|Dr|Prof)[^\s—–()（）-]{{2,10}}\s)?(?P<who>{_WITH_TITLE}|[A-Z][a-z]+\s[A-Z][a-z]+|{_PERSON})\s*$"
)
_TEAM = re.compile(
    r"[(（](?P<who>(?!第?[一二三四1-4a-dA-D甲乙丙丁]\s?[组組队隊])[^()（）\d、,，;；]{1,12}?(?:部|组|組|队|隊|人员|人員|老师|老師|社|处|處|办公室|协会|協會|志愿者|[Tt]eam|[Cc]rew|[Gg]roup))[)）]\s*$"
)
_ROLE_AND_NAME = re.compile(rf"[(（][^()（）\s:：]{{2,4}}[\s:：](?P<who>{_PERSON})[)）]")
_NAMES = re.compile(rf"{_PERSON}(?:[、,，]{_PERSON})*")
_NO_NAME = re.compile(
    "组|部|队|长|老师|负责|主持|宣传|后勤|策划|财务|计分|计时|安全|成员|总|管|场|物"
)
_NOBODY = re.compile(
    r"(?:everyone|everybody|all(?: volunteers| members)?|n/?a|tbd|全体.*|全體.*|大家|所有.*|各.*|每.*|待定|无|-+|/)",
    re.IGNORECASE,
)
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
    for pattern in _OWNERS:
        match = pattern.search(text)
        if match:
            group = "who" if match["who"] else "who2"
            if not _NOBODY.fullmatch(match[group].strip()):
                return match[group].strip(), match.start(group), match.end(group)
    return None


_OWNERS = (
    _LABELLED,
    _BEFORE_WORD,
    _IN_BRACKETS,
    _GIVEN,
    _INVITED,
    _BRACKETS,
    _ROLE_AND_NAME,
    _ENGLISH_LEAD,
    _DASHED,
    _TEAM,
)


_GIVEN_NAME = re.compile(
    r"(?:[(]\s?|\s[—–-]{1,2}\s|\s[|]\s)(?P<who>[A-Z][a-z]{1,14}(?:(?:,\s|\s&\s|\sand\s|\s?/\s?)[A-Z][a-z]{1,14}){0,3})\s?[)]?[\s.]*$"
)
_NO_GIVEN_NAME = re.compile(
    r"(?:all|everyone|everybody|optional|free|online|outdoors?|indoors?|inside|outside|break|lunch|snacks?|dinner|breakfast|tea|north|south|east|west|upstairs|downstairs|"
    r"hall|library|campus|room|school|park|gym|kitchen|garden|playground|morning|afternoon|evening|noon|volunteers?|students?|children|kids|teachers?|members?|pupils?|parents?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|tbc|tbd|tba|end|start|finish|music|games?|photos?|quiet|yes|no)s?",
    re.IGNORECASE,
)


def given_name(text: str) -> tuple[str, int, int] | None:
    """Return the first name that stands alone behind a step: `Meet in the hall (Jane)`, `… - Tom`."""
    match = _GIVEN_NAME.search(text)
    if match is None or any(
        _NO_GIVEN_NAME.fullmatch(name) for name in re.split(r"\W+|\sand\s", match["who"])
    ):
        return None
    return match["who"], match.start("who"), match.end("who")


def is_name(text: str) -> bool:
    """Whether a text is nothing but names of people."""
    return bool(_NAMES.fullmatch(text)) and not _NO_NAME.search(text)


def named(cell: str) -> str | None:
    """Return who a cell names; `everyone` and a dash name nobody."""
    who = clean(cell, 100)
    return who if who and not _NOBODY.fullmatch(who) else None


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
