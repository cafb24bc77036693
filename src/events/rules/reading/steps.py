"""The schedule: each written step becomes one block or more; lanes where groups run at the same time."""

import re
from datetime import date

import msgspec

from events.rules.plans import Step, clock_of, minute
from events.rules.reading import dates, grids, lanes, moments, people, spells, timetables, titles
from events.rules.reading.blocks import Found, State
from events.rules.reading.lines import clean, fold
from events.rules.reading.outline import Chapter, Item, Outline

MOST_STEPS = 400
_FRONTS = re.compile(
    r"\W*(?:时间|时段|time|from|第.{1,4}|周.|星期.|上午|下午|晚上?|day \d+|[a-z]{3,9}day)?\W*"
)
MOST_DAYS = 100
FRONT = 14  # a time or a date this near to the beginning of a line is that of its step
LONGEST_BARE = 60  # a longer line without number or time is prose
_NO_STEP = re.compile(r"^见|附件|附\d|。.")
_AFTER = re.compile(r"(?P<what>[^\s,。;:\d]{2,12}?)(?P<n>\d{1,3})\s?分钟(?:之)?后")
_HALF = re.compile(r"\W{0,2}(?P<half>上午|下午|晚上|中午|早上|morning|afternoon|evening)\W{0,3}$")
_BEFORE = re.compile("活动前|前一周|前一天|前期|提前|征求|事先|排练|征集|招募|联系好|准备|before")
_ARRIVAL = re.compile("到达|抵达|出发|集合|签到|开幕|启动|arriv|depart|registration|gather")
_VAGUE = re.compile("指定地点|另行安排|地点待定|地点另|to be announced|to be decided|tba\\b")
_AT = re.compile(
    r"(?:地点|在)\s?:\s?(?P<p>[^\s,。;()]{2,30})|\(\s?地点\s?:\s?(?P<q>[^()]{2,30})\)|@\s?(?P<r>[^,;()]{2,30})"
)


def read(
    outline: Outline, first: date | None, start: str | None, today: date
) -> tuple[list[Found], list[Item]]:
    """Return the blocks in their order, and items of the schedule that are preparations instead."""
    state = State(first, today, found=[])
    early: list[Item] = []
    chapters = outline.of("schedule") or [
        c for c in outline.chapters if not c.key and _timed(c.items)
    ]
    for chapter in chapters:
        if (
            chapter.line
            and chapter.key == "schedule"
            and (named := spells.day(chapter.heading.lower()))
        ):
            state.days = tuple(named[0])
        tables, rest = grids.split(chapter.items)
        for table in tables:
            timetables.rows(table, state)
        before, now = _arrived(rest)
        early += before
        if chapter.inherited and (head := _headed(chapter)):
            _line(head, state, shaped=True)
            now = [msgspec.structs.replace(item, kind="") for item in now]
            shaped = True
        else:
            shaped = any(i.kind for i in now) or _timed(now)
        for item in now:
            if len(state.found) < MOST_STEPS:
                _line(item, state, shaped=shaped)
    if not state.found:
        for item in _elsewhere(outline):
            _line(item, state, shaped=True)
    return _timed_through(lanes.side_by_side(state.found), start), early


def _headed(chapter: Chapter) -> Item | None:
    """Return the heading as a step of its own: it has a time, or only prose stands under it."""
    line = chapter.line
    if line is None or spells.day(fold(chapter.heading)):
        return None
    at = max(line.text.find(chapter.heading), 0)
    text = line.text[at:].rstrip(" *#")
    folded = line.folded[at : at + len(text)]
    timed = bool(dates.clocks(folded)) or titles.minutes(folded) is not None
    listed = any(item.kind for item in chapter.items) or _timed(chapter.items)
    if chapter.items and chapter.items[0].line == line:
        return None
    return Item(line, line.start + at, text, folded, "phan") if timed or not listed else None


def _elsewhere(outline: Outline) -> list[Item]:
    """Timed lines under a heading that speaks of something else."""
    chapters = outline.of("prepare", "people", "notes", "background")
    return [item for c in chapters if _timed(c.items) for item in c.items][:MOST_STEPS]


def _timed(items: list[Item]) -> bool:
    return (
        sum(
            bool((said := dates.clocks(item.folded[:30])) and said[0].span[0] < FRONT)
            for item in items
        )
        > 1
    )


