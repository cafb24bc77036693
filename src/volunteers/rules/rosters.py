"""A school's list as a table: which column is what, which may not come in, and what each row becomes."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from kit.errors import Refusal
from kit.i18n import LOCALES, N_, gettext, speaking
from kit.sheets import Table
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.participants import NEEDS, AgeBand, NewParticipant, tidied, wrong_fields

# Column → what people call it; the first Chinese and English one head the template.
HEADINGS: dict[str, tuple[str, ...]] = {
    "codename": ("代号", "codename", "化名", "昵称", "称呼", "code name", "nickname"),
    "partner_row": ("序号", "number", "编号", "学校序号", "行号", "no.", "no", "row", "#"),
    "age_band": ("年龄段", "age", "年龄", "周岁", "age band", "age group"),
    "under_14": ("未满14岁", "under 14", "不满14岁", "14岁以下", "是否未满14岁", "未满十四岁"),
    "grade": ("年级", "grade", "school year"),
    "gender": ("性别", "gender", "sex"),
    "same_gender": (
        "希望同性别",
        "same gender",
        "同性别",
        "同性别结对",
        "希望同性",
        "same-gender wish",
    ),
    "interests": ("兴趣", "interests", "兴趣爱好", "爱好", "喜欢", "hobbies", "likes"),
    "needs": ("希望得到", "needs", "需要", "需求", "希望", "帮助需求"),
    "languages": ("语言", "languages", "方言", "语言方言", "dialect", "language"),
    "free": ("方便时间", "free times", "时间", "联系时间", "空闲时间", "times", "contact times"),
    "priority": ("优先", "priority", "优先级"),
    "allergy": ("过敏", "allergy", "有过敏", "是否过敏"),
    "mobility": ("行动不便", "mobility", "行动需照顾"),
    "ask_lead": ("请问老师", "ask the lead", "需问负责人", "请问负责人"),
}

# What must stay at the school, by a piece of its heading (domain §6.2 "never").
FORBIDDEN: dict[str, str] = {
    **dict.fromkeys(("姓名", "名字", "真名", "全名"), N_("Names stay at the school.")),
    **dict.fromkeys(
        (
            "电话",
            "手机",
            "联系方式",
            "微信",
            "qq",
            "邮箱",
            "phone",
            "mobile",
            "wechat",
            "email",
            "e-mail",
        ),
        N_("Phone numbers and accounts never come in here; contact runs by the school."),
    ),
    **dict.fromkeys(
        (
            "身份证",
            "证件",
            "学籍",
            "学号",
            "护照",
            "id number",
            "id card",
            "passport",
            "student number",
        ),
        N_("Numbers of papers are never kept."),
    ),
    **dict.fromkeys(
        ("地址", "住址", "家住", "村", "户籍", "address"), N_("Where a child lives is never kept.")
    ),
    **dict.fromkeys(
        ("班级", "班主任", "class"), N_("The class would tell who it is; the grade is enough.")
    ),
    **dict.fromkeys(
        ("出生", "生日", "birth"), N_("A full birth date is never kept; the age group is enough.")
    ),
    **dict.fromkeys(
        ("家长", "监护", "父", "母", "爷", "奶", "parent", "guardian", "mother", "father"),
        N_("Families stay with the school; consents are noted one by one."),
    ),
    **dict.fromkeys(
        ("留守", "贫困", "单亲", "家庭", "低保", "孤", "poverty", "family", "income"),
        N_("Nobody's family situation is asked here."),
    ),
    **dict.fromkeys(("照片", "相片", "photo", "picture"), N_("No pictures of children.")),
    **dict.fromkeys(
        ("病", "心理", "健康", "备注", "说明", "health", "diagnosis", "note", "remark"),
        N_("Free notes about a child have no place here; tick “ask the lead” instead."),
    ),
}
_NAME = ("name", "full name", "real name", "first name", "last name", "surname", "name of child")

_YES = {"1", "是", "有", "需要", "希望", "y", "yes", "true", "√", "✓", "✔", "对", "x"}
_NO = {"", "0", "否", "无", "没有", "不", "n", "no", "false", "不需要", "×", "-", "—", "/"}
_DIGITS = {w: n for n, w in enumerate([*"一二三四五六七八九十", "十一", "十二"], start=1)}
_BANDS = {
    6: AgeBand.A6_8,
    9: AgeBand.A9_11,
    12: AgeBand.A12_13,
    14: AgeBand.A14_15,
    16: AgeBand.A16_17,
}
_OLDER = {18: AgeBand.A18_59, 60: AgeBand.A60_79, 80: AgeBand.A80}
_SHORT: dict[str, dict[str, str]] = {
    "interests": {
        **dict.fromkeys(("画画", "绘画", "画"), "drawing"),
        **dict.fromkeys(("折纸", "手工", "剪纸"), "paper"),
        **dict.fromkeys(("植物", "种花"), "plants"),
        **dict.fromkeys(("昆虫", "动物", "小动物"), "insects"),
        **dict.fromkeys(("故事", "听故事", "看书", "阅读", "读书"), "stories"),
        **dict.fromkeys(("足球", "踢球"), "football"),
        **dict.fromkeys(("篮球", "乒乓球", "羽毛球", "球类", "打球"), "ball-games"),
        **dict.fromkeys(("唱歌", "音乐"), "singing"),
        **dict.fromkeys(("跳舞", "舞蹈"), "dancing"),
        **dict.fromkeys(("下棋", "象棋", "棋类", "桌游"), "chess"),
        **dict.fromkeys(("实验", "科学"), "science"),
        **dict.fromkeys(("拍照", "摄影"), "photography"),
    },
    "needs": {
        "数学": "maths",
        **dict.fromkeys(("语文", "写作", "作文"), "chinese"),
        **dict.fromkeys(("英语", "英文"), "english"),
        **dict.fromkeys(("生物", "自然"), "biology"),
        "手工": "crafts",
        "音乐": "music",
        **dict.fromkeys(("运动", "体育"), "sports"),
        **dict.fromkeys(("倾听", "聊天", "陪伴", "说话"), "listening"),
    },
    "languages": {
        **dict.fromkeys(("普通话", "国语", "汉语"), "mandarin"),
        **dict.fromkeys(("四川话", "川话"), "sichuan"),
        "重庆话": "chongqing",
        **dict.fromkeys(("粤语", "广东话"), "cantonese"),
        **dict.fromkeys(("客家话", "客家"), "hakka"),
        **dict.fromkeys(("土家话", "土家语"), "tujia"),
        **dict.fromkeys(("苗话", "苗语"), "miao"),
        "英语": "english",
    },
    "free": {
        **dict.fromkeys(("周六上午", "星期六上午"), "sat-am"),
        **dict.fromkeys(("周六下午", "星期六下午"), "sat-pm"),
        **dict.fromkeys(("周日上午", "星期日上午", "星期天上午"), "sun-am"),
        **dict.fromkeys(("周日下午", "星期日下午", "星期天下午"), "sun-pm"),
        **dict.fromkeys(("平时晚上", "周一至周五晚上", "工作日晚上"), "weekday-evening"),
    },
}  # fmt: skip
_OFFERED = {"interests": INTERESTS, "needs": NEEDS, "languages": LANGUAGES, "free": FREE_TIMES}


class Left(msgspec.Struct, frozen=True):
    """A column that stays out, and why."""

    heading: str
    reason: str


class Row(msgspec.Struct, frozen=True):
    """One line of the file: what it becomes, or the sentence that says what is wrong with it."""

    number: int
    codename: str
    new: NewParticipant | None = None
    wrong: str = ""
    remarks: tuple[str, ...] = ()


class Roster(msgspec.Struct, frozen=True):
    """A file as it was understood; nothing of it is saved yet."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    left: tuple[Left, ...]

    @property
    def good(self) -> tuple[NewParticipant, ...]:
        return tuple(row.new for row in self.rows if row.new is not None)

    @property
    def bad(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.new is None)


