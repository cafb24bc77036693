"""What lets a volunteer near children: the pledge, the record check, a qualification (V6–V8, V24)."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated

import msgspec

from kit.errors import Gap, Refusal
from kit.i18n import N_
from volunteers.rules.training import Clearance, ClearanceKind, Outcome

# What a volunteer signs, article by article (domain reference §7, 志愿者行为守则).
PLEDGE: tuple[tuple[str, str], ...] = (
    (
        N_("Never alone with a child"),
        N_("There are always two adults. If the other one leaves, I stay within sight of others."),
    ),
    (
        N_("No private contact"),
        N_("I swap no numbers or accounts with children or families. Contact runs by the school."),
    ),
    (
        N_("No gifts or money"),
        N_("I give and take nothing of my own. Gifts are equal and come from the association."),
    ),
    (
        N_("No pictures"),
        N_("I take no photos or recordings of children and post nothing about them anywhere."),
    ),
    (
        N_("No promises I cannot keep"),
        N_("I promise only what I can keep, and I say goodbye before I go."),
    ),
    (
        N_("Breaks and toilets by two"),
        N_("I leave the group only when another adult has taken over, and we walk in twos."),
    ),
    (
        N_("What I hear stays with me"),
        N_("I ask nobody about their family and pass on nothing a child tells me."),
    ),
    (
        N_("A worry is reported at once"),
        N_("If a child may be in danger I call 110 and tell the safeguarding lead immediately."),
    ),
)
PLEDGE_VERSION = hashlib.sha256("\n".join(" ".join(a) for a in PLEDGE).encode()).hexdigest()[:12]

OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.CLEAR: N_("No objection"),
    Outcome.PENDING: N_("Still being checked"),
    Outcome.NOT_CLEAR: N_("Objection"),
}

LONGEST_CHECK = 366  # days that a record check may be valid (domain §2, Clearance)


class Needs(msgspec.Struct, frozen=True):
    """Which of the [default] rules an activity keeps; the pledge is [always] and has no switch."""

    record_check: bool = True


ON_THE_DAY = Needs()
FOR_PAIRING = Needs(record_check=False)  # a pair may be proposed while the check is still running


class NewCheck(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a record check: that it was made, where it is kept, until when it counts."""

    outcome: Outcome
    reference: Annotated[str, msgspec.Meta(max_length=60)] = ""
    valid_until: date | None = None


class NotTheWholePledge(Refusal):
    status = 422
    message = N_("Please read the code of conduct to the end and tick the box below it.")


class CheckNeedsEnd(Refusal):
    status = 422
    message = N_("Please say until when the check is valid: at most twelve months from today.")


def contact_gaps(
    clearances: Iterable[Clearance],
    last_day: date,
    *,
    needs: Needs = ON_THE_DAY,
    qualification: str = "",
) -> tuple[Gap, ...]:
    """Return what one volunteer still lacks for a post with children; empty means cleared.

    A clearance counts if it is clear and valid on `last_day`; a pledge only of today's text.
    `qualification` names one the post asks for, "" if none.
    """
    held = {one.kind for one in clearances if _counts(one, last_day)}
    wanted = [ClearanceKind.PLEDGE]
    if needs.record_check:
        wanted.append(ClearanceKind.RECORD_CHECK)
    if qualification:
        wanted.append(ClearanceKind.QUALIFICATION)
    return tuple(
        Gap(f"{kind.value.replace('_', '-')}-missing") for kind in wanted if kind not in held
    )


def refuse_endless(check: NewCheck, today: date) -> None:
    """Raise CheckNeedsEnd unless a clear check ends within twelve months (V6)."""
    if check.outcome is not Outcome.CLEAR:
        return
    until = check.valid_until
    if until is None or not 0 <= (until - today).days <= LONGEST_CHECK:
        raise CheckNeedsEnd


def _counts(one: Clearance, last_day: date) -> bool:
    if one.outcome is not Outcome.CLEAR:
        return False
    if one.kind is ClearanceKind.PLEDGE:
        return one.text_version == PLEDGE_VERSION
    if one.kind is ClearanceKind.RECORD_CHECK and one.valid_until is None:
        return False
    return one.valid_until is None or one.valid_until >= last_day
