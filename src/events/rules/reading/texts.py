"""Reads a proposal as it is pasted into a plan: pure, deterministic, in linear time."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from events.rules.plans import Plan, PlanBudget, Traits, When
from events.rules.reading import (  # fmt: skip
    checks,
    costs,
    currencies,
    duties,
    funding,
    kinds,
    lists,
    names,
    owners,
    people,
    places,
    portable,
    promises,
    recruits,
    safeguards,
    sections,
    steps,
    when,
)
from events.rules.reading.amounts import written
from events.rules.reading.arithmetic import Costs
from events.rules.reading.facts import Facts
from events.rules.reading.lines import Span, clean, language, split
from events.rules.reading.outline import Outline, outline
from events.rules.reading.remarks import Remark

LONGEST_CAMP = 30  # days
LONGEST_RUN = 45


class Reading(msgspec.Struct, frozen=True):
    """What was read: the plan, where each field stands (`budget.lines.0` → spans), and the findings.

    `today` was used for a missing year. Nothing is saved; a page shows `findings` and asks.
    """

    plan: Plan
    spans: dict[str, tuple[Span, ...]]
    findings: tuple[Remark, ...]

    def document(self) -> Plan:
        """Return the plan with its findings and spans inside, as it is written to a file."""
        spans = {field: [list(span) for span in several] for field, several in self.spans.items()}
        told = tuple(remark.written() for remark in self.findings)
        return msgspec.structs.replace(
            self.plan, findings=told, more=self.plan.more | {"spans": spans}
        )

    def json(self) -> bytes:
        """Return the document `banxing-plan/1` with `findings` and `spans`."""
        return portable.write(self.document())


def read(text: str, today: date) -> Reading:
    """Return the plan that `text` describes; offsets count the characters of `text`.

    Raises:
        TooLong, NothingToRead
    """
    lines = split(text)
    shape = outline(lines)
    times = when.when(shape, today)
    named = places.places(shape)
    blocks, early = steps.read(shape, times.when, today)
    tasks = duties.read(shape, early, times.when.start_date, today)
    money = _costs(shape)
    sources = funding.sources(shape)
    counts = people.counted(shape)
    kept = promises.promises(shape)
    kind = kinds.kind(shape, long=_months(times.when))
    minors = any(safeguards.MINORS.search(line.folded) for line in lines)
    away = places.off_campus(named)
    facts = Facts(
        kind,
        shape,
        times,
        named,
        away,
        minors,
        counts,
        blocks,
        money,
        [s for s, _ in sources],
        kept,
        today,
    )
    contact = owners.contact(shape)
    units = places.parties(shape, named)
    title, title_span = names.title(shape)
    theme, theme_span = names.value(shape, "theme")
    more = lists.read(facts, title)
    if kind == "programme" and not any(f.step.start or f.step.minutes for f in blocks):
        blocks = []  # activities without a day are work, not a schedule
    purposes = _listed(shape, "purposes")
    notes = _listed(shape, "notes")
    background = shape.items("background")
    chapters = sections.sections(shape, text)
    whole: dict[str, list[Span]] = {
        "title": [title_span] if title_span else [],
        "theme": [theme_span] if theme_span else [],
        "background": [item.whole for item in background],
        "when": [times.day.span] if times.day else [],
        "budget.stated_total": [money.total_span] if money.total_span else [],
    }
    each: dict[str, list[Span]] = {
        "purposes": [span for _, span in purposes],
        "parties": [span for _, span in units],
        "places": [span for _, span, _ in named],
        "headcounts": [span for _, span, _ in counts],
        "tasks": [span for _, span, _ in tasks],
        "schedule": [found.span for found in blocks],
        "budget.lines": [entry.span for entry in money.entries],
        "budget.sources": [span for _, span in sources],
        "obligations": [span for _, span, _ in kept],
        "notes": [span for _, span in notes],
        "sections": [span for _, span in chapters],
        **{
            name: [span for _, span in several]
            for name, several in msgspec.structs.asdict(more).items()
        },
    }
    lanes = tuple(dict.fromkeys(f.step.lane for f in blocks if f.step.lane))
    wanted = sum(c.count or 0 for c, _, _ in counts if c.kind == "volunteer")
    call = recruits.call(shape, wanted)
    whole["recruitment"] = [call[1]] if call else []
    spans = {field: tuple(several) for field, several in whole.items() if several}
    for field, several in each.items():
        spans |= {f"{field}.{n}": (span,) for n, span in enumerate(several)}
    plan = Plan(
        title=title,
        kind=kind,
        language=language(text),
        theme=theme,
        background="\n\n".join(item.text.replace("\x00", "") for item in background),
        purposes=tuple(value for value, _ in purposes),
        parties=tuple(party for party, _ in units),
        when=times.when,
        places=tuple(place for place, _, _ in named),
        headcounts=tuple(count for count, _, _ in counts),
        tasks=tuple(task for task, _, _ in tasks),
        schedule=tuple(found.step for found in blocks),
        budget=_budget(facts, sources),
        obligations=tuple(promise for promise, _, _ in kept),
        notes=tuple(value for value, _ in notes),
        sections=tuple(section for section, _ in chapters),
        traits=Traits(
            kind="other" if not minors else "visit",
            involves_minors=minors,
            off_campus=away,
            contact_name=contact[0],
            contact_phone=contact[1],
            overnight=_overnight(times.when),
        ),
        lanes=lanes,
        recruitment=call[0] if call else None,
        groups=recruits.groups(shape, lanes),
    )
    plan = msgspec.structs.replace(plan, **more.values())
    return Reading(plan, spans, checks.checked(facts))


def _months(when: When) -> bool:
    """Work that goes on for months is no single activity."""
    return bool(
        when.start_date and when.end_date and (when.end_date - when.start_date).days > LONGEST_RUN
    )


def _overnight(when: When) -> bool:
    """Several days in a row are presumed to have nights between them; a term is not."""
    if when.start_date is None or when.end_date is None:
        return False
    return 0 < (when.end_date - when.start_date).days <= LONGEST_CAMP


def _costs(shape: Outline) -> Costs:
    """The lines under the heading of money, or else what can be nothing but a cost."""
    under = [c for c in shape.of("budget") if c.inherited]
    headed = {item.line.number: clean(c.heading, 100) for c in under for item in c.items}
    read = costs.read(shape.items("budget"), names=headed)
    if read.entries:
        read.currency = currencies.told(shape, read.currency)
        return read
    others = [
        i
        for c in shape.chapters
        if c.key not in ("budget", "sources", "schedule", "time")
        for i in c.items
    ]
    return costs.read(others, strict=True)


def _budget(facts: Facts, sources: Iterable[tuple[Any, Span]]) -> PlanBudget:
    money = facts.costs
    return PlanBudget(
        currency=money.currency or "CNY",
        lines=tuple(entry.cost for entry in money.entries),
        sources=tuple(source for source, _ in sources),
        stated_total=written(money.total) if money.total is not None else None,
        computed_total=written(facts.spent) if money.entries and facts.spent < 10**12 else None,
    )


def _listed(shape: Outline, key: str) -> list[tuple[str, Span]]:
    found = [(clean(item.text), item.whole) for item in shape.items(key)]
    return [(value, span) for value, span in found if value][:100]
