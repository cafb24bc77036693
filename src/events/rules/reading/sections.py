"""The chapters of the plan as text, each with the key of the data its page shows."""

import re
from itertools import zip_longest

import msgspec

from events.rules.plans import PlanSection
from events.rules.reading import attached, headings, names
from events.rules.reading.lines import Span, clean, fold
from events.rules.reading.outline import Chapter, Outline

# Chapters whose page shows data instead of text.
_KEYS = {
    "background": "background",
    "theme": "theme",
    "purposes": "purposes",
    "time": "time",
    "time_place": "time",
    "place": "place",
    "people": "people",
    "schedule": "schedule",
    "follow_up": "follow_up",
    "budget": "budget",
    "notes": "notes",
    "safety": "safety",
    "host": "parties",
    "organiser": "parties",
}
_PARTIES = {"parties", "co_organiser", "co_issuer", "supervisor", "partner", "venue"}
_BEHIND_IT = re.compile("who (?:is behind|runs|hosts|organi[sz]es)")
_AND = re.compile(r"\s*(?:、|,|与|和|及|&|\band\b)\s*")


def sections(shape: Outline, text: str) -> list[tuple[PlanSection, Span]]:
    """Return the major chapters with their whole text."""
    major = [c for c in shape.chapters if c.major and c.line and c is not names.named_by(shape)]
    attaches = any(c.kind == attached.KEY for c in major)
    found = []
    for chapter, following in zip_longest(major, major[1:]):
        assert chapter.line is not None
        if attaches and chapter.items and all(attached.names(i.line) for i in chapter.items):
            continue  # the list of the annexes that follow
        start = (
            chapter.items[0].start
            if chapter.items and chapter.items[0].line == chapter.line
            else chapter.line.end
        )
        end = following.line.start if following and following.line else len(text)
        body = text[start:end].replace("\x00", "").replace("\r\n", "\n").strip()
        heading = clean(chapter.heading, 100) or "?"
        section = PlanSection(heading=heading, text=body, key=_key(chapter, heading))
        found.append((section, (chapter.line.start, end)))
    return _once(found)[:200]


def _key(chapter: Chapter, heading: str) -> str:
    if chapter.kind == attached.KEY:
        return attached.about(fold(heading))
    if _BEHIND_IT.match(fold(heading)):
        return "parties"
    return _KEYS.get(chapter.key) or _of_parts(heading)


def _of_parts(heading: str) -> str:
    """Return the key of a heading of several words that are about the same: 主办、承办与协办单位."""
    parts = [part for part in _AND.split(fold(heading)) if part]
    about = {_KEYS.get(key, key) for part in parts if (key := headings.key(part))}
    if about <= _PARTIES and about:
        return "parties"
    known = len(parts) > 1 and all(headings.key(part) for part in parts)
    return about.pop() if known and len(about) == 1 and about <= set(_KEYS.values()) else ""


def _once(found: list[tuple[PlanSection, Span]]) -> list[tuple[PlanSection, Span]]:
    """A page has one chapter per key; a second one is free text."""
    seen: set[str] = set()
    answer = []
    for section, span in found:
        again = section.key in seen
        seen.add(section.key)
        answer.append((msgspec.structs.replace(section, key="") if again else section, span))
    return answer
