"""A step told as a story (`到达以后先…,然后…。最后…`) falls into the moments it tells."""

import re

from events.rules.reading.lines import clean

_CLAUSE = re.compile(r"[^,。;!?]+")
_AFTERWARDS = re.compile(
    r"\s*(?:在)?(?P<what>[^,。;]{2,14}?)(?:过后|之后|以后|完后|完之后|结束后|完成后|后)\s*$"
)
_NEXT = re.compile(
    r"\s*(?:然后|接着|随后|最后|紧接着|其后|离开时|临走时|afterwards|then|finally)\s*"
)
_NO_EVENT = re.compile("到达|抵达|活动|来到|集合|出发|整理|准备")
_FILLER = re.compile(
    r"^(?:\s|首先|要先|要|先|再|可以|各组|每组成员|每组|全队人员|全体人员|全队|全体|统一|大家|由|我们|志愿者们|并)+"
)
_SUCH_AS = re.compile(r"\s*(?:可以|比如|例如)(?:帮助?|替)(?:他们|她们|大家|老人们?|孩子们?)?")
SHORTEST = 25
LONGEST_TITLE = 24

Moment = tuple[int, int, str]


def split(text: str, folded: str, told: str) -> list[Moment]:
    """Return (start, end, title) of each moment; `told` is what the steps before said.

    `X过后` is a moment of its own where nobody spoke of X before.
    """
    moments: list[Moment] = []
    start: int | None = None
    first = ""
    for clause in _CLAUSE.finditer(folded):
        after = _AFTERWARDS.match(clause[0])
        following = _NEXT.match(clause[0])
        if after or following:
            if start is not None:
                moments.append((start, clause.start(), first))
            start, first = None, ""
        if after:
            what = after["what"]
            known = told + folded[: clause.start()]
            if not _NO_EVENT.search(what) and not any(
                what[n : n + 2] in known for n in range(len(what) - 1)
            ):
                at = clause.start() + after.start("what")
                moments.append((at, clause.end(), clean(text[at : at + len(what)])))
            continue
        begin = clause.start() + (following.end() if following else 0)
        if start is None and folded[begin : clause.end()].strip():
            start, first = begin, _named(text[begin : clause.end()])
        elif start is not None and (plainer := _SUCH_AS.match(clause[0])):
            first = _named(text[clause.start() + plainer.end() : clause.end()]) or first
    if start is not None:
        moments.append((start, len(folded), first))
    return [(a, b, title) for a, b, title in moments if title]


def _named(clause: str) -> str:
    bare = _FILLER.sub("", clean(clause))
    return clean(bare or clause, LONGEST_TITLE)
