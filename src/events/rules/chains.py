"""The chain of an association: who has to agree to a plan, in which order, and what each answers for."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from accounts.rules.memberships import Member
from accounts.rules.permissions import Role
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
# Who may be named as the approver of a step; a viewer reads, and sees no budget.
NAMED = frozenset(Role) - {Role.VIEWER}
# Who may decide a step that names nobody.
ANY = frozenset({Role.APPROVER, Role.OWNER})


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


def deciders(step: Step, members: Sequence[Member]) -> list[Member]:
    """Return who may decide a step, owners last.

    A step that names somebody is theirs alone, as long as they belong to the association in a role
    that reads the whole plan; afterwards any approver may decide, so that nothing waits for ever.
    """
    named = [m for m in members if m.account_id == step.approver and m.role in NAMED]
    anybody = sorted(
        (m for m in members if m.role in ANY), key=lambda one: one.role is not Role.APPROVER
    )
    return named or anybody
