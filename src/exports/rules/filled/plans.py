"""The proposal: the plan's own chapters, each with the data it stands for."""

from datetime import datetime
from uuid import UUID

from events.rules import schedule
from events.rules.activities import ROLE_NAMES, PartyRole
from events.rules.sections import Section as Chapter
from events.rules.tasks import Phase, Task, TaskStatus
from exports.rules.filled import costs
from exports.rules.filled.facts import Facts, clock, head
from exports.rules.proposals import Party, Proposal, Section, Step
from kit import i18n
from kit.i18n import gettext

_COVERED = (
    PartyRole.HOST,
    PartyRole.ORGANIZER,
    PartyRole.CO_ORGANIZER,
    PartyRole.SUPERVISOR,
    PartyRole.PARTNER,
)


def proposal(facts: Facts) -> Proposal:
    """Return the plan as a document; a release, where there is one, is its schedule."""
    return Proposal(
        **head(facts),
        parties=tuple(
            Party(gettext(ROLE_NAMES[role]), names)
            for role in _COVERED
            if (names := facts.named(role))
        ),
        sections=tuple(_section(facts, chapter) for chapter in facts.sections),
    )


def _section(facts: Facts, chapter: Chapter) -> Section:
    said = tuple(part for part in chapter.text.split("\n") if part.strip())
    activity = facts.activity
    if chapter.key == "purposes":
        return Section(heading=chapter.heading, paragraphs=said, items=activity.purposes)
    if chapter.key == "follow_up":
        items = _due(facts, Phase.FOLLOW_UP)
        return Section(heading=chapter.heading, paragraphs=said, items=items)
    if chapter.key == "schedule":
        return Section(heading=chapter.heading, paragraphs=said, parts=_course(facts))
    if chapter.key == "budget" and facts.lines:
        return Section(heading=chapter.heading, paragraphs=said, costs=costs.table(facts))
    known = {
        "theme": activity.theme,
        "time": _time(facts),
        "place": _joined(activity.place, activity.address),
        "parties": "\n".join(
            gettext("%(role)s: %(name)s")
            % {"role": gettext(ROLE_NAMES[party.role]), "name": party.name}
            for party in facts.parties
        ),
        "people": _people(facts),
    }
    data = known.get(chapter.key, "")
    return Section(heading=chapter.heading, paragraphs=((data,) if data else ()) + said)


def _course(facts: Facts) -> tuple[Section, ...]:
    """Return what happens before, on the day and, unless that has a chapter, afterwards."""
    told_apart = any(chapter.key == "follow_up" for chapter in facts.sections)
    parts = (
        Section(heading=gettext("Preparation"), items=_due(facts, Phase.PREPARE)),
        Section(
            heading=gettext("Carrying it out"),
            items=_due(facts, Phase.DAY),
            schedule=_schedule(facts),
        ),
        Section(
            heading=gettext("Afterwards"),
            items=() if told_apart else _due(facts, Phase.FOLLOW_UP),
        ),
    )
    return tuple(part for part in parts if part.items or part.schedule)


def _due(facts: Facts, phase: Phase) -> tuple[str, ...]:
    return tuple(
        _task(task)
        for task in facts.tasks
        if task.phase is phase and task.status is not TaskStatus.SKIPPED
    )


def _task(task: Task) -> str:
    due = i18n.day(task.due, year=False) if task.due else ""
    more = _joined(due, task.owner)
    return (
        gettext("%(task)s (%(more)s)") % {"task": task.title, "more": more} if more else task.title
    )


def _schedule(facts: Facts) -> tuple[Step, ...]:
    lanes, blocks = (facts.snapshot.lanes, facts.snapshot.blocks) if facts.snapshot else facts.draft
    names = {lane.id: lane.name for lane in lanes}
    days = {_day(facts, block.starts_at) for block in blocks if block.starts_at}
    return tuple(_step(facts, block, names, dated=len(days) > 1) for block in blocks)


def _step(facts: Facts, block: schedule.Block, lanes: dict[UUID, str], *, dated: bool) -> Step:
    zone = facts.activity.zone
    starts = clock(block.starts_at, zone)
    ends = clock(schedule.ends_at(block), zone) if block.minutes else ""
    day = _day(facts, block.starts_at) if dated and block.starts_at else ""
    lane = lanes.get(block.lane, "") if block.lane else ""
    named = lane and lane not in block.title
    return Step(
        time=" ".join(part for part in (day, "–".join(t for t in (starts, ends) if t)) if part),
        title=f"{lane} · {block.title}" if named else block.title,
        place=block.place,
        lead=block.lead,
    )


def _time(facts: Facts) -> str:
    activity = facts.activity
    if activity.starts_at is None:
        return gettext("The date is not settled yet.")
    zone = activity.zone
    day = i18n.day_and_weekday(activity.starts_at, zone)
    if activity.ends_at and _day(facts, activity.ends_at) != _day(facts, activity.starts_at):
        day = f"{day} – {i18n.day(activity.ends_at, zone)}"
    elif activity.has_clock_time:
        hours = (clock(activity.starts_at, zone), clock(activity.ends_at, zone))
        day = f"{day} {'–'.join(hour for hour in hours if hour)}"
    tentative = activity.date_state == "tentative"
    return gettext("%(day)s (tentative)") % {"day": day} if tentative else day


def _people(facts: Facts) -> str:
    activity = facts.activity
    counts = (
        (gettext("Volunteers: %(count)s"), activity.volunteers),
        (gettext("Children: %(count)s"), activity.participants),
        (gettext("Crew: %(count)s"), activity.crew),
        (gettext("Guests: %(count)s"), activity.guests),
    )
    return gettext("; ").join(sentence % {"count": count} for sentence, count in counts if count)


def _day(facts: Facts, moment: datetime) -> str:
    return i18n.day(moment, facts.activity.zone, year=False)


def _joined(*parts: str) -> str:
    return gettext(", ").join(part for part in parts if part)
