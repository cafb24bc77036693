"""The list for the gatehouse: who comes in on the day, as far as each of them agreed to be named."""

from typing import ClassVar

import msgspec

from exports.rules.papers import Paper


class GateRow(msgspec.Struct, frozen=True):
    """One person: the name, and in one line what else they agreed to show. No phones."""

    name: str
    line: str = ""


class GateList(Paper, frozen=True, kw_only=True):
    """Names to tick as people come in; `unnamed` more come with the group."""

    template: ClassVar[str] = "documents/gate_list.html"
    sheets: ClassVar[tuple[str, ...]] = ("paper.css", "paper-lists.css")

    rows: tuple[GateRow, ...] = ()
    unnamed: int = 0
