"""What the plan check says about money."""

from collections.abc import Iterable

import msgspec

from accounts import organizations
from accounts.rules.permissions import Actor, Permission
from budget import lines, materials, sources, stated
from budget.rules import ledger
from budget.rules.ledger import Basis, Line, PriceFactor
from budget.rules.materials import Origin
from budget.rules.money import Amount, plain, signed
from budget.rules.sources import Source, coverage
from events import findings
from events.rules.activities import OVER, Activity
from events.rules.findings import Finding, Severity, Stops, Tap, Urgency
from events.rules.plans import Cost
from events.rules.reading import sums
from events.rules.reading.arithmetic import Costs, Entry
from events.rules.written import Written, digest
from kit.i18n import N_


async def of(actor: Actor, activity: Activity) -> list[Finding]:
    """Return what is to be done about the budget; nothing to somebody who may not see it."""
    if not actor.may(Permission.SEE_BUDGET) or activity.status in OVER:
        return []
    policy = await organizations.policy(activity.organization)
    found = checked(
        activity,
        await lines.of_activity(actor, activity.id),
        await sources.of_activity(actor, activity.id),
        Said(
            await findings.words(actor, activity),
            tuple(one.item for one in await materials.of(activity) if one.origin is Origin.BOUGHT),
        ),
        shortfall=Stops.SUBMIT if policy.shortfall_stops else Stops.NOTHING,
    )
    if actor.may(Permission.CHANGE_BUDGET):
        return found
    return [
        msgspec.structs.replace(finding, taps=(), act=N_("Open the budget"))
        if finding.taps
        else finding
        for finding in found
    ]


class Said(msgspec.Struct, frozen=True):
    """What the plan says that costs money: its words, and the things that are to be bought."""

    words: Written
    bought: tuple[str, ...] = ()


def checked(
    activity: Activity,
    budget: list[Line],
    funding: list[Source],
    said: Said | None = None,
    *,
    shortfall: Stops = Stops.NOTHING,
) -> list[Finding]:
    """Return the findings of a budget, the costly ones first (domain reference §3.1)."""
    here = f"/a/{activity.id}/budget"
    if not budget:
        return [*_missing(said, here)] if said else []
    return [
        *_miscounted(activity, budget, here),
        *(_total(said, activity, budget, here) if said else ()),
        *_supplies(activity, budget, here),
        *_shortfall(activity, budget, funding, here, shortfall),
        *(_unpaid(said, budget, here) if said else ()),
        *_unknown_factors(budget, here),
        *_lump_sums(budget, here),
        *_uneven(activity, budget, here),
    ]


def _missing(said: Said, here: str) -> Iterable[Finding]:
    """Money or goods are mentioned, and there is no line; where nothing costs anything, none is asked."""
    mentioned = [str(remark.details["what"]) for remark in sums.missing(said.words.facts)]
    chapter = [one.heading for one in said.words.facts.outline.of("budget")]
    if what := [*said.bought, *mentioned, *chapter]:
        yield Finding(
            "budget-missing",
            Severity.WARNING,
            Urgency.MONEY,
            N_("The budget has no line yet, though the plan speaks of “%(what)s”"),
            N_("Write the budget"),
            here,
            Stops.SUBMIT,
            details={"what": what[0]},
        )


def _unpaid(said: Said, budget: list[Line], here: str) -> Iterable[Finding]:
    entries = [
        Entry(Cost(name=line.label, note=line.note or None), None, (0, 0), 0) for line in budget
    ]
    facts = msgspec.structs.replace(said.words.facts, costs=Costs(entries))
    for remark in sums.announced(facts):
        what = str(remark.details["what"])
        yield Finding(
            "announced-but-unbudgeted",
            Severity.WARNING,
            Urgency.MONEY,
            N_("“%(what)s” is announced, but no line of the budget pays for it"),
            N_("Add a line"),
            here,
            subject=digest(what.lower()),
            hint=N_("If somebody else pays, say so in the plan or in the note of a line."),
            details={"what": what},
        )


def _miscounted(activity: Activity, budget: list[Line], here: str) -> Iterable[Finding]:
    for line in budget:
        if line.stated is not None and line.miscounted:
            yield Finding(
                "budget-line-mismatch",
                Severity.ERROR,
                Urgency.MONEY,
                N_("“%(label)s” comes to %(right)s, but the text says %(written)s"),
                N_("Look at it"),
                f"{here}#line-{line.id}",
                Stops.SUBMIT,
                subject=f"{line.id}-{line.planned}-{line.stated}",
                taps=(
                    Tap(N_("Take %(right)s"), f"{here}/lines/{line.id}/settle"),
                    Tap(
                        N_("Take %(written)s"),
                        f"{here}/lines/{line.id}/settle",
                        {"take": str(line.stated)},
                    ),
                ),
                details={
                    "label": line.label,
                    "right": Amount(line.planned, activity.currency),
                    "written": Amount(line.stated, activity.currency),
                },
            )


