"""Where an activity stands, in numbers: gathered once, for the menu and for the seven stages."""

import msgspec

from accounts.rules.permissions import Actor, Permission
from budget import lines, sources
from budget.rules import ledger
from budget.rules.ledger import CATEGORY_NAMES, CATEGORY_TONES, Totals
from budget.rules.sources import coverage
from events import releases
from events.rules.activities import HELD, Activity
from events.rules.schedule import Day
from kit import i18n
from kit.i18n import gettext
from volunteers import contacts, progress
from volunteers.progress import Progress
from web import doors

MOST_RINGS = 200  # more pairs than that are a number, not a picture


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What has been reached; None where the actor may not know or nothing has begun.

    `unseen` are the stages of which the actor may not know how far they are.
    """

    places: int | None = None
    taken: int = 0
    expected: int | None = None
    coming: int = 0
    children: int = 0
    expected_children: int = 0
    paired: int = 0
    planned: int | None = None
    covered: int = 0
    per_head: str = ""
    shares: tuple[tuple[float, str, str], ...] = ()
    blocks: int = 0
    clashes: int = 0
    release: int = 0
    silent: int = 0
    unseen: frozenset[str] = frozenset()


async def of(actor: Actor, activity: Activity, plan: Day) -> Standing:
    """Gather the numbers the actor may see; `plan` is the draft of the activity's day."""
    current = await releases.current(actor.organization_id, activity.id)
    people = await progress.of(actor, activity)
    money = await _money(actor, activity)
    return Standing(
        places=people.places,
        taken=people.taken,
        expected=people.taken if people.sessions else None,
        coming=people.coming,
        children=people.children,
        paired=people.paired,
        expected_children=_expected(actor, activity, people),
        planned=money[0].planned if money else await _total(actor, activity),
        covered=money[1] if money else 0,
        per_head=_per_head(activity, money[0].planned) if money else "",
        shares=_shares(activity, money[0]) if money else (),
        blocks=len(plan.blocks),
        clashes=len(plan.clashes) + len(plan.overruns),
        release=current[0].number if current else 0,
        silent=await _silent(actor, activity),
        unseen=doors.unseen(actor),
    )


def _expected(actor: Actor, activity: Activity, people: Progress) -> int:
    """Return how many pairs there are to be: the children entered, or else those that are planned.

    Only where the plan speaks of pairs, or some are made: a camp goes in squads, a visit in groups.
    """
    pairs = activity.involves_minors and (people.in_pairs or people.paired)
    if not (actor.may(Permission.SEE_PAIRS) and pairs):
        return 0
    return min(people.children or activity.participants or 0, MOST_RINGS)


async def _silent(actor: Actor, activity: Activity) -> int:
    """Return how many pairs have not been in touch for too long; before the end none can be."""
    if activity.status not in HELD or not actor.may(Permission.SEE_PAIRS):
        return 0
    return len((await contacts.overview(actor, activity.id)).late)


async def _money(actor: Actor, activity: Activity) -> tuple[Totals, int] | None:
    """Return the totals and what sources have approved, or None to somebody who may not see them."""
    if not actor.may(Permission.SEE_BUDGET):
        return None
    totals = ledger.totals(await lines.of_activity(actor, activity.id))
    approved, _ = coverage(await sources.of_activity(actor, activity.id), totals.planned)
    return totals, approved


async def _total(actor: Actor, activity: Activity) -> int | None:
    """Return the sum alone, for those who see no more of the money than that."""
    if not actor.may(Permission.SEE_BUDGET_TOTALS):
        return None
    return await lines.total(actor, activity.id)


def _per_head(activity: Activity, planned: int) -> str:
    each = ledger.per_head(planned, activity.present)
    return i18n.money(each, activity.currency, sign=False) if each else ""


def _shares(activity: Activity, totals: Totals) -> tuple[tuple[float, str, str], ...]:
    """Return (share of the whole, tone, what it is) per category."""
    return tuple(
        (
            group.planned * 100 / totals.planned,
            CATEGORY_TONES[group.category],
            f"{gettext(CATEGORY_NAMES[group.category])} {_short(group.planned, activity.currency)}",
        )
        for group in totals.groups
        if group.planned
    )


def _short(amount: int, currency: str) -> str:
    """Write an amount without its decimals where they are nothing."""
    return i18n.money(amount, currency, sign=False).removesuffix(".00")
