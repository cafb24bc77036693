"""The schedule: each written step becomes one block or more; lanes where groups run at the same time."""

import re
from datetime import date

import msgspec

from events.rules.plans import Step, When, clock_of, minute
from events.rules.reading import (
    durations,
    grids,
    hours,
    lanes,
    moments,
    owners,
    programmes,
    step_days,
    timetables,
    titles,
)
from events.rules.reading.blocks import Found, State
from events.rules.reading.lines import clean, fold
from events.rules.reading.outline import Item, Outline

_FRONTS = re.compile(
    r"\W*(?:时间|时段|time|from|第.{1,4}|周.|星期.|上午|下午|晚上?|day \d+|[a-z]{3,9}day)?\W*"
)
LONGEST_BARE = 60  # a longer line without number or time is prose
_NO_STEP = re.compile(r"^见|附件|附\d|。.")
_HALF = re.compile(r"\W{0,2}(?P<half>上午|下午|晚上|中午|早上|morning|afternoon|evening)\W{0,3}$")
_VAGUE = re.compile("指定地点|另行安排|地点待定|地点另|to be announced|to be decided|tba\\b")
_AT = re.compile(
    r"(?:地点|在)\s?:\s?(?P<p>[^\s,。;()]{2,30})|\(\s?地点\s?:\s?(?P<q>[^()]{2,30})\)|(?<![\w.])@\s?(?P<r>[^,;()]{2,30})"
)


def read(outline: Outline, when: When, today: date) -> tuple[list[Found], list[Item]]:
    """Return the blocks in their order, and items of the schedule that are preparations instead."""
    state = State(
        when.start_date,
        today,
        found=[],
        last=when.end_date,
        hours=(when.start_time, when.end_time),
    )
    early: list[Item] = []
    chapters = outline.of("schedule") or [
        c
        for c in outline.chapters
        if not c.key and programmes.timed([one for i in c.items for one in programmes.hourly(i)])
    ]
    if when.end_date != when.start_date:
        chapters += [c for c in outline.chapters if not c.key and step_days.dated(c)]
    for chapter in chapters:
        if chapter.line and chapter.key == "schedule":
            step_days.of_heading(chapter, state)
        tables, rest = grids.split(chapter.items)
        for table in tables:
            timetables.rows(table, state)
        before, now = programmes.arrived([one for i in rest for one in programmes.hourly(i)])
        early += before
        if chapter.inherited and (head := programmes.headed(chapter)):
            _line(head, state, shaped=True)
            now = [msgspec.structs.replace(item, kind="") for item in now]
            shaped = True
        else:
            shaped = any(i.kind for i in now) or programmes.timed(now)
        for item in now:
            if len(state.found) < programmes.MOST_STEPS:
                _line(item, state, shaped=shaped)
    if not state.found:
        for item in programmes.elsewhere(outline):
            _line(item, state, shaped=True)
    return durations.timed_through(lanes.side_by_side(state.found), when.start_time), early


class _Spell(msgspec.Struct, frozen=True):
    """What is known of a step before its own words are read: when it is, and what is shared."""

    day: int
    start: str | None = None
    end: str | None = None
    minutes: int | None = None
    lane: str | None = None
    title: str = ""
    owner: str | None = None


def _line(item: Item, state: State, *, shaped: bool) -> None:
    """Add what one line says; `shaped` says that steps are numbered or timed here."""
    on, at, dated = step_days.of_item(item, state)
    half = _HALF.match(item.folded, at)
    if half:
        state.half = half["half"]
    if half or at >= len(item.folded.rstrip()):
        return
    clock = _clock_of(item, at, on, state)
    if shaped and not (clock or item.kind or dated):
        state.found = lanes.all_at_once(state.found, item.folded)
        if step_days.alike(item.folded):
            state.found = step_days.every_day(state)
            return
        _add_note(state, item)
        return
    if not shaped and (len(item.folded) > LONGEST_BARE or _NO_STEP.search(item.folded)):
        return
    start, end = _clock(clock, state.half, item.folded) if clock else (None, None)
    named = _before(item, at, clock) if clock else ""
    if clock and not named:
        at = clock.span[1]
        at += len(item.folded[at:]) - len(item.folded[at:].lstrip(" ,:;)-|、."))
    minutes = titles.minutes(item.folded)
    if start and end and minute(end) > minute(start):
        minutes = minute(end) - minute(start)
    for day in on:
        _pieces(item, at, state, _Spell(day, start, end, minutes, title=named))


def _clock_of(item: Item, at: int, on: list[int], state: State) -> hours.Clock | None:
    """Return the time that stands in front of a step, in the half of the day it continues."""
    clock = next(iter(hours.clocks(item.folded)), None)
    if clock is None or clock.span[0] > at + programmes.FRONT:
        return None
    return hours.continued(clock, state.before(on[0]), state.hours)


