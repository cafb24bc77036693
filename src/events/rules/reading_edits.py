"""What somebody made of a plan that was read, in the fields beside its text."""

from collections.abc import Iterator, Mapping
from datetime import time
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from events.rules.paste_ways import nameless
from events.rules.plans import (
    Headcount,
    Plan,
    PlanSection,
    Step,
    When,
    minute,
)
from events.rules.reading_costs import costing, sourcing
from events.rules.reading_fields import (
    DAY,
    DEAREST,
    HEADS,
    SPARE,
    CostRow,
    Head,
    PartyRow,
    SourceRow,
    StepRow,
    TaskRow,
    minutes_of,
    roomy,
    written,
)
from kit.forms import WrongForm, clean, parse, text
from kit.i18n import gettext

T = TypeVar("T", bound=msgspec.Struct)
R = TypeVar("R", bound=msgspec.Struct)

LONGEST_LIST = 20_000  # characters of purposes or notes


def applied(plan: Plan, posted: Mapping[str, Any]) -> Plan:
    """Return `plan` with what was typed over it; a field that was not sent stays as it was read.

    A row whose name was emptied is left out; an empty row that was filled in is added.

    Raises:
        WrongForm: naming each field that does not fit.
    """
    read, plan = plan, roomy(plan)
    shown = written(plan) | {"tentative": ""}
    typed = {name: text(posted, name) if name in posted else shown[name] for name in shown}
    wrong: dict[str, str] = {}
    head = _parsed(Head, typed, wrong)
    if head and head.start_date and head.end_date and head.end_date < head.start_date:
        wrong["end_date"] = gettext("The last day cannot lie before the first.")
    purposes = _lines(plan.purposes, typed, "purposes", wrong)
    notes = _lines(plan.notes, typed, "notes", wrong)
    parties = tuple(
        msgspec.structs.replace(old, name=row.party)
        for old, row in _rows(PartyRow, plan.parties, typed, wrong)
        if row.party
    )
    tasks = tuple(
        msgspec.structs.replace(old, text=row.task, owner=nameless(old.owner or "")[:100] or None)
        for old, row in _rows(TaskRow, plan.tasks, typed, wrong)
        if row.task
    )
    steps = tuple(
        _stepped(old, row) for old, row in _rows(StepRow, plan.schedule, typed, wrong) if row.step
    )
    costs = tuple(
        costing(old, row)
        for old, row in _rows(CostRow, plan.budget.lines, typed, wrong)
        if row.cost
    )
    sources = tuple(
        sourcing(old, row)
        for old, row in _rows(SourceRow, plan.budget.sources, typed, wrong)
        if row.source
    )
    wrong |= _unnamed(read, typed)
    if wrong or head is None:
        raise WrongForm(wrong)
    return msgspec.structs.replace(
        plan,
        title=head.title,
        theme=head.theme,
        when=_when(plan.when, head),
        places=tuple(filter(None, (head.place, *plan.places[1:]))),
        headcounts=_heads(plan, head),
        purposes=purposes,
        notes=notes,
        sections=plan.sections if notes == plan.notes else _noted(plan, notes),
        parties=parties,
        tasks=tasks,
        schedule=steps,
        lanes=tuple(dict.fromkeys(step.lane for step in steps if step.lane)),
        budget=msgspec.structs.replace(plan.budget, lines=costs, sources=sources),
        traits=msgspec.structs.replace(plan.traits, kind=head.kind.value),
        obligations=tuple(
            msgspec.structs.replace(one, actor=(one.actor or "")[:60] or None)
            for one in plan.obligations
        ),
    )