def _arrived(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Split what comes before people arrive from the day itself, where a list holds both."""
    if _timed(items):
        return [], items
    arrival = next((n for n, item in enumerate(items) if _ARRIVAL.search(item.folded[:12])), 0)
    if (
        arrival
        and sum(bool(_BEFORE.search(item.folded)) for item in items[:arrival]) * 2 >= arrival
    ):
        return items[:arrival], items[arrival:]
    return [], items


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
    on, at, dated = _days(item.folded, state)
    half = _HALF.match(item.folded, at)
    if half:
        state.half = half["half"]
    if half or at >= len(item.folded.rstrip()):
        return
    clock = next(iter(dates.clocks(item.folded)), None)
    if clock and clock.span[0] > at + FRONT:
        clock = None
    if shaped and not (clock or item.kind or dated):
        state.found = lanes.all_at_once(state.found, item.folded)
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


def _days(folded: str, state: State) -> tuple[list[int], int, bool]:
    """Return the days a line speaks of, where its content begins, and whether it names a day."""
    if named := spells.day(folded):
        state.days, state.half = tuple(named[0]), ""
        return named[0], named[1], True
    said = next(iter(dates.days(folded[:40])), None)
    if said and said.span[0] <= FRONT // 4 and state.first:
        day = (said.dated(state.first)[0] - state.first).days + 1
        if 1 <= day <= MOST_DAYS:
            state.days, state.half = (day,), ""
            trail = re.match(r"\s?(?:\([^()]{0,12}\))?[\s:,]*", folded[said.span[1] :])
            return [day], said.span[1] + (trail.end() if trail else 0), True
    return list(state.days), 0, False


def _clock(clock: dates.Clock, half: str, folded: str) -> tuple[str, str | None]:
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
    each = lanes.each(item.folded, at)
    shared = people.owner(item.text[each[-1].end() :]) if each else None
    for lane in each:
        name = clean(item.text[lane.start("lane") : lane.end("lane")])
        lead = shared[0] if shared else None
        _add(item, lane.span("what"), state, with_(spell, lane=name, owner=lead))
    if each:
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
    _minutes_of_the_one_before(folded, state, spell.day)
    title = spell.title or titles.title(text, folded)
    if not title:
        return
    who = people.owner(text) or (people.last(text) if spell.start else None)
    if who and who[2] >= len(text.rstrip()) and text[: who[1]].endswith((" ", "\u3000")):
        title = titles.title(text[: who[1]], folded[: who[1]]) or title
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


def _minutes_of_the_one_before(folded: str, state: State, day: int) -> None:
    """`X 20分钟后集合` says how long the step X takes, and that it ends then."""
    match = _AFTER.search(folded)
    if match is None or not 0 < int(match["n"]) <= titles.LONGEST:
        return
    for found in reversed([f for f in state.found if f.step.day == day]):
        if lanes.alike(found.step.title.lower(), match["what"]) and found.step.minutes is None:
            at = state.found.index(found)
            longer = msgspec.structs.replace(found.step, minutes=int(match["n"]), hard_end=True)
            state.found[at] = msgspec.structs.replace(found, step=longer)
            return


def _before(item: Item, at: int, clock: dates.Clock) -> str:
    """Return the name of a step that stands before its time: `讲座 9:30开始`."""
    name = clean(item.text[at : clock.span[0]], 60).rstrip("(（ ")
    return name if len(name) > 1 and not _FRONTS.fullmatch(fold(name)) else ""


def _add_note(state: State, item: Item) -> None:
    """Keep a line that belongs to the step before it: who leads, where, or a note."""
    if not state.found:
        return
    last = state.found[-1]
    who = people.owner(item.text) if last.step.owner is None else None
    where = _place(item.text, item.folded) if last.step.place is None else None
    step = last.step
    if who or where:
        lead = clean(who[0], 100) if who else step.owner
        step = msgspec.structs.replace(step, owner=lead, place=where or step.place)
    elif not step.note:
        step = msgspec.structs.replace(step, note=clean(item.text, 480))
    state.found[-1] = msgspec.structs.replace(last, step=step)


def _timed_through(found: list[Found], start: str | None) -> list[Found]:
    """Compute start and end of steps with durations after a known start.

    Lanes begin together, where the step before them ends; what follows waits for the longest.
    """
    answer: list[Found] = []
    clock: dict[int, str | None] = {1: start}
    lanes_end: dict[int, list[str | None]] = {}
    for one in found:
        step = one.step
        if step.lane is None and (ends := lanes_end.pop(step.day, [])):
            clock[step.day] = max(filter(None, ends)) if all(ends) else None
        begins = step.start or (clock.get(step.day) if step.minutes else None)
        end = step.end
        if begins and step.minutes and not end and minute(begins) + step.minutes < titles.LONGEST:
            end = clock_of(minute(begins) + step.minutes)
        if step.lane is None:
            clock[step.day] = end
        else:
            lanes_end.setdefault(step.day, []).append(end)
        timed = msgspec.structs.replace(step, start=begins, end=end)
        answer.append(msgspec.structs.replace(one, step=timed))
    return answer
