"""Reports that a child may be in danger: four fields, saved at once, seen by few (V21)."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec

from kit.crypto import Secret
from kit.errors import Refusal
from kit.i18n import N_

ON_THE_DAY = timedelta(minutes=15)
OTHERWISE = timedelta(hours=4)
KEPT_YEARS = 3  # after it was closed (domain reference §6.4)
NUMBER_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none like another
LONGEST_TEXT = 4_000

POLICE, AMBULANCE = "110", "120"


class Category(StrEnum):
    LIVING_ALONE = "living_alone"
    MISSING = "missing"
    GUARDIAN = "guardian"  # unable or failing
    VIOLENCE = "violence"
    INJURY = "injury"
    OTHER = "other"


CATEGORY_NAMES: dict[Category, str] = {
    Category.LIVING_ALONE: N_("A child lives alone"),
    Category.MISSING: N_("A child is missing"),
    Category.GUARDIAN: N_("The guardian cannot or does not care for the child"),
    Category.VIOLENCE: N_("Violence, abuse or bullying"),
    Category.INJURY: N_("A child is hurt"),
    Category.OTHER: N_("Something else"),
}


class ConcernState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


STATE_NAMES: dict[ConcernState, str] = {
    ConcernState.OPEN: N_("Nobody has taken it up yet"),
    ConcernState.ACKNOWLEDGED: N_("Being worked on"),
    ConcernState.CLOSED: N_("Closed"),
}


class NewConcern(msgspec.Struct, frozen=True):
    """The four fields of the form; only the second must hold something."""

    text: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
    category: Category = Category.OTHER
    persons: Annotated[str, msgspec.Meta(max_length=500)] = ""
    contact: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Concern(msgspec.Struct, frozen=True):
    """A report as the lead's list shows it; its words stay sealed until they are opened."""

    id: UUID
    number: str
    category: Category
    state: ConcernState
    at: datetime
    answer_by: datetime
    activity_id: UUID | None
    text: Secret
    persons: Secret | None
    contact: Secret | None
    named_accounts: tuple[UUID, ...]
    named_volunteers: tuple[UUID, ...]
    acknowledged_at: datetime | None
    escalated_at: datetime | None
    outside: str
    closed_at: datetime | None
    keep_until: date | None
    version: int
    acknowledged_name: str | None = None


class Step(msgspec.Struct, frozen=True):
    """One thing that was done about it, by whom and when; `text` is sealed too."""

    id: UUID
    number: int
    text: Secret
    at: datetime
    name: str | None = None


class Named(msgspec.Struct, frozen=True):
    """Somebody whose name may stand in a report."""

    id: UUID
    name: str


class Stage(StrEnum):
    """Who has been told that a report waits."""

    LEAD = "lead"
    SECOND_LEAD = "second_lead"
    OWNER = "owner"


class NoSuchConcern(Refusal):
    """Unknown, another association's, and one that names the reader look alike."""

    status = 404
    message = N_("There is no such report.")


class AlreadyClosed(Refusal):
    message = N_("This report is closed.")


class NotTakenUp(Refusal):
    message = N_("Take it up first, then close it.")


def answer_by(at: datetime, *, on_the_day: bool) -> datetime:
    """Return until when somebody must have taken it up: 15 minutes on the day, else 4 hours."""
    return at + (ON_THE_DAY if on_the_day else OTHERWISE)


def stage(at: datetime, due: datetime, now: datetime) -> Stage:
    """Return who must know by now that it waits: each gets as long as the one before."""
    if now < due:
        return Stage.LEAD
    return Stage.SECOND_LEAD if now < due + (due - at) else Stage.OWNER


def kept_until(closed: date) -> date:
    """Return the day on which a report that was closed is deleted."""
    return closed.replace(year=closed.year + KEPT_YEARS, day=min(closed.day, 28))


def new_number() -> str:
    """Return a number to quote on the phone; it tells neither how many there are nor when."""
    letters = "".join(secrets.choice(NUMBER_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def named_in(texts: Iterable[str], people: Iterable[Named]) -> tuple[UUID, ...]:
    """Return who is named in one of these texts.

    A Chinese name is found wherever its characters stand, one in Latin letters as whole words.
    Rather one too many than one too few: a lead can put right who was only a witness.
    """
    plain = "\n".join(_plain(text) for text in texts)
    close = "".join(plain.split())
    return tuple(dict.fromkeys(one.id for one in people if _stands(_plain(one.name), plain, close)))


def _stands(name: str, plain: str, close: str) -> bool:
    name = " ".join(name.split())
    letters = name.replace(" ", "").replace("·", "")
    if len(letters) < 2:  # noqa: PLR2004 -- a single sign is in every sentence
        return False
    if name.isascii():
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain, re.ASCII) is not None
    return letters in close.replace("·", "")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