class NoCodenames(Refusal):
    status = 422
    message = N_(
        "The first row must name the columns, and one of them must be “代号” or “codename”. "
        "Real names cannot stand in for it."
    )


class _Wrong(ValueError):
    """A cell that does not fit; its text is the sentence."""


def understood(table: Table) -> Roster:
    """Return what the rows below the headings become, each with its own errors.

    Raises:
        NoCodenames
    """
    columns, left = _columns(table.rows[0])
    if "codename" not in columns.values():
        raise NoCodenames
    seen: dict[str, int] = {}
    rows = [_row(table, index, columns, seen) for index in range(1, len(table.rows))]
    return Roster(tuple(rows), tuple(f for f in HEADINGS if f in columns.values()), tuple(left))


def headings(locale: str) -> list[str]:
    """Return the headings of the template in one language."""
    return [names[0 if locale.startswith("zh") else 1] for names in HEADINGS.values()]


def _columns(heads: Sequence[str]) -> tuple[dict[int, str], list[Left]]:
    known = {_plain(name): field for field, names in HEADINGS.items() for name in names}
    columns: dict[int, str] = {}
    left: list[Left] = []
    for position, heading in enumerate(heads):
        field = known.get(_plain(heading))
        if field and field not in columns.values():
            columns[position] = field
        elif heading:
            left.append(Left(heading, _why_left(heading)))
    return columns, left


def _why_left(heading: str) -> str:
    plain = _plain(heading)
    if plain in map(_plain, _NAME):
        return gettext("Names stay at the school.")
    for piece, reason in FORBIDDEN.items():
        if _plain(piece) in plain:
            return gettext(reason)
    return gettext("We have no place for this column.")


