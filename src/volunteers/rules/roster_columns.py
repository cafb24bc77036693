"""The columns of a school's list: what each may be called, which stay at the school, and what we make of them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from kit.i18n import N_, gettext

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
    "source": ("学校", "school", "选送学校", "来源", "所在学校", "source"),
    "earlier": ("参加过", "took part before", "往届参加", "老营员", "是否参加过", "earlier"),
    "together": ("一起", "together", "和谁一起", "兄弟姐妹序号", "同住", "siblings"),
    "apart": ("分开", "apart", "和谁分开", "不同组", "keep apart"),
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


class Left(msgspec.Struct, frozen=True):
    """A column that stays out, and why; one that is `barred` is not read, whatever somebody chooses."""

    heading: str
    reason: str
    barred: bool = False


class Columns(msgspec.Struct, frozen=True):
    """Position → field for the columns that are read, and those that stay out."""

    fields: dict[int, str]
    left: tuple[Left, ...]


def guessed(heads: Sequence[str]) -> Columns:
    """Return what each column is by its heading, in whatever language we know."""
    known = {plain(name): field for field, names in HEADINGS.items() for name in names}
    return chosen(heads, {at: known.get(plain(heading), "") for at, heading in enumerate(heads)})


def chosen(heads: Sequence[str], wanted: Mapping[int, str]) -> Columns:
    """Return what somebody made of the columns; each field is taken once, and a barred one never."""
    fields: dict[int, str] = {}
    left: list[Left] = []
    for at, heading in enumerate(heads):
        field, why = wanted.get(at, ""), barred(heading)
        if why:
            left.append(Left(heading, why, barred=True))
        elif field in HEADINGS and field not in fields.values():
            fields[at] = field
        elif heading and field in HEADINGS:
            left.append(Left(heading, gettext("Another column is that already.")))
        elif heading:
            left.append(Left(heading, gettext("We have no place for this column.")))
    return Columns(fields, tuple(left))


def barred(heading: str) -> str:
    """Return why a column stays at the school, "" if it may come in."""
    bare = plain(heading)
    if any(bare == plain(name) for names in HEADINGS.values() for name in names):
        return ""
    if bare in map(plain, _NAME):
        return gettext("Names stay at the school.")
    for piece, reason in FORBIDDEN.items():
        if plain(piece) in bare:
            return gettext(reason)
    return ""


def headings(locale: str) -> list[str]:
    """Return the headings of the template in one language."""
    return [names[0 if locale.startswith("zh") else 1] for names in HEADINGS.values()]


def plain(text: str) -> str:
    """Return a word as we compare it: half-width, lower case, no spaces, no brackets behind it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(re.sub(r"\(.*?\)$", "", folded).split()).strip("*:：")
