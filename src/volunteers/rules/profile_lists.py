"""A list of people from a spreadsheet: which column is what, and what each row becomes."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from kit.errors import Refusal
from kit.i18n import N_, gettext
from kit.sheets import Table
from volunteers.rules.applications import FREE_TIMES, INTERESTS, LANGUAGES, SKILLS
from volunteers.rules.hours import NewHours
from volunteers.rules.profiles import NewProfile, tidied, wrong_fields

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "name", "名字", "full name"),
    "student_no": ("学号", "student number", "student no", "student no.", "学号/工号", "id"),
    "college": ("学院", "college", "院系", "学院(部)", "department", "faculty"),
    "year": ("年级", "year", "grade", "入学年份"),
    "phone": ("电话", "phone", "手机", "手机号", "联系电话", "联系方式", "mobile"),
    "email": ("邮箱", "e-mail", "email", "电子邮箱", "mail"),
    "skills": ("特长", "skills", "技能"),
    "interests": ("兴趣", "interests", "爱好"),
    "languages": ("语言", "languages", "方言", "语言方言"),
    "free": ("方便时间", "free times", "空闲时间", "有空时间"),
    "note": ("备注", "note", "remarks", "说明"),
    "hours": ("已有时长", "hours so far", "服务时长", "志愿时长", "时长", "hours", "时长(小时)"),
}
CHOICES = {"skills": SKILLS, "interests": INTERESTS, "languages": LANGUAGES, "free": FREE_TIMES}
MOST_HOURS = 2_000
MINUTES = 60


BROUGHT = N_("Hours from before")


class Row(msgspec.Struct, frozen=True):
    """One row of a list: what it becomes, or why it does not fit; `number` is its line in the file."""

    number: int
    name: str = ""
    new: NewProfile | None = None
    minutes: int = 0
    wrong: str = ""


class Understood(msgspec.Struct, frozen=True):
    """A whole list, the columns that were not read by their headings."""

    rows: tuple[Row, ...]
    left: tuple[str, ...] = ()

    @property
    def good(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.new)

    @property
    def bad(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.new)


class NoNames(Refusal):
    status = 422
    message = N_("We found no columns called 姓名 and 学号 (name and student number).")


def headings(locale: str) -> list[str]:
    """Return the headings of a list in one language, in the order a list of ours has."""
    return [names[0 if locale.startswith("zh") else 1] for names in HEADINGS.values()]


def understood(table: Table) -> Understood:
    """Return what a table becomes, row by row.

    Raises:
        NoNames: its first row has no headings for name and number.
    """
    heads = table.rows[0] if table.rows else ()
    known = {_plain(name): field for field, names in HEADINGS.items() for name in names}
    columns: dict[str, int] = {}
    left: list[str] = []
    for position, heading in enumerate(heads):
        field = known.get(_plain(heading))
        if field and field not in columns:
            columns[field] = position
        elif heading:
            left.append(heading)
    if not {"name", "student_no"} <= columns.keys():
        raise NoNames
    rows, seen = [], set[str]()
    for index, cells in enumerate(table.rows[1:], start=1):
        row = _row(table, index, cells, columns)
        if row.new and row.new.student_no in seen:
            row = Row(row.number, row.name, wrong=gettext("This number stands twice in the file."))
        elif row.new:
            seen.add(row.new.student_no)
        rows.append(row)
    return Understood(tuple(rows), tuple(left))


def brought(row: Row, on: date) -> NewHours | None:
    """Return the hours somebody brings along, None where the list says none."""
    if not row.minutes:
        return None
    return NewHours(title=gettext(BROUGHT), on=on, minutes=row.minutes)


def _row(table: Table, index: int, cells: Sequence[str], columns: Mapping[str, int]) -> Row:
    number = table.numbers[index]
    # An apostrophe in front is how our own lists keep a number like +86 … from being computed.
    said = {
        field: cells[at].strip().removeprefix("'") if at < len(cells) else ""
        for field, at in columns.items()
    }
    if any((index, at) in table.formulas for at in columns.values()):
        return Row(number, said["name"], wrong=gettext("A formula stands in this row."))
    minutes = _minutes(said.get("hours", ""))
    if minutes is None:
        wrong = gettext("These hours cannot be read: “%(text)s”.") % {"text": said["hours"]}
        return Row(number, said["name"], wrong=wrong)
    texts = {f: text for f, text in said.items() if f != "hours" and f not in CHOICES}
    for field, longest in _LONGEST.items():
        if len(texts.get(field, "")) > longest:
            return Row(number, said["name"][:60], wrong=gettext("A cell of this row is too long."))
    chosen = {field: _chosen(field, said.get(field, "")) for field in CHOICES}
    new = tidied(msgspec.convert({**texts, **chosen}, NewProfile))
    if wrongs := wrong_fields(new):
        return Row(number, new.name, wrong=" ".join(wrongs.values()))
    return Row(number, new.name, new, minutes)


_LONGEST = {
    "name": 60, "student_no": 30, "college": 100, "year": 20, "phone": 40, "email": 254, "note": 300,
}  # fmt: skip


def _chosen(field: str, text: str) -> tuple[str, ...]:
    """Return which of our words a cell names, in Chinese, English or as we write keys."""
    words = {_plain(one) for one in _split(text)}
    offered = CHOICES[field]
    return tuple(
        key
        for key, name in offered.items()
        if not words.isdisjoint((_plain(key), _plain(name), _plain(gettext(name))))
    )


def _split(text: str) -> list[str]:
    for mark in "、，；;／/\n":
        text = text.replace(mark, ",")
    return [one.strip() for one in text.split(",") if one.strip()]


def _minutes(text: str) -> int | None:
    """Return hours as minutes, 0 for none, None for what is no number of hours."""
    plain = unicodedata.normalize("NFKC", text).lower()
    for unit in ("小时", "hours", "h", "时"):
        plain = plain.removesuffix(unit).strip()
    if not plain:
        return 0
    try:
        hours = float(plain)
    except ValueError:
        return None
    return round(hours * MINUTES) if 0 <= hours <= MOST_HOURS else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
