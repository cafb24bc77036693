"""The chapters of the plan as text, each with the key of the data its page shows."""

from itertools import zip_longest

import msgspec

from events.rules.plans import PlanSection
from events.rules.reading import names
from events.rules.reading.lines import Span, clean
from events.rules.reading.outline import Outline

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


def sections(shape: Outline, text: str) -> list[tuple[PlanSection, Span]]:
    """Return the major chapters with their whole text."""
    major = [c for c in shape.chapters if c.major and c.line and c is not names.named_by(shape)]
    found = []
    for chapter, following in zip_longest(major, major[1:]):
        assert chapter.line is not None
        start = (
            chapter.items[0].start
            if chapter.items and chapter.items[0].line == chapter.line
            else chapter.line.end
        )
        end = following.line.start if following and following.line else len(text)
        body = text[start:end].replace("\x00", "").replace("\r\n", "\n").strip()
        heading = clean(chapter.heading, 100) or "?"
        section = PlanSection(heading=heading, text=body, key=_KEYS.get(chapter.key, ""))
        found.append((section, (chapter.line.start, end)))
    return _once(found)[:200]


def _once(found: list[tuple[PlanSection, Span]]) -> list[tuple[PlanSection, Span]]:
    """A page has one chapter per key; a second one is free text."""
    seen: set[str] = set()
    answer = []
    for section, span in found:
        again = section.key in seen
        seen.add(section.key)
        answer.append((msgspec.structs.replace(section, key="") if again else section, span))
    return answer