def _unnamed(read: Plan, typed: Mapping[str, str]) -> dict[str, str]:
    """Ask for the name of a row that was added with nothing but its numbers."""
    wrong = {}
    for struct, name, count in (
        (StepRow, "step", len(read.schedule)),
        (CostRow, "cost", len(read.budget.lines)),
        (SourceRow, "source", len(read.budget.sources)),
    ):
        others = [field.name for field in msgspec.structs.fields(struct) if field.name != name]
        for n in range(count, count + SPARE):
            if f"{name}.{n}" not in typed:
                continue
            if not typed[f"{name}.{n}"] and any(typed[f"{other}.{n}"] for other in others):
                wrong[f"{name}.{n}"] = gettext("Say what this row is about, or empty it.")
    return wrong


def _parsed(
    struct: type[T], typed: Mapping[str, str], wrong: dict[str, str], end: str = ""
) -> T | None:
    names = [field.name for field in msgspec.structs.fields(struct)]
    try:
        row = parse(struct, {name: typed[name + end] for name in names})
    except WrongForm as refusal:
        wrong.update({name + end: sentence for name, sentence in refusal.by_field.items()})
        return None
    for name in names:
        value = getattr(row, name)
        if isinstance(value, Decimal) and not (value.is_finite() and 0 <= value < DEAREST):
            wrong[name + end] = gettext("Please enter a number.")
    return row


def _rows(
    struct: type[T], several: tuple[R, ...], typed: Mapping[str, str], wrong: dict[str, str]
) -> Iterator[tuple[R, T]]:
    """Yield what was read with what was typed over it, as far as it fits."""
    for n, old in enumerate(several):
        row = _parsed(struct, typed, wrong, f".{n}")
        if row is not None and not wrong:
            yield old, row


def _lines(
    read: tuple[str, ...], typed: Mapping[str, str], name: str, wrong: dict[str, str]
) -> tuple[str, ...]:
    if typed[name] == clean("\n".join(read)):
        return read
    if len(typed[name]) > LONGEST_LIST:
        wrong[name] = gettext("This is too long: at most %(most)s characters.") % {
            "most": LONGEST_LIST
        }
    return tuple(line.strip() for line in typed[name].split("\n") if line.strip())


def _noted(plan: Plan, notes: tuple[str, ...]) -> tuple[PlanSection, ...]:
    """The chapter of notes says what was typed; its text as read is no longer true."""
    body = "\n".join(notes)
    if any(section.key == "notes" for section in plan.sections):
        return tuple(
            msgspec.structs.replace(section, text=body) if section.key == "notes" else section
            for section in plan.sections
        )
    return (*plan.sections, PlanSection(heading=gettext("Notes"), text=body, key="notes"))


def _when(read: When, head: Head) -> When:
    last = head.end_date or (head.start_date if read.end_date else None)
    return msgspec.structs.replace(
        read,
        start_date=head.start_date,
        end_date=last,
        start_time=_clock(head.start_time),
        end_time=_clock(head.end_time),
        tentative=head.tentative,
        year_known=True,  # whoever sends the form has seen it
    )


def _clock(typed: time | None) -> str | None:
    return f"{typed:%H:%M}" if typed else None


def _heads(plan: Plan, head: Head) -> tuple[Headcount, ...]:
    """Keep the counts as they were read where their sum still holds."""
    kept = [h for h in plan.headcounts if h.kind not in HEADS]
    for kind in HEADS:
        count = getattr(head, kind)
        if count == plan.heads(kind):
            kept += [h for h in plan.headcounts if h.kind == kind]
        elif count is not None:
            kept.append(Headcount(kind=kind, count=count))
    return tuple(kept)


def _stepped(old: Step, row: StepRow) -> Step:
    start = _clock(row.start)
    moved = start != old.start or row.minutes != minutes_of(old)
    end = old.end
    if moved:
        last = minute(start) + row.minutes if start and row.minutes else DAY
        end = f"{last // 60:02}:{last % 60:02}" if last < DAY else None
    return msgspec.structs.replace(
        old,
        title=row.step,
        start=start,
        end=end,
        minutes=row.minutes if moved else old.minutes,
        floating=start is None if moved else old.floating,
        place=row.at or None,
        lane=row.lane or None,
        owner=row.lead or None,
        note=old.note[:500],
    )
