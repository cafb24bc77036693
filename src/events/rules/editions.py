"""The next edition of an activity that returns: its name, its number, and what it takes over (E12)."""

import re
from datetime import date, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec

from events.rules.plan_parts import PlanAct, PlanSeat
from events.rules.plans import (
    Plan,
    PlanBudget,
    PlanTask,
    PlanTraining,
    Source,
    Step,
    Traits,
    When,
)
from kit import i18n, typography
from kit.errors import Refusal
from kit.i18n import N_, gettext

LONGEST_TITLE = 200
ORDINAL = re.compile(r"第\s*([0-9]+|[〇零一二三四五六七八九十百]+)\s*届")
IN_WORDS = re.compile(r"\s*[（(]\s*(?:第\s*\w+\s*届|edition\s+\d+)\s*[）)]", re.IGNORECASE)
NAMED = re.compile(r"\bedition\s+\d+\b", re.IGNORECASE)


class Series(msgspec.Struct, frozen=True):
    """An activity that returns."""

    id: UUID
    name: str


class NextEdition(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked before an edition is copied; `edition` is the number its form was shown with."""

    edition: int
    title: Annotated[str, msgspec.Meta(max_length=LONGEST_TITLE)]
    start_date: date | None = None
    tentative: bool = False


class EditionTaken(Refusal):
    """Somebody else has just made the edition this form was about."""

    status: ClassVar[int] = 409
    message = N_("Edition %(edition)s has just been made. Is it another one you want?")


class NoSuchSeries(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such series.")


def titled(title: str, edition: int) -> str:
    """Return the title of edition `edition`, in the way the one before is written.

    `第三届游园会` becomes `第四届游园会`; a title without a number gets it at its end.
    """
    if found := ORDINAL.search(title):
        return title[: found.start(1)] + _ordinal(edition, like=found[1]) + title[found.end(1) :]
    if NAMED.search(title):
        return NAMED.sub(f"edition {edition}", title, count=1)
    numbered = gettext("%(title)s (edition %(edition)s)")
    room = LONGEST_TITLE - len(numbered % {"title": "", "edition": edition})
    return numbered % {"title": title[:room], "edition": edition}


def series_name(title: str) -> str:
    """Return what all editions have in common: the title without its number."""
    plain = ORDINAL.sub("", IN_WORDS.sub("", title)).strip(" ·，,：:—-")
    return plain or title


def cleaned(plan: Plan, wanted: NextEdition, checks: frozenset[int] = frozenset()) -> Plan:
    """Return the document of the next edition: what is planned stays, what belonged to that time goes.

    Kept are chapters, distances from T, blocks with their clock and length, costs, things, posts,
    groups, places and conditions, trainings by their distance, risks and promises. Dropped are dates,
    whatever was only tentative, promised money, and everybody's name: people are asked anew.
    `checks` are the places of tasks that came from an earlier lesson; its own edition has ticked them.
    """
    return msgspec.structs.replace(
        plan,
        title=wanted.title,
        when=_when(plan.when, wanted),
        tasks=tuple(_task(one) for n, one in enumerate(plan.tasks) if n not in checks),
        schedule=tuple(_step(one) for one in plan.schedule),
        budget=_budget(plan.budget),
        trainings=tuple(_training(one) for one in plan.trainings),
        responsibilities=tuple(_seat(one) for one in plan.responsibilities),
        acts=tuple(_act(one) for one in plan.acts),
        traits=_traits(plan.traits),
        findings=(),
    )


def _ordinal(edition: int, *, like: str) -> str:
    """Write the number in digits or in Chinese, as the one before is, whoever reads it."""
    if like.isascii():
        return str(edition)
    with i18n.speaking("zh_Hans"):
        return typography.numeral(edition)


def _when(before: When, wanted: NextEdition) -> When:
    """Return the same hours on other days; as many days as last time."""
    if wanted.start_date is None:
        return When(start_time=before.start_time, end_time=before.end_time)
    nights = timedelta()
    if before.start_date and before.end_date:
        nights = before.end_date - before.start_date
    return When(
        start_date=wanted.start_date,
        end_date=wanted.start_date + nights,
        start_time=before.start_time,
        end_time=before.end_time,
        tentative=wanted.tentative,
    )


def _task(task: PlanTask) -> PlanTask:
    return msgspec.structs.replace(task, owner=None, due=None)


def _step(step: Step) -> Step:
    return msgspec.structs.replace(step, owner=None, people=(), tentative=False)


def _budget(budget: PlanBudget) -> PlanBudget:
    """Return the same costs; who pays is asked anew, and by name only."""
    sources = tuple(Source(name=source.name) for source in budget.sources)
    return msgspec.structs.replace(budget, sources=sources, stated_total=None)


def _training(training: PlanTraining) -> PlanTraining:
    return msgspec.structs.replace(training, trainer="")


def _seat(seat: PlanSeat) -> PlanSeat:
    return msgspec.structs.replace(seat, holder=None)


def _act(act: PlanAct) -> PlanAct:
    return msgspec.structs.replace(act, performers="", checked_by="")


def _traits(traits: Traits) -> Traits:
    return msgspec.structs.replace(traits, contact_name="", contact_phone="")
