"""Lists inside a sentence: `书籍、文具或玩具等` in its parts, each with where it stands."""

import re

from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Item

_BETWEEN = re.compile(r"[、,;/]\s?|(?<=[^\s])(?:以及|及|和|与|或)(?=..)|\s(?:and|or|&)\s|\s{2,}")
_ENDS = re.compile(r"(?:等(?:等|各类|各种|各)?(?:物品|用品)?|etc\.?|and so on)\s*$")
_FRONT = re.compile(
    r"^(?:\s|以及|及|和|与|或|并|所需(?:要)?的|所需|需要的|必要的|相关|相应的|一些|若干|适量|好|一个|一份|the |some |any |and |your |own |a |an )+"
)
LONGEST = 30

Part = tuple[str, Span]


def parts(item: Item, start: int, end: int, longest: int = LONGEST) -> list[Part]:
    """Return the parts of the list between two offsets of `item`; what is too long is a sentence."""
    found: list[Part] = []
    cuts = [m.span() for m in _BETWEEN.finditer(item.folded, start, end)]
    at = start
    for stop, following in [*cuts, (end, end)]:
        begin, last = _trimmed(item.folded, at, stop)
        name = clean(item.text[begin:last], 100)
        if name and re.search(r"[^\W\d_]", name) and last - begin <= longest:
            found.append((name, (item.start + begin, item.start + last)))
        at = following
    return found


def _trimmed(folded: str, start: int, end: int) -> Span:
    """Return the edges without words that only join or fill."""
    if ends := _ENDS.search(folded, start, end):
        end = ends.start()
    front = _FRONT.match(folded[start:end])
    return start + (front.end() if front else 0), end


def once(found: list[Part]) -> list[Part]:
    """Return each name once, where it stands first."""
    first: dict[str, Span] = {}
    for name, span in found:
        first.setdefault(name, span)
    return list(first.items())


def clause(item: Item, at: int, marks: str = ",。;!?") -> tuple[int, int]:
    """Return the edges of the clause of `item` that holds the offset `at`."""
    left = max(item.folded.rfind(mark, 0, at) for mark in marks) + 1
    ends = [found for mark in marks if (found := item.folded.find(mark, at)) >= 0]
    return left, min(ends, default=len(item.folded))