def _total(said: Said, activity: Activity, budget: list[Line], here: str) -> Iterable[Finding]:
    planned, written = sum(line.planned for line in budget), stated.total(said.words)
    if written is not None and written.minor != planned:
        yield Finding(
            "budget-total-mismatch",
            Severity.ERROR,
            Urgency.MONEY,
            N_("The lines add up to %(right)s, but the plan says %(written)s in all"),
            N_("Look at the words"),
            f"/a/{activity.id}/plan?edit={written.section}#section-{written.section}",
            Stops.SUBMIT,
            subject=f"{planned}-{written.minor}",
            hint=N_("The total is worked out from the lines; the plan need not say it as well."),
            taps=(Tap(N_("Take %(right)s"), f"{here}/total", {"written": str(written.minor)}),),
            details={
                "right": Amount(planned, activity.currency),
                "written": Amount(written.minor, activity.currency),
            },
        )


def _supplies(activity: Activity, budget: list[Line], here: str) -> Iterable[Finding]:
    for line in budget:
        wanted = ledger.correction(line, ledger.heads(activity, line.per_head))
        if wanted:
            yield Finding(
                "headcount-supplies",
                Severity.WARNING,
                Urgency.MONEY,
                N_("“%(label)s” is for %(quantity)s, but there are %(heads)s people"),
                N_("Look at it"),
                f"{here}#line-{line.id}",
                subject=f"{line.id}-{plain(wanted.quantity)}-{wanted.wanted}",
                hint=N_("At least that many will be there on the day."),
                taps=(Tap(N_("Make it %(heads)s (%(extra)s)"), f"{here}/lines/{line.id}/heads"),),
                details={
                    "label": line.label,
                    "quantity": plain(wanted.quantity),
                    "heads": int(wanted.wanted),
                    "extra": signed(wanted.extra),
                },
            )


def _shortfall(
    activity: Activity, budget: list[Line], funding: list[Source], here: str, stops: Stops
) -> Iterable[Finding]:
    planned = sum(line.planned for line in budget)
    approved, missing = coverage(funding, planned)
    if missing:
        yield Finding(
            "source-shortfall",
            Severity.WARNING,
            Urgency.MONEY,
            N_("%(missing)s of %(planned)s is not covered by approved money"),
            N_("Enter who pays"),
            f"{here}#sources",
            stops,
            subject=str(missing),
            details={
                "missing": Amount(missing, activity.currency),
                "planned": Amount(planned, activity.currency),
                "approved": Amount(approved, activity.currency),
            },
        )


def _unknown_factors(budget: list[Line], here: str) -> Iterable[Finding]:
    for line in budget:
        if line.basis is Basis.FACTORED and line.price_factor is PriceFactor.UNKNOWN:
            assert line.factor_a is not None
            assert line.factor_b is not None
            yield Finding(
                "factor-order-unknown",
                Severity.NOTE,
                Urgency.TIDY,
                N_("“%(label)s” is %(a)s × %(b)s: which one is the price?"),
                N_("Say which"),
                f"{here}#line-{line.id}",
                subject=str(line.id),
                taps=(
                    Tap(
                        N_("%(a)s is the price"),
                        f"{here}/lines/{line.id}/price",
                        {"price_factor": "a"},
                    ),
                    Tap(
                        N_("%(b)s is the price"),
                        f"{here}/lines/{line.id}/price",
                        {"price_factor": "b"},
                    ),
                ),
                details={"label": line.label, "a": plain(line.factor_a), "b": plain(line.factor_b)},
            )


def _lump_sums(budget: list[Line], here: str) -> Iterable[Finding]:
    for line in budget:
        if line.basis is Basis.LUMP and not line.note:
            yield Finding(
                "lump-sum-unexplained",
                Severity.NOTE,
                Urgency.TIDY,
                N_("“%(label)s” is a lump sum without a note"),
                N_("Add a note"),
                f"{here}#line-{line.id}",
                subject=str(line.id),
                details={"label": line.label},
            )


def _uneven(activity: Activity, budget: list[Line], here: str) -> Iterable[Finding]:
    for line in budget:
        heads = ledger.heads(activity, line.per_head)
        if ledger.is_uneven(line, heads):
            yield Finding(
                "per-head-uneven",
                Severity.NOTE,
                Urgency.TIDY,
                N_("“%(label)s” cannot be shared evenly among %(heads)s"),
                N_("Look at it"),
                f"{here}#line-{line.id}",
                subject=str(line.id),
                details={"label": line.label, "heads": heads},
            )