def _row(table: Table, index: int, columns: Mapping[int, str], seen: dict[str, int]) -> Row:
    cells, number = table.rows[index], table.numbers[index]
    said = {field: cells[at] if at < len(cells) else "" for at, field in columns.items()}
    codename = said["codename"]
    if any((index, at) in table.formulas for at in columns):
        return Row(
            number, codename, wrong=gettext("A cell holds a formula. Please paste its value.")
        )
    remarks: list[str] = []
    try:
        new = tidied(_participant(said, remarks))
    except _Wrong as wrong:
        return Row(number, codename, wrong=str(wrong))
    if wrong_ones := wrong_fields(new):
        hides = "codename" in wrong_ones  # it may be a phone number: do not repeat it
        return Row(number, "" if hides else codename, wrong=" ".join(wrong_ones.values()))
    if new.codename in seen:
        sentence = gettext("This codename stands in row %(row)s already.")
        return Row(number, codename, wrong=sentence % {"row": seen[new.codename]})
    seen[new.codename] = number
    return Row(number, new.codename, new, remarks=tuple(remarks))


def _participant(said: Mapping[str, str], remarks: list[str]) -> NewParticipant:
    values: dict[str, Any] = {}
    for field, text in said.items():
        read = _READERS.get(field)
        values[field] = read(text) if read else _tags(field, text, remarks)
    try:
        return msgspec.convert(values, NewParticipant)
    except msgspec.ValidationError:
        long = gettext("The codename or number is too long (20 and 10 characters).")
        raise _Wrong(long) from None


def _tags(field: str, text: str, remarks: list[str]) -> tuple[str, ...]:
    found, unknown = [], []
    for word in re.split(r"[、,，;；/|]|\s{1,}", text):
        key = _lookup(field).get(_plain(word))
        if key:
            found.append(key)
        elif word.strip():
            unknown.append(word.strip())
    if unknown:
        sentence = gettext("Not on our list and left out: %(words)s.")
        remarks.append(sentence % {"words": "、".join(unknown)})
    return tuple(dict.fromkeys(found))


@cache
def _lookup(field: str) -> dict[str, str]:
    """Return every way to write the tags of a field, in all our languages and as keys."""
    ways = {_plain(word): key for word, key in _SHORT[field].items()}
    for key, name in _OFFERED[field].items():
        ways[_plain(key)] = key
        for locale in LOCALES:
            with speaking(locale):
                ways[_plain(gettext(name))] = key
    return ways


def _yes(text: str) -> bool:
    plain = _plain(text)
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise _Wrong(gettext("“%(text)s” is neither yes nor no.") % {"text": text[:20]})


def _age(text: str) -> AgeBand:
    """Read an age or an age group; only the group is kept."""
    numbers = [int(n) for n in re.findall(r"\d+", unicodedata.normalize("NFKC", text))]
    if not numbers:
        if text.strip():
            raise _Wrong(gettext("“%(text)s” is not an age.") % {"text": text[:20]})
        return AgeBand.UNKNOWN
    age = numbers[0]
    if not 6 <= age <= 120:  # noqa: PLR2004 -- whom we serve
        raise _Wrong(gettext("“%(text)s” is not an age.") % {"text": text[:20]})
    return next(band for least, band in reversed({**_BANDS, **_OLDER}.items()) if age >= least)


def _grade(text: str) -> int | None:
    plain = _plain(text)
    if not plain:
        return None
    if found := re.search(r"\d+", plain):
        number = int(found.group())
    else:
        words = re.findall(
            r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]", plain
        )
        number = _DIGITS.get(words[0], 0) if words else 0
    if plain.startswith("初") and 1 <= number <= 3:  # noqa: PLR2004 -- 初一 to 初三
        number += 6
    if plain.startswith("高") and 1 <= number <= 3:  # noqa: PLR2004 -- 高一 to 高三
        number += 9
    if not 1 <= number <= 12:  # noqa: PLR2004 -- school years
        raise _Wrong(gettext("“%(text)s” is not a grade from 1 to 12.") % {"text": text[:20]})
    return number


def _gender(text: str) -> Gender:
    plain = _plain(text)
    if plain in {"女", "女生", "女孩", "f", "female", "girl"}:
        return Gender.FEMALE
    if plain in {"男", "男生", "男孩", "m", "male", "boy"}:
        return Gender.MALE
    return Gender.UNSAID


def _priority(text: str) -> int:
    plain = _plain(text)
    if not plain:
        return 0
    if plain not in {"0", "1", "2", "3"}:
        raise _Wrong(gettext("A priority is a number from 0 to 3."))
    return int(plain)


def _text(text: str) -> str:
    return text


_READERS: dict[str, Callable[[str], Any]] = {
    "codename": _text,
    "partner_row": _text,
    "age_band": _age,
    "grade": _grade,
    "gender": _gender,
    "priority": _priority,
    **dict.fromkeys(("under_14", "same_gender", "allergy", "mobility", "ask_lead"), _yes),
}


def _plain(text: str) -> str:
    """Return a word as we compare it: half-width, lower case, no spaces, no brackets behind it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(re.sub(r"\(.*?\)$", "", folded).split()).strip("*:：")
