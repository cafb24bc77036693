"""The smaller parts of a plan document: its basic types, and the lists a plan may carry."""

from typing import Annotated, Any

import msgspec

Clock = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Money = Annotated[str, msgspec.Meta(pattern=r"^-?\d{1,12}(\.\d{1,6})?$")]
Name = Annotated[str, msgspec.Meta(max_length=200)]


class Part(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Any piece of the document; `more` holds the keys we do not know."""

    more: dict[str, Any] = {}


class PlanSeat(Part, frozen=True):
    """A place in a leading group or a list of duties; a blank holder is None."""

    group: str = ""
    role: str = ""
    holder: str | None = None
    duty: str = ""


class PlanWork(Part, frozen=True):
    """One piece of standing work; `per` (week, month, term, year) says that it recurs, `weekday` 0 is Monday."""

    title: Name
    area: str = ""
    text: str = ""
    per: str | None = None
    weekday: Annotated[int, msgspec.Meta(ge=0, le=6)] | None = None
    start: Clock | None = None
    minutes: Annotated[int, msgspec.Meta(gt=0, le=1440)] | None = None


class PlanQuota(Part, frozen=True):
    source: str
    places: Count = 0
    note: str = ""


class PlanCondition(Part, frozen=True):
    """Who may take part; a hard condition refuses, a soft one asks for a reason."""

    text: str
    hard: bool = True


class PlanAct(Part, frozen=True):
    title: str
    performers: str = ""
    props: str = ""
    minutes: Annotated[int, msgspec.Meta(gt=0, le=1440)] | None = None
    checked_by: str = ""


class PlanMaterial(Part, frozen=True):
    """`origin` is bought, borrowed, donated, made or brought; `whose` is crew, volunteers or participants."""

    item: str
    quantity: str | None = None
    origin: str | None = None
    whose: str = "crew"
    note: str = ""
