"""The chain of an association: who has to agree to a plan, in which order, and what each answers for."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from accounts.rules.memberships import Member
from accounts.rules.permissions import GRANTS, Permission, Role
from events.rules.approval import Aspect
from kit.errors import Refusal
from kit.i18n import N_

MOST = 12  # steps; a paper with more boxes is nobody's

# E6: what holds until an association says otherwise.
DEFAULT: tuple[tuple[str, tuple[Aspect, ...]], ...] = (
    (N_("Adviser"), (Aspect.CONTENT, Aspect.PEOPLE)),
    (N_("Finance"), (Aspect.MONEY,)),
    (N_("Youth League committee"), (Aspect.TIME_PLACE, Aspect.SAFETY, Aspect.PUBLICITY)),
)
# Who may be named as the approver of a step; a viewer only reads.
NAMED = frozenset(Role) - {Role.VIEWER}
# Who may decide a step that names nobody.
ANY = frozenset(role for role in Role if Permission.DECIDE_PLAN in GRANTS[role])


class Step(msgspec.Struct, frozen=True):
    """One place in the chain; without an `approver` any approver decides."""

    id: UUID
    name: str
    covers: tuple[Aspect, ...]
    approver: UUID | None
    position: int
    created_at: datetime
    retired_at: datetime | None = None


class WantedStep(msgspec.Struct, frozen=True):
    """A step as somebody wrote it; `was` is its place in the chain until now, None for a new one."""

    name: str
    covers: tuple[Aspect, ...] = ()
    approver: UUID | None = None
    was: int | None = None


class ChainChanged(Refusal):
    message = N_("Somebody else changed the chain in the meantime. Look at it and save again.")


class TooManySteps(Refusal):
    status: ClassVar[int] = 422
    message = N_("A chain has at most %(most)s steps.")


class NoSuchStep(Refusal):
    status: ClassVar[int] = 404
    message = N_("There is no such step.")


class NoSuchApprover(Refusal):
    status: ClassVar[int] = 422
    message = N_("Please choose somebody of your association.")


class SeesNoBudget(Refusal):
    """A step answers for money its approver would not be shown."""

    status: ClassVar[int] = 422
    message = N_("%(step)s answers for the money, but %(name)s may not see the budget.")


def fingerprint(steps: Iterable[Step]) -> str:
    """Return what tells one state of a chain from the next, for the form that changes it."""
    said = [(s.name, s.covers, s.approver) for s in steps]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:16]


def in_force(ever: Iterable[Step], moment: datetime) -> list[Step]:
    """Return the chain as it was at `moment`; names, approvers and order are those of today."""
    return [
        one
        for one in ever
        if one.created_at <= moment and (one.retired_at is None or one.retired_at > moment)
    ]


def uncovered(chain: Iterable[Iterable[Aspect]]) -> list[Aspect]:
    """Return the aspects nobody in the chain answers for; without a chain nobody is missed."""
    steps = [set(covers) for covers in chain]
    return [a for a in Aspect if steps and not any(a in covers for covers in steps)]


def may_hold(role: Role, covers: Iterable[Aspect]) -> bool:
    """Say whether somebody in `role` may be named for a step: they read all it answers for."""
    sees_money = Permission.SEE_BUDGET in GRANTS[role]
    return role in NAMED and (sees_money or Aspect.MONEY not in set(covers))


def deciders(step: Step, members: Sequence[Member], submitter: UUID | None) -> list[Member]:
    """Return who may decide a step, owners last; never whoever handed the plan in (A2).

    A step that names somebody is theirs alone, as long as they belong to the association in a role
    that reads what the step answers for. Where they left, read less or are the submitter, any
    approver may decide, so that nothing waits for ever.
    """
    others = [m for m in members if m.account_id != submitter]
    named = [m for m in others if m.account_id == step.approver and may_hold(m.role, step.covers)]
    anybody = sorted(
        (m for m in others if m.role in ANY), key=lambda one: one.role is not Role.APPROVER
    )
    return named or anybody
