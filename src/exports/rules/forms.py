"""Forms that go round for signatures: the application for an activity, and what has changed since."""

from collections.abc import Iterable
from math import ceil
from typing import ClassVar

import msgspec

from exports.rules.papers import Paper
from exports.rules.profiles import Profile
from kit import typography

PAGE = 262.0  # mm of an A4 page that hold a form, its title taking 19 of them
WIDE, NARROW, LABEL = 38.0, 15.0, 6.5  # em of a line in a wide cell, a narrow one, a label


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled cell. A `wide` one has a row of its own, at least `height` mm high."""

    label: str
    lines: tuple[str, ...] = ()
    wide: bool = False
    height: float = 0


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """A box to sign; whoever has decided already is named with the day, and a comment if any."""

    title: str
    name: str = ""
    day: str = ""
    comment: str = ""


class ApprovalForm(Paper, frozen=True, kw_only=True):
    """The 活动申请审批表; the PDF holds `copies` of it, each with its number."""

    template: ClassVar[str] = "documents/approval_form.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-forms.css")

    fields: tuple[Field, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    copies: int = 3
    profile: Profile = Profile()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is no longer as it was agreed to; `reopens` names whose agreement falls with it."""

    what: str
    old: str = ""
    new: str = ""
    reopens: tuple[str, ...] = ()


class DiffSheet(Paper, frozen=True, kw_only=True):
    """The 变更对照表, with the boxes that have to be signed again."""

    template: ClassVar[str] = "documents/diff_sheet.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-forms.css")

    since: str = ""
    differences: tuple[Difference, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    profile: Profile = Profile()


def rows(fields: tuple[Field, ...]) -> list[tuple[Field, ...]]:
    """Put fields into rows of a form: two narrow ones share a row, a wide one has its own."""
    found: list[tuple[Field, ...]] = []
    for field in fields:
        before = found[-1] if found else ()
        if not field.wide and len(before) == 1 and not before[0].wide:
            found[-1] = (*before, field)
        else:
            found.append((field,))
    return found


def is_crowded(form: ApprovalForm) -> bool:
    """Say whether the form at its usual size would run over its page: then it is set smaller."""
    boxes = len(pairs(form.opinions)) * 24.3 + 10
    return 19 + sum(_height(row) for row in rows(form.fields)) + boxes > PAGE


def _height(row: tuple[Field, ...]) -> float:
    """Return about how many mm a row of a form is high."""
    across = WIDE if len(row) == 1 else NARROW
    most = max(
        max(_lines(field.label, LABEL), sum(_lines(line, across) for line in field.lines))
        for field in row
    )
    return max(7.4, 5.1 * most + 1.7, *(field.height + 1.4 for field in row))


def _lines(text: str, across: float) -> int:
    return max(1, ceil(typography.width(text) / across))


def pairs(opinions: Iterable[Opinion]) -> list[tuple[Opinion, ...]]:
    """Put the boxes in pairs, as a form has them."""
    several = tuple(opinions)
    return [several[at : at + 2] for at in range(0, len(several), 2)]
