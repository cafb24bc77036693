"""What every page of a programme has around it: its name, when it runs, and the way to its other pages."""

from typing import Any

from litestar.response import Template

from accounts.rules.permissions import Actor, Permission
from events.rules import cadences
from events.rules.programmes import Programme, ProgrammeClosed
from kit import pages
from kit.errors import Refusal
from kit.i18n import N_, gettext

TABS: tuple[tuple[str, str], ...] = (
    ("", N_("Overview")),
    ("plan", N_("Written plan")),
    ("obligations", N_("What is due")),
    ("work", N_("Work")),
    ("people", N_("Who answers")),
    ("year", N_("Calendar of the year")),
    ("counselling", N_("Counselling")),
    ("settings", N_("Settings")),
)


async def programme_page(
    template: str,
    actor: Actor,
    programme: Programme,
    *,
    tab: str = "",
    refusal: Refusal | None = None,
    typed: Any = None,
    **context: Any,
) -> Template:
    """Answer with `template` in the frame of a programme; `tab` is the part of its address."""
    here = f"/programmes/{programme.id}"
    return await pages.page(
        template,
        actor,
        current="home",
        refusal=refusal,
        typed=typed,
        programme=programme,
        here=here,
        runs=cadences.runs(programme),
        tabs=[
            (f"{here}/{path}".rstrip("/"), gettext(name), path == tab)
            for path, name in TABS
            if path != "counselling" or actor.may(Permission.SEE_PARTICIPANTS)
        ],
        may_write=may_write(actor, programme),
        may_reopen=actor.may(Permission.CHANGE_PLAN) and not programme.is_open,
        **context,
    )


def may_write(actor: Actor, programme: Programme) -> bool:
    return actor.may(Permission.CHANGE_PLAN) and programme.is_open


def must_write(actor: Actor, programme: Programme) -> None:
    """Raise unless the actor may change this programme now.

    Raises:
        NotAllowed, ProgrammeClosed
    """
    actor.must(Permission.CHANGE_PLAN)
    if not programme.is_open:
        raise ProgrammeClosed
