"""The standing work of a programme: titled activities, what is set up, courses, and what recurs."""

import re
from collections.abc import Iterator

import msgspec

from events.rules.plan_parts import PlanWork
from events.rules.plans import Promise
from events.rules.reading import hours, listing
from events.rules.reading.blocks import Found
from events.rules.reading.lines import Span, clean, unquoted
from events.rules.reading.outline import Item, Outline

_DONE = "系列|主题|班会|队会|竞赛|比赛|大赛|活动|评选|行动|讲座|展览|晚会|征文|工程|课堂|训练营"
_TITLED = re.compile(rf'["《](?P<t>[^"《》]{{2,40}})["》](?=[一-鿿]{{0,4}}?(?:{_DONE}))')
_ABOUT = re.compile(
    r'以(?P<all>(?:["《][^"《》]{2,40}["》][、,和]?){1,6})为(?!主要)[一-鿿]{0,2}(?:主题|内容|题)'
)
_SET_UP = re.compile(
    r'(?:开通|开设|设立|成立|建立|创办|设置|组建|开办)(?P<all>(?:["《][^"《》]{2,20}["》][、,和]?){1,6})(?![一-鿿])'
)
_QUOTED = re.compile(r'["《](?P<t>[^"《》]{2,40})["》]')
_JOINT = re.compile(
    r"(?:共同|一起|共)(?P<verb>[一-鿿]{1,2}?)一(?:次|顿|个|场|本|回|堂|棵|首|支|封|份|篇|遍)(?P<what>[^,。;、]{1,8})"
)
_COURSES = re.compile(
    r"(?:举办|开设|开展|组织)(?P<all>(?:[一-鿿]{2,8}、){1,9}[一-鿿]{2,8}?)等(?:各类|各种|多种)?(?:培训|课程|兴趣班|班|兴趣小组|社团|讲座)"
)
_TRAININGS = re.compile(
    r"(?:进行|开展|举办|组织)(?P<all>[^,。;、和与]{2,12}(?:培训|课)(?:[和与、][^,。;、和与]{2,12}(?:培训|课))+)"
)
_CHOSEN = re.compile(
    r"(?:^|[,。;、])(?:\s|将|还|要|每年|开展|举办|进行|组织|举行|了|年终)*(?P<t>[^,。;、\"]{2,20}?(?:评选|募捐活动|义卖活动))(?=等?[,。;、]|$)"
)
_DOES = re.compile(
    r"(?:进行|开展|举办|召开|举行|组织|开设|参加)(?:了)?(?:一|两|二|三|\d|至|到|-){0,3}(?:次|节|场|回|堂)?(?P<what>(?![一二两三四五六七八九十\d]{1,2}[次节场回堂篇封]$)[^,。;:]{2,40}?)(?=[,。;]|$)"
)
_NAMED = re.compile(
    r"(?:安排|开设|举办|召开|组织|上)(?P<what>[^,。;]{2,12}?(?:课|会议|讲座|培训|班会))"
)
_CONTACT = re.compile("电话|通话|联系|写信|写一封|视频|书信|contact|call|write")
# What people do stands behind the last verb: 组织孩子进行一次朗读.
_VERB = re.compile("^.*(?:进行|开展|举办|召开|举行)(?:一|两|二|三|\\d)?(?:次|节|场|回|堂)?")
BEFORE = 40
MOST = 100

Work = tuple[PlanWork, Span]


def works(
    outline: Outline, steps: list[Found], promises: list[tuple[Promise, Span, int]], title: str
) -> list[Work]:
    """Return the work in its order, each title once; `steps` are activities without a day."""
    found: list[Work] = [*_recurring(outline, promises)]
    for chapter in outline.chapters:
        area = clean(chapter.heading, 60)
        for item in chapter.items:
            found += [(w, s) for w, s in _in(item, area) if w.title not in title]
    taken = [span for _, span in found]
    for step in steps:
        a, b = step.span
        if not any(a <= start < b for start, _ in taken):
            found.append((_step(outline, step), step.span))
    first: dict[str, Work] = {}
    for work, span in found:
        first.setdefault(work.title, (work, span))
    return sorted(first.values(), key=lambda one: one[1])[:MOST]


def _step(outline: Outline, step: Found) -> PlanWork:
    area = next(
        (c.heading for c in outline.chapters for i in c.items if i.line.number == step.line), ""
    )
    return PlanWork(title=clean(step.step.title, 200), area=clean(area, 60), text=clean(step.said))


def _in(item: Item, area: str) -> Iterator[Work]:
    for pattern in (_ABOUT, _SET_UP):
        for whole in pattern.finditer(item.folded):
            for match in _QUOTED.finditer(item.folded, *whole.span("all")):
                yield _work(item, match.span("t"), area)
    for match in _TITLED.finditer(item.folded):
        yield _work(item, match.span("t"), area)
    for match in _CHOSEN.finditer(item.folded):
        work, span = _work(item, match.span("t"), area)
        yield msgspec.structs.replace(work, title=_VERB.sub("", work.title)), span
    for match in _JOINT.finditer(item.folded):
        verb = item.text[match.start("verb") : match.end("verb")]
        work, span = _work(item, match.span("what"), area)
        yield msgspec.structs.replace(work, title=verb + work.title), span
    for pattern in (_COURSES, _TRAININGS):
        for whole in pattern.finditer(item.folded):
            for name, span in listing.parts(item, *whole.span("all")):
                yield PlanWork(title=_VERB.sub("", name), area=area), span


def _work(item: Item, edges: Span, area: str) -> Work:
    start, end = edges
    span = (item.start + start, item.start + end)
    return PlanWork(title=clean(item.text[start:end]), area=area), span


def _recurring(outline: Outline, promises: list[tuple[Promise, Span, int]]) -> Iterator[Work]:
    """What comes back every week, month, term or year; contact between people is a duty, no work."""
    for promise, span, number in promises:
        if _CONTACT.search(promise.text.lower()):
            continue
        line = outline.lines[number - 1]
        at = span[0] - line.start, span[1] - line.start
        clock = next(iter(hours.clocks(line.folded[at[0] : at[1]])), None)
        area = next(
            (c.heading for c in outline.chapters for i in c.items if i.line.number == number), ""
        )
        work = PlanWork(
            title=_title(line.text, line.folded, at) or promise.text,
            area=clean(area, 60),
            text=promise.text,
            per=promise.per,
            weekday=promise.weekday,
            start=clock.start if clock else None,
        )
        yield work, span


def _title(text: str, folded: str, at: Span) -> str:
    """Return what is done: behind its verb, else what the words before speak of."""
    start, end = at
    if match := _DOES.search(folded, start, end):
        return unquoted(_VERB.sub("", clean(text[match.start("what") : match.end("what")], 60)))
    before = list(_NAMED.finditer(folded, max(0, start - BEFORE), start))
    if before:
        return clean(text[before[-1].start("what") : before[-1].end("what")], 60)
    return clean(text[start:end], 60)