def _clock(clock: hours.Clock, half: str, folded: str) -> tuple[str, str | None]:
    """A time under the heading 下午 is in the afternoon."""
    late = half in ("下午", "晚上", "afternoon", "evening")
    if not late or re.search("上午|早|am", folded[: clock.span[1]]):
        return clock.start, clock.end
    return _later(clock.start), _later(clock.end) if clock.end else None


def _later(clock: str) -> str:
    return clock_of(minute(clock) + 12 * 60) if minute(clock) < 12 * 60 else clock


def _pieces(item: Item, at: int, state: State, spell: _Spell) -> None:
    """Add the step, in several lanes where the line says what each group does."""
    with_ = msgspec.structs.replace
    if apart := lanes.places(item.folded, at):
        step = Step(
            title=spell.title,
            day=spell.day,
            start=spell.start,
            end=spell.end if spell.start else None,
            minutes=spell.minutes,
            floating=spell.start is None,
        )
        state.found += lanes.apart(item, at, apart, step)
        return
    each = lanes.each(item.folded, at)
    shared = owners.owner(item.text[each[-1].end() :]) if each else None
    for lane in each:
        name = clean(item.text[lane.start("lane") : lane.end("lane")])
        lead = shared[0] if shared else None
        _add(item, lane.span("what"), state, with_(spell, lane=name, owner=lead))
    if each:
        return
    for letter, half in zip("AB", lanes.halves(item.folded, at), strict=False):
        _add(item, half, state, with_(spell, lane=f"{letter} 组"))
    if lanes.halves(item.folded, at):
        return
    end = len(item.text)
    one = lanes.ONE.match(item.folded, at)
    if one and one.end() < len(item.folded):
        name = clean(item.text[one.start("lane") : one.end("lane")])
        _add(item, (one.end(), end), state, with_(spell, lane=name))
        return
    parts = _moments(item, at, state) if item.kind and not spell.start else []
    for begin, stop, title in parts:
        cut = (at + begin, at + stop)
        _add(item, cut, state, with_(spell, minutes=None, title=title))
    if not parts:
        _add(item, (at, end), state, spell)


def _moments(item: Item, at: int, state: State) -> list[moments.Moment]:
    """Return the moments of a step told as a story; none where it is one step."""
    text, folded = item.text[at:], item.folded[at:]
    if len(folded) <= moments.SHORTEST or titles.label(folded):
        return []
    parts = moments.split(text, folded, "".join(found.said for found in state.found))
    return parts if len(parts) > 1 or any(begin for begin, _, _ in parts) else []


def _add(item: Item, cut: tuple[int, int], state: State, spell: _Spell) -> None:
    at, end = cut
    text, folded = item.text[at:end], item.folded[at:end]
    durations.minutes_of_the_one_before(folded, state, spell.day)
    title = spell.title or titles.title(text, folded)
    if not title:
        return
    who = owners.owner(text) or owners.given_name(text)
    who = who or (owners.last(text) if spell.start else None)
    if who and who[2] >= len(text.rstrip()) and re.search(r"[\s\u3000—–-]$", text[: who[1]]):
        edge = len(text[: who[1]].rstrip(" \u3000—–―─-"))
        title = titles.title(text[:edge], folded[:edge]) or title
    owner = who[0] if who else spell.owner
    step = Step(
        title=title,
        day=spell.day,
        start=spell.start,
        end=spell.end if spell.start else None,
        minutes=spell.minutes,
        place=_place(text, folded),
        owner=clean(owner, 100) or None if owner else None,
        lane=spell.lane,
        floating=spell.start is None,
        with_children=bool(titles.CHILDREN.search(folded)),
        note=titles.rest(text, folded),
    )
    made = lanes.parted(step, folded)
    if lanes.is_setup(folded, state.found):
        made.insert(0, lanes.setup(step))
    span = (item.start + at, item.start + end)
    state.found += [Found(one, span, item.line.number, item.text) for one in made]


def _place(text: str, folded: str) -> str | None:
    place = _AT.search(folded)
    if place is None or _VAGUE.search(folded):
        return None
    group = next(g for g in "pqr" if place[g])
    return clean(text[place.start(group) : place.end(group)], 120) or None


def _before(item: Item, at: int, clock: hours.Clock) -> str:
    """Return the name of a step that stands before its time: `讲座 9:30开始`."""
    name = clean(item.text[at : clock.span[0]], 60).rstrip("(（ ")
    return name if len(name) > 1 and not _FRONTS.fullmatch(fold(name)) else ""


def _add_note(state: State, item: Item) -> None:
    """Keep a line that belongs to the step before it: who leads, where, or a note."""
    if not state.found:
        return
    last = state.found[-1]
    who = owners.owner(item.text) if last.step.owner is None else None
    where = _place(item.text, item.folded) if last.step.place is None else None
    step = last.step
    if who or where:
        lead = clean(who[0], 100) if who else step.owner
        step = msgspec.structs.replace(step, owner=lead, place=where or step.place)
    elif not step.note:
        step = msgspec.structs.replace(step, note=clean(item.text, 480))
    state.found[-1] = msgspec.structs.replace(last, step=step)
