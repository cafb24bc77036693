"""Modules: what one can be trained in, in any activity of the association, and how long that lasts."""

from calendar import monthrange
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from kit.errors import Refusal
from kit.i18n import N_

LONGEST_VALID = 120  # months; whatever lasts longer lasts for good


class Module(msgspec.Struct, frozen=True):
    """`valid_months` is None for what is learned for good; a retired one still counts where it was attended."""

    id: UUID
    name: str
    safeguarding: bool = False
    valid_months: int | None = None
    content: str = ""
    materials: str = ""
    retired_at: datetime | None = None
    version: int = 1


class WantedModule(msgspec.Struct, frozen=True, kw_only=True):
    """A module as its form says it."""

    name: Annotated[str, msgspec.Meta(max_length=100)]
    safeguarding: bool = False
    valid_months: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_VALID)] | None = None
    content: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    materials: Annotated[str, msgspec.Meta(max_length=1000)] = ""


# What an association starts with; everything about them can be changed.
STARTING: tuple[WantedModule, ...] = (
    WantedModule(
        name=N_("Child protection"),
        safeguarding=True,
        valid_months=12,
        content=N_(
            "Never alone with a child. No private contact, no gifts, no pictures. What to do when a "
            "child tells you something that worries you: listen, promise no secrecy, tell the "
            "safeguarding lead; in danger call 110."
        ),
    ),
    WantedModule(
        name=N_("What to know before the day"),
        content=N_(
            "Meeting point and way home, what to wear and bring, who leads what, whom to call, what "
            "happens when it rains."
        ),
    ),
)


class NoSuchModule(Refusal):
    status = 404
    message = N_("There is no such module.")


class ModuleChanged(Refusal):
    message = N_("Somebody else saved this module in the meantime. Please look again and save.")


class ModuleNamedTwice(Refusal):
    status = 422
    message = N_("The association has a module of this name already.")


class LastSafeguarding(Refusal):
    """V6 asks for one always, so there is always one that can be attended."""

    message = N_(
        "One module at least has to be about child protection: make another one first, then let this one go."
    )


def valid_until(module: Module, on: date) -> date | None:
    """Return the last day on which a module attended on `on` counts; None if it counts for good."""
    if module.valid_months is None:
        return None
    months = on.year * 12 + on.month - 1 + module.valid_months
    year, month = divmod(months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def counts(module: Module, on: date, day: date) -> bool:
    """Return whether a module attended on `on` still counts on `day`."""
    until = valid_until(module, on)
    return until is None or day <= until


def refuse_last(module: Module, others: list[Module]) -> None:
    """Raise LastSafeguarding if without `module` no living one is about child protection."""
    if module.safeguarding and not any(
        one.safeguarding and one.retired_at is None for one in others if one.id != module.id
    ):
        raise LastSafeguarding
