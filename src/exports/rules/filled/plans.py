"""The proposal: the plan's own chapters, each with the data it stands for."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from budget.rules.materials import Whose
from events.rules.activities import ROLE_NAMES, PartyRole
from events.rules.seats import grouped
from events.rules.sections import Section as Chapter
from events.rules.tasks import Phase
from exports.rules import profiles
from exports.rules.filled import annexes, costs, schedules
from exports.rules.filled.facts import Facts, head, joined, people, when
from exports.rules.proposals import Party, Post, Proposal, Section
from kit.i18n import gettext

_COVERED = (
    PartyRole.HOST,
    PartyRole.CO_ISSUER,
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
        sections=tuple(
            profiles.in_order(
                facts.profile,
                [(chapter.key, section(facts, chapter)) for chapter in chapters(facts)],
            )
        ),
        annexes=tuple(one for one in annexes.of(facts) if one.says_something),
        profile=facts.profile,
    )


def chapters(facts: Facts) -> list[Chapter]:
    """Return the plan's chapters, and those it has data but no chapter for, where these usually stand."""
    found = [one for one in facts.sections if not one.key.startswith(annexes.KEY)]
    known = {
        "background": False,
        "purposes": bool(facts.activity.purposes),
        "theme": bool(facts.activity.theme),
        "time": facts.activity.starts_at is not None,
        "place": bool(facts.activity.place),
        "parties": bool(facts.parties),
        "people": bool(people(facts)),
        "schedule": bool(schedules.blocks(facts) or facts.tasks),
        "staff": any(seat.is_place for seat in facts.seats),
        "budget": bool(facts.lines),
    }
    usual = list(profiles.CHAPTERS)
    for key in usual:
        if not known.get(key) or any(one.key == key for one in found):
            continue
        before = set(usual[: usual.index(key)])
        at = max((n for n, one in enumerate(found, 1) if one.key in before), default=0)
        heading = gettext(profiles.CHAPTERS[key])
        found.insert(at, Chapter(id=UUID(int=0), key=key, heading=heading, text="", position=0))
    return [one for one in found if _says_something(facts, one)]


def _says_something(facts: Facts, chapter: Chapter) -> bool:
    """Say whether a chapter has text or data: an empty one is not printed."""
    said = section(facts, chapter)
    return any(
        (
            said.paragraphs,
            said.items,
            said.duties,
            said.schedule,
            said.posts,
            said.costs,
            said.grid,
            said.parts,
        )
    )


def section(facts: Facts, chapter: Chapter) -> Section:
    """Return a chapter with the data it stands for."""
    said, activity = _said(chapter), facts.activity
    heading = profiles.heading(facts.profile, chapter.key) or chapter.heading
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "people": lambda: {
            "paragraphs": _paragraphs(facts, "people", said),
            "parts": _asked_for(facts),
        },
        "purposes": lambda: {"items": activity.purposes},
        "follow_up": lambda: {
            "paragraphs": (*said, *_promised(facts, said)),
            "duties": schedules.due(facts, Phase.FOLLOW_UP),
        },
        "schedule": lambda: {"parts": _course(facts)},
        "staff": lambda: {"parts": _teams(facts)},
        "budget": lambda: {"costs": costs.plain(facts)} if facts.lines else {},
    }
    if chapter.key in parts:
        return Section(heading=heading, **({"paragraphs": said} | parts[chapter.key]()))
    return Section(heading=heading, paragraphs=_paragraphs(facts, chapter.key, said))


def _paragraphs(facts: Facts, key: str, said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the text of a chapter together with the line of data it stands for."""
    activity = facts.activity
    place = joined(activity.place, activity.address)
    if key == "place" and said and place:
        more = {"task": place, "more": " ".join(said).rstrip("。.")}
        return (gettext("%(task)s (%(more)s)") % more,)
    data = {
        "theme": activity.theme,
        "time": when(facts),
        "place": place,
        "parties": "\n".join(
            gettext("%(role)s: %(name)s")
            % {"role": gettext(ROLE_NAMES[party.role]), "name": party.name}
            for party in facts.parties
        ),
        "people": people(facts),
    }.get(key, "")
    if not data or said[:1] == (data,):  # a pasted plan says in words what its data says
        return said
    # What is said of the parties would read on as one more name behind them.
    return (*said, data) if key == "parties" else (data, *said)


def _said(chapter: Chapter) -> tuple[str, ...]:
    return tuple(part for part in chapter.text.split("\n") if part.strip())


def _asked_for(facts: Facts) -> tuple[Section, ...]:
    """Return what those must fulfil who want to take part."""
    conditions = tuple(one.text for one in facts.conditions)
    return (Section(heading=gettext("Who may take part"), items=conditions),) if conditions else ()


def _course(facts: Facts) -> tuple[Section, ...]:
    """Return what happens before, what is needed, the day and, unless that has a chapter, afterwards."""
    told_apart = any(chapter.key == "follow_up" for chapter in facts.sections)
    packed = {Whose.PARTICIPANTS} if annexes.has(facts, "annex-packing") else set()
    things = annexes.things(facts, set(Whose) - packed)
    acts = annexes.acts(facts)
    performed = bool(acts.rows) and not annexes.has(facts, "annex-acts")
    parts = (
        Section(heading=gettext("Preparation"), duties=schedules.due(facts, Phase.PREPARE)),
        Section(heading=gettext("Things to bring"), grid=things if things.rows else None),
        Section(
            heading=gettext("Day schedule"),
            duties=schedules.due(facts, Phase.DAY),
            schedule=schedules.steps(facts),
        ),
        Section(heading=gettext("Acts"), grid=acts if performed else None),
        Section(
            heading=gettext("Afterwards"),
            paragraphs=() if told_apart else _promised(facts),
            duties=() if told_apart else schedules.due(facts, Phase.FOLLOW_UP),
        ),
    )
    return tuple(
        part for part in parts if part.paragraphs or part.duties or part.schedule or part.grid
    )


def _promised(facts: Facts, said: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what must be done again and again afterwards, as far as neither `said` nor a task says it."""
    told = "\n".join((*said, *(task.title for task in facts.tasks)))
    return tuple(one.title for one in facts.promises if one.title not in told)


def _teams(facts: Facts) -> tuple[Section, ...]:
    places = [seat for seat in facts.seats if seat.is_place]
    return tuple(
        Section(
            heading=team.name or gettext("Duties"),
            posts=tuple(
                Post(role=seat.role, holder=seat.holder, duty=seat.duty) for seat in team.seats
            ),
        )
        for team in grouped(places)
    )
