"""The cells of a school's list: what a word in each column means, in any language and however it is written."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec

from kit.i18n import LOCALES, gettext, speaking
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, Gender
from volunteers.rules.participants import NEEDS, AgeBand, NewParticipant
from volunteers.rules.roster_columns import plain
from volunteers.rules.telling import looks_like_a_name, tells_who

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


class Wrong(ValueError):
    """A cell that does not fit; its text is the sentence."""


def participant(said: Mapping[str, str], remarks: list[str]) -> NewParticipant:
    """Return what the cells of one row say, by field; `remarks` gets what was left out or looks odd.

    Raises:
        Wrong: with the sentence for the row.
    """
    values: dict[str, Any] = {}
    for field, text in said.items():
        read = _READERS.get(field)
        values[field] = read(text) if read else _tags(field, text, remarks)
    if looks_like_a_name(said.get("codename", "")):
        remarks.append(gettext("Looks like a real name. Is it really a codename?"))
    try:
        return msgspec.convert(values, NewParticipant)
    except msgspec.ValidationError:
        long = gettext("The codename or number is too long (20 and 10 characters).")
        raise Wrong(long) from None


def _tags(field: str, text: str, remarks: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    unknown: list[str] = []
    for phrase in re.split(r"[、,，;；/|]", text):
        whole = plain(phrase) in _lookup(field)  # “Saturday morning” is one thing
        for word in [phrase] if whole else phrase.split():
            key = _lookup(field).get(plain(word))
            (found if key else unknown).append(key or word)
    if unknown := [word for word in unknown if not tells_who(word)]:
        sentence = gettext("Not on our list and left out: %(words)s.")
        remarks.append(sentence % {"words": "、".join(unknown)})
    return tuple(dict.fromkeys(found))


@cache
def _lookup(field: str) -> dict[str, str]:
    """Return every way to write the tags of a field, in all our languages and as keys."""
    ways = {plain(word): key for word, key in _SHORT[field].items()}
    for key, name in _OFFERED[field].items():
        ways[plain(key)] = key
        for locale in LOCALES:
            with speaking(locale):
                ways[plain(gettext(name))] = key
    return ways


def _yes(text: str) -> bool:
    bare = plain(text)
    if bare in _YES:
        return True
    if bare in _NO:
        return False
    raise Wrong(gettext("“%(text)s” is neither yes nor no.") % {"text": text[:20]})


def _age(text: str) -> AgeBand:
    """Read an age or an age group; only the group is kept."""
    numbers = [int(n) for n in re.findall(r"\d+", unicodedata.normalize("NFKC", text))]
    if not numbers:
        if text.strip():
            raise Wrong(gettext("“%(text)s” is not an age.") % {"text": text[:20]})
        return AgeBand.UNKNOWN
    age = numbers[0]
    if not 6 <= age <= 120:  # noqa: PLR2004 -- whom we serve
        raise Wrong(gettext("“%(text)s” is not an age.") % {"text": text[:20]})
    return next(band for least, band in reversed({**_BANDS, **_OLDER}.items()) if age >= least)


def _grade(text: str) -> int | None:
    bare = plain(text)
    if not bare:
        return None
    if found := re.search(r"\d+", bare):
        number = int(found.group())
    else:
        words = re.findall(
            r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]", bare
        )
        number = _DIGITS.get(words[0], 0) if words else 0
    if bare.startswith("初") and 1 <= number <= 3:  # noqa: PLR2004 -- 初一 to 初三
        number += 6
    if bare.startswith("高") and 1 <= number <= 3:  # noqa: PLR2004 -- 高一 to 高三
        number += 9
    if not 1 <= number <= 12:  # noqa: PLR2004 -- school years
        raise Wrong(gettext("“%(text)s” is not a grade from 1 to 12.") % {"text": text[:20]})
    return number


def _gender(text: str) -> Gender:
    bare = plain(text)
    if bare in {"女", "女生", "女孩", "f", "female", "girl"}:
        return Gender.FEMALE
    if bare in {"男", "男生", "男孩", "m", "male", "boy"}:
        return Gender.MALE
    return Gender.UNSAID


def _priority(text: str) -> int:
    bare = plain(text)
    if not bare:
        return 0
    if bare not in {"0", "1", "2", "3"}:
        raise Wrong(gettext("A priority is a number from 0 to 3."))
    return int(bare)


def _text(text: str) -> str:
    return text


def _earlier(text: str) -> bool | None:
    return _yes(text) if text.strip() else None


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(one for one in re.split(r"[、,，;；/\s]+", text) if one)


_READERS: dict[str, Callable[[str], Any]] = {
    "codename": _text,
    "partner_row": _text,
    "age_band": _age,
    "grade": _grade,
    "gender": _gender,
    "priority": _priority,
    "source": _text,
    "earlier": _earlier,
    "together": _numbers,
    "apart": _numbers,
    **dict.fromkeys(("under_14", "same_gender", "allergy", "mobility", "ask_lead"), _yes),
}
