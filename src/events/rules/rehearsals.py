"""Rehearsals of what is performed: planned ahead, seen once their day has come, passed or due once more."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from events.rules.lists import Act
from kit.errors import Refusal
from kit.i18n import N_, gettext

MOST_REHEARSALS = 20  # of one act
LOOKED_AT_FROM = timedelta(days=1)  # before the first day: from then on an open act is worth a word


class NewRehearsal(msgspec.Struct, frozen=True, kw_only=True):
    on: date
    at: time | None = None
    place: Annotated[str, msgspec.Meta(max_length=120)] = ""
    checked_by: Annotated[str, msgspec.Meta(max_length=100)] = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever saw a rehearsal says of it; one that did not pass is due once more."""

    passed: bool = False
    checked_by: Annotated[str, msgspec.Meta(max_length=100)]
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Rehearsal(msgspec.Struct, frozen=True):
    """One rehearsal; `passed` is None until somebody has seen it."""

    id: UUID
    act: UUID
    on: date
    at: str
    place: str
    checked_by: str
    passed: bool | None
    note: str
    version: int


class NoSuchAct(Refusal):
    status = 404
    message = N_("There is no such act.")


class NoSuchRehearsal(Refusal):
    status = 404
    message = N_("There is no such rehearsal.")


class RehearsalChanged(Refusal):
    message = N_("Somebody else changed this rehearsal in the meantime. Please look again.")


class RehearsalSeen(Refusal):
    message = N_("Somebody has signed for this rehearsal. Take that back first.")


class RehearsalAhead(Refusal):
    message = N_("This rehearsal is still to come. Sign for it on its day.")


class TooManyRehearsals(Refusal):
    status = 422
    message = N_("An act has at most %(most)s rehearsals.")


def wrong_fields(new: NewRehearsal, today: date, last_day: date | None) -> dict[str, str]:
    """Return a sentence for each field that does not fit: people rehearse from today on, before it is over."""
    if new.on < today:
        return {"on": gettext("Choose today or a later day.")}
    if last_day is not None and new.on > last_day:
        return {"on": gettext("Choose a day before the activity is over.")}
    return {}


def refuse_verdict(rehearsal: Rehearsal, today: date) -> None:
    """Raise a refusal unless somebody may sign for this rehearsal by now.

    Raises:
        RehearsalAhead, RehearsalSeen
    """
    if rehearsal.on > today:
        raise RehearsalAhead
    if rehearsal.passed is not None:
        raise RehearsalSeen


def signed_off(act: Act, rehearsals: Iterable[Rehearsal]) -> bool:
    """Say whether the last rehearsal somebody saw has passed; without any, the plan's list says who saw it."""
    known = sorted(
        (one for one in rehearsals if one.act == act.id), key=lambda one: (one.on, one.at)
    )
    if not known:
        return bool(act.checked_by)
    seen = [one for one in known if one.passed is not None]
    return bool(seen and seen[-1].passed)


def still_open(acts: Iterable[Act], rehearsals: Iterable[Rehearsal]) -> list[Act]:
    """Return the acts nobody has signed off."""
    known = list(rehearsals)
    return [act for act in acts if not signed_off(act, known)]
