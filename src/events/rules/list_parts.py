"""The lists of a plan document as the rows they become, and back."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from events.rules.lists import Act, Condition, Quota, refuse_long, refuse_many
from events.rules.plan_parts import PlanAct, PlanCondition, PlanQuota, PlanSeat
from events.rules.plans import Plan
from events.rules.seats import Seat

S = TypeVar("S", bound=msgspec.Struct)


def quotas(plan: Plan) -> list[Quota]:
    """Return the places per source; a source that is named twice has them together.

    Raises:
        TooManyRows, TooLong
    """
    by_source: dict[str, list[PlanQuota]] = {}
    for one in plan.quotas:
        by_source.setdefault(one.source.strip(), []).append(one)
    return held(
        Quota(
            source=source,
            places=sum(one.places for one in several),
            note="; ".join(one.note for one in several if one.note),
        )
        for source, several in by_source.items()
        if source
    )


def conditions(plan: Plan) -> list[Condition]:
    """Return who may take part.

    Raises:
        TooManyRows, TooLong
    """
    return held(Condition(text=one.text, hard=one.hard) for one in plan.eligibility if one.text)


def acts(plan: Plan) -> list[Act]:
    """Return what is performed.

    Raises:
        TooManyRows, TooLong
    """
    return held(
        Act(
            title=one.title,
            performers=one.performers,
            props=one.props,
            minutes=one.minutes,
            checked_by=one.checked_by,
        )
        for one in plan.acts
        if one.title
    )


def seats(plan: Plan) -> list[Seat]:
    """Return who answers for what.

    Raises:
        TooManyRows, TooLong
    """
    return held(
        Seat(group=one.group, role=one.role, holder=one.holder or "", duty=one.duty)
        for one in plan.responsibilities
    )


def written_quotas(rows: Sequence[Quota]) -> tuple[PlanQuota, ...]:
    return tuple(PlanQuota(source=row.source, places=row.places, note=row.note) for row in rows)


def written_conditions(rows: Sequence[Condition]) -> tuple[PlanCondition, ...]:
    return tuple(PlanCondition(text=row.text, hard=row.hard) for row in rows)


def written_acts(rows: Sequence[Act]) -> tuple[PlanAct, ...]:
    return tuple(
        PlanAct(
            title=row.title,
            performers=row.performers,
            props=row.props,
            minutes=row.minutes,
            checked_by=row.checked_by,
        )
        for row in rows
    )


def written_seats(rows: Sequence[Seat]) -> tuple[PlanSeat, ...]:
    return tuple(
        PlanSeat(group=row.group, role=row.role, holder=row.holder or None, duty=row.duty)
        for row in rows
    )


def held(rows: Iterable[S]) -> list[S]:
    """Return the rows of one list as long as each of them fits.

    Raises:
        TooManyRows, TooLong
    """
    several = list(rows)
    refuse_many(several)
    for row in several:
        refuse_long(row)
    return several
